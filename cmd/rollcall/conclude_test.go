package main

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/action"
	"github.com/rollcall-dev/rollcall/nhi"
)

// TestWhatIsNotAnnotatedIsWhereTheLogSays: a run may have no summary, and keep no dashboard as an artifact; its files are always there.
func TestWhatIsNotAnnotatedIsWhereTheLogSays(t *testing.T) {
	var r nhi.Report
	for range action.AnnotationsPerLevel + 2 {
		r.Findings = append(r.Findings, nhi.Finding{Policy: "no_owner", Severity: nhi.SeverityHigh, Mode: nhi.ModeAdvisory, Message: "It has no owner."})
	}
	var out strings.Builder
	annotate(action.NewLog(&out), r)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	note := lines[len(lines)-1]
	if len(lines) != action.AnnotationsPerLevel+1 || !strings.Contains(note, "Not among them: 2 findings.") || !strings.Contains(note, "report-file") || strings.Contains(note, "summary") {
		t.Errorf("%d lines, the last of them %s", len(lines), note)
	}
}

// TestAnOutcomeTellsOfGaps: the heading of a comment is all that many read, and a workflow that nobody can read passes.
func TestAnOutcomeTellsOfGaps(t *testing.T) {
	gap, finding := []nhi.Gap{{Source: "workflows"}}, []nhi.Finding{{Severity: nhi.SeverityLow, Mode: nhi.ModeAdvisory}}
	for want, r := range map[string]nhi.Report{
		"passed: no findings":                                  {},
		"passed: no findings in what could be read, 1 gap":     {Gaps: gap},
		"passed: no new findings in what could be read, 1 gap": {Gaps: gap, Baseline: &nhi.Baseline{}},
		"passed: 1 finding to look at":                         {Findings: finding},
		"passed: 1 finding to look at, 1 gap":                  {Findings: finding, Gaps: gap},
	} {
		if got, _ := (bar{failOn: failOnEnforced}).outcome(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
