package inventory

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// Build returns the identities of target, sorted by ID. It is pure: now is the time of the
// scan, and the order of what was seen does not matter.
//
// Every credential that a workflow names, every value exposed, every workflow's token,
// every trust, runner and agent is in exactly one identity; what the registry names and
// nobody saw is one too, with nhi.StatusMissing.
func Build(target nhi.Target, seen nhi.Observations, declared registry.Declarations, now time.Time) []nhi.Identity {
	b := &builder{
		scope:      target.Name,
		now:        now.UTC(),
		seen:       inOrder(seen),
		declared:   declared,
		identities: map[nhi.ID]*nhi.Identity{},
		owners:     map[string]pathOwners{},
	}
	b.calls = newCalls(b.seen.Workflows)
	b.addWorkflows()
	b.addExposures()
	b.addAgents()
	b.addGhosts()
	for _, identity := range b.identities {
		b.describe(identity)
		tidy(identity)
	}
	return b.sorted()
}

// builder gathers the identities of one scan.
type builder struct {
	scope      string
	now        time.Time
	seen       nhi.Observations // in a fixed order
	declared   registry.Declarations
	calls      *calls
	identities map[nhi.ID]*nhi.Identity
	owners     map[string]pathOwners // what CODEOWNERS says, by path
	unread     string                // why some consumer of a secret may not be known; "": all are
}

// github is the system of everything that GitHub keeps or issues; git, of what is in the files.
const (
	systemGitHub = "github"
	systemGit    = "git"
)

// githubID is the ID of something that GitHub keeps or issues.
func (b *builder) githubID(kind, name string) nhi.ID {
	return nhi.ID(systemGitHub + ":" + b.scope + ":" + kind + ":" + name)
}

// identity returns the identity with the ID of fresh, which it becomes if there is none yet.
func (b *builder) identity(fresh nhi.Identity) *nhi.Identity {
	if known, ok := b.identities[fresh.ID]; ok {
		return known
	}
	if fresh.Scope == "" {
		fresh.Scope = b.scope
	}
	if fresh.System == "" {
		fresh.System = systemGitHub
	}
	b.identities[fresh.ID] = &fresh
	return &fresh
}

func (b *builder) sorted() []nhi.Identity {
	all := make([]nhi.Identity, 0, len(b.identities))
	for _, id := range slices.Sorted(maps.Keys(b.identities)) {
		all = append(all, *b.identities[id])
	}
	return all
}

// link ties two identities to each other, unless they are one.
func link(a, b *nhi.Identity, there, back, reason string) {
	if a == b {
		return
	}
	a.Links = append(a.Links, nhi.Link{Relation: there, To: b.ID, Reason: reason})
	b.Links = append(b.Links, nhi.Link{Relation: back, To: a.ID, Reason: reason})
}

// tidy puts an identity's parts in order, each once.
func tidy(identity *nhi.Identity) {
	slices.SortFunc(identity.Uses, compareUses)
	identity.Uses = slices.CompactFunc(identity.Uses, func(a, b nhi.Use) bool { return compareUses(a, b) == 0 })
	slices.SortFunc(identity.Exposures, compareExposures)
	slices.SortFunc(identity.Links, func(a, b nhi.Link) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.To, b.To), cmp.Compare(a.Reason, b.Reason))
	})
	// One reason is enough to tie two identities.
	identity.Links = slices.CompactFunc(identity.Links, func(a, b nhi.Link) bool { return a.Relation == b.Relation && a.To == b.To })
}
