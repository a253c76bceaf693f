package report

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Conclusion is how the check of a change ended. Its texts are ours, not a stranger's.
type Conclusion struct {
	Outcome string // in a few words, e.g. "failed: 2 new findings"
	Page    string // the address where everything is; "" for none
	Help    string // the address of what to do about a finding; "" for none
	Posture bool   // end with what else there is to know of the whole repository, folded
}

// WriteChange writes what the author of a change has to know, as Markdown for a comment: how its check ended, what is
// new and what to do about it, what the change mended, and what could not be seen. The error is w's own.
func WriteChange(w io.Writer, r nhi.Report, c Conclusion) error {
	p := newSummaryPage(r)
	nhi.Sort(p.open, func(a, b nhi.Finding) int {
		return nhi.CompareBools(b.Mode == nhi.ModeEnforced, a.Mode == nhi.ModeEnforced) // first what fails the check
	})
	p.line("## Rollcall %s\n", markdownText(c.Outcome))
	p.line("%s.\n", markdownText(changePhrase(r)))
	p.findings()
	p.silenced()
	p.baseline("Fixed") // the two sides of a change are read alike
	p.folded(quantity(len(r.Gaps), "gaps")+": what could not be seen", len(r.Gaps) > 0, p.gaps)
	fresh, _ := p.listed()
	if links := changeLinks(c, len(fresh) > 0); len(links) > 0 {
		p.line("%s\n", strings.Join(links, " · "))
	}
	p.folded("Score, recommendations, what is undecided", c.Posture, p.posture)
	_, err := w.Write(p.Bytes())
	return err
}

// posture is how the whole repository stands with the change.
func (p *summaryPage) posture() {
	p.verdict()
	p.recommendations()
	p.notListed()
	p.dimensions()
	p.undecided()
	p.inventory()
}

// changePhrase says what was compared, and what came of it.
func changePhrase(r nhi.Report) string {
	scanned := r.Target.Name
	if r.Target.Commit != "" {
		scanned = "Commit " + shortCommit(r.Target.Commit)
	}
	b := r.Baseline
	if b == nil {
		return scanned + " · " + scorePhrase(r)
	}
	if b.Commit != "" {
		scanned += " compared with " + shortCommit(b.Commit)
	}
	phrase := fmt.Sprintf("%s: %s new, %s known, %s fixed", scanned, thousands(b.New), thousands(b.Known), thousands(len(b.Fixed)))
	if b.Rated && r.Score.Rated {
		phrase += fmt.Sprintf(" · score %s, before %s", number(r.Score.Value), number(b.Score))
	}
	return phrase
}

func changeLinks(c Conclusion, open bool) (links []string) {
	if c.Page != "" {
		links = append(links, `<a href="`+html.EscapeString(c.Page)+`">The whole report</a>`)
	}
	if open && c.Help != "" {
		links = append(links, `<a href="`+html.EscapeString(c.Help)+`">What to do about a finding</a>`)
	}
	return links
}

// folded writes a section that opens at a click, if it is wanted.
func (p *summaryPage) folded(title string, wanted bool, section func()) {
	if !wanted {
		return
	}
	p.line("<details><summary>%s</summary>\n", title)
	section()
	p.line("</details>\n")
}
