package score

import (
	"cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// board is an inventory rated and summed, ready to be asked what a change would do.
type board struct {
	in       Input
	weights  [dimensionCount]float64
	rated    []*nhi.Identity
	subjects []subject // of rated, in the same places; then those that stand for gaps
	sums     sums
	live     int                      // live leaks
	unlisted int                      // what a registry is to list, where none is in use
	critical []nhi.Finding            // open, of enforced policies
	counting map[nhi.ID][]nhi.Finding // those that count, by identity
}

func newBoard(in Input) *board {
	b := &board{in: in, weights: weightsOf(in.Weights), critical: openCritical(in.Findings), counting: map[nhi.ID][]nhi.Finding{}}
	for _, f := range in.Findings {
		if f.Counts() {
			b.counting[f.Identity] = append(b.counting[f.Identity], f)
		}
	}
	for _, id := range byID(in.Identities) {
		s, ok := rate(*id, in.Now)
		if !ok {
			continue
		}
		b.rated = append(b.rated, id)
		b.subjects = append(b.subjects, s)
		if s.leak.live {
			b.live++
		}
	}
	b.unlisted = unlisted(in.Identities)
	b.subjects = append(b.subjects, unseen(in.Gaps)...)
	for _, s := range b.subjects {
		b.sums.include(s)
	}
	b.sums.order()
	return b
}

// unlisted counts what a registry is to list; 0 where one is in use.
func unlisted(identities []nhi.Identity) (n int) {
	for _, id := range identities {
		switch {
		case id.Registered.Known() && id.Registered.Value:
			return 0
		case id.Registered.Why() == nhi.ReasonNotDeclared && id.Lifetime == nhi.LifetimeStatic && id.System != "git":
			n++
		}
	}
	return n
}

// standing is a score and its bounds.
type standing struct{ value, high, uncapped float64 }

// scenario is what might change: identities, and findings that would be resolved with them.
type scenario struct {
	changes  []change
	resolved func(nhi.Finding) bool
}

var noChange = scenario{}

// standing is the score after a scenario.
func (b *board) standing(s scenario) standing {
	sums := b.sums.changed(s.changes)
	low, high := b.total(&sums.low, sums.heavy), b.total(&sums.high, sums.heavy)
	limit := b.limit(s)
	return standing{value: min(low, limit), high: min(high, limit), uncapped: low}
}

// total adds up the dimensions. It starts from their rounded scores, so that the parts
// that are printed add up to the whole.
func (b *board) total(tallies *[dimensionCount]tally, heavy int) float64 {
	var total float64
	for d := range tallies {
		total += b.weights[d] * points(tallies[d].value(heavy == 0)) / 100
	}
	return round(total, 4)
}

// coverage is the share of weight whose facts are known, over all dimensions.
func (b *board) coverage() float64 {
	var covered float64
	for d := range b.weights {
		covered += b.weights[d] * b.dimensionCoverage(d) / 100
	}
	return round(covered, 4)
}

// dimensionCoverage is what lies not between the best and the worst that the unknown can be.
func (b *board) dimensionCoverage(d int) float64 {
	alone := b.sums.heavy == 0
	return round(1-(b.sums.high[d].mean(alone)-b.sums.low[d].mean(alone)), 4)
}

func (b *board) dimensions() []nhi.Dimension {
	parts := make([]nhi.Dimension, dimensionCount)
	alone := b.sums.heavy == 0
	for d, about := range dimensions {
		low := points(b.sums.low[d].value(alone))
		problems, rated := b.problems(d)
		parts[d] = nhi.Dimension{
			Name: about.name, Question: about.question, Weight: b.weights[d],
			Score: low, Low: low, High: points(b.sums.high[d].value(alone)),
			Coverage: b.dimensionCoverage(d), Rated: rated, Problems: problems,
		}
	}
	return parts
}

// problems lists who falls short in a dimension, those that cost most first, and how many
// identities the dimension applies to.
func (b *board) problems(d int) (problems []nhi.Problem, rated int) {
	type shortfall struct {
		problem nhi.Problem
		cost    int64
	}
	var found []shortfall
	for i, s := range b.subjects {
		r := s.ratings[d]
		if !r.applies {
			continue
		}
		if i < len(b.rated) {
			rated++
		}
		if r.low < full {
			found = append(found, shortfall{
				nhi.Problem{Identity: s.id, Value: float64(r.low) / float64(full), Unknown: r.unknown(), Reason: r.reason},
				weightOf(s.criticality) * int64(full-r.low),
			})
		}
	}
	nhi.Sort(found, func(a, b shortfall) int {
		return cmp.Or(cmp.Compare(b.cost, a.cost), cmp.Compare(a.problem.Identity, b.problem.Identity))
	})
	for _, f := range found {
		problems = append(problems, f.problem)
	}
	return problems, rated
}
