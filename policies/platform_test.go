package policies

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// defaultToken is the default workflow token of a repository or organisation, with its settings.
func defaultToken(scope string, settings nhi.Settings) nhi.Identity {
	settings.Level = nhi.LevelOrganization
	if strings.Contains(scope, "/") {
		settings.Level = nhi.LevelRepository
	}
	return nhi.Identity{
		ID: nhi.ID("github:" + scope + ":workflow-token-default"), Kind: nhi.KindWorkflowToken, Name: scope, System: "github",
		Scope: scope, Store: "workflow-token-default", Lifetime: nhi.LifetimeEphemeral, Settings: &settings,
	}
}

func writes() nhi.Settings {
	return nhi.Settings{Actions: nhi.ActionsSettings{DefaultToken: nhi.Observed(nhi.DefaultToken("write"), "api")}}
}

// judgeOnly evaluates one policy over an input.
func judgeOnly(t *testing.T, policy string, in Input) nhi.Verdict {
	t.Helper()
	s := load(t, nil)
	in.Now, in.Settings = now, offBut(s, policy)
	v, err := s.Evaluate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Gaps) > 0 {
		t.Fatalf("got gaps %v", v.Gaps)
	}
	return v
}

func messages(findings []nhi.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, string(f.Identity)+": "+f.Message)
	}
	return all
}

// What holds for several of an owner's repositories is one finding, unless an exception is for one of them.
func TestSaidTogether(t *testing.T) {
	repositories := func(n int) []nhi.Identity {
		var all []nhi.Identity
		for i := range n {
			all = append(all, defaultToken(fmt.Sprintf("acme/r%d", i), writes()))
		}
		return all
	}
	exception := nhi.Exception{Policy: "token_default_write", Identity: "github:acme/r0:*", Reason: "r", Owner: "o", Expires: now.AddDate(0, 1, 0)}
	tests := map[string]struct {
		in   Input
		want []string
	}{
		"one": {Input{Identities: repositories(1), Platform: &nhi.Platform{}}, []string{
			"github:acme/r0:workflow-token-default: acme/r0 gives workflows a token that may write."}},
		"several": {Input{Identities: repositories(5), Platform: &nhi.Platform{}}, []string{
			"github:acme:settings: 5 repositories of acme give workflows a token that may write: acme/r0, acme/r1, acme/r2, 2 more."}},
		"of an organisation": {Input{Identities: append(repositories(2), defaultToken("acme", nhi.Settings{})), Platform: &nhi.Platform{}}, []string{
			"github:acme:workflow-token-default: 2 repositories of acme give workflows a token that may write: acme/r0, acme/r1."}},
		"the organisation as well": {Input{Identities: append(repositories(2), defaultToken("acme", writes())), Platform: &nhi.Platform{}}, []string{
			"github:acme:workflow-token-default: acme gives workflows a token that may write."}},
		"of two owners": {Input{Identities: append(repositories(2), defaultToken("other/a", writes())), Platform: &nhi.Platform{}}, []string{
			"github:acme:settings: 2 repositories of acme give workflows a token that may write: acme/r0, acme/r1.",
			"github:other/a:workflow-token-default: other/a gives workflows a token that may write."}},
		"an exception for one": {Input{Identities: repositories(3), Platform: &nhi.Platform{}, Exceptions: []nhi.Exception{exception}}, []string{
			"github:acme/r0:workflow-token-default: acme/r0 gives workflows a token that may write.",
			"github:acme:settings: 2 repositories of acme give workflows a token that may write: acme/r1, acme/r2."}},
		"archived": {Input{Identities: repositories(1), Platform: &nhi.Platform{Repositories: []nhi.Repository{{Name: "Acme/R0", Archived: true}}}}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v := judgeOnly(t, "token_default_write", test.in)
			if diff := cmp.Diff(test.want, messages(v.Findings)); diff != "" {
				t.Error(diff)
			}
			for _, f := range v.Findings {
				if strings.Contains(f.Message, "more") && f.Evidence["count"] != 5 {
					t.Errorf("got evidence %v", f.Evidence)
				}
			}
		})
	}
}

func TestSettingsThatAreNotKnown(t *testing.T) {
	refused := []nhi.Gap{{Source: "github", Reason: nhi.GapNotPermitted, Permission: "administration: read"}}
	unread := defaultToken("acme/app", nhi.Settings{})
	second := defaultToken("acme/web", nhi.Settings{})
	tests := map[string]struct {
		in   Input
		want []nhi.Unknown
	}{
		"nobody asked": {Input{Identities: []nhi.Identity{secret("A")}}, []nhi.Unknown{
			{Policy: "token_default_write", Fact: "default_token", Reason: nhi.ReasonNotCollected}}},
		"nothing on GitHub": {Input{}, nil},
		"one could not be read": {Input{Identities: []nhi.Identity{unread}, Platform: &nhi.Platform{}, Gaps: refused}, []nhi.Unknown{
			{Policy: "token_default_write", Identity: unread.ID, Fact: "default_token", Reason: nhi.ReasonNotPermitted}}},
		"one that nobody asked for": {Input{Identities: []nhi.Identity{unread}, Platform: &nhi.Platform{}}, []nhi.Unknown{
			{Policy: "token_default_write", Identity: unread.ID, Fact: "default_token", Reason: nhi.ReasonNotCollected}}},
		"several could not be read": {Input{Identities: []nhi.Identity{unread, second}, Platform: &nhi.Platform{}, Gaps: refused}, []nhi.Unknown{
			{Policy: "token_default_write", Identity: "github:acme:settings", Fact: "default_token", Reason: nhi.ReasonNotPermitted}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, judgeOnly(t, "token_default_write", test.in).Unknowns); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEnvironments(t *testing.T) {
	platform := &nhi.Platform{
		Environments: []nhi.Deployment{
			{Repository: "acme/app", Name: "eu-prod"},
			{Repository: "acme/app", Name: "pre-prod"},
			{Repository: "acme/app", Name: "docs", Branches: []string{"main"}},
		},
		Secrets: []nhi.StoredSecret{{Name: "DB", Store: nhi.StoreActions, Level: nhi.LevelEnvironment, Scope: "acme/app", Environment: "eu-prod"}},
	}
	deploys := secret("API_KEY")
	deploys.Uses[0].Environment = "EU-prod"
	v := judgeOnly(t, "environment_unprotected", Input{Identities: []nhi.Identity{deploys}, Platform: platform})
	want := []string{"github:acme/app:environment:eu-prod: The environment eu-prod of acme/app has no protection, and API_KEY and 1 more are within reach."}
	if diff := cmp.Diff(want, messages(v.Findings)); diff != "" {
		t.Error(diff)
	}
}

// The facts that only the platform tells reach the policies, and why the others do not.
func TestPlatformFacts(t *testing.T) {
	stored := secret("JOHNDOE_TOKEN")
	stored.Stored = &nhi.Stored{Defined: nhi.Observed(true, "api"), Level: nhi.LevelOrganization, Visibility: "all"}
	stored.Owner = nhi.Owner{Status: nhi.OwnerDeparted}
	copied := stored
	copied.ID, copied.Store = "github:acme/app:dependabot-secret:JOHNDOE_TOKEN", "dependabot-secret"
	hook := nhi.Identity{ID: "github:acme/app:webhook:1", Kind: nhi.KindWebhook, System: "github", Scope: "acme/app",
		Webhook: &nhi.Webhook{Host: "h", HasSecret: nhi.Observed(false, "api")}}
	in := Input{Now: now, Identities: []nhi.Identity{stored, copied, hook}, Platform: &nhi.Platform{
		Organizations: []nhi.Organization{{Login: "Acme", Members: []nhi.Member{{Login: "johndoe", Kind: "user", Role: "member"}}}},
		Repositories:  []nhi.Repository{{Name: "acme/app", Visibility: "public", Disabled: true}},
	}}
	facts, _, _ := derive(in)
	f := facts[slices.IndexFunc(facts, func(f identityFacts) bool { return f.ID == stored.ID })]
	if f.NamesMember != "johndoe" || !*f.HomeArchived || *f.HomeVisibility != "public" || *f.OwnerPresent || !*f.Defined ||
		f.Stored.Store != nhi.StoreActions || f.Stored.Visibility != "all" || len(f.SameName) != 1 || f.SameName[0].ID != copied.ID {
		t.Errorf("got %+v", f)
	}
	h := facts[slices.IndexFunc(facts, func(f identityFacts) bool { return f.ID == hook.ID })]
	if *h.Signed || h.Unknown["delivery_status"] != nhi.ReasonNotCollected || h.Unknown["ephemeral"] != nhi.ReasonNotCollected {
		t.Errorf("got %+v", h)
	}
}

// One path in several repositories is several workflows.
func TestWorkflowsOfSeveralRepositories(t *testing.T) {
	var in Input
	for _, repository := range []string{"acme/app", "acme/web"} {
		at := nhi.Location{Repository: repository, Path: deploy, Line: 4}
		in.Workflows = append(in.Workflows, nhi.Workflow{Repository: repository, Path: deploy, Jobs: []nhi.Job{{ID: "test", Location: at}}})
	}
	in.Identities = []nhi.Identity{{ID: nhi.ID("github:acme/web:workflow-token:" + deploy), Kind: nhi.KindWorkflowToken, System: "github", Scope: "acme/web"}}
	v := judgeOnly(t, "token_permissions_missing", in)
	var got []string
	for _, f := range v.Findings {
		got = append(got, string(f.Identity)+" at "+f.Location.Repository)
	}
	want := []string{
		"github:acme/app:workflow-token:" + deploy + " at acme/app",
		"github:acme/web:workflow-token:" + deploy + " at acme/web",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A policy that judges much may have more to say than one that judges little.
func TestFindingsOfManyIdentities(t *testing.T) {
	in := Input{Platform: &nhi.Platform{}}
	for i := range maximumFindings + 1 {
		in.Identities = append(in.Identities, defaultToken(fmt.Sprintf("acme/r%05d", i), writes()))
	}
	v := judgeOnly(t, "token_default_write", in)
	if len(v.Findings) != 1 || v.Findings[0].Evidence["count"] != maximumFindings+1 || len(v.Findings[0].Evidence["repositories"].([]any)) != maximumItems {
		t.Errorf("got %d findings", len(v.Findings))
	}
}

func TestNamesOfEnvironments(t *testing.T) {
	for name, want := range map[string]bool{
		"production": true, "eu-prod": true, "PROD2": true, "live": true, "pre-prod": false, "nonprod": false, "non-production": false,
		"product": false, "staging": false, "reproduction": false, "delivery": false,
	} {
		if got := namesProduction(name); got != want {
			t.Errorf("namesProduction(%q) = %v", name, got)
		}
	}
	if got := lesserEnvironments([]string{"production", "staging", "docs", "pre-prod"}); !slices.Equal(got, []string{"staging", "pre-prod"}) {
		t.Errorf("got %v", got)
	}
	if got := lesserEnvironments([]string{"staging", "docs"}); got != nil {
		t.Errorf("got %v without production", got)
	}
}

func TestNamesOfMachines(t *testing.T) {
	for login, want := range map[string]bool{
		"acme-bot": true, "ci-acme": true, "svc.deploy": true, "renovate[bot]": true, "abbot": false, "cicero": false, "jane": false, "bot": true,
	} {
		if got := namesAMachine(login); got != want {
			t.Errorf("namesAMachine(%q) = %v", login, got)
		}
	}
}
