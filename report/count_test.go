package report

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// One of something is told in the singular, what is said of it behind its noun or not.
func TestQuantities(t *testing.T) {
	for plural, one := range map[string]string{
		"files": "1 file", "identities": "1 identity", "composite actions": "1 composite action", "binaries not searched": "1 binary not searched",
		"files skipped": "1 file skipped", "lines of bash": "1 line of bash",
	} {
		if got := quantity(1, plural); got != one {
			t.Errorf("%q of one is %q, want %q", plural, got, one)
		}
		if got := quantity(2, plural); got != "2 "+plural {
			t.Errorf("two are %q", got)
		}
	}
}

// Whoever reads one format is told the same figures as who reads another: the parts of the score, and how many findings are
// enforced, which is what makes a check fail.
func TestFormatsTellTheSame(t *testing.T) {
	r := nhi.Report{
		SchemaVersion: nhi.SchemaVersion,
		Score: nhi.Score{Rated: true, Value: 71.89, High: 71.89, Grade: "C", Coverage: 1, FormulaVersion: "1", Dimensions: []nhi.Dimension{
			{Name: "rotation", Weight: 100, Score: 71.89, Low: 71.89, High: 71.89, Coverage: 1, Rated: 1},
		}},
		Findings: []nhi.Finding{
			{Policy: "a", Title: "A", Severity: nhi.SeverityHigh, Mode: nhi.ModeEnforced, Message: "One."},
			{Policy: "b", Title: "B", Severity: nhi.SeverityLow, Mode: nhi.ModeAdvisory, Message: "Two."},
		},
	}
	advisory := r
	advisory.Findings = r.Findings[1:]
	for _, format := range []string{"text", "markdown", "html"} {
		whole, soft := string(written(t, format, r, Options{Width: 200})), string(written(t, format, advisory, Options{Width: 200}))
		for _, want := range []string{"71.8", "1 enforced"} {
			if !strings.Contains(whole, want) {
				t.Errorf("%s does not say %q:\n%s", format, want, whole)
			}
		}
		if strings.Count(whole, "71.8") < 2 {
			t.Errorf("%s rounds a part otherwise than the whole:\n%s", format, whole)
		}
		if strings.Contains(whole, "Nothing to do") {
			t.Errorf("%s has findings, and nothing to do:\n%s", format, whole)
		}
		if strings.Contains(soft, "1 enforced") || !strings.Contains(soft, "none enforced") {
			t.Errorf("%s of an advisory finding:\n%s", format, soft)
		}
	}
}
