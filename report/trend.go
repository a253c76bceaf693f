package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// maximumRuns is how many runs of a history are shown, the newest; a history keeps fewer.
const maximumRuns = 1000

// comparedAfter is how far back a run lies that the newest is compared with, where there is one: from one night to
// the next, the figures of a large organisation hardly move.
const comparedAfter = 7 * 24 * time.Hour

// trend is how a target develops, by its runs up to the report's own.
type trend struct {
	runs   []nhi.Run // oldest first; the last is the report's
	now    nhi.Run
	before *nhi.Run // what now is compared with; nil: there is none yet
}

// newTrend is the trend that a report holds; found is false where it holds none.
func newTrend(r nhi.Report) (t trend, found bool) {
	if len(r.History) == 0 {
		return trend{}, false
	}
	t.runs = r.History[max(0, len(r.History)-maximumRuns):]
	t.now = t.runs[len(t.runs)-1]
	for i := range t.runs[:len(t.runs)-1] {
		run := &t.runs[i]
		if run.Partial {
			continue
		}
		if t.before == nil || t.now.Time.Sub(run.Time) >= comparedAfter {
			t.before = run
		}
	}
	return t, true
}

// scoresCompare tells whether the scores of two runs say anything of each other.
func scoresCompare(a, b nhi.Run) bool {
	return a.Rated && b.Rated && !a.Partial && !b.Partial && a.FormulaVersion == b.FormulaVersion
}

// trendPhrase says in one line how a target develops, "" without a history.
func trendPhrase(r nhi.Report) string {
	t, found := newTrend(r)
	switch {
	case !found:
		return ""
	case t.now.Partial:
		return "not all could be read: this run is compared with no other"
	case t.before == nil && len(t.runs) > 1:
		return "first whole run in its history"
	case t.before == nil:
		return "first run in its history"
	}
	parts := []string{t.scoreChange(), quantity(t.now.Open(), "findings") + ", " + t.findingChange()}
	if more := t.now.Gaps - t.before.Gaps; more > 0 {
		parts = append(parts, "but "+strings.Replace(quantity(more, "gaps"), " ", " more ", 1))
	}
	return strings.Join(parts, "; ")
}

// scoreChange is the score and by how much it changed, and since when.
func (t trend) scoreChange() string {
	score, then := "score "+number(t.now.Score), dayOf(t.before.Time)
	switch {
	case !t.now.Rated:
		return "not rated"
	case !t.before.Rated:
		return score + ", not rated on " + then
	case !scoresCompare(t.now, *t.before):
		return score + ", computed in another way on " + then
	}
	return score + ", " + t.points() + " since " + then
}

// points is by how much the score changed, as the figures that are shown differ.
func (t trend) points() string {
	return signed(nhi.RoundDown(t.now.Score, 10) - nhi.RoundDown(t.before.Score, 10))
}

// findingChange says how many findings more there are, or fewer.
func (t trend) findingChange() string {
	switch more := t.now.Open() - t.before.Open(); {
	case more > 0:
		return thousands(more) + " more"
	case more < 0:
		return thousands(-more) + " fewer"
	}
	return "as many"
}

// signed writes a difference with its sign.
func signed(v float64) string {
	v = math.Round(v*10) / 10
	switch {
	case v > 0:
		return "+" + fmt.Sprint(v)
	case v < 0:
		return "-" + fmt.Sprint(-v)
	}
	return "unchanged"
}

// dayOf is a time's day, in UTC.
func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }
