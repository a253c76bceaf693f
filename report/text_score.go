package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// dimensions draws the score's parts, each with what weighs most on it.
func (t *text) dimensions() {
	s := t.report.Score
	if !s.Rated || len(s.Dimensions) == 0 {
		return
	}
	t.heading("Score", "each part from 0 to 100, and what weighs most on it")
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
