package score

import (
	"math"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// weightOf is how much an identity counts, by criticality.
func weightOf(c nhi.Criticality) int64 {
	switch c {
	case nhi.CriticalityCritical:
		return 8
	case nhi.CriticalityHigh:
		return 4
	case nhi.CriticalityMedium:
		return 2
	}
	return 1
}

// lowShare is the most of a dimension that all identities of low criticality make up
// together, when there are others: a crowd of harmless ones cannot hide a bad one.
const lowShare = 1.0 / 20

// What the mean and the worst tenth of the high and critical identities weigh.
const (
	meanShare  = 0.8
	worstShare = 0.2
)

// tally sums one dimension's credits: those of low criticality apart, and those of high
// and critical kept in ascending order for their worst tenth.
type tally struct {
	count                 int
	weight, earned        int64 // all but low: Σ w and Σ w·credit
	lowWeight, lowEarned  int64
	grave                 []credit // ascending
	graveAdded, graveGone []credit // changes not yet merged into grave, ascending
}

func (t *tally) add(s subject, c credit, sign int64) {
	t.count += int(sign)
	w := weightOf(s.criticality)
	if s.criticality == nhi.CriticalityLow {
		t.lowWeight += sign * w
		t.lowEarned += sign * w * int64(c)
		return
	}
	t.weight += sign * w
	t.earned += sign * w * int64(c)
}

// value is the dimension's value from 0 to 1. alone says that the inventory holds nothing
// but identities of low criticality. A dimension that applies to nothing takes nothing away.
func (t *tally) value(alone bool) float64 {
	mean := t.mean(alone)
	worst, ok := t.worstTenth()
	if !ok {
		return mean
	}
	return meanShare*mean + worstShare*worst
}

// mean is weighted. Identities of low criticality have the share that their weights give
// them, at most lowShare; where the dimension applies to no others, the rest is full.
func (t *tally) mean(alone bool) float64 {
	low := 1.0
	if t.lowWeight > 0 {
		low = fraction(t.lowEarned, t.lowWeight)
	}
	if t.weight == 0 {
		if alone {
			return low
		}
		return 1 - lowShare*(1-low)
	}
	share := min(lowShare, float64(t.lowWeight)/float64(t.lowWeight+t.weight))
	return (1-share)*fraction(t.earned, t.weight) + share*low
}

func fraction(earned, weight int64) float64 {
	return float64(earned) / (float64(weight) * float64(full))
}

// worstTenth is the mean of the least tenth, at least one, of the high and critical
// identities; ok is false when there are none. It walks the ascending credits, leaving out
// those that are gone and merging those that were added.
func (t *tally) worstTenth() (mean float64, ok bool) {
	n := len(t.grave) + len(t.graveAdded) - len(t.graveGone)
	if n == 0 {
		return 0, false
	}
	k := (n + 9) / 10
	var sum int64
	added, gone := t.graveAdded, t.graveGone
	for i, taken := 0, 0; taken < k; {
		switch {
		case len(gone) > 0 && i < len(t.grave) && t.grave[i] == gone[0]:
			gone = gone[1:]
			i++
		case len(added) > 0 && (i == len(t.grave) || added[0] <= t.grave[i]):
			sum += int64(added[0])
			added = added[1:]
			taken++
		default:
			sum += int64(t.grave[i])
			i++
			taken++
		}
	}
	return float64(sum) / (float64(k) * float64(full)), true
}

// points turns a value from 0 to 1 into a score of two decimals.
func points(value float64) float64 { return round(math.Min(math.Max(value, 0), 1)*100, 2) }

// sums is what a whole inventory adds up to: the tallies of what is proved and of what
// would be if everything unknown turned out well.
type sums struct {
	low, high [dimensionCount]tally
	heavy     int // identities that are not of low criticality
}

func (s *sums) include(x subject) {
	if x.criticality != nhi.CriticalityLow {
		s.heavy++
	}
	for d, r := range x.ratings {
		if !r.applies {
			continue
		}
		s.low[d].add(x, r.low, 1)
		s.high[d].add(x, r.high, 1)
		if x.grave() {
			s.low[d].grave = append(s.low[d].grave, r.low)
			s.high[d].grave = append(s.high[d].grave, r.high)
		}
	}
}

// order makes the sums ready to be read and changed.
func (s *sums) order() {
	for d := range s.low {
		slices.Sort(s.low[d].grave)
		slices.Sort(s.high[d].grave)
	}
}

// change is an identity before and after; after is nil when it goes.
type change struct {
	before subject
	after  *subject
}

// changed returns the sums after the changes, without touching s. It costs what the changes
// and the worst tenth cost, not what the inventory does.
func (s sums) changed(changes []change) sums {
	for _, c := range changes {
		s.replace(c.before, -1)
		if c.after != nil {
			s.replace(*c.after, 1)
		}
	}
	for d := range s.low {
		s.low[d].settle()
		s.high[d].settle()
	}
	return s
}

func (s *sums) replace(x subject, sign int64) {
	if x.criticality != nhi.CriticalityLow {
		s.heavy += int(sign)
	}
	for d, r := range x.ratings {
		if !r.applies {
			continue
		}
		s.low[d].move(x, r.low, sign)
		s.high[d].move(x, r.high, sign)
	}
}

func (t *tally) move(x subject, c credit, sign int64) {
	t.add(x, c, sign)
	switch {
	case !x.grave():
	case sign > 0:
		t.graveAdded = append(t.graveAdded, c)
	default:
		t.graveGone = append(t.graveGone, c)
	}
}

func (t *tally) settle() {
	slices.Sort(t.graveAdded)
	slices.Sort(t.graveGone)
}
