package score

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// example is the inventory of docs/score.md's worked example.
func example() Input {
	offline := func(name string, c nhi.Criticality) nhi.Identity {
		id := perfect(name, c)
		id.Kind, id.Times = nhi.KindCISecret, nhi.Times{}
		id.Privilege.Protected = nhi.Fact[bool]{}
		return id
	}
	stripe := offline("STRIPE_SECRET_KEY", nhi.CriticalityCritical)
	stripe.Credential.Service = "Stripe"
	stripe.Attestation = nhi.Fact[nhi.Attestation]{}
	grant(nhi.PermissionWrite, nhi.ScopeMultiple)(&stripe)
	stripe.Times.Rotated = nhi.Declared(daysAgo(108), "registry")

	slack := offline("SLACK_WEBHOOK", nhi.CriticalityMedium)
	slack.Owner = nhi.Owner{Status: nhi.OwnerInferred, Technical: nhi.Inferred("@acme/web", ".github/CODEOWNERS:3")}
	grant(nhi.PermissionWrite, nhi.ScopeSingle)(&slack)
	slack.Times.Expires = nhi.Declared(now.AddDate(0, 0, 60), "registry")

	docs := offline("DOCS_TOKEN", nhi.CriticalityLow)
	docs.Times.Rotated = nhi.Declared(daysAgo(10), "registry")
	docs.Times.Expires = nhi.Declared(now.AddDate(0, 0, 60), "registry")

	ci := offline("ci.yml", nhi.CriticalityMedium)
	ci.ID, ci.Owner = "github:acme/app:workflow-token:.github/workflows/ci.yml", slack.Owner
	token(&nhi.Permissions{Scopes: map[string]string{"contents": "read"}})(&ci)
	return Input{Identities: []nhi.Identity{stripe, slack, docs, ci}, Now: now}
}

func TestWorkedExample(t *testing.T) {
	s := Compute(example())
	want := map[string][3]float64{ // score, high, coverage: by hand, in docs/score.md
		"ownership":  {61.07, 61.07, 1},
		"privilege":  {62.13, 62.13, 1},
		"rotation":   {39.28, 51.95, 0.8417},
		"staleness":  {0, 100, 0},
		"expiration": {40.13, 40.13, 1},
	}
	for _, d := range s.Dimensions {
		if got := [3]float64{d.Score, d.High, d.Coverage}; got != want[d.Name] {
			t.Errorf("%s: got %v, want %v", d.Name, got, want[d.Name])
		}
	}
	if s.Value != 44.6755 || s.Low != 44.6755 || s.High != 62.2095 || s.Coverage != 0.8183 || s.Grade != "D" || s.Provisional {
		t.Errorf("value %v, low %v, high %v, coverage %v, grade %s", s.Value, s.Low, s.High, s.Coverage, s.Grade)
	}
	if r := recommendation(t, s, "attest"); r.Gain != 5.3 || r.Title != "Attest the need for 1 CI secret (Stripe)" {
		t.Errorf("attest: %+v", r)
	}
}

// TestDocumentedExample keeps the page true: the table it shows is what Compute says.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../docs/score.md")
	if err != nil {
		t.Fatal(err)
	}
	s := Compute(example())
	var lines []string
	for _, d := range s.Dimensions {
		lines = append(lines, fmt.Sprintf("| %s | %.0f | %.2f | %.2f |", d.Name, d.Weight, d.Score, d.Weight*d.Score/100))
	}
	lines = append(lines,
		fmt.Sprintf("**%.2f**, grade **%s**", s.Value, s.Grade),
		fmt.Sprintf("up to **%.2f**", s.High), fmt.Sprintf("coverage **%.0f %%**", s.Coverage*100), "gains **5.3** points")
	for _, r := range s.Recommendations[:2] {
		lines = append(lines, fmt.Sprintf("| %s | %.2f | %d |", r.Title, r.Gain, r.Effort))
	}
	for _, line := range lines {
		if !strings.Contains(string(page), line) {
			t.Errorf("docs/score.md does not say %q", line)
		}
	}
}

func recommendation(t *testing.T, s nhi.Score, action string) nhi.Recommendation {
	t.Helper()
	for _, r := range s.Recommendations {
		if r.Action == action {
			return r
		}
	}
	t.Fatalf("no recommendation to %s among %+v", action, s.Recommendations)
	return nhi.Recommendation{}
}

func TestAnEmptyInventoryIsNotRated(t *testing.T) {
	for name, in := range map[string]Input{
		"nothing":       {Now: now},
		"only a gap":    {Now: now, Gaps: []nhi.Gap{{Source: "leaks", Reason: nhi.GapShallow}}},
		"only a ghost":  {Now: now, Identities: []nhi.Identity{{ID: "x", Status: nhi.Derived(nhi.StatusMissing, "")}}},
		"only a number": {Now: now, Identities: []nhi.Identity{{ID: "x", System: "git", Exposures: []nhi.Exposure{{Credential: nhi.Credential{Public: true}}}}}},
	} {
		s := Compute(in)
		if s.Rated || s.Grade != "" || s.Value != 0 || s.High != 0 || len(s.Dimensions) != 5 || s.Caps == nil || s.Recommendations == nil || s.Grants == nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestPerfectAndAwful(t *testing.T) {
	for _, c := range nhi.Criticalities {
		s := Compute(Input{Now: now, Identities: []nhi.Identity{perfect("KEY", c)}})
		if s.Value != 100 || s.Grade != "A" || s.Coverage != 1 || len(s.Recommendations) > 0 || len(s.Grants) > 0 {
			t.Errorf("perfect and %s: %+v", c, s)
		}
		if s := Compute(Input{Now: now, Identities: []nhi.Identity{awful("KEY", c)}}); s.Value != 0 || s.Grade != "F" {
			t.Errorf("awful and %s: %v", c, s.Value)
		}
	}
}

func TestGrades(t *testing.T) {
	for value, want := range map[float64]string{100: "A", 90: "A", 89.99: "B", 75: "B", 74: "C", 60: "C", 59: "D", 40: "D", 39.99: "F", 0: "F"} {
		if got := grade(value); got != want {
			t.Errorf("grade(%v) = %s, want %s", value, got, want)
		}
	}
}

func TestCaps(t *testing.T) {
	live := perfect("LIVE", nhi.CriticalityLow)
	leakedIn(func(e *nhi.Exposure) { e.Credential.Livemode = "live" })(&live)
	good := func(more ...nhi.Identity) []nhi.Identity {
		var all []nhi.Identity
		for i := range 30 {
			all = append(all, perfect(fmt.Sprintf("GOOD_%d", i), nhi.CriticalityHigh))
		}
		return append(all, more...)
	}
	critical := nhi.Finding{Policy: "secrets_on_untrusted_trigger", Severity: nhi.SeverityCritical, Mode: nhi.ModeEnforced, Identity: "x"}
	advisory, suppressed, excused, high := critical, critical, critical, critical
	advisory.Mode = nhi.ModeAdvisory
	suppressed.Suppressed = &nhi.Suppression{Kind: "comment"}
	excused.Suppressed = &nhi.Suppression{Kind: "exception"}
	high.Severity = nhi.SeverityHigh
	for name, c := range map[string]struct {
		in   Input
		want float64
		caps []nhi.Cap
	}{
		"none": {Input{Identities: good()}, 100, []nhi.Cap{}},
		"live leak": {
			Input{Identities: good(live)}, 40,
			[]nhi.Cap{{Limit: 40, Reason: "1 value that looks live is readable in the repository", Bites: true}},
		},
		"critical finding": {
			Input{Identities: good(), Findings: []nhi.Finding{critical}}, 74,
			[]nhi.Cap{{Limit: 74, Reason: "1 critical finding of an enforced policy", Bites: true}},
		},
		"excused": {
			Input{Identities: good(), Findings: []nhi.Finding{excused}}, 74,
			[]nhi.Cap{{Limit: 74, Reason: "1 critical finding of an enforced policy", Bites: true}},
		},
		"advisory, none, high": {Input{Identities: good(), Findings: []nhi.Finding{advisory, suppressed, high}}, 100, []nhi.Cap{}},
		"does not bite": {
			Input{Identities: []nhi.Identity{awful("A", "high")}, Findings: []nhi.Finding{critical, critical}}, 0,
			[]nhi.Cap{{Limit: 74, Reason: "2 critical findings of an enforced policy"}},
		},
	} {
		c.in.Now = now
		s := Compute(c.in)
		if diff := cmp.Diff(c.caps, s.Caps); s.Value != c.want || diff != "" {
			t.Errorf("%s: value %v, want %v\n%s", name, s.Value, c.want, diff)
		}
	}
}

func TestLowCoverageIsProvisional(t *testing.T) {
	id := perfect("KEY", nhi.CriticalityMedium)
	id.Times, id.Privilege = nhi.Times{}, nhi.Privilege{}
	s := Compute(Input{Now: now, Identities: []nhi.Identity{id}})
	want := []nhi.Cap{{Limit: 74, Reason: "less than 60 % of the facts are known: provisional"}}
	if diff := cmp.Diff(want, s.Caps); !s.Provisional || s.Coverage != 0.25 || s.Value != 25 || s.High != 100 || diff != "" {
		t.Errorf("provisional %v, coverage %v, value %v, high %v\n%s", s.Provisional, s.Coverage, s.Value, s.High, diff)
	}
}

func TestALeakedSecretIsTheFirstThingToFix(t *testing.T) {
	leaked := perfect("STRIPE_SECRET_KEY", nhi.CriticalityCritical)
	leakedIn(func(e *nhi.Exposure) { e.Credential.Livemode, e.Preview = "live", "sk_live_…aa" })(&leaked)
	leaked.Kind, leaked.Credential.Service = nhi.KindCISecret, "Stripe"
	other := perfect("AWS_SECRET_ACCESS_KEY", nhi.CriticalityHigh)
	leakedIn(func(e *nhi.Exposure) { e.Credential.Checksum, e.Preview = "valid", "…" })(&other)
	other.Credential.Service = "AWS IAM access key"
	finding := nhi.Finding{Policy: "leaked_credential", Severity: nhi.SeverityCritical, Mode: nhi.ModeEnforced}
	in := Input{Now: now, Identities: []nhi.Identity{leaked, other, perfect("GOOD", nhi.CriticalityCritical)}}
	for _, id := range in.Identities[:2] {
		finding.Identity, finding.Fingerprint = id.ID, string(id.ID)
		in.Findings = append(in.Findings, finding)
	}
	s := Compute(in)
	r := s.Recommendations[0]
	want := nhi.Recommendation{
		Action: "revoke_leaked", Title: "Revoke and replace 2 leaked credentials", Severity: nhi.SeverityCritical, Effort: 3, Gain: round(100-s.Value, 2),
		Owner:      "team/payments",
		Identities: []nhi.ID{other.ID, leaked.ID},
		Steps: []string{
			`Revoke the value at config.js:3 (AWS IAM access key); then add to .rollcall/registry.yaml: - {match: {id: "github:acme/app:actions-secret:AWS_SECRET_ACCESS_KEY"}, rotation: {last: 2026-11-22}}`,
			`Revoke the value at config.js:3 (sk_live_…aa, Stripe), store a new one as the secret STRIPE_SECRET_KEY; then add to .rollcall/registry.yaml: - {match: {id: "github:acme/app:actions-secret:STRIPE_SECRET_KEY"}, rotation: {last: 2026-11-22}}`,
		},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	for _, r := range s.Recommendations {
		if r.Action == resolveFindings {
			t.Errorf("findings that go with the leaks are told again: %s", r.Title)
		}
	}
}

func TestAKeyThatNobodyIssuedIsReplaced(t *testing.T) {
	id := perfect("APP_KEY", nhi.CriticalityCritical)
	leakedIn(func(e *nhi.Exposure) { e.Preview = "…" })(&id)
	id.Kind, id.Credential = nhi.KindSigningKey, nhi.Credential{Service: "Laravel application key", Kind: nhi.KindSigningKey, Category: nhi.CategoryAuth}
	if got := stepRevoke(id, now); !strings.HasPrefix(got, "Replace the value at config.js:3 (Laravel application key) by a new key; then add to") {
		t.Error(got)
	}
}

func TestRecommendationsGroupLikeFixes(t *testing.T) {
	in := Input{Now: now}
	for i := range 7 {
		id := perfect(fmt.Sprintf("SECRET_%d", i), nhi.CriticalityMedium)
		id.Kind, id.Owner = nhi.KindCISecret, nhi.Owner{Status: nhi.OwnerNone}
		in.Identities = append(in.Identities, id)
	}
	wide := perfect("ci.yml", nhi.CriticalityMedium)
	token(&nhi.Permissions{All: "write-all", Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 4}})(&wide)
	in.Identities = append(in.Identities, wide)
	s := Compute(in)
	owners := recommendation(t, s, "declare_owner")
	if owners.Title != "Declare owners for 7 CI secrets" || owners.Gain != 21.88 || len(owners.Identities) != 7 || len(owners.Steps) != 6 {
		t.Errorf("%+v", owners)
	}
	if want := `Add to .rollcall/registry.yaml: - {match: {id: "github:acme/app:actions-secret:SECRET_0"}, owners: {technical: "team/NAME"}, attested: {by: NAME, on: 2026-11-22, decision: keep, until: 2027-05-21}}`; owners.Steps[0] != want {
		t.Errorf("step %s", owners.Steps[0])
	}
	if owners.Steps[5] != "… and 2 more in the same way" {
		t.Errorf("last step %s", owners.Steps[5])
	}
	narrow := recommendation(t, s, "narrow_permissions")
	want := "Replace write-all at .github/workflows/ci.yml:4 by `permissions: {contents: read}` and only what job build needs besides"
	if narrow.Title != "Narrow the permissions of 1 workflow token" || narrow.Gain != 3.13 || narrow.Steps[0] != want {
		t.Errorf("%+v", narrow)
	}
	if s.Recommendations[0].Action != "declare_owner" {
		t.Errorf("first: %s", s.Recommendations[0].Action)
	}
}

// The registry's first entry makes policies ask for what else belongs there, and an entry for production for its criticality: a
// reader who follows the advice is not to be surprised by more findings than before.
func TestAdviceToDeclareSaysWhatItBringsAbout(t *testing.T) {
	undeclared := func(name string) nhi.Identity {
		id := perfect(name, nhi.CriticalityMedium)
		id.Kind, id.Owner, id.Registered = nhi.KindCISecret, nhi.Owner{Status: nhi.OwnerNone}, nhi.Absent[bool](nhi.ReasonNotDeclared, "")
		return id
	}
	step := func(identities ...nhi.Identity) string {
		return recommendation(t, Compute(Input{Now: now, Identities: identities}), "declare_owner").Steps[0]
	}
	const first = "Add to .rollcall/registry.yaml (its first entry: from then on, whatever else is not listed there is a finding): - {match: "
	const later = "Add to .rollcall/registry.yaml: - {match: "
	if got := step(undeclared("A"), undeclared("B")); !strings.HasPrefix(got, first) {
		t.Errorf("of several: %s", got)
	}
	if got := step(undeclared("A")); !strings.HasPrefix(got, later) {
		t.Errorf("of one, after which nothing is missing: %s", got)
	}
	listed := undeclared("C")
	listed.Registered = nhi.Declared(true, ".rollcall/registry.yaml:1")
	if got := step(undeclared("A"), undeclared("B"), listed); !strings.HasPrefix(got, later) {
		t.Errorf("with a registry in use: %s", got)
	}

	production := undeclared("A")
	production.Environment, production.Criticality = nhi.Derived(nhi.EnvironmentProduction, "jobs"), nhi.Derived(nhi.CriticalityMedium, "jobs")
	if got := step(production); !strings.Contains(got, `}, criticality: medium, attested: {`) {
		t.Errorf("in production: %s", got)
	}
	production.Criticality = nhi.Declared(nhi.CriticalityMedium, "registry")
	if got := step(production); strings.Contains(got, "criticality: ") {
		t.Errorf("in production, with a criticality: %s", got)
	}
}

func TestStepsDoNotPutStrangersWordsIntoAShell(t *testing.T) {
	id := perfect("X", nhi.CriticalityHigh)
	id.Kind = nhi.KindCISecret
	if got := stepDelete(id, now); got != "gh secret delete X --repo acme/app; then revoke its value" {
		t.Error(got)
	}
	for command, change := range map[string]func(*nhi.Identity){
		"gh secret delete X --org acme": func(id *nhi.Identity) {
			id.Scope, id.Store, id.Stored = "acme", "actions-secret", &nhi.Stored{Level: nhi.LevelOrganization}
		},
		"gh secret delete X --env production --repo acme/app": func(id *nhi.Identity) {
			id.Store, id.Stored = "environment-secret", &nhi.Stored{Level: nhi.LevelEnvironment, Environment: "production"}
		},
		"gh secret delete X --repo acme/app --app dependabot": func(id *nhi.Identity) { id.Store = "dependabot-secret" },
		"Delete X at https://github.com/p and": func(id *nhi.Identity) {
			id.URL, id.Store, id.Stored = "https://github.com/p", "environment-secret", &nhi.Stored{Level: nhi.LevelEnvironment, Environment: "$(id)"}
		},
	} {
		kept := id
		change(&kept)
		if got := stepDelete(kept, now); !strings.HasPrefix(got, command) {
			t.Errorf("%q, want %q", got, command)
		}
	}
	id.Name = "$(id)"
	if got := stepDelete(id, now); strings.Contains(got, "gh secret") {
		t.Error(got)
	}
}

func TestGrantsSayWhatWouldMakeLessUnknown(t *testing.T) {
	id := perfect("KEY", nhi.CriticalityMedium)
	id.Times.LastUsed = nhi.Absent[time.Time](nhi.ReasonNotPermitted, "")
	id.Times.Rotated, id.Times.Created = nhi.Fact[time.Time]{}, nhi.Fact[time.Time]{}
	in := Input{Now: now, Identities: []nhi.Identity{id}, Gaps: []nhi.Gap{
		{Source: "github", Scope: "organisation secrets", Reason: nhi.GapNotPermitted, Permission: "Secrets: read (organisation)"},
		{Source: "leaks", Scope: "vendor/lib", Reason: nhi.GapUnsupported},
	}}
	want := []nhi.Grant{ // half of each dimension is the gap's, the other half the key's
		{Title: "Grant Secrets: read (organisation)", Narrows: 50, Facts: 5},
		{Title: string(needDates), Narrows: 15.25, Facts: 2},
		{Title: string(needRuns), Narrows: 7.5, Facts: 1},
	}
	if diff := cmp.Diff(want, Compute(in).Grants); diff != "" {
		t.Error(diff)
	}
}

func TestKeylessRatioLeavesOutTheTokenEveryJobHas(t *testing.T) {
	static := perfect("KEY", nhi.CriticalityHigh)
	federated := perfect("TRUST", nhi.CriticalityHigh)
	federated.Lifetime = nhi.LifetimeFederated
	ephemeral := perfect("ci.yml", nhi.CriticalityMedium)
	token(nil, nil)(&ephemeral)
	ephemeral.Uses[0].Route = nhi.RouteDefault
	runner := perfect("RUNNER", nhi.CriticalityHigh)
	runner.Kind = nhi.KindRunner
	got := Compute(Input{Now: now, Identities: []nhi.Identity{static, federated, ephemeral, runner}}).Keyless
	if want := (nhi.Keylessness{Keyless: 2, Static: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestNetNewStatic(t *testing.T) {
	a, b, c := perfect("A", "high"), perfect("B", "high"), perfect("C", "high")
	c.Lifetime = nhi.LifetimeFederated
	gone := perfect("D", "high")
	gone.Status = nhi.Observed(nhi.StatusRevoked, "")
	in := Input{Now: now, Identities: []nhi.Identity{a, b, c, gone}}
	if n := Compute(in).NetNewStatic; n != nil {
		t.Errorf("without a baseline: %d", *n)
	}
	for want, before := range map[int][]nhi.Identity{2: nil, 1: {a}, 0: {a, b}, -1: {a, b, perfect("E", "low")}} {
		in.Baseline = &Baseline{before}
		if n := Compute(in).NetNewStatic; n == nil || *n != want {
			t.Errorf("want %d, got %v", want, n)
		}
	}
}

func TestWeights(t *testing.T) {
	given := map[string]float64{"ownership": 100, "privilege": 0, "rotation": 0, "staleness": 0, "expiration": 0}
	if err := CheckWeights(given); err != nil {
		t.Fatal(err)
	}
	in := example()
	in.Weights = given
	if s := Compute(in); s.Value != 61.07 || s.Dimensions[0].Weight != 100 {
		t.Errorf("value %v", s.Value)
	}
	for name, change := range map[string]func(map[string]float64){
		"missing":  func(w map[string]float64) { delete(w, "rotation") },
		"unknown":  func(w map[string]float64) { w["luck"] = 0 },
		"negative": func(w map[string]float64) { w["rotation"], w["ownership"] = -1, 26 },
		"sum":      func(w map[string]float64) { w["rotation"] = 21 },
	} {
		wrong := DefaultWeights()
		change(wrong)
		if CheckWeights(wrong) == nil {
			t.Errorf("%s: no error", name)
		}
		in.Weights = wrong
		if s := Compute(in); s.Value != 44.6755 {
			t.Errorf("%s: not the default weights' score: %v", name, s.Value)
		}
	}
}
