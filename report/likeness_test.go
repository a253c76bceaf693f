package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// acme is a report of an organisation: in each of n repositories a job of the same name uses a secret of the same name
// that nobody owns, and production is not protected.
func acme(n int) nhi.Report {
	r := nhi.Report{
		SchemaVersion: nhi.SchemaVersion, Target: nhi.Target{Kind: "organization", Name: "acme"},
		Platform: &nhi.Platform{Organizations: []nhi.Organization{{Login: "acme", RepositoriesKnown: n, RepositoriesRead: n}}},
		Counts:   []nhi.ScanCount{{Source: "github", Unit: "repositories", Count: int64(n)}, {Source: "github", Unit: "secrets", Count: int64(n)}},
	}
	for i := range n {
		scope := fmt.Sprintf("acme/service-%02d", i)
		id := nhi.ID("github:" + scope + ":actions-secret:NPM_TOKEN")
		r.Identities = append(r.Identities, nhi.Identity{
			ID: id, Kind: nhi.KindCISecret, Name: "NPM_TOKEN", Scope: scope, Store: "actions-secret", Lifetime: nhi.LifetimeStatic,
			Environment: nhi.Observed(nhi.EnvironmentProduction, "x"), Privilege: nhi.Privilege{Protected: nhi.Observed(false, "x")},
			Stored: &nhi.Stored{Defined: nhi.Observed(true, "x"), ShadowedIn: []string{".github/workflows/ci.yml#ship"}},
			Uses: []nhi.Use{{
				Workflow: ".github/workflows/ci.yml", Job: "ship", Environment: "production",
				Location: nhi.Location{Repository: scope, Path: ".github/workflows/ci.yml", Line: 9},
			}},
		})
		r.Findings = append(r.Findings, nhi.Finding{
			Fingerprint: scope, Policy: "no_owner", Title: "No owner", Severity: nhi.SeverityHigh, Mode: nhi.ModeAdvisory, Identity: id,
			Categories: []string{"NHI1", "NHI5"}, Message: "NPM_TOKEN of " + scope + " has no owner.", Fix: "Declare an owner of NPM_TOKEN in .rollcall/registry.yaml.",
		})
	}
	return r
}

func TestTextSaysTheSameOfManyOnce(t *testing.T) {
	page := string(written(t, "text", acme(12), Options{Width: 100}))
	for want, times := range map[string]int{
		"has no owner.":                    1,
		"Declare an owner of NPM_TOKEN in": 2, // and as the next step
		"no_owner, advisory, 6 of 12":      1,
		"also NPM_TOKEN of acme/service-01, NPM_TOKEN of acme/service-02,":                 1,
		"6 of 12 findings not shown: --verbose shows all, --out DIR writes them to files.": 1,
		"12 of 12 repositories of acme read · 12 secrets":                                  1,
	} {
		if got := strings.Count(page, want); got != times {
			t.Errorf("%q stands there %d times, want %d:\n%s", want, got, times, page)
		}
	}
	all := string(written(t, "text", acme(12), Options{Width: 100, Verbose: true}))
	if got := strings.Count(strings.Join(strings.Fields(all), " "), "NPM_TOKEN of acme/service-"); got < 12 {
		t.Errorf("with everything listed, %d secrets are named", got)
	}
}

// Findings are alike only when all but names and numbers is the same.
func TestLikenesses(t *testing.T) {
	about := map[nhi.ID]*nhi.Identity{"a": {Name: "ALPHA"}, "b": {Name: "BETA"}}
	finding := func(id nhi.ID, message, fix string) nhi.Finding {
		return nhi.Finding{Identity: id, Policy: "p", Message: message, Fix: fix}
	}
	other := finding("a", "ALPHA is 30 days old.", "Rotate ALPHA.")
	other.Severity = nhi.SeverityLow
	var got []int
	for _, l := range likenesses([]nhi.Finding{
		finding("a", "ALPHA is 30 days old.", "Rotate ALPHA."), finding("b", "BETA is 4 days old.", "Rotate BETA."),
		finding("b", "BETA is 4 days old.", "Delete BETA."), finding("b", "ALPHA is 4 days old.", "Rotate BETA."), other,
		finding("unknown", "ALPHA is 30 days old.", "Rotate ALPHA."),
	}, about, crowd) {
		got = append(got, len(l.alike))
	}
	if want := []int{1, 0, 0, 0, 0}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("alike are %v, want %v", got, want)
	}
}

func TestHTMLOfAnOrganisationTellsRepositoriesApart(t *testing.T) {
	page := dashboardOf(t, acme(3))
	worst := between(t, page, `aria-labelledby="worst-title"`, "</section>")
	if strings.Count(worst, "has no owner.") != 1 || !strings.Contains(worst, `href="#findings?policy=no_owner&amp;severity=High">and 2 more like it</a>`) {
		t.Errorf("the worst findings are\n%s", worst)
	}
	picture := page[strings.Index(page, `class="picture"`):]
	for _, want := range []string{"CI secret · service-01", "ci.yml · service-01", "Environment · service-01"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the map lacks %q", want)
		}
	}
	if !strings.Contains(between(t, page, `data-grid="findings"`, "</form>"), `name="scope"`) {
		t.Error("the findings have no filter by repository")
	}
}

// An identity of which GitHub says two things counts in both cards, and both filters find it.
func TestHTMLCountsEveryCategory(t *testing.T) {
	page := dashboardOf(t, acme(3))
	cards := between(t, page, `id="github"`, `aria-labelledby="guards-title"`)
	for _, card := range []string{"Production without rules", "Shadowed"} {
		if !strings.Contains(cards, card+`</span><strong class="value">3</strong>`) {
			t.Errorf("%s is not counted:\n%s", card, cards)
		}
	}
	for _, column := range []string{`"github":{"d":[["Unprotected, Shadowed"]],"m":1}`, `"category":{"d":[["NHI1, NHI5"]],"m":1}`} {
		if !strings.Contains(page, column) {
			t.Errorf("the page's data lacks %s", column)
		}
	}
}
