package report

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
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
	reading
	links links
}

func newSummaryPage(r nhi.Report) *summaryPage {
	return &summaryPage{reading: newReading(r), links: newLinks(r.Target)}
}

// writeMarkdown writes a page for a job summary or a pull request's comment.
func writeMarkdown(w io.Writer, r nhi.Report, _ Options) error {
	p := newSummaryPage(r)
	for _, section := range []func(){p.verdict, p.recommendations, p.findings, p.silenced, p.notListed, func() { p.baseline(sentenceCase(gone(r))) }, p.dimensions, p.gaps, p.undecided, p.inventory} {
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
	p.line("**%s** · %s", markdownText(scorePhrase(r)), p.findingPhrase())
	p.line("")
	if why := p.besideNoFindings(); why != "" {
		p.line("%s\n", markdownText(why))
	}
	p.line("Scanned: %s\n", markdownText(strings.Join(p.scanned(), " · ")))
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
func (p *summaryPage) findingPhrase() string {
	if len(p.open) == 0 {
		return p.noFindings()
	}
	return fmt.Sprintf("%s (%s), %s", quantity(len(p.open), "findings"), strings.Join(severityCounts(p.open), ", "), p.enforced())
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
		p.recommendation(rec)
	}
	p.line("")
	if rest := len(all) - recommendationsShown; rest > 0 {
		p.line("and %s.\n", moreOf(rest, "recommendations"))
	}
}

func (p *summaryPage) recommendation(rec nhi.Recommendation) {
	risk, worth, step := "", "", ""
	if isRisk(rec.Severity) {
		risk = markdownText(string(rec.Severity))
	}
	if rec.Gain > 0 {
		worth = gain(rec.Gain)
	}
	if len(rec.Steps) > 0 {
		words, entry := stepParts(rec.Steps[0])
		step = markdownProse(words)
		if entry != "" {
			step += " " + markdownCode(entry)
		}
	}
	what := markdownText(rec.Title)
	if rec.Owner != "" {
		what += "<br>" + markdownText(firstOwner(rec.Owner))
	}
	p.line("| %s | %s | %s | %s |", risk, worth, what, step)
}

func (p *summaryPage) findings() {
	shown, title := p.listed()
	if len(shown) == 0 {
		return
	}
	p.line("### %s\n", title)
	if said := p.beyondRange(); said != "" {
		p.line("%s\n", markdownText(said))
	}
	p.line("| Severity | What | Where | Who | Fix |")
	p.line("|:--|:--|:--|:--|:--|")
	rows := likenesses(shown, p.identities, summaryCrowd)
	told := 0
	for _, row := range rows[:min(len(rows), markdownFindings)] {
		p.finding(row)
		told += 1 + len(row.alike)
	}
	p.line("")
	if rest := len(shown) - told; rest > 0 {
		p.line("and %s.\n", moreOf(rest, "findings"))
	}
}

// finding is a row for a finding and those that are like it, with the places of the first of them and whom these are about.
func (p *summaryPage) finding(row likeness) {
	f := row.first
	what := strings.Join(append([]string{f.Message}, row.explained(p.identities[f.Identity], placesShown)...), " ")
	if n := len(row.alike); n > 0 && row.block() == "" {
		what += " And " + thousands(n) + " more like it."
	}
	var places, whose []string
	for _, f := range append([]nhi.Finding{f}, row.alike[:min(len(row.alike), findingsNamed)]...) {
		if place := p.where(f); place != "" && !slices.Contains(places, place) {
			places = append(places, place)
		}
		if who := p.who(f.Identity); who != "" && !slices.Contains(whose, who) {
			whose = append(whose, who)
		}
	}
	if rest := len(row.alike) - findingsNamed; rest > 0 {
		whose = append(whose, "and "+thousands(rest)+" more")
	}
	p.line("| %s | **%s.** %s | %s | %s | %s |", severityCellText(f), markdownText(f.Title), markdownProse(what),
		strings.Join(places, "<br>"), strings.Join(whose, "<br>"), markdownProse(f.Fix))
}

func (p *summaryPage) silenced() {
	if sentence := silenced(p.report); sentence != "" {
		p.line("%s\n", markdownText(sentence))
	}
}

func (p *summaryPage) notListed() {
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

// where names a finding's place, linked to its file where the report knows its page.
func (p *summaryPage) where(f nhi.Finding) string {
	if f.Location == nil {
		return ""
	}
	name := markdownCode(position(*f.Location))
	if address := p.links.finding(f, *f.Location, p.identities[f.Identity]); address != "" {
		return `<a href="` + html.EscapeString(address) + `">` + name + `</a>`
	}
	return name
}

func (p *summaryPage) who(id nhi.ID) string {
	identity, found := p.identities[id]
	switch {
	case id == "":
		return "" // a change's, or the configuration's
	case !found:
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
		name = nameOf(*identity)
	}
	return markdownCode(shorten(name, longestName))
}

func (p *summaryPage) gaps() {
	gaps := p.report.Gaps
	if len(gaps) == 0 {
		return
	}
	p.line("### Gaps\n")
	p.line("%s that this scan could not see:\n", quantity(len(gaps), "places"))
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

// undecided says what the policies could not decide, by what would settle it.
func (p *summaryPage) undecided() {
	groups := groupUnknowns(p.report)
	if len(groups) == 0 {
		return
	}
	p.line("### Undecided\n")
	p.line("%s, neither passed nor failed:\n", quantity(len(p.report.Unknowns), "questions"))
	for len(groups) > 0 {
		n := slices.IndexFunc(groups, func(g unknownGroup) bool { return !settledAlike(g, groups[0]) })
		if n < 0 {
			n = len(groups)
		}
		p.line("- %s. %s", markdownText(questions(groups[:n])), markdownText(groups[0].step))
		groups = groups[n:]
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

// markdownProse is markdownText with what stands between backticks in code type.
func markdownProse(s string) string {
	parts := strings.Split(shorten(plain(s), markdownCell), "`")
	if len(parts)%2 == 0 {
		return markdownText(s) // one of them has no other
	}
	for i, part := range parts {
		parts[i] = markdownEscapes.Replace(part)
		if i%2 == 1 {
			parts[i] = "<code>" + parts[i] + "</code>"
		}
	}
	return strings.Join(parts, "")
}

// markdownCode sets a name in code type.
func markdownCode(s string) string { return "<code>" + markdownText(s) + "</code>" }
