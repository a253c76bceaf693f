package report

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// GitHub shows a job summary of at most 1 MiB and cuts nothing: a larger one is refused whole.
const markdownBytes = 1 << 20

// How much the Markdown shows of each part.
const (
	markdownFindings = 50
	markdownGaps     = 20
	markdownCell     = 400 // columns of a table's cell
)

// summaryPage is a report on its way to a job summary or a comment.
type summaryPage struct {
	bytes.Buffer
	report     nhi.Report
	open       []nhi.Finding
	identities map[nhi.ID]*nhi.Identity
	links      links
}

func newSummaryPage(r nhi.Report) *summaryPage {
	return &summaryPage{report: r, open: openFindings(r), identities: identityIndex(r.Identities), links: newLinks(r.Target)}
}

// writeMarkdown writes a page for a job summary or a pull request's comment.
func writeMarkdown(w io.Writer, r nhi.Report, _ Options) error {
	p := newSummaryPage(r)
	for _, section := range []func(){p.verdict, p.recommendations, p.findings, p.silenced, p.baseline, p.dimensions, p.gaps, p.undecided, p.inventory} {
		before := p.Len()
		section()
		if p.Len() > markdownBytes-len(tooLong) {
			p.Truncate(before)
			p.WriteString(tooLong)
			break
		}
	}
	_, err := w.Write(p.Bytes())
	return err
}

// tooLong ends a page of which a section did not fit.
const tooLong = "\n_The rest does not fit into a summary; see the other reports._\n"

func (p *summaryPage) line(format string, args ...any) { fmt.Fprintf(&p.Buffer, format+"\n", args...) }

func (p *summaryPage) verdict() {
	r := p.report
	p.line("## Rollcall: %s", markdownCode(r.Target.Name))
	p.line("")
	p.line("**%s** · %s", markdownText(scorePhrase(r.Score)), findingPhrase(r, p.open))
	p.line("")
	if read := coverage(r.Platform); len(read) > 0 {
		p.line("%s\n", markdownText(sentence(strings.Join(read, ", "))))
	}
	if compared := baselinePhrase(r); compared != "" {
		p.line("%s.\n", markdownText(compared))
	}
	if development := trendPhrase(r); development != "" {
		p.line("Trend: %s.\n", markdownText(development))
	}
	for _, c := range r.Score.Caps {
		if c.Bites {
			p.line("> Capped at %s, from %s: %s.\n", number(c.Limit), number(r.Score.Uncapped), markdownText(strings.TrimSuffix(c.Reason, ".")))
		}
	}
}

// findingPhrase counts the findings, or says why there may be none.
func findingPhrase(r nhi.Report, open []nhi.Finding) string {
	switch {
	case len(open) == 0 && len(r.Gaps) > 0:
		return "no findings in what could be read, " + quantity(len(r.Gaps), "gaps")
	case len(open) == 0:
		return "no findings"
	}
	counts := strings.Join(severityCounts(open), ", ")
	return fmt.Sprintf("%s (%s), %s enforced", quantity(len(open), "findings"), counts, thousands(enforcedCount(open)))
}

func (p *summaryPage) dimensions() {
	s := p.report.Score
	if !s.Rated || len(s.Dimensions) == 0 {
		return
	}
	p.line("| Dimension | Score | Weight | Known | What weighs most |")
	p.line("|:--|--:|--:|--:|:--|")
	for _, d := range s.Dimensions {
		worst := ""
		if len(d.Problems) > 0 {
			worst = p.name(d.Problems[0].Identity) + ": " + markdownText(d.Problems[0].Reason)
		}
		p.line("| %s | %s | %s | %s%% | %s |", markdownText(sentenceCase(d.Name)), number(d.Score), number(d.Weight), number(100*d.Coverage), worst)
	}
	p.line("")
	if s.High > s.Low {
		p.line("%s Formula %s.\n", knownPhrase(s), markdownText(s.FormulaVersion))
	}
}

func (p *summaryPage) recommendations() {
	all := p.report.Score.Recommendations
	if len(all) == 0 {
		return
	}
	p.line("### What to do first\n")
	p.line("| Risk | Gain | Do | First step |")
	p.line("|:--|--:|:--|:--|")
	for _, rec := range all[:min(len(all), recommendationsShown)] {
		step := ""
		if len(rec.Steps) > 0 {
			step = markdownText(rec.Steps[0])
		}
		risk, worth := "", ""
		if isUrgent(rec.Severity) {
			risk = markdownText(string(rec.Severity))
		}
		if rec.Gain > 0 {
			worth = gain(rec.Gain)
		}
		p.line("| %s | %s | %s | %s |", risk, worth, markdownText(rec.Title), step)
	}
	p.line("")
}

func (p *summaryPage) findings() {
	shown := listed(p.report, p.open)
	if len(shown) == 0 {
		return
	}
	p.line("### %s\n", findingsTitle(p.report))
	p.line("| Severity | What | Where | Who | Fix |")
	p.line("|:--|:--|:--|:--|:--|")
	rows := blocks(shown, p.identities)
	told := 0
	for _, row := range rows[:min(len(rows), markdownFindings)] {
		f := row.first
		told += 1 + len(row.alike)
		what := strings.Join(append([]string{f.Message}, row.explained(p.identities[f.Identity], placesShown)...), " ")
		p.line("| %s | **%s.** %s | %s | %s | %s |",
			severityCellText(f), markdownText(f.Title), markdownText(what), p.where(f.Location), p.who(f.Identity), markdownText(f.Fix))
	}
	p.line("")
	if rest := len(shown) - told; rest > 0 {
		p.line("and %s more.\n", thousands(rest))
	}
}

func (p *summaryPage) silenced() {
	if sentence := silenced(p.report); sentence != "" {
		p.line("%s\n", markdownText(sentence))
	}
	if sentence := notListed(p.report.Counts); sentence != "" {
		p.line("%s\n", markdownText(sentence))
	}
}

func severityCellText(f nhi.Finding) string {
	if f.Mode == nhi.ModeEnforced {
		return "**" + markdownText(string(f.Severity)) + "**"
	}
	return markdownText(string(f.Severity)) + " (" + markdownText(string(f.Mode)) + ")"
}

// where names a place, linked to the scanned commit's file where the report knows its page.
func (p *summaryPage) where(l *nhi.Location) string {
	if l == nil {
		return ""
	}
	name := markdownCode(position(*l))
	if address := p.links.line(*l); address != "" {
		return `<a href="` + html.EscapeString(address) + `">` + name + `</a>`
	}
	return name
}

func (p *summaryPage) who(id nhi.ID) string {
	identity, found := p.identities[id]
	if !found {
		return p.name(id)
	}
	who := p.name(id) + "<br>"
	if home := homeOf(p.report.Target, *identity); home != "" {
		who += markdownText(home) + "<br>"
	}
	return who + markdownText(ownerPhrase(identity.Owner))
}

func (p *summaryPage) name(id nhi.ID) string {
	name := subjectName(id)
	if identity, found := p.identities[id]; found {
		name = cmp.Or(identity.Name, name)
	}
	return markdownCode(shorten(plain(name), 60))
}

func (p *summaryPage) gaps() {
	gaps := p.report.Gaps
	if len(gaps) == 0 {
		return
	}
	p.line("### Gaps\n")
	p.line("What this scan could not see:\n")
	groups, told := groupGaps(gaps), 0
	for _, g := range groups[:min(len(groups), markdownGaps)] {
		p.line("- %s %s", markdownText(g.first.Source), markdownText(g.sentence(placesShown)))
		told += 1 + len(g.also)
	}
	if rest := len(gaps) - told; rest > 0 {
		p.line("- and %s more", thousands(rest))
	}
	p.line("")
}

func (p *summaryPage) undecided() {
	groups := groupUnknowns(p.report.Unknowns)
	if len(groups) == 0 {
		return
	}
	p.line("### Undecided\n")
	for _, g := range groups[:min(len(groups), markdownGaps)] {
		p.line("- %s", markdownText(unknownSentence(g)))
	}
	if rest := len(groups) - markdownGaps; rest > 0 {
		p.line("- and %s more", thousands(rest))
	}
	p.line("")
}

func (p *summaryPage) inventory() {
	if len(p.report.Identities) == 0 {
		return
	}
	p.line("<details><summary>%s</summary>\n", quantity(len(p.report.Identities), "identities"))
	p.line("| Kind | Count |")
	p.line("|:--|--:|")
	for _, kind := range byKind(p.report.Identities) {
		p.line("| %s | %s |", markdownText(kind.name), thousands(kind.count))
	}
	p.line("\n</details>")
}

// markdownText is a stranger's text as it reads, in one line, short, and with no meaning to
// Markdown, HTML or GitHub: no markup, link, mention, issue reference or mathematics. An empty
// comment keeps a mention or reference apart from its sign, since GitHub looks for both after
// entities and backslashes have been read.
func markdownText(s string) string {
	return markdownEscapes.Replace(shorten(plain(s), markdownCell))
}

var markdownEscapes = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "$", "&#36;",
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`,
	"@", "@<!-- -->", "#", "#<!-- -->",
	"://", "&#58;//", "mailto:", "mailto&#58;", "xmpp:", "xmpp&#58;", "www.", "www&#46;",
)

// markdownCode sets a name in code type.
func markdownCode(s string) string { return "<code>" + markdownText(s) + "</code>" }
