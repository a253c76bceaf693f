package report

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// baselinePhrase says how a report differs from its baseline, "" without one.
func baselinePhrase(r nhi.Report) string {
	b := r.Baseline
	if b == nil {
		return ""
	}
	since := "the baseline of " + b.GeneratedAt.UTC().Format("2006-01-02")
	if b.Commit != "" {
		since += " at " + shortCommit(b.Commit)
	}
	if b.Target != "" && b.Target != r.Target.Name {
		since += ", of another target (" + shorten(plain(b.Target), 60) + ")"
	}
	if b.Read != "" {
		since += ", which read " + plain(b.Read) + " than this scan"
	}
	parts := []string{thousands(b.New) + " new", thousands(b.Known) + " known"}
	parts = append(parts, fmt.Sprintf("%s %s", thousands(len(b.Fixed)), gone(r)))
	if b.Rated && r.Score.Rated {
		parts = append(parts, fmt.Sprintf("score %s, before %s", number(r.Score.Value), number(b.Score)))
	}
	return "Since " + since + ": " + strings.Join(parts, ", ")
}

// gone says what became of the findings that a baseline has alone: where not all was read, nobody knows.
func gone(r nhi.Report) string {
	if b := r.Baseline; b != nil && len(b.Fixed) > 0 && (len(r.Gaps) > 0 || b.Read == "more") {
		return "fixed or not seen"
	}
	return "fixed"
}

// baseline lists what was fixed since the baseline.
func (p *summaryPage) baseline(heading string) {
	b := p.report.Baseline
	if b == nil || len(b.Fixed) == 0 {
		return
	}
	p.line("### %s\n", heading)
	for _, f := range b.Fixed[:min(len(b.Fixed), markdownFindings)] {
		p.line("- %s: **%s.** %s", markdownText(string(f.Severity)), markdownText(f.Title), markdownText(f.Message))
	}
	if rest := len(b.Fixed) - markdownFindings; rest > 0 {
		p.line("- and %s more", thousands(rest))
	}
	p.line("")
}

// baselineState is what SARIF calls it.
func baselineState(f nhi.Finding) string {
	if f.Known {
		return "unchanged"
	}
	return "new"
}

// shortCommit is the beginning of a commit's name, as long as a reader needs.
func shortCommit(name string) string { return plain(name[:min(len(name), 12)]) }
