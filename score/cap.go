package score

import (
	"fmt"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// The caps: however good the sum, the score is no higher while these hold.
const (
	liveLeakLimit   = 40
	criticalLimit   = 74
	coverageLimit   = 74
	coverageWanted  = 0.6 // below it the score is provisional
	highestPossible = 100
)

// openCritical are the critical findings of enforced policies. One that an exception
// tolerates still is one: exceptions never add points.
func openCritical(findings []nhi.Finding) []nhi.Finding {
	var open []nhi.Finding
	for _, f := range findings {
		tolerated := f.Suppressed != nil && f.Suppressed.Kind == nhi.SuppressedByException
		if f.Severity == nhi.SeverityCritical && f.Mode == nhi.ModeEnforced && (f.Counts() || tolerated) {
			open = append(open, f)
		}
	}
	return open
}

// limit is the lowest cap that would hold after a scenario. Low coverage needs none here:
// it cannot lift what is proved, for the unknown earns nothing.
func (b *board) limit(s scenario) float64 {
	live := b.live
	for _, c := range s.changes {
		if c.before.leak.live && (c.after == nil || !c.after.leak.live) {
			live--
		}
	}
	open := func(f nhi.Finding) bool { return s.resolved == nil || !s.resolved(f) }
	switch {
	case live > 0:
		return liveLeakLimit
	case slices.ContainsFunc(b.critical, open):
		return criticalLimit
	}
	return highestPossible
}

// caps lists those that hold; they bite when they lower the score.
func (b *board) caps(uncapped float64, provisional bool) []nhi.Cap {
	caps := []nhi.Cap{}
	add := func(holds bool, limit float64, reason string) {
		if holds {
			caps = append(caps, nhi.Cap{Limit: limit, Reason: reason, Bites: uncapped > limit})
		}
	}
	add(b.live > 0, liveLeakLimit, counted(b.live, "value that looks live is", "values that look live are")+" readable in the repository")
	add(len(b.critical) > 0, criticalLimit, counted(len(b.critical), "critical finding", "critical findings")+" of an enforced policy")
	add(provisional, coverageLimit, fmt.Sprintf("less than %.0f %% of the facts are known: provisional", coverageWanted*100))
	return caps
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
