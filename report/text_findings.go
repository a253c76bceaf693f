package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// How many findings the text shows unless Options.Verbose asks for all.
const (
	findingsShown    = 20 // in all, those that are only named not counted
	findingsOfPolicy = 3  // of one policy at one severity
	findingsNamed    = 5  // of those that are like the first of their policy
)

// findings lists the worst, gathered by policy.
func (t *text) findings() {
	fresh, title := t.listed()
	if len(fresh) == 0 {
		return
	}
	t.heading(title, t.findingCounts(fresh))
	if said := t.beyondRange(); said != "" {
		t.paragraph(span{text: "  "}, styleDim, said)
	}
	left, told := t.limit(findingsShown), 0
	for _, group := range groupFindings(fresh) {
		if left == 0 {
			break
		}
		full, named := t.group(group, min(left, t.limit(findingsOfPolicy)))
		left, told = left-full, told+full+named
	}
	if rest := len(fresh) - told; rest > 0 {
		t.blank()
		t.paragraph(span{text: "  "}, styleDim,
			fmt.Sprintf("%s of %s not shown: --verbose shows all, --out DIR writes them to files.", thousands(rest), quantity(len(fresh), "findings")))
	}
}

func (t *text) findingCounts(listed []nhi.Finding) string {
	counts := severityCounts(listed)
	if n := len(t.report.Findings) - len(t.open); n > 0 {
		counts = append(counts, thousands(n)+" suppressed")
	}
	return strings.Join(counts, ", ")
}

// group shows at most n findings of one policy in full, and names some of those that are like them. It returns how
// many it showed, and how many it named.
func (t *text) group(g findingGroup, n int) (full, named int) {
	shown := likenesses(g.findings, t.identities, crowd)
	shown = shown[:min(len(shown), n)]
	for _, l := range shown {
		named += min(len(l.alike), t.limit(findingsNamed))
	}
	t.groupTitle(g, len(shown)+named)
	shared := len(shown) > 1 && sameFix(shown)
	for i, l := range shown {
		if i > 0 {
			t.blank()
		}
		t.finding(l, !shared)
		t.alike(l.alike)
	}
	if shared {
		t.fix(shown[0].first.Fix)
	}
	return len(shown), named
}

func (t *text) groupTitle(g findingGroup, told int) {
	t.blank()
	note := plain(g.policy)
	if g.mode != nhi.ModeEnforced {
		note += ", " + string(g.mode)
	}
	if told < len(g.findings) {
		note += fmt.Sprintf(", %s of %s", thousands(told), thousands(len(g.findings)))
	}
	t.beside(note, findingIndent,
		span{text: "  "}, span{severityStyle(g.severity), pad(string(g.severity), 10)}, span{styleBold, shorten(plain(g.title), t.width-len(findingIndent))})
}

// alike names findings that need no more words than the one before.
func (t *text) alike(findings []nhi.Finding) {
	if len(findings) == 0 {
		return
	}
	var names []string
	for _, f := range findings[:min(len(findings), t.limit(findingsNamed))] {
		names = append(names, t.subject(f))
	}
	said := strings.Join(names, ", ")
	if rest := len(findings) - len(names); rest > 0 {
		said += fmt.Sprintf(" and %s more", thousands(rest))
	}
	t.paragraph(span{styleDim, findingIndent + "also "}, styleNone, said)
}

// subject is whom a finding is about, and where: in the report of an organisation, its home says that.
func (t *text) subject(f nhi.Finding) string {
	identity, found := t.identities[f.Identity]
	if !found {
		return t.name(f.Identity)
	}
	name := shorten(t.usedName(*identity), longestName)
	if f.Location == nil || t.report.Target.Kind == "organization" {
		return name
	}
	place := shorten(position(*f.Location), 100)
	if strings.Contains(name, f.Location.Path) {
		return place // of an exposed value, which is called by it
	}
	return name + " (" + place + ")"
}

// sameFix tells whether one next step serves all findings, which is then shown once.
func sameFix(findings []likeness) bool {
	for _, l := range findings {
		if l.first.Fix != findings[0].first.Fix {
			return false
		}
	}
	return true
}

func severityStyle(s nhi.Severity) style {
	switch s {
	case nhi.SeverityCritical:
		return styleBoldRed
	case nhi.SeverityHigh:
		return styleRed
	case nhi.SeverityMedium:
		return styleYellow
	case nhi.SeverityLow:
		return styleCyan
	}
	return styleDim
}

// longestPlace is how much of a place is shown. Up to it a place is neither cut nor wrapped, so
// that it can be clicked or copied.
const longestPlace = 300

// findingIndent is where a finding's text begins: below its policy's title.
const findingIndent = "            "

// finding shows one finding: its place and whose it is on one line, what is wrong, and how to fix it.
func (t *text) finding(l likeness, withFix bool) {
	f := l.first
	whose := ""
	if identity, found := t.identities[f.Identity]; found {
		whose = t.describe(*identity)
	}
	if f.Location == nil {
		t.paragraph(span{text: findingIndent}, styleDim, cmp.Or(whose, "in no file"))
	} else {
		t.beside(whose, findingIndent, span{text: findingIndent}, span{styleCyan, shorten(position(*f.Location), longestPlace)})
	}
	t.paragraph(span{text: findingIndent}, styleNone, f.Message)
	for _, sentence := range l.explained(t.identities[f.Identity], t.limit(placesShown)) {
		t.paragraph(span{styleDim, findingIndent}, styleDim, sentence)
	}
	if withFix {
		t.fix(f.Fix)
	}
}

func (t *text) fix(step string) {
	if step != "" {
		t.paragraph(span{styleGreen, findingIndent + t.marks.arrow}, styleNone, step)
	}
}

// describe says in one line which identity something is about and who answers for it.
func (t *text) describe(identity nhi.Identity) string {
	parts := []string{shorten(nameOf(identity), longestName), midSentence(kindOf(identity))}
	if home := homeOf(t.report.Target, identity); home != "" {
		parts = append(parts, shorten(home, 60))
	}
	return strings.Join(append(parts, ownerPhrase(identity.Owner)), t.marks.dot)
}
