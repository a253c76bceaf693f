// Package score turns an inventory and its findings into the posture score: a number from
// 0 to 100, five dimensions, the caps that limit it, and what to do next, ordered by gain.
//
// It is pure: values in, values out. docs/score.md states the formula for the reader.
package score

import (
	"cmp"
	"math"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// FormulaVersion names the formula. Scores of different versions must not be compared.
const FormulaVersion = "1"

// Input is what a score is computed from.
type Input struct {
	Identities []nhi.Identity
	Findings   []nhi.Finding
	Gaps       []nhi.Gap
	Weights    map[string]float64 // by dimension, summing to 100; nil: DefaultWeights
	Now        time.Time
	Baseline   *Baseline // nil: there is none
}

// Baseline is an earlier inventory to compare with.
type Baseline struct{ Identities []nhi.Identity }

// Compute rates an inventory. Weights that CheckWeights refuses count as not given.
func Compute(in Input) nhi.Score {
	b := newBoard(in)
	s := nhi.Score{
		FormulaVersion: FormulaVersion,
		Dimensions:     b.dimensions(),
		Caps:           []nhi.Cap{}, Recommendations: []nhi.Recommendation{}, Grants: []nhi.Grant{},
		Keyless:      keylessness(in.Identities),
		NetNewStatic: netNewStatic(in),
	}
	if len(b.rated) == 0 {
		s.Recommendations = append(s.Recommendations, b.resolvePolicies(nil)...)
		nhi.Sort(s.Recommendations, compareRecommendations)
		return s
	}
	now := b.standing(noChange)
	s.Rated = true
	s.Value, s.Low, s.High = now.value, now.value, now.high
	s.Grade, s.Uncapped = grade(now.value), now.uncapped
	s.Coverage = b.coverage()
	s.Provisional = s.Coverage < coverageWanted
	s.Caps = b.caps(now.uncapped, s.Provisional)
	s.Recommendations = b.recommendations(now)
	s.Grants = b.grants(now)
	return s
}

// grades are the letters and the least score of each.
var grades = []struct {
	letter string
	least  float64
}{{"A", 90}, {"B", 75}, {"C", 60}, {"D", 40}, {"F", 0}}

func grade(score float64) string {
	for _, g := range grades {
		if score >= g.least {
			return g.letter
		}
	}
	return "F"
}

// round cuts what floating-point arithmetic leaves behind, so that the same input gives
// the same digits on every machine.
func round(x float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(x*scale) / scale
}

// byID orders identities so that the order of the input does not matter.
func byID(identities []nhi.Identity) []*nhi.Identity {
	sorted := make([]*nhi.Identity, len(identities)) // they are large, and those of an organisation many
	for i := range identities {
		sorted[i] = &identities[i]
	}
	nhi.Sort(sorted, func(a, b *nhi.Identity) int { return cmp.Compare(a.ID, b.ID) })
	return sorted
}
