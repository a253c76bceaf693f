package inventory

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// inOrder returns the observations in an order that does not depend on how they came in.
// The slices are copies; what they hold is shared and not changed.
func inOrder(seen nhi.Observations) nhi.Observations {
	seen.Exposures = slices.SortedStableFunc(slices.Values(seen.Exposures), compareExposures)
	seen.Workflows = slices.SortedStableFunc(slices.Values(seen.Workflows), func(a, b nhi.Workflow) int {
		return cmp.Compare(a.Path, b.Path)
	})
	seen.Agents = slices.SortedStableFunc(slices.Values(seen.Agents), func(a, b nhi.Agent) int {
		return cmp.Or(compareLocations(a.Location, b.Location), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Job, b.Job), cmp.Compare(a.Step, b.Step))
	})
	seen.Gaps = slices.SortedStableFunc(slices.Values(seen.Gaps), func(a, b nhi.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Reason, b.Reason))
	})
	return seen
}

func compareLocations(a, b nhi.Location) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// presences is the rank of a presence: the most visible first.
var presences = map[nhi.Presence]int{
	nhi.PresenceHead: 0, nhi.PresenceWorktree: 1, nhi.PresenceBranch: 2, nhi.PresenceHistory: 3,
}

// compareExposures puts the most visible exposures first, then orders them by place.
func compareExposures(a, b nhi.Exposure) int {
	return cmp.Or(
		cmp.Compare(presences[a.Presence], presences[b.Presence]),
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Rule, b.Rule),
		a.Date.Compare(b.Date),
		cmp.Compare(a.Commit, b.Commit),
		cmp.Compare(a.ValueClass, b.ValueClass),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Preview, b.Preview),
		cmp.Compare(a.Confidence, b.Confidence),
		cmp.Compare(a.Author, b.Author),
		cmp.Compare(a.RemovedIn, b.RemovedIn),
		cmp.Compare(a.Credential.Service, b.Credential.Service),
		cmp.Compare(suppressor(a), suppressor(b)),
	)
}

func suppressor(e nhi.Exposure) string {
	if e.Suppressed == nil {
		return ""
	}
	return e.Suppressed.Kind + e.Suppressed.Reason
}

func compareUses(a, b nhi.Use) int {
	return cmp.Or(
		cmp.Compare(a.Workflow, b.Workflow),
		cmp.Compare(a.Job, b.Job),
		cmp.Compare(a.Step, b.Step),
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Route, b.Route),
		cmp.Compare(a.Level, b.Level),
		cmp.Compare(a.Input, b.Input),
	)
}

// at writes a place as path:line.
func at(l nhi.Location) string {
	if l.Line == 0 {
		return l.Path
	}
	return fmt.Sprintf("%s:%d", l.Path, l.Line)
}
