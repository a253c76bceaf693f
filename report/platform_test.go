package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// organizationReport is a report on an organisation with one of most things that GitHub tells.
func organizationReport() nhi.Report {
	secret := func(id nhi.ID, change func(*nhi.Identity)) nhi.Identity {
		i := nhi.Identity{
			ID: id, Kind: nhi.KindCISecret, Name: "KEY", System: "github", Scope: "acme/shop", Store: "actions-secret", Lifetime: nhi.LifetimeStatic,
			Stored: &nhi.Stored{Defined: nhi.Observed(true, "secrets of acme/shop"), Level: nhi.LevelRepository}, Owner: nhi.Owner{Status: nhi.OwnerNone},
			UsesKnown: nhi.Derived(true, "every workflow was read"),
			Uses: []nhi.Use{{
				Workflow: ".github/workflows/a.yml", Job: "a", Step: -1,
				Location: nhi.Location{Repository: "acme/shop", Path: ".github/workflows/a.yml", Line: 3},
			}},
		}
		change(&i)
		return i
	}
	r := nhi.Report{
		SchemaVersion: nhi.SchemaVersion, GeneratedAt: sampleTime, Tool: nhi.Tool{Name: "rollcall", Version: "1"},
		Target: nhi.Target{Kind: "organization", Name: "acme", URL: "https://github.com/acme"},
		Platform: &nhi.Platform{
			Organizations: []nhi.Organization{{Login: "acme", RepositoriesKnown: 10_000, RepositoriesRead: 6_210}},
			Environments: []nhi.Deployment{
				{
					Repository: "acme/shop", Name: "production", Reviewers: 2, Protected: true,
					AdminsBypass: nhi.Observed(true, "environments"),
				}, {Repository: "acme/shop", Name: "staging"},
			},
		},
		Gaps: []nhi.Gap{
			{Source: "github", Scope: "webhooks of acme/a", Reason: nhi.GapNotPermitted, Permission: "repository_hooks=read"},
			{Source: "github", Scope: "webhooks of acme/b", Reason: nhi.GapNotPermitted, Permission: "repository_hooks=read"},
		},
		Identities: []nhi.Identity{
			secret("undefined", func(i *nhi.Identity) {
				i.Stored = &nhi.Stored{Defined: nhi.Observed(false, ""), Searched: []string{"acme/shop", "acme"}}
			}),
			secret("unused", func(i *nhi.Identity) { i.Uses = nil }),
			secret("vain", func(i *nhi.Identity) {
				i.Privilege.Unused = []string{"acme/a"}
				i.Stored.Granted, i.Stored.UsedBy = 2, 1
			}),
			secret("shadowed", func(i *nhi.Identity) { i.Stored.ShadowedIn = []string{"a.yml#a"} }),
			secret("unknown", func(i *nhi.Identity) { i.Stored = &nhi.Stored{Defined: nhi.Absent[bool](nhi.ReasonNotPermitted, "")} }),
			secret("production", func(i *nhi.Identity) {
				i.Environment, i.Privilege.Protected = nhi.Derived(nhi.EnvironmentProduction, ""), nhi.Observed(false, "")
				i.Stored.Environment = "staging"
			}),
			secret("fine", func(*nhi.Identity) {}),
			{
				ID: "hook", Kind: nhi.KindWebhook, Name: "hook", Scope: "acme",
				Webhook: &nhi.Webhook{Host: "ci.example.com", HasSecret: nhi.Observed(false, "webhooks")},
				URL:     "https://github.com/p",
			},
			{
				ID: "key", Kind: nhi.KindDeployKey, Name: "key", Scope: "acme/a",
				Owner: nhi.Owner{Status: nhi.OwnerDeparted, Technical: nhi.Inferred("@carol", "added the key")},
			},
			{ID: "settings", Kind: nhi.KindWorkflowToken, Name: "default workflow token of acme/a", Scope: "acme/a", Lifetime: nhi.LifetimeEphemeral,
				Settings: &nhi.Settings{Level: nhi.LevelRepository, Actions: nhi.ActionsSettings{DefaultToken: nhi.Observed(nhi.DefaultTokenWrite, "default workflow token")}}},
		},
	}
	return r
}

func TestCoverageOfAnOrganization(t *testing.T) {
	for _, format := range []string{"text", "markdown", "html"} {
		var out bytes.Buffer
		if err := Write(&out, format, organizationReport(), Options{}); err != nil {
			t.Fatal(err)
		}
		if want := "6,210 of 10,000 repositories of acme read"; !strings.Contains(out.String(), want) {
			t.Errorf("%s does not say %q", format, want)
		}
	}
}

// Names that several repositories have are told apart.
func TestNamesInAnOrganization(t *testing.T) {
	var out bytes.Buffer
	r := organizationReport()
	r.Findings = []nhi.Finding{{
		Policy: "p", Title: "T", Identity: "production", Severity: nhi.SeverityHigh, Mode: nhi.ModeEnforced, Message: "m",
		Fingerprint: "f",
	}}
	if err := Write(&out, "text", r, Options{Width: 140}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"KEY · CI secret · staging of acme/shop · no owner", "KEY of acme/shop", "acme/shop a.yml a"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, out.String())
		}
	}
}

// Each card of the GitHub view leads to as many identities as it counts.
func TestGitHubCards(t *testing.T) {
	v := newRoll(organizationReport())
	g := v.github()
	want := map[string]string{
		"Owner departed": "1", "Unsafe webhooks": "1", "Production without rules": "1", "Defined nowhere": "1", "Used nowhere": "1", "Granted in vain": "1",
		"Shadowed": "1", "Runners that are kept": "0", "Tokens that write by default": "1", "Store not known": "1",
	}
	got := map[string]string{}
	table := v.identityTable()
	column := table.column("github")
	for _, c := range g.Cards {
		got[c.Label] = c.Value
		rows := 0
		for row := range table.rows {
			if c.Href == view("inventory", "github", table.at(row, column).Text) {
				rows++
			}
		}
		if thousands(rows) != c.Value {
			t.Errorf("%s: %s, and its view has %d", c.Label, c.Value, rows)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if g.Guards[0].Rules.State != stateBad || g.Guards[0].Secrets != 1 || g.Guards[1].Rules.Text != "2 reviewers, protected branches only; administrators may pass" {
		t.Errorf("%+v", g.Guards)
	}
	if diff := cmp.Diff([]lackingRow{{"repository_hooks=read", "webhooks of acme/a; webhooks of acme/b"}}, g.Lacking); diff != "" {
		t.Error(diff)
	}
}

// A view, and its tab, that only makes sense where GitHub was asked.
func TestGitHubViewIsThereWhenAsked(t *testing.T) {
	for _, asked := range []bool{true, false} {
		r := organizationReport()
		if !asked {
			r.Platform = nil
		}
		page := dashboardOf(t, r)
		elements(t, page)
		if got := strings.Contains(page, `data-tab="github"`); got != asked {
			t.Errorf("asked %v: the tab is there: %v", asked, got)
		}
		if got := strings.Contains(page, "GitHub was not asked"); got == asked {
			t.Errorf("asked %v: the view says that it was not: %v", asked, got)
		}
	}
}

// Files of other repositories are linked where they are, and never in the target.
func TestLinksToOtherRepositories(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	own := newLinks(nhi.Target{Kind: "repository", Name: "acme/shop", URL: "https://github.com/acme/shop", Commit: commit})
	org := newLinks(nhi.Target{Kind: "organization", Name: "acme", URL: "https://github.com/acme"})
	other := nhi.Location{Repository: "acme/other", Path: "a.yml", Line: 3}
	for name, test := range map[string]struct{ got, want string }{
		"own":               {own.line(nhi.Location{Path: "a.yml", Line: 3}), "https://github.com/acme/shop/blob/" + commit + "/a.yml#L3"},
		"other":             {own.line(other), "https://github.com/acme/other/blob/HEAD/a.yml#L3"},
		"other, at commit":  {own.lineAt(commit, other), "https://github.com/acme/other/blob/" + commit + "/a.yml#L3"},
		"of organisation":   {org.line(other), "https://github.com/acme/other/blob/HEAD/a.yml#L3"},
		"no repository":     {org.line(nhi.Location{Path: "a.yml", Line: 3}), ""},
		"source":            {org.source("acme/other/CODEOWNERS:2"), "https://github.com/acme/other/blob/HEAD/CODEOWNERS#L2"},
		"source, elsewhere": {org.source("CODEOWNERS:2"), ""},
		"hostile":           {org.line(nhi.Location{Repository: "acme/../evil", Path: "a.yml"}), ""},
		"hostile host":      {org.line(nhi.Location{Repository: "evil.example@x/y", Path: "a.yml"}), ""},
		"dots":              {org.line(nhi.Location{Repository: "acme/..", Path: "a.yml"}), ""},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", name, test.got, test.want)
		}
	}
	if got := position(other); got != "acme/other/a.yml:3" {
		t.Error(got)
	}
}

// The details of an identity say what GitHub says of it.
func TestPlatformSection(t *testing.T) {
	facts := map[nhi.ID][]string{}
	for _, i := range organizationReport().Identities {
		for _, f := range platformSection(i).Facts {
			facts[i.ID] = append(facts[i.ID], f.Label+": "+f.Value.Text)
		}
	}
	for id, want := range map[nhi.ID]string{
		"undefined": "Looked for in: acme/shop, acme", "vain": "Used by: 1 of 2 repositories", "shadowed": "Loses to a narrower one in: a.yml#a",
		"hook": "Signed with a secret: no", "settings": "Token without permissions:: may write everything", "unknown": "Defined: not permitted",
	} {
		if !slices.Contains(facts[id], want) {
			t.Errorf("%s lacks %q: %v", id, want, facts[id])
		}
	}
}

// No result of an organisation's report points to a file, since all are of other repositories.
func TestSARIFOfAnOrganization(t *testing.T) {
	r := organizationReport()
	r.Findings = []nhi.Finding{{
		Policy: "p", Identity: "fine", Severity: nhi.SeverityHigh, Message: "m", Fingerprint: "f",
		Location: &r.Identities[6].Uses[0].Location, Related: []nhi.Location{{Repository: "acme/a", Path: "x", Line: 1}},
	}}
	var out bytes.Buffer
	if err := Write(&out, "sarif", r, Options{}); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
				RelatedLocations []any
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	result := log.Runs[0].Results[0]
	if uri := result.Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != registryFile || len(result.RelatedLocations) > 0 {
		t.Errorf("%s %v", uri, result.RelatedLocations)
	}
	if !strings.Contains(result.Message.Text, "It is at acme/shop/.github/workflows/a.yml:3.") {
		t.Error(result.Message.Text)
	}
}

// Secrets of one name that different stores keep are told apart, in the report of a repository as in that of an organisation.
func TestHomeOf(t *testing.T) {
	kept := func(store, environment string) nhi.Identity {
		return nhi.Identity{Name: "KEY", Scope: "acme/shop", Store: store, Stored: &nhi.Stored{Environment: environment}}
	}
	for _, test := range []struct {
		target   string
		identity nhi.Identity
		want     string
	}{
		{"organization", kept("actions-secret", ""), "acme/shop"},
		{"organization", kept("dependabot-secret", ""), "Dependabot of acme/shop"},
		{"organization", kept("environment-secret", "production"), "production of acme/shop"},
		{"organization", nhi.Identity{Scope: "acme"}, "acme"},
		{"repository", kept("actions-secret", ""), ""},
		{"repository", kept("codespaces-secret", ""), "Codespaces"},
		{"repository", kept("environment-secret", "production"), "environment production"},
	} {
		if got := homeOf(nhi.Target{Kind: test.target}, test.identity); got != test.want {
			t.Errorf("%s, %s %s: %q, want %q", test.target, test.identity.Store, test.identity.Scope, got, test.want)
		}
	}
}

// A finding without a file is placed with what it is about: in an organisation "no file" would say nothing.
func TestPlaceWithoutAFile(t *testing.T) {
	r := organizationReport()
	identity := r.Identities[0]
	r.Findings = []nhi.Finding{{Policy: "no_owner", Identity: identity.ID, Severity: nhi.SeverityHigh, Message: "has no owner"}}
	var page bytes.Buffer
	if err := Write(&page, "text", r, Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "in no file") || !strings.Contains(page.String(), homeOf(r.Target, identity)) {
		t.Errorf("the text does not say whose it is:\n%s", page.String())
	}
}

// What was not seen weighs on the score; its id there is not for readers.
func TestSubjectName(t *testing.T) {
	for id, want := range map[nhi.ID]string{"gap:leaks:too_large": "not seen", "github:a/b:actions-secret:KEY": "github:a/b:actions-secret:KEY"} {
		if got := subjectName(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}
