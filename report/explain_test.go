package report

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// explainedReport is of one credential that was found in two parts, at high sensitivity and with --explain.
func explainedReport() nhi.Report {
	const id nhi.ID = "git:acme/shop:exposed-credential:deploy.sh#aws-secret-access-key"
	return nhi.Report{
		SchemaVersion: nhi.SchemaVersion, Target: nhi.Target{Name: "acme/shop"},
		Identities: []nhi.Identity{{
			ID: id, Kind: nhi.KindIAMUser, Name: "AWS_SECRET_ACCESS_KEY in deploy.sh",
			Exposures: []nhi.Exposure{
				{Rule: "other", Location: at("deploy.sh", 3)},
				{
					Rule: "aws-secret-access-key", Location: at("deploy.sh", 4), Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceLow,
					Doubt: nhi.DoubtPlaceholder, Parts: []nhi.Part{{What: "key id", Location: at("id.txt", 7), Preview: "AKIA…Q2"}},
					Features: []nhi.Feature{{Name: "looks random", Weight: 3}, {Name: "in tests", Weight: -2}},
				},
			},
		}},
		Findings: []nhi.Finding{{
			Fingerprint: "f1", Policy: "leaked_credential", Title: "Leaked", Severity: nhi.SeverityHigh, Mode: nhi.ModeEnforced, Identity: id,
			Message: "A credential is in deploy.sh.", Location: place("deploy.sh", 4), Confidence: nhi.ConfidenceLow,
		}},
		Counts: []nhi.ScanCount{
			{Source: "leaks", Unit: "placeholders", Count: 3, Hidden: true},
			{Source: "leaks", Unit: "test values", Count: 1, Hidden: true},
		},
	}
}

// Every report says where the other part is, why the value may be no credential, and what was weighed.
func TestReportsExplainALeak(t *testing.T) {
	for format, wants := range map[string][]string{
		"text": {
			"Its key id is at id.txt:7.", "It is probably no credential (placeholders).", "Looks random +3, in tests -2.",
			"4 more values are probably no credentials (placeholders 3, test values 1)",
		},
		"markdown": {
			"Its key id is at id.txt:7.", "It is probably no credential (placeholders).", "Looks random +3, in tests -2.",
			"4 more values are probably no credentials (placeholders 3, test values 1)",
		},
		"html": {
			`"Other parts of it"`, `"id.txt:7"`, `probably no credential: placeholders`, `"looks random +3, in tests -2"`,
			"4 more values are probably no credentials",
		},
		"sarif": {
			`"its key id at id.txt:7"`, `[its key id at id.txt:7](1)`, `"doubt": "placeholder"`, `"confidence": "low"`,
			`"looks random": 3`,
		},
	} {
		page := string(written(t, format, explainedReport(), Options{Width: 200}))
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", format, want)
			}
		}
	}
}

// What another finding of the identity is about is not explained by the leak, nor one at another place.
func TestReportsExplainOnlyTheLeak(t *testing.T) {
	r := explainedReport()
	r.Findings[0].Location = place("deploy.sh", 3)
	other := explainedReport()
	other.Findings[0].Policy = "no_owner"
	for _, r := range []nhi.Report{r, other} {
		if page := string(written(t, "text", r, Options{})); strings.Contains(page, "key id") {
			t.Errorf("explained:\n%s", page)
		}
	}
}

func TestHTMLShowsWhatTheBaselineHas(t *testing.T) {
	r := explainedReport()
	known := r.Findings[0]
	known.Fingerprint, known.Known = "f2", true
	r.Findings = append(r.Findings, known)
	r.Baseline = &nhi.Baseline{
		GeneratedAt: sampleTime, Commit: "0123456789abcdef", New: 1, Known: 1,
		Fixed: []nhi.Finding{{Title: "Gone", Severity: nhi.SeverityLow, Message: "It was <b>here</b>."}},
	}
	page := dashboardOf(t, r)
	r.Baseline.Target = "acme/web"
	if other := dashboardOf(t, r); !strings.Contains(other, "0123456789ab, of another target (acme/web): 1 new") {
		t.Error("a baseline of another target is not told")
	}
	for read, want := range map[string]string{
		"less": ", which read less than this scan: 1 new, 1 known, 1 fixed.",
		"more": ", which read more than this scan: 1 new, 1 known, 1 fixed or not seen.",
	} {
		r.Baseline.Read = read
		other := dashboardOf(t, r)
		if unsure := strings.Contains(other, "what is gone may be among what it did not read"); !strings.Contains(other, want) || unsure != (read == "more") {
			t.Errorf("a baseline that read %s is not told", read)
		}
	}
	view := between(t, page, `aria-labelledby="compared-title"`, "</section>")
	for _, want := range []string{"Since the baseline of 2026-11-22 at 0123456789ab: 1 new, 1 known, 1 fixed.", "#findings?state=New",
		"It was &lt;b&gt;here&lt;/b&gt;."} {
		if !strings.Contains(view, want) {
			t.Errorf("the comparison lacks %s:\n%s", want, view)
		}
	}
	worst := between(t, page, `aria-labelledby="worst-title"`, "</section>")
	if !strings.Contains(worst, "New findings, the worst first") || strings.Count(worst, `<p class="message">`) != 1 {
		t.Errorf("the overview does not begin with what is new:\n%s", worst)
	}
	rows := between(t, page, `data-grid="findings"`, "</noscript>")
	if !strings.Contains(rows, `<span class="pill s-warn">New</span>`) || !strings.Contains(rows, `<bdi>Known</bdi>`) {
		t.Error("the findings do not say which are new")
	}
}
