package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

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

// gaps lists what could not be seen, with what to do about it.
func (t *text) gaps() {
	gaps := t.report.Gaps
	if len(gaps) == 0 {
		return
	}
	fail := "makes them fail"
	if len(gaps) == 1 {
		fail = "makes it fail"
	}
	t.heading("Gaps", quantity(len(gaps), "places")+" that this scan could not see; --strict "+fail)
	groups, told := groupGaps(gaps), 0
	if t.verbose {
		groups = eachGap(gaps)
	}
	for _, g := range groups[:min(len(groups), t.limit(gapsShown))] {
		t.paragraph(span{styleYellow, "  " + pad(shorten(plain(g.first.Source), 10), 10) + "  "}, styleNone, g.sentence(placesShown))
		told += 1 + len(g.also)
	}
	if rest := len(gaps) - told; rest > 0 {
		t.more(rest, "gaps")
	}
}

// eachGap is every gap by itself.
func eachGap(gaps []nhi.Gap) []gapGroup {
	groups := make([]gapGroup, len(gaps))
	for i, g := range gaps {
		groups[i].first = g
	}
	return groups
}

// unknowns says what the policies could not decide, by what would settle it.
func (t *text) unknowns() {
	groups := groupUnknowns(t.report)
	if len(groups) == 0 {
		return
	}
	t.heading("Undecided", quantity(len(t.report.Unknowns), "questions")+", neither passed nor failed")
	for len(groups) > 0 {
		n := 1
		for n < len(groups) && settledAlike(groups[0], groups[n]) {
			n++
		}
		t.undecided(groups[:n])
		groups = groups[n:]
	}
}

// undecided says what would settle the questions that are open for one reason, and which policies ask them.
func (t *text) undecided(groups []unknownGroup) {
	count, policies := 0, []string{}
	for _, g := range groups {
		count += len(g.identities)
		if !slices.Contains(policies, g.policy) {
			policies = append(policies, g.policy)
		}
	}
	label := span{styleBold, fmt.Sprintf("  %6s  ", thousands(count))}
	if !t.verbose {
		t.paragraph(label, styleNone, strings.TrimSpace(groups[0].step+" Asked by "+someOf(policies, unknownsShown, ", ")+"."))
		return
	}
	t.paragraph(label, styleNone, cmp.Or(groups[0].step, words(string(groups[0].reason))))
	for _, g := range groups {
		t.paragraph(span{text: "          "}, styleNone, g.question())
	}
}

// grants lists what would make the score surer.
func (t *text) grants() {
	grants := t.report.Score.Grants
	if len(grants) == 0 {
		return
	}
	t.heading("Evidence that is missing", "points of the score that each would settle")
	n := min(len(grants), t.limit(grantsShown))
	for _, g := range grants[:n] {
		t.paragraph(span{styleGreen, fmt.Sprintf("  %6.1f  ", g.Narrows)}, styleNone, g.Title)
	}
	if rest := len(grants) - n; rest > 0 {
		t.more(rest, "ways")
	}
}
