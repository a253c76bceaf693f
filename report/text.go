package report

import (
	"io"

	"github.com/rollcall-dev/rollcall/nhi"
)

// How much the text shows of each part unless Options.Verbose asks for all. A reader who has
// fixed these scans again; whoever wants everything at once opens another format.
const (
	gapsShown            = 6
	unknownsShown        = 3 // policies that ask for one sort of fact
	usesShown            = 6
	workflowsShown       = 4 // of one credential
	grantsShown          = 3
	recommendationsShown = 5
)

// text is a report on its way to a terminal.
type text struct {
	*terminal
	reading
	verbose bool
}

// writeText writes the verdict and what to do first, which the first screen must hold, then what is wrong, the worst
// first, and last what is not known. Of a part, such as a pull request's commits, it writes what that part adds.
func writeText(w io.Writer, r nhi.Report, o Options) error {
	t := &text{terminal: newTerminal(w, o), reading: newReading(r), verbose: o.Verbose}
	sections := []func(){t.verdict, t.plan, t.findings, t.silenced, t.hidden, t.uses, t.dimensions, t.grants, t.gaps, t.unknowns, t.next}
	if isPart(r.Target) && !o.Verbose {
		sections = []func(){t.verdict, t.findings, t.silenced, t.hidden, t.gaps, t.next}
	}
	for _, section := range sections {
		section()
	}
	return t.err
}

// isPart tells whether credentials were looked for in a part of the target only: its posture is another scan's.
func isPart(target nhi.Target) bool { return target.Base != "" || target.Staged }

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

// longestName is how much of an identity's name is shown, in columns: what tells it from others stands at its end.
const longestName = 100

// name is what a reader calls an identity.
func (t *text) name(id nhi.ID) string {
	if identity, found := t.identities[id]; found {
		return shorten(nameOf(*identity), longestName)
	}
	return shorten(subjectName(id), longestName)
}

// beside writes a line and a note after it, or below it where the line has no room left.
func (t *text) beside(note, indent string, spans ...span) {
	note = t.encodable(note)
	used := 0
	for _, s := range t.legible(spans) {
		used += columns(s.text)
	}
	if used+2+columns(note) <= t.width {
		t.whole(append(spans, span{styleDim, "  " + note})...)
		return
	}
	t.whole(spans...)
	t.paragraph(span{text: indent}, styleDim, note)
}

// usedName is a credential's name and, in the report of an organisation, whose it is.
func (t *text) usedName(identity nhi.Identity) string {
	name := nameOf(identity)
	if home := homeOf(t.report.Target, identity); home != "" {
		name += " of " + home
	}
	return name
}

func (t *text) more(n int, plural string) {
	t.line(span{text: "  "}, span{styleDim, "and " + moreOf(n, plural)})
}
