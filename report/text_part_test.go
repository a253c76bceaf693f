package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestTextBeginsWithWhatToDo: whoever sees the first screen only knows what to do, and the first step in full.
func TestTextBeginsWithWhatToDo(t *testing.T) {
	page := string(written(t, "text", sampleReport(), Options{Width: 100}))
	lines := strings.Split(page, "\n")
	first := strings.Join(lines[:min(len(lines), 24)], "\n")
	for _, want := range []string{"12 findings, 6 enforced", "What to do first", "critical   +18.4  Revoke 2 leaked credentials", "→ Roll STRIPE_SECRET_KEY", "high              Resolve 2 findings"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first screen lacks %q:\n%s", want, first)
		}
	}
}

// TestRecommendationsSayTheirRisk: what is medium stands before what is worth more points, and says why.
func TestRecommendationsSayTheirRisk(t *testing.T) {
	r := sampleReport()
	r.Score.Recommendations = []nhi.Recommendation{
		{Title: "Resolve 1 finding", Severity: nhi.SeverityMedium, Identities: []nhi.ID{"a"}, Steps: []string{"Do."}},
		{Title: "Declare an owner", Severity: nhi.SeverityLow, Gain: 9, Identities: []nhi.ID{"a"}, Steps: []string{"Do."}},
	}
	for format, want := range map[string][]string{
		"text":     {"  medium            Resolve 1 finding", "             +9.0  Declare an owner"},
		"markdown": {"| medium |  | Resolve 1 finding |", "|  | +9.0 | Declare an owner |"},
	} {
		page := string(written(t, format, r, Options{Width: 100}))
		for _, line := range want {
			if !strings.Contains(page, line) {
				t.Errorf("%s lacks %q:\n%s", format, line, page)
			}
		}
	}
}

// TestVerboseShowsEveryStep: what four identities need is no single entry to paste.
func TestVerboseShowsEveryStep(t *testing.T) {
	r := sampleReport()
	steps := []string{"Declare one.", "Declare two."}
	r.Score.Recommendations = []nhi.Recommendation{{Title: "Declare owners", Gain: 2, Identities: []nhi.ID{"a", "b"}, Steps: steps}}
	const others = "This is its first step: --verbose shows the others."
	for verbose, want := range map[bool][]string{false: {steps[0], others}, true: steps} {
		page := string(written(t, "text", r, Options{Width: 100, Verbose: verbose}))
		for _, text := range append(steps, others) {
			if slices.Contains(want, text) != strings.Contains(page, text) {
				t.Errorf("verbose %v: %q is said: %v", verbose, text, strings.Contains(page, text))
			}
		}
	}
}

// TestTextOfAPart: what a change adds has no posture; whoever wants that too asks for everything.
func TestTextOfAPart(t *testing.T) {
	part := sampleReport()
	part.Target.Base = strings.Repeat("b", 40)
	whole := []string{"of 100, grade", "What to do first", "What uses what", "Undecided", "Ownership", "Evidence that is missing"}
	quiet := string(written(t, "text", part, Options{Width: 100}))
	for _, unwanted := range whole {
		if strings.Contains(quiet, unwanted) {
			t.Errorf("the report of a part has %q", unwanted)
		}
	}
	for _, want := range []string{"12 findings, 6 enforced", "leaked_credential", "Gaps", "Next  Leaked credential at config/production.js:3:19:"} {
		if !strings.Contains(quiet, want) {
			t.Errorf("the report of a part lacks %q:\n%s", want, quiet)
		}
	}
	verbose := string(written(t, "text", part, Options{Width: 100, Verbose: true}))
	for _, want := range whole[1:] {
		if !strings.Contains(verbose, want) {
			t.Errorf("everything of a part lacks %q", want)
		}
	}
}

// TestPartsAreComparedOrSaidToBeNone: a range alone lists what its commits need not have brought, and says so; compared with
// its base, the next step is about what is new.
func TestPartsAreComparedOrSaidToBeNone(t *testing.T) {
	part := comparedReport()
	part.Target.Base = strings.Repeat("b", 40)
	for i := range part.Findings {
		part.Findings[i].Known = part.Findings[i].Policy != "no_owner"
	}
	known := comparedReport()
	known.Target.Base = part.Target.Base
	for i := range known.Findings {
		known.Findings[i].Known = true
	}
	alone := part
	alone.Baseline = nil
	for name, test := range map[string]struct {
		report nhi.Report
		next   string
		apart  bool // what is new is told apart
	}{
		"alone":       {alone, "Next  Leaked credential at config/production.js:3:19:", false},
		"compared":    {part, "Next  No owner", true},
		"nothing new": {known, "Next  Nothing for this change: what is found here, its base has, too.", true},
	} {
		got := string(written(t, "text", test.report, Options{Width: 200}))
		if !strings.Contains(got, test.next) {
			t.Errorf("%s: no %q in\n%s", name, test.next, got)
		}
		for _, format := range []string{"text", "markdown"} {
			if said := strings.Contains(string(written(t, format, test.report, Options{Width: 200})), "Other findings are all that"); said == test.apart {
				t.Errorf("%s, %s: it says that more is listed than is new: %v", name, format, said)
			}
		}
	}
}

// TestWhatWeighsMostIsSaidOnce: where the same weighs most on several parts of the score, it is named at the first.
func TestWhatWeighsMostIsSaidOnce(t *testing.T) {
	r := sampleReport()
	for i := range r.Score.Dimensions {
		r.Score.Dimensions[i].Problems = []nhi.Problem{{Identity: r.Identities[0].ID, Reason: "leaked"}}
	}
	got := string(written(t, "text", r, Options{Width: 120}))
	if named, same := strings.Count(got, ": leaked\n"), strings.Count(got, "%  the same\n"); named != 1 || same != len(r.Score.Dimensions)-1 {
		t.Errorf("named %d times, and %d times the same:\n%s", named, same, got)
	}
}

// TestSettingsAreNoCredentialsInUse: a name or an address among the secrets is in the inventory, not among what jobs can read.
func TestSettingsAreNoCredentialsInUse(t *testing.T) {
	r := sampleReport()
	before := mostExposed(r.Identities)
	for i := range r.Identities {
		if r.Identities[i].ID == before[0].ID {
			r.Identities[i].Credential.Public = true
		}
	}
	if after := mostExposed(r.Identities); len(after) != len(before)-1 || after[0].ID != before[1].ID {
		t.Errorf("%d, before %d", len(after), len(before))
	}
}

// TestNamesAreToldApartToTheirEnd: of two files of one name, the folders are shown in every format for people.
func TestNamesAreToldApartToTheirEnd(t *testing.T) {
	r := cleanReport()
	r.Identities, r.Findings = nil, nil
	for _, folder := range []string{"apps/web/resources", "apps/web/ressources"} {
		path := folder + "/certificate.p12"
		at := nhi.Location{Path: path}
		id := nhi.ID("git:acme/shop:exposed-credential:" + path)
		r.Identities = append(r.Identities, nhi.Identity{
			ID: id, Kind: nhi.KindSigningKey, Name: "PKCS #12 file of keys and certificates in " + path,
			Exposures: []nhi.Exposure{{Location: at, Presence: nhi.PresenceHead}},
		})
		r.Findings = append(r.Findings, nhi.Finding{Fingerprint: path, Policy: "leaked_credential", Title: "Leaked", Message: "It is in a file.", Severity: nhi.SeverityHigh, Identity: id})
	}
	for _, format := range []string{"text", "markdown"} {
		if got := string(written(t, format, r, Options{Width: 160})); !strings.Contains(got, "certificate.p12 (apps/web/ressources)") {
			t.Errorf("%s does not name the folder:\n%s", format, got)
		}
	}
}

// TestNoFindingsBesideALowScoreAreExplained: "no findings" beside "grade F" would read like a contradiction.
func TestNoFindingsBesideALowScoreAreExplained(t *testing.T) {
	rated := func(value, high float64, grade string) nhi.Report {
		r := sampleReport()
		r.Findings, r.Gaps, r.Baseline = nil, nil, nil
		r.Score.Rated, r.Score.Value, r.Score.Low, r.Score.High, r.Score.Grade = true, value, value, high, grade
		return r
	}
	part := rated(41, 86.2, "F")
	part.Target.Staged = true
	unseen := rated(41, 86.2, "F")
	unseen.Gaps = []nhi.Gap{{Source: "leaks", Scope: "a", Reason: nhi.GapUnreadable}}
	found := rated(41, 86.2, "F")
	found.Findings = sampleReport().Findings
	for name, test := range map[string]struct {
		report nhi.Report
		want   string // "" for nothing
	}{
		"both":    {rated(41, 86.2, "F"), "it lacks 45.2 points for want of evidence, and 13.8 for what is known to be missing or wrong."},
		"unknown": {rated(41, 100, "F"), "it lacks 59 points for want of evidence."},
		"lost":    {rated(41, 41, "F"), "it lacks 59 points for what is known to be missing or wrong."},
		"good":    {rated(90, 95, "A"), ""},
		"found":   {found, ""},
		"part":    {part, ""},
		"unseen":  {unseen, ""},
	} {
		for _, format := range []string{"text", "markdown"} {
			got := string(written(t, format, test.report, Options{Width: 200}))
			if test.want != "" && !strings.Contains(strings.Join(strings.Fields(got), " "), "Policies ask for less than the score does: "+test.want) {
				t.Errorf("%s, %s: no %q in\n%s", name, format, test.want, got)
			}
			if test.want == "" && strings.Contains(got, "Policies ask for less") {
				t.Errorf("%s, %s: something is explained that needs no word:\n%s", name, format, got)
			}
		}
	}
}

// TestNextIsWhatFailsTheCheck: an enforced finding of low severity has no recommendation, and is what a failed check is about.
func TestNextIsWhatFailsTheCheck(t *testing.T) {
	r := sampleReport()
	r.Baseline = nil
	r.Findings = []nhi.Finding{{Policy: "custom.names", Title: "Odd name", Message: "It is odd.", Fix: "Rename it.", Severity: nhi.SeverityLow, Mode: nhi.ModeEnforced}}
	r.Score.Recommendations = []nhi.Recommendation{{Title: "Declare an owner", Gain: 9, Effort: 1}}
	next := func() string {
		_, last, _ := strings.Cut(string(written(t, "text", r, Options{Width: 200})), "\nNext  ")
		return last
	}
	if got := next(); !strings.HasPrefix(got, "Odd name") || !strings.Contains(got, "Rename it.") {
		t.Errorf("next is %q", got)
	}
	r.Findings[0].Mode = nhi.ModeAdvisory
	if got := next(); !strings.HasPrefix(got, "Declare an owner") {
		t.Errorf("of an advisory finding, next is %q", got)
	}
	r.Findings[0].Mode, r.Score.Recommendations[0].Severity = nhi.ModeEnforced, nhi.SeverityHigh
	if got := next(); !strings.HasPrefix(got, "Declare an owner") {
		t.Errorf("beside what is worse, next is %q", got)
	}
}
