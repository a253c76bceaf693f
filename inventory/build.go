package inventory

import (
	"cmp"
	"maps"
	"net/url"
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
	b := newBuilder(target, inOrder(target, seen), declared, now)
	b.addPlatform()
	b.addStored()
	b.addWorkflows()
	b.addRegistries()
	b.addExposures()
	b.addAgents()
	b.addSettings()
	b.linkStores()
	b.linkAccounts()
	b.decideDefined()
	b.joinRunners()
	for _, identity := range b.identities {
		describeReceivers(identity)
		describeValue(identity)
	}
	b.joinHalves()
	b.addGhosts() // once it is known which service each identity is of: entries are told by it, too
	for _, identity := range b.identities {
		b.describe(identity)
		tidy(identity)
	}
	return b.sorted()
}

// builder gathers the identities of one scan.
type builder struct {
	now           time.Time
	web           string           // the address of the platform's pages, without a slash at its end
	seen          nhi.Observations // in a fixed order
	declared      registry.Declarations
	world         *world
	stores        *stores
	calls         *calls
	identities    map[nhi.ID]*nhi.Identity
	keeps         map[*nhi.StoredSecret]*nhi.Identity
	variablesByID map[nhi.ID]*nhi.Identity // once asked for, by ID in lower case
	holds         map[nhi.ID]bool          // variables whose value is a credential; their IDs in lower case
	lookups       map[nhi.ID]*lookup
	shadows       map[[2]nhi.ID]bool          // the winner and the loser
	ranIn         map[nhi.ID][]*nhi.Workflow  // the workflows in whose runs an identity is used; some twice
	runs          map[file]*nhi.WorkflowRun   // the last of each workflow
	pools         map[scopedKey]*nhi.Identity // runners by repository and the labels that jobs ask for, both in lower case
	agents        map[nhi.ID]int              // how many more there are of one ID than the first
	unnamed       map[string]nhi.Location     // where secrets are handed on unnamed, by repository in lower case
}

func newBuilder(target nhi.Target, seen nhi.Observations, declared registry.Declarations, now time.Time) *builder {
	b := &builder{
		now: now.UTC(), web: pagesOf(target), seen: seen, declared: declared,
		world: newWorld(target, seen), calls: newCalls(target.Name, seen.Workflows),
		identities: map[nhi.ID]*nhi.Identity{}, keeps: map[*nhi.StoredSecret]*nhi.Identity{}, holds: map[nhi.ID]bool{},
		lookups: map[nhi.ID]*lookup{}, shadows: map[[2]nhi.ID]bool{}, ranIn: map[nhi.ID][]*nhi.Workflow{},
		runs: map[file]*nhi.WorkflowRun{}, pools: map[scopedKey]*nhi.Identity{}, agents: map[nhi.ID]int{}, unnamed: map[string]nhi.Location{},
	}
	b.stores = newStores(b.world, seen.Platform)
	for _, e := range seen.Exposures {
		if e.Of != "" {
			b.holds[foldID(e.Of)] = true
		}
	}
	b.orderRuns()
	return b
}

// pagesOf is the address of the pages of the platform that hosts the target.
func pagesOf(target nhi.Target) string {
	if u, err := url.Parse(target.URL); err == nil && u.Scheme == "https" && u.Host != "" {
		return "https://" + u.Host
	}
	return "https://github.com"
}

// github is the system of everything that GitHub keeps or issues; git, of what is in the files.
const (
	systemGitHub = "github"
	systemGit    = "git"
)

// githubID is the ID of something that GitHub keeps or issues for a repository or organisation.
func githubID(scope, kind, name string) nhi.ID {
	return nhi.ID(systemGitHub + ":" + scope + ":" + kind + ":" + name)
}

// identity returns the identity with the ID of fresh, which it becomes if there is none yet.
func (b *builder) identity(fresh nhi.Identity) *nhi.Identity {
	if known, ok := b.identities[fresh.ID]; ok {
		return known
	}
	if fresh.Scope == "" {
		fresh.Scope = b.world.own
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
		delete(b.identities, id) // of an organisation they are large: not both at once
	}
	return all
}

// sortedKeys is the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// link ties two identities to each other, unless they are one.
func link(a, b *nhi.Identity, there, back nhi.Relation, reason string) {
	if a == b {
		return
	}
	a.Links = append(a.Links, nhi.Link{Relation: there, To: b.ID, Reason: reason})
	b.Links = append(b.Links, nhi.Link{Relation: back, To: a.ID, Reason: reason})
}

// tidy puts an identity's parts in order, each once.
func tidy(identity *nhi.Identity) {
	nhi.Sort(identity.Uses, compareUses)
	identity.Uses = slices.CompactFunc(identity.Uses, func(a, b nhi.Use) bool { return compareUses(a, b) == 0 })
	nhi.Sort(identity.Exposures, compareExposures)
	if stored := identity.Stored; stored != nil {
		stored.ShadowedIn, stored.Undecided = once(stored.ShadowedIn), once(stored.Undecided)
	}
	nhi.Sort(identity.Links, func(a, b nhi.Link) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.To, b.To), cmp.Compare(a.Reason, b.Reason))
	})
	// One reason is enough to tie two identities.
	identity.Links = slices.CompactFunc(identity.Links, func(a, b nhi.Link) bool { return a.Relation == b.Relation && a.To == b.To })
}
