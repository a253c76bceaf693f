package inventory

import (
	"cmp"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// inOrder returns the observations in an order that does not depend on how they came in.
// The slices are copies; what they hold is shared and not changed.
func inOrder(target nhi.Target, seen nhi.Observations) nhi.Observations {
	seen.Exposures = joinAlerts(target.Name, slices.SortedStableFunc(slices.Values(seen.Exposures), compareExposures))
	seen.Workflows = slices.SortedStableFunc(slices.Values(seen.Workflows), compareWorkflows)
	seen.Workflows = slices.CompactFunc(seen.Workflows, func(a, b nhi.Workflow) bool {
		return a.Repository == b.Repository && a.Path == b.Path // read from the files and through the API
	})
	seen.Agents = slices.SortedStableFunc(slices.Values(seen.Agents), func(a, b nhi.Agent) int {
		return cmp.Or(compareLocations(a.Location, b.Location), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Job, b.Job), cmp.Compare(a.Step, b.Step))
	})
	seen.Registries = slices.SortedStableFunc(slices.Values(seen.Registries), func(a, b nhi.PrivateRegistry) int {
		return cmp.Or(compareLocations(a.Location, b.Location), cmp.Compare(a.Secret, b.Secret))
	})
	seen.Gaps = slices.SortedStableFunc(slices.Values(seen.Gaps), func(a, b nhi.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Reason, b.Reason))
	})
	seen.Edits = slices.SortedStableFunc(slices.Values(seen.Edits), nhi.CompareEdits)
	if seen.Platform != nil {
		seen.Platform = platformInOrder(*seen.Platform)
	}
	return seen
}

func compareWorkflows(a, b nhi.Workflow) int {
	return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Path, b.Path))
}

func platformInOrder(p nhi.Platform) *nhi.Platform {
	p.Organizations = slices.SortedStableFunc(slices.Values(p.Organizations), func(a, b nhi.Organization) int {
		return cmp.Compare(a.Login, b.Login)
	})
	p.Repositories = slices.SortedStableFunc(slices.Values(p.Repositories), func(a, b nhi.Repository) int {
		return cmp.Compare(a.Name, b.Name)
	})
	p.Secrets = slices.SortedStableFunc(slices.Values(p.Secrets), compareSecrets)
	p.Environments = slices.SortedStableFunc(slices.Values(p.Environments), func(a, b nhi.Deployment) int {
		return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Name, b.Name))
	})
	p.Runs = slices.SortedStableFunc(slices.Values(p.Runs), func(a, b nhi.WorkflowRun) int {
		return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Workflow, b.Workflow), a.At.Compare(b.At), cmp.Compare(a.Event, b.Event))
	})
	p.Identities = slices.SortedStableFunc(slices.Values(p.Identities), func(a, b nhi.Identity) int { return cmp.Compare(a.ID, b.ID) })
	return &p
}

func compareSecrets(a, b nhi.StoredSecret) int {
	return cmp.Or(
		cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Level, b.Level),
		cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.Name, b.Name), a.Updated.Compare(b.Updated), a.Created.Compare(b.Created),
		cmp.Compare(a.Visibility, b.Visibility), slices.Compare(a.Repositories, b.Repositories),
	)
}

func compareLocations(a, b nhi.Location) int {
	return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// presences is the rank of a presence: the most visible first.
var presences = map[nhi.Presence]int{
	nhi.PresenceHead: 0, nhi.PresenceWorktree: 1, nhi.PresenceBranch: 2, nhi.PresenceHistory: 3,
}

// compareExposures puts the most visible exposures first, of those that are past the ones that HEAD once had: whoever
// cloned it has them. Then it orders them by place.
func compareExposures(a, b nhi.Exposure) int {
	return cmp.Or(
		cmp.Compare(presences[a.Presence], presences[b.Presence]),
		nhi.CompareBools(b.WasInHead, a.WasInHead),
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
		cmp.Compare(alertURL(a), alertURL(b)),
		cmp.Compare(a.Of, b.Of),
	)
}

func suppressor(e nhi.Exposure) string {
	if e.Suppressed == nil {
		return ""
	}
	return string(e.Suppressed.Kind) + e.Suppressed.Reason
}

func alertURL(e nhi.Exposure) string {
	if e.Platform == nil {
		return ""
	}
	return e.Platform.URL + e.Platform.Place
}

func compareUses(a, b nhi.Use) int {
	return cmp.Or(
		cmp.Compare(a.Location.Repository, b.Location.Repository),
		cmp.Compare(a.Workflow, b.Workflow),
		cmp.Compare(a.Job, b.Job),
		cmp.Compare(a.Step, b.Step),
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Route, b.Route),
		cmp.Compare(a.Level, b.Level),
		cmp.Compare(a.Input, b.Input),
	)
}
