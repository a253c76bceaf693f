package report

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// dimensions draws the score's parts, each with what weighs most on it.
func (t *text) dimensions() {
	s := t.report.Score
	if !s.Rated || len(s.Dimensions) == 0 {
		return
	}
	t.heading("Score", "each part from 0 to 100, its weight, and what weighs most on it")
	before := ""
	for _, d := range s.Dimensions {
		worst := t.worstProblem(d)
		if worst != "" && worst == before {
			t.dimension(d, "the same")
			continue
		}
		t.dimension(d, worst)
		before = worst
	}
	for _, c := range s.Caps {
		if c.Bites {
			t.paragraph(span{text: "  "}, styleYellow, fmt.Sprintf("Capped at %s, from %s: %s.", number(c.Limit), number(s.Uncapped), c.Reason))
		}
	}
	if s.High > s.Low {
		t.paragraph(span{text: "  "}, styleDim, fmt.Sprintf("%s earned, %s not known, %s lost. ", t.marks.full, t.marks.unknown, t.marks.empty)+knownPhrase(s))
	}
}

// narrow is the width, in columns, below which what weighs most gets a line of its own.
const narrow = 72

// dimension draws one part, and says what weighs most on it.
func (t *text) dimension(d nhi.Dimension, worst string) {
	size := 20
	if t.width < 90 {
		size = 12
	}
	full, unknown, empty := t.bar(d.Score, d.High, size)
	row := []span{
		{text: "  " + pad(sentenceCase(plain(d.Name)), 12)}, {scoreStyle(d.Score), full}, {styleYellow, unknown}, {styleDim, empty},
		{styleBold, fmt.Sprintf("%5s", number(d.Score))}, {styleDim, fmt.Sprintf(" × %.0f%%  ", d.Weight)},
	}
	if t.width >= narrow {
		t.hang(row, styleNone, worst)
		return
	}
	t.whole(row...)
	if worst != "" {
		t.paragraph(span{text: "    "}, styleDim, worst)
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
	if isGap(p.Identity) {
		return plain(p.Reason)
	}
	reason := plain(p.Reason) // what explains it is left out: it would be cut
	for _, explaining := range []string{": ", " (", ", and none is declared"} {
		reason, _, _ = strings.Cut(reason, explaining)
	}
	if identity, found := t.identities[p.Identity]; found {
		return t.usedName(*identity) + ": " + reason
	}
	return t.name(p.Identity) + ": " + reason
}
