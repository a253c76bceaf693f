package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// How much the text shows of each part unless Options.Verbose asks for all. A reader who has
// fixed these scans again; whoever wants everything at once opens another format.
const (
	gapsShown            = 6
	unknownsShown        = 5
	usesShown            = 6
	jobsShown            = 4 // of one credential
	grantsShown          = 3
	recommendationsShown = 5
)

// text is a report on its way to a terminal.
type text struct {
	*terminal
	report     nhi.Report
	open       []nhi.Finding
	identities map[nhi.ID]*nhi.Identity
	verbose    bool
}

// writeText writes the verdict, then what is wrong, the worst first, then what to do.
func writeText(w io.Writer, r nhi.Report, o Options) error {
	t := &text{
		terminal: newTerminal(w, o), report: r, open: openFindings(r),
		identities: identityIndex(r.Identities), verbose: o.Verbose,
	}
	t.verdict()
	t.dimensions()
	t.findings()
	t.silenced()
	t.hidden()
	t.uses()
	t.gaps()
	t.unknowns()
	t.grants()
	t.recommendations()
	t.next()
	return t.err
}

// limit is how many of a list are shown.
func (t *text) limit(n int) int {
	if t.verbose {
		return int(^uint(0) >> 1)
	}
	return n
}

func (t *text) heading(title, note string) {
	t.blank()
	t.beside(note, "  ", span{styleBold, title})
}

// verdict is the first line, which must be enough for who reads no further, and what it is about.
func (t *text) verdict() {
	name := span{styleBold, shorten(plain(t.report.Target.Name), 60)}
	score, counts := t.scoreSpan(), t.countSpan()
	if columns(name.text+score.text+counts.text)+6 <= t.width {
		t.line(name, span{text: "  "}, score, span{text: t.marks.dot}, counts)
	} else {
		t.line(name)
		t.paragraph(span{text: "  "}, score.style, score.text)
		t.paragraph(span{text: "  "}, counts.style, counts.text)
	}
	if compared := baselinePhrase(t.report); compared != "" {
		t.paragraph(span{}, styleBold, compared)
	}
	if development := trendPhrase(t.report); development != "" {
		t.paragraph(span{}, styleBold, "Trend: "+development)
	}
	t.paragraph(span{}, styleDim, t.scanDescription())
	if len(t.report.Identities) > 0 {
		t.paragraph(span{}, styleDim, t.inventoryDescription())
	}
}

func (t *text) scoreSpan() span {
	if s := t.report.Score; s.Rated {
		return span{gradeStyle(s.Grade), scorePhrase(s)}
	}
	return span{styleYellow, scorePhrase(t.report.Score)}
}

func gradeStyle(grade string) style {
	switch grade {
	case "A", "B":
		return styleGreen
	case "C":
		return styleYellow
	}
	return styleBoldRed
}

func (t *text) countSpan() span {
	if len(t.open) == 0 {
		return t.noFindingSpan()
	}
	phrase := quantity(len(t.open), "findings")
	if n := enforcedCount(t.open); n > 0 {
		return span{styleBold, fmt.Sprintf("%s, %s enforced", phrase, thousands(n))}
	}
	return span{styleNone, phrase + ", none enforced"}
}

// noFindingSpan does not let "no findings" pass for "all is well" where something was not seen.
func (t *text) noFindingSpan() span {
	if missed := len(t.report.Gaps); missed > 0 {
		return span{styleYellow, "no findings in what could be read, " + quantity(missed, "gaps")}
	}
	return span{styleGreen, "no findings"}
}

// scanDescription says what was scanned, and how much of it.
func (t *text) scanDescription() string {
	target := t.report.Target
	var parts []string
	if target.Commit != "" {
		parts = append(parts, revision(target))
	} else {
		parts = append(parts, kindName(target.Kind))
	}
	parts = append(parts, wasRead(t.report)...)
	switch {
	case target.Staged:
		parts = append(parts, "what is staged")
	case target.Base != "":
		parts = append(parts, "the commits since "+plain(target.Base[:min(len(target.Base), 12)]))
	case target.Commit != "" && !target.History:
		parts = append(parts, "without history")
	}
	if target.Shallow {
		parts = append(parts, "shallow clone")
	}
	return strings.Join(append(parts, t.report.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC")), t.marks.dot)
}

// kindName says what was scanned where no commit does.
func kindName(kind string) string {
	if kind == "text" {
		return "standard input"
	}
	return cmp.Or(plain(kind), "folder")
}

func revision(target nhi.Target) string {
	commit := shortCommit(target.Commit)
	ref := strings.TrimPrefix(strings.TrimPrefix(target.Ref, "refs/heads/"), "refs/tags/")
	if ref != "" {
		commit = plain(ref) + " at " + commit
	}
	if target.Modified {
		commit += ", modified"
	}
	return commit
}

// inventoryDescription counts the identities by kind.
func (t *text) inventoryDescription() string {
	var kinds []string
	for _, kind := range byKind(t.report.Identities) {
		kinds = append(kinds, thousands(kind.count)+" "+plural(midSentence(plain(kind.name)), kind.count))
	}
	return quantity(len(t.report.Identities), "identities") + ": " + strings.Join(kinds, ", ")
}

// plural puts a kind's title in the plural: "Personal access tokens (classic)".
func plural(title string, n int) string {
	if n == 1 {
		return title
	}
	noun, rest, bracketed := strings.Cut(title, " (")
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ey"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	if bracketed {
		return noun + " (" + rest
	}
	return noun
}

// dimensions draws the score's parts, each with what weighs most on it.
func (t *text) dimensions() {
	s := t.report.Score
	if !s.Rated || len(s.Dimensions) == 0 {
		return
	}
	t.blank()
	size := 20
	if t.width < 90 {
		size = 12
	}
	for _, d := range s.Dimensions {
		full, empty := t.bar(d.Score, size)
		name := pad(sentenceCase(plain(d.Name)), 12)
		t.line(span{text: "  " + name}, span{scoreStyle(d.Score), full}, span{styleDim, empty},
			span{styleBold, fmt.Sprintf("%4.0f", math.Floor(d.Score+roundingError))}, span{styleDim, fmt.Sprintf("  weight %2.0f  ", d.Weight)},
			span{text: t.worstProblem(d)})
	}
	for _, c := range s.Caps {
		if c.Bites {
			t.paragraph(span{text: "  "}, styleYellow, fmt.Sprintf("Capped at %s, from %s: %s.", number(c.Limit), number(s.Uncapped), c.Reason))
		}
	}
	if s.High > s.Low {
		t.paragraph(span{text: "  "}, styleDim, knownPhrase(s))
	}
}

func scoreStyle(score float64) style {
	switch {
	case score >= 75:
		return styleGreen
	case score >= 60:
		return styleYellow
	}
	return styleRed
}

func (t *text) worstProblem(d nhi.Dimension) string {
	if len(d.Problems) == 0 {
		return ""
	}
	p := d.Problems[0]
	reason, _, _ := strings.Cut(plain(p.Reason), ": ") // what follows explains it, and would be cut
	if identity, found := t.identities[p.Identity]; found {
		return t.usedName(*identity) + ": " + reason
	}
	return t.name(p.Identity) + ": " + reason
}

// name is what a reader calls an identity.
func (t *text) name(id nhi.ID) string {
	if identity, found := t.identities[id]; found && identity.Name != "" {
		return shorten(plain(identity.Name), 60)
	}
	return shorten(subjectName(id), 60)
}

func (t *text) silenced() {
	if sentence := silenced(t.report); sentence != "" {
		t.blank()
		t.paragraph(span{text: "  "}, styleYellow, sentence)
	}
}

// hidden says how much looks like a credential at first sight only, and how to see it.
func (t *text) hidden() {
	if sentence := notListed(t.report.Counts); sentence != "" {
		t.blank()
		t.paragraph(span{text: "  "}, styleDim, sentence)
	}
}

// beside writes a line and a note after it, or below it where the line has no room left.
func (t *text) beside(note, indent string, spans ...span) {
	used := 0
	for _, s := range spans {
		used += columns(s.text)
	}
	if used+2+columns(note) <= t.width {
		t.whole(append(spans, span{styleDim, "  " + note})...)
		return
	}
	t.whole(spans...)
	t.paragraph(span{text: indent}, styleDim, note)
}

// uses shows which jobs can read the credentials that matter most.
func (t *text) uses() {
	used := mostExposed(t.report.Identities)
	if len(used) == 0 {
		return
	}
	t.heading("What uses what", "jobs that can read a stored credential")
	n := min(len(used), t.limit(usesShown))
	column, widest := 0, 32
	if t.report.Target.Kind == "organization" {
		widest = 48
	}
	for _, identity := range used[:n] {
		column = max(column, min(columns(t.usedName(identity)), widest))
	}
	for _, identity := range used[:n] {
		label := span{text: "  " + pad(shorten(t.usedName(identity), column), column) + "  "}
		t.paragraph(label, styleNone, t.someOf(jobsOf(identity), jobsShown))
	}
	if rest := len(used) - n; rest > 0 {
		t.more(rest, "credentials")
	}
}

// usedName is a credential's name and, in the report of an organisation, whose it is.
func (t *text) usedName(identity nhi.Identity) string {
	name := plain(identity.Name)
	if home := homeOf(t.report.Target, identity); home != "" {
		name += " of " + home
	}
	return name
}

// someOf names the first of a list and counts the others.
func (t *text) someOf(list []string, n int) string {
	if rest := len(list) - t.limit(n); rest > 0 {
		return strings.Join(list[:n], ", ") + fmt.Sprintf(" and %s more", thousands(rest))
	}
	return strings.Join(list, ", ")
}

func (t *text) more(n int, plural string) {
	t.line(span{text: "  "}, span{styleDim, "and " + strings.Replace(quantity(n, plural), " ", " more ", 1)})
}

// mostExposed returns the static identities that a job uses: within a stranger's reach first,
// then by criticality and number of uses.
func mostExposed(identities []nhi.Identity) []nhi.Identity {
	var used []nhi.Identity
	for _, identity := range identities {
		if len(identity.Uses) > 0 && identity.Lifetime == nhi.LifetimeStatic && identity.Kind != nhi.KindRunner && identity.Kind != nhi.KindAgent {
			used = append(used, identity)
		}
	}
	slices.SortStableFunc(used, func(a, b nhi.Identity) int {
		return cmp.Or(
			-nhi.CompareBools(reachable(a), reachable(b)),
			-cmp.Compare(slices.Index(nhi.Criticalities, a.Criticality.Value), slices.Index(nhi.Criticalities, b.Criticality.Value)),
			-cmp.Compare(len(a.Uses), len(b.Uses)),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return used
}

// reachable tells whether a stranger can start a job that uses the identity.
func reachable(identity nhi.Identity) bool {
	return slices.ContainsFunc(identity.Uses, func(u nhi.Use) bool { return len(u.Untrusted) > 0 })
}

// jobsOf names the jobs that use an identity, each once: "deploy.yml deploy (production)".
func jobsOf(identity nhi.Identity) []string {
	var jobs []string
	for _, u := range identity.Uses {
		workflow := strings.TrimPrefix(u.Workflow, ".github/workflows/")
		if u.Location.Repository != "" {
			workflow = u.Location.Repository + " " + workflow
		}
		job := shorten(plain(strings.TrimSpace(workflow+" "+u.Job)), 60)
		var notes []string
		if u.Environment != "" {
			notes = append(notes, shorten(plain(u.Environment), 30))
		}
		if len(u.Untrusted) > 0 {
			notes = append(notes, startedByStrangers(u))
		}
		if len(notes) > 0 {
			job += " (" + strings.Join(notes, "; ") + ")"
		}
		if !slices.Contains(jobs, job) {
			jobs = append(jobs, job)
		}
	}
	return jobs
}

// startedByStrangers says how a stranger starts a job, and what the job asks for first.
func startedByStrangers(u nhi.Use) string {
	how := "strangers can start it: "
	if len(u.Gates) > 0 {
		how = "behind " + plain(strings.Join(u.Gates, ", ")) + ", strangers can start it: "
	}
	return how + plain(strings.Join(u.Untrusted, ", "))
}

// gaps lists what could not be seen, with what to do about it.
func (t *text) gaps() {
	gaps := t.report.Gaps
	if len(gaps) == 0 {
		return
	}
	t.heading("Gaps", quantity(len(gaps), "places")+" that this scan could not see; --strict makes them fail")
	n := min(len(gaps), t.limit(gapsShown))
	for _, g := range gaps[:n] {
		t.paragraph(span{styleYellow, "  " + pad(shorten(plain(g.Source), 10), 10) + "  "}, styleNone, gapSentence(g))
	}
	if rest := len(gaps) - n; rest > 0 {
		t.more(rest, "gaps")
	}
}

func gapSentence(g nhi.Gap) string {
	sentence := gapPlace(g) + ": " + cmp.Or(g.Detail, gapTitle(g.Reason))
	if step := gapStep(g); step != "" {
		sentence = strings.TrimSuffix(sentence, ".") + "; " + step + "."
	}
	return sentence
}

func gapTitle(reason nhi.GapReason) string {
	return strings.ReplaceAll(string(reason), "_", " ")
}

// unknowns says what the policies could not decide, by what would settle it.
func (t *text) unknowns() {
	groups := groupUnknowns(t.report.Unknowns)
	if len(groups) == 0 {
		return
	}
	t.heading("Undecided", quantity(len(t.report.Unknowns), "questions")+", neither passed nor failed")
	n := min(len(groups), t.limit(unknownsShown))
	for i, g := range groups[:n] {
		t.paragraph(span{text: "  "}, styleNone, fmt.Sprintf("%s: %s without %s", g.policy, quantity(len(g.identities), "identities"), g.fact))
		if last := i == n-1 || groups[i+1].reason != g.reason; last && absenceStep(g.reason) != "" {
			t.paragraph(span{styleGreen, "  " + t.marks.arrow}, styleNone, absenceStep(g.reason))
		}
	}
	if rest := len(groups) - n; rest > 0 {
		t.more(rest, "policies")
	}
}

// recommendations lists the fixes that gain most.
func (t *text) recommendations() {
	recommendations := t.report.Score.Recommendations
	if len(recommendations) == 0 {
		return
	}
	t.heading("What to do first", "points of score that it gains, most for the effort first")
	n := min(len(recommendations), t.limit(recommendationsShown))
	for _, rec := range recommendations[:n] {
		title := rec.Title
		if rec.Owner != "" {
			title += t.marks.dot + rec.Owner
		}
		t.paragraph(span{styleGreen, fmt.Sprintf("  %6s  ", gain(rec.Gain))}, styleNone, title)
	}
	if rest := len(recommendations) - n; rest > 0 {
		t.more(rest, "recommendations")
	}
}

// grants lists what would make the score surer.
func (t *text) grants() {
	grants := t.report.Score.Grants
	if len(grants) == 0 {
		return
	}
	t.heading("What would tell more", "points by which the score's range narrows")
	n := min(len(grants), t.limit(grantsShown))
	for _, g := range grants[:n] {
		t.paragraph(span{styleGreen, fmt.Sprintf("  %6.1f  ", g.Narrows)}, styleNone, g.Title)
	}
	if rest := len(grants) - n; rest > 0 {
		t.more(rest, "ways")
	}
}

// next names the one thing to do now. An entry for a file, which a step gives after a colon, gets
// a line of its own and is neither cut nor wrapped, so that it can be copied.
func (t *text) next() {
	t.blank()
	step, entry, found := strings.Cut(t.nextStep(), ": - {")
	if !found {
		t.paragraph(span{styleBold, "Next  "}, styleNone, step)
		return
	}
	t.paragraph(span{styleBold, "Next  "}, styleNone, step+":")
	t.whole(span{text: "      "}, span{styleCyan, shorten(plain("- {"+entry), longestParagraph)})
}

// nextStep is the fix of the worst finding while something critical is open, else what gains most.
func (t *text) nextStep() string {
	recommendations := t.report.Score.Recommendations
	switch {
	case len(t.open) > 0 && t.open[0].Severity == nhi.SeverityCritical && t.open[0].Fix != "":
		return t.fixAt(t.open[0])
	case len(recommendations) > 0 && len(recommendations[0].Steps) > 0:
		return firstStep(recommendations[0])
	case len(t.open) > 0 && t.open[0].Fix != "":
		return t.fixAt(t.open[0])
	case len(t.report.Gaps) > 0:
		return gapSentence(t.report.Gaps[0])
	case !t.report.Score.Rated:
		return nothingToRate(t.report.Target)
	}
	return "Nothing to do. Scan every pull request, and it stays so."
}

// nothingToRate is the next step where nothing was found to rate.
func nothingToRate(target nhi.Target) string {
	switch {
	case target.Kind == "text":
		return "No credential is in the text. Scan the repository that it goes to for what its jobs use: rollcall scan PATH."
	case target.Staged:
		return "No credential is staged: commit. A scan without --staged rates the whole repository."
	case target.Base != "":
		return "No credential is in these commits. A scan without --base rates the whole repository."
	}
	return "Nothing to rate here. Scan the root of a repository, with its .github folder and its history."
}

// firstStep is what to begin a recommendation with.
func firstStep(r nhi.Recommendation) string {
	if len(r.Identities) < 2 {
		return r.Steps[0]
	}
	return r.Title + ". The first: " + r.Steps[0]
}

// fixAt is a finding's next step, with what and where it is about.
func (t *text) fixAt(f nhi.Finding) string {
	if f.Location != nil {
		return f.Title + " at " + position(*f.Location) + ": " + f.Fix
	}
	return f.Title + " (" + t.subject(f) + "): " + f.Fix
}
