package score

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// hides tells which gaps may hide identities or leaks. The others do not: a submodule is
// another repository's, and a policy that could not run hides a finding, not an identity.
func hides(reason nhi.GapReason) bool {
	switch reason {
	case nhi.GapUnsupported, nhi.GapUndecided:
		return false
	}
	return true
}

// blindSpot is what several gaps have in common: who did not see, and why.
type blindSpot struct {
	source, permission string
	reason             nhi.GapReason
}

func (s blindSpot) id() nhi.ID {
	id := "gap:" + s.source + ":" + string(s.reason)
	if s.permission != "" {
		id += ":" + s.permission
	}
	return nhi.ID(id)
}

// unseen stands in for what the gaps hide: for each blind spot one identity of medium
// criticality of which nothing is known. What was not seen stays in the denominator.
func unseen(gaps []nhi.Gap) []subject {
	counts := map[blindSpot]int{}
	for _, g := range gaps {
		if hides(g.Reason) {
			counts[blindSpot{g.Source, g.Permission, g.Reason}]++
		}
	}
	spots := slices.SortedFunc(maps.Keys(counts), func(a, b blindSpot) int { return cmp.Compare(a.id(), b.id()) })
	var subjects []subject
	for _, spot := range spots {
		s := subject{id: spot.id(), criticality: nhi.CriticalityMedium}
		for d := range s.ratings {
			s.ratings[d] = between(0, 1, needOf(spot), notSeen(spot, counts[spot]))
		}
		subjects = append(subjects, s)
	}
	return subjects
}

func notSeen(spot blindSpot, n int) string {
	places := "1 place was not seen"
	if n > 1 {
		places = fmt.Sprintf("%d places were not seen", n)
	}
	return fmt.Sprintf("%s: %s (%s)", spot.source, places, strings.ReplaceAll(string(spot.reason), "_", " "))
}

func needOf(spot blindSpot) need {
	if spot.permission != "" {
		return need("Grant " + spot.permission)
	}
	return need(fmt.Sprintf("Mend the gaps of %s (%s), as the list of gaps says", spot.source, strings.ReplaceAll(string(spot.reason), "_", " ")))
}
