package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// An entry that was written before it was known where a secret is kept still speaks of it.
func TestEntriesOfSecretsKeptElsewhere(t *testing.T) {
	w := oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))
	w.Jobs[0].Environment = "production"
	for at, id := range map[string]nhi.ID{
		"acme all":             "github:acme:actions-secret:KEY_ONE",
		"acme/shop:production": "github:acme/shop:environment-secret:production/KEY_ONE",
	} {
		for _, match := range []string{"{id: 'github:acme/shop:actions-secret:KEY_ONE'}", "{name: KEY_ONE, repo: acme/shop}"} {
			got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: told(stored(at))}, declare(t, "- match: "+match+"\n  purpose: x\n", ""))
			if got[id].Purpose.Value != "x" {
				t.Errorf("%s of %s: %+v", match, at, got[id].Purpose)
			}
			for _, identity := range got {
				if identity.Status.Value == nhi.StatusMissing {
					t.Errorf("%s of %s: %s is missing", match, at, identity.ID)
				}
			}
		}
	}
}

// What the registry names and nobody saw is missing when it was looked for everywhere, else unknown.
func TestGhostsWherePlatformWasAsked(t *testing.T) {
	for _, test := range []struct {
		match, less string
		want        nhi.Status
	}{
		{"{name: GONE}", "", nhi.StatusMissing},
		{"{name: GONE}", "repository", nhi.StatusUnknown},
		{"{name: GONE}", "organization", nhi.StatusUnknown},
		{"{name: GONE}", "environments", nhi.StatusUnknown},
		{"{name: GONE, repo: acme}", "", nhi.StatusMissing},
		{"{name: GONE, repo: acme}", "organization", nhi.StatusUnknown},
		{"{id: 'github:acme/shop:environment-secret:production/GONE'}", "", nhi.StatusMissing},
		{"{id: 'github:acme/shop:deploy-key:7'}", "", nhi.StatusMissing},
		{"{name: GONE, environment: production}", "", nhi.StatusMissing},
		{"{name: GONE, environment: production}", "environments", nhi.StatusUnknown},
		{"{name: GONE, store: dependabot-secret}", "", nhi.StatusMissing},
		{"{name: gone.yml, kind: workflow_token}", "everything", nhi.StatusMissing},
	} {
		p := told()
		if less := unreads[test.less]; less != nil {
			less(p)
		}
		var got []nhi.Status
		for _, identity := range Build(target, nhi.Observations{Platform: p}, declare(t, "- match: "+test.match+"\n  purpose: x\n", ""), now) {
			if identity.Purpose.Known() {
				got = append(got, identity.Status.Value)
			}
		}
		if diff := cmp.Diff([]nhi.Status{test.want}, got); diff != "" {
			t.Errorf("%s %s: %s", test.match, test.less, diff)
		}
	}
	gap := []nhi.Gap{{Source: "github", Scope: "acme/shop: deploy keys", Reason: nhi.GapNotPermitted}}
	key := build(nhi.Observations{Platform: told(), Gaps: gap}, declare(t, "- match: {id: 'github:acme/shop:deploy-key:7'}\n  purpose: x\n", ""))["github:acme/shop:deploy-key:7"]
	if key.Status.Value != nhi.StatusUnknown || key.Status.Reason != nhi.ReasonNotPermitted {
		t.Errorf("%+v", key.Status)
	}
}

// What an entry names by the service that only its use tells is there.
func TestEntriesThatNameTheService(t *testing.T) {
	w := oneJob(deployPath, given("actions/checkout", "token"))
	w.Jobs[0].Credentials[0].Name = "RELEASER"
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}}, declare(t, "- match: {name: RELEASER, service: GitHub token}\n  purpose: x\n", ""))
	if purpose := got[secretPrefix+"RELEASER"].Purpose; purpose.Value != "x" {
		t.Errorf("%+v", purpose)
	}
	for _, identity := range got {
		if identity.Status.Value == nhi.StatusMissing {
			t.Errorf("%s is missing", identity.ID)
		}
	}
}

// An ID says of what system and kind the identity is that it names.
func TestGhostsByID(t *testing.T) {
	for id, want := range map[nhi.ID]struct {
		system string
		kind   nhi.Kind
	}{
		exposedPrefix + "a.env#KEY":            {"git", nhi.KindAPIKey},
		"github:acme/shop:github-app:BOT_KEY":  {"github", nhi.KindGitHubApp},
		"github:acme/shop:webhook:7":           {"github", nhi.KindWebhook},
		"github:acme/shop:oauth-token:12":      {"github", nhi.KindOAuthToken},
		"github:acme/shop:private-registry:MY": {"github", nhi.KindCISecret},
		secretPrefix + "GONE":                  {"github", nhi.KindCISecret},
	} {
		got, ok := build(nhi.Observations{}, declare(t, "- match: {id: '"+string(id)+"'}\n  purpose: x\n", ""))[id]
		if !ok || got.System != want.system || got.Kind != want.kind || !got.Registered.Value {
			t.Errorf("%s: %+v", id, got)
		}
	}
}

// Without GitHub, what no file shows is not missing; what a file would show is.
func TestGhostsOfFilesAlone(t *testing.T) {
	production := oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))
	production.Jobs[0].Environment = "Production"
	for match, want := range map[string]nhi.Status{
		"{name: GONE}": nhi.StatusMissing,
		"{id: 'github:acme/shop:actions-secret:GONE'}":              nhi.StatusMissing,
		"{name: 'linux,self-hosted', kind: runner}":                 nhi.StatusMissing,
		"{id: 'git:acme/shop:exposed-credential:a.env#KEY'}":        nhi.StatusMissing,
		"{id: 'github:acme/shop:deploy-key:7'}":                     nhi.StatusUnknown,
		"{name: ci.example.com, kind: webhook}":                     nhi.StatusUnknown,
		"{id: 'github:acme/shop:dependabot-secret:NPM_TOKEN'}":      nhi.StatusUnknown,
		"{name: KEY_ONE, environment: staging}":                     nhi.StatusUnknown,
		"{name: KEY_ONE, store: codespaces-secret}":                 nhi.StatusUnknown,
		"{id: 'github:acme/shop:environment-secret:staging/OTHER'}": nhi.StatusUnknown,
	} {
		for id, identity := range build(nhi.Observations{Workflows: []nhi.Workflow{production}}, declare(t, "- match: "+match+"\n  purpose: x\n", "")) {
			if identity.Purpose.Known() && (identity.Status.Value != want || identity.UsesKnown.Known() != (want == nhi.StatusMissing && identity.Kind == nhi.KindCISecret)) {
				t.Errorf("%s: %s is %+v, uses known: %+v", match, id, identity.Status, identity.UsesKnown)
			}
		}
	}
	for _, match := range []string{"{name: KEY_ONE, environment: production}", "{id: 'github:acme/shop:environment-secret:production/KEY_ONE'}"} {
		got := build(nhi.Observations{Workflows: []nhi.Workflow{production}}, declare(t, "- match: "+match+"\n  purpose: x\n", ""))
		if got[secretPrefix+"KEY_ONE"].Purpose.Value != "x" {
			t.Errorf("%s does not speak of what jobs in production use", match)
		}
		for id, identity := range got {
			if identity.Purpose.Known() && id != secretPrefix+"KEY_ONE" {
				t.Errorf("%s: %s is %+v", match, id, identity.Status)
			}
		}
	}
	elsewhere := oneJob(reviewPath, secretUse("KEY_ONE", "", 0, place(reviewPath, 9)))
	both := build(nhi.Observations{Workflows: []nhi.Workflow{production, elsewhere}}, declare(t, "- match: {name: KEY_ONE, environment: production}\n  purpose: x\n", ""))
	if purpose := both[secretPrefix+"KEY_ONE"].Purpose; purpose.Known() {
		t.Errorf("used outside production, too: %+v", purpose)
	}
}

// A store that was not asked for may have what is not found.
func TestGhostsOfStoresThatWereNotRead(t *testing.T) {
	p := told()
	unreads["dependabot"](p)
	got := build(nhi.Observations{Platform: p}, declare(t, "- match: {name: GONE, store: dependabot-secret}\n  purpose: x\n", ""))
	if status := got["github:acme/shop:dependabot-secret:GONE"].Status; status.Value != nhi.StatusUnknown {
		t.Errorf("%+v", status)
	}
}

// Two entries of one name that differ in something else name two identities; two that differ in nothing name one.
func TestGhostsOfOneName(t *testing.T) {
	for entries, want := range map[string]int{
		"- match: {name: GONE, service: Stripe}\n- match: {name: GONE, service: Twilio}\n": 2,
		"- match: {name: GONE}\n- match: {name: GONE}\n- match: {name: gone}\n":            1,
	} {
		missing := 0
		for _, identity := range build(nhi.Observations{}, declare(t, entries, "")) {
			if identity.Status.Value == nhi.StatusMissing && identity.Registered.Value {
				missing++
			}
		}
		if missing != want {
			t.Errorf("%s%d are missing, not %d", entries, missing, want)
		}
	}
}
