package inventory

import (
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// alias is a name by which a secret is known to a job.
type alias struct {
	secret *nhi.Identity
	reason string
}

// names knows by which names secrets go in each repository.
type names struct {
	builder *builder
	secrets map[scopedKey][]alias // the names of the secrets of a repository or organisation
	jobs    map[scopedKey][]alias // the environment variables that hold them in a repository's jobs
}

// scopedKey is a name's nameKey in a repository or organisation, in lower case.
type scopedKey struct{ scope, key string }

// newNames gathers the names of all known secrets. Of the aliases of one key each secret has one, the first by place.
func newNames(b *builder) *names {
	n := &names{builder: b, secrets: map[scopedKey][]alias{}, jobs: map[scopedKey][]alias{}}
	if len(b.seen.Exposures) == 0 {
		return n
	}
	for _, id := range slices.Sorted(maps.Keys(b.identities)) {
		secret := b.identities[id]
		if !jobsRead[secret.Store] {
			continue
		}
		if !isGeneric(secret.Name) {
			key := scopedKey{fold(secret.Scope), nameKey(secret.Name)}
			n.secrets[key] = append(n.secrets[key], alias{secret, "has this secret's name"})
		}
		n.addVariables(secret)
	}
	return n
}

// jobsRead is the stores whose secrets the jobs of workflows read.
var jobsRead = map[string]bool{keptSecret: true, keptEnvironmentSecret: true}

func (n *names) addVariables(secret *nhi.Identity) {
	uses := slices.Clone(secret.Uses)
	nhi.Sort(uses, compareUses)
	met := map[scopedKey]bool{}
	for _, use := range uses {
		key := scopedKey{n.builder.calls.file(use.Location.Repository, "").repository, use.Input}
		if use.Route != nhi.RouteEnv || met[key] {
			continue
		}
		met[key] = true
		if isGeneric(use.Input) {
			continue
		}
		key.key = nameKey(use.Input)
		if !slices.ContainsFunc(n.jobs[key], func(a alias) bool { return a.secret == secret }) {
			n.jobs[key] = append(n.jobs[key], alias{secret, "has the name of the variable that holds this secret at " + use.Location.String()})
		}
	}
}

// of is the secrets that an exposed value's name could be that of. Those of the repository come before what its
// organisation grants to it, and a secret of that name before a variable.
func (n *names) of(e nhi.Exposure) []alias {
	if isGeneric(e.Name) {
		return nil
	}
	scope := n.builder.calls.file(e.Location.Repository, "").repository
	key := nameKey(e.Name)
	for _, found := range [][]alias{n.secrets[scopedKey{scope, key}], n.granted(scope, key), n.jobs[scopedKey{scope, key}]} {
		if len(found) > 0 {
			return named(e.Name, found)
		}
	}
	return nil
}

// granted is the secrets of an organisation that a repository may be given.
func (n *names) granted(scope, key string) []alias {
	owner := ownerOf(scope)
	if owner == "" {
		return nil
	}
	h := n.builder.world.home(scope)
	var found []alias
	for _, a := range n.secrets[scopedKey{owner, key}] {
		kept := n.builder.stores.kept[storeKey{nhi.StoreActions, nhi.LevelOrganization, owner, "", fold(a.secret.Name)}]
		if kept != nil && n.builder.stores.grants(kept, h) != no {
			found = append(found, a)
		}
	}
	return found
}

// named narrows secrets that a name could be that of to those of that very name, where there are any.
func named(name string, found []alias) []alias {
	var exact []alias
	for _, a := range found {
		if strings.EqualFold(a.secret.Name, name) {
			exact = append(exact, a)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return found
}
