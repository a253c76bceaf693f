package report

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

func change(t *testing.T, r nhi.Report, c Conclusion) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteChange(&b, r, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// comparedReport is of a change: three of its findings are new, and one of the base's is gone.
func comparedReport() nhi.Report {
	r := sampleReport()
	r.Gaps = r.Gaps[:2]
	gone := r.Findings[len(r.Findings)-1]
	r.Findings = r.Findings[:len(r.Findings)-1]
	for i := 3; i < len(r.Findings); i++ {
		r.Findings[i].Known = true
	}
	r.Baseline = &nhi.Baseline{
		Target: r.Target.Name, GeneratedAt: r.GeneratedAt, Commit: strings.Repeat("b", 40), Score: 40, Rated: true, Grade: "D",
		New: 3, Known: 6, Fixed: []nhi.Finding{gone},
	}
	return r
}

func TestChange(t *testing.T) {
	c := Conclusion{Outcome: "failed: 3 new findings", Page: "https://github.com/acme/shop/actions/runs/1", Help: "https://example.test/help"}
	compareGolden(t, filepath.Join("testdata", "change.md"), []byte(change(t, comparedReport(), c)))
}

// TestChangeWithPosture: beside what the author has to know stands the rest of it, and nothing twice.
func TestChangeWithPosture(t *testing.T) {
	r := comparedReport()
	r.Findings = append(r.Findings, nhi.Finding{Policy: "policy_weakened", Title: "Weakened", Severity: nhi.SeverityHigh, Mode: nhi.ModeEnforced})
	got := change(t, r, Conclusion{Outcome: "failed", Posture: true})
	for _, once := range []string{"### New findings", "### Gaps", "### What to do first", "### Undecided", "| Dimension |", "of 100"} {
		if n := strings.Count(got, once); n != 1 {
			t.Errorf("%q is there %d times", once, n)
		}
	}
	if strings.Contains(got, "<code></code>") {
		t.Error("what is nobody's is given an empty name")
	}
}

// A change that adds nothing is told of in two lines.
func TestChangeWithoutFindings(t *testing.T) {
	r := cleanReport()
	r.Baseline = &nhi.Baseline{Commit: strings.Repeat("b", 40), Rated: true, Score: 100}
	got := change(t, r, Conclusion{Outcome: "passed: no new findings", Help: "https://example.test/help"})
	want := "## Rollcall passed: no new findings\n\nCommit 1a2b3c4d1a2b compared with bbbbbbbbbbbb: 0 new, 0 known, 0 fixed · score 100, before 100.\n\n"
	if got != want {
		t.Errorf("got %q", got)
	}
}

func TestChangeOfHostileText(t *testing.T) {
	for name, text := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			r := hostileReport(text)
			r.Baseline = &nhi.Baseline{Commit: text, Fixed: r.Findings}
			out := change(t, r, Conclusion{Outcome: "failed"})
			checkInert(t, "markdown", out)
			checkMarkdown(t, out)
		})
	}
}
