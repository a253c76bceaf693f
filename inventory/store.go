package inventory

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// stores is the secrets and variables that the platform keeps, found by where and what they are.
type stores struct {
	world   *world
	kept    map[storeKey]*nhi.StoredSecret
	granted map[*nhi.StoredSecret]map[string]bool // to which repositories, in lower case
	known   map[request]supply
}

// storeKey is a place in a store; its names are folded.
type storeKey struct {
	store                    nhi.SecretStore
	level                    nhi.Level
	scope, environment, name string
}

func keyOf(s *nhi.StoredSecret) storeKey {
	return storeKey{s.Store, s.Level, fold(s.Scope), fold(s.Environment), fold(s.Name)}
}

func newStores(w *world, p *nhi.Platform) *stores {
	s := &stores{world: w, kept: map[storeKey]*nhi.StoredSecret{}, granted: map[*nhi.StoredSecret]map[string]bool{}, known: map[request]supply{}}
	if p == nil {
		return s
	}
	for i := range p.Secrets {
		secret := &p.Secrets[i]
		key := keyOf(secret)
		if s.kept[key] != nil {
			continue // told twice
		}
		s.kept[key] = secret
		if secret.Repositories != nil {
			to := make(map[string]bool, len(secret.Repositories))
			for _, r := range secret.Repositories {
				to[fold(r)] = true
			}
			s.granted[secret] = to
		}
	}
	return s
}

// request is what a job asks for.
type request struct {
	store       nhi.SecretStore
	home        *home  // whose run it is
	environment string // the job's, folded; "" for none
	dynamic     bool   // it is an expression
	asked       string // the name as the job knows it, folded
	name        string // the name as the workflow that runs knows it, folded
}

// supply is what a request is given.
type supply struct {
	from     []*nhi.StoredSecret // those that may supply it; of several, which one is not known
	shadowed []*nhi.StoredSecret // those of the name that lose for certain
	searched []string            // the stores that were read to the end and do not have the name
	unread   string              // why it is not certain; "": it is
}

// certain tells whether from says it all: one secret, or none at all.
func (s supply) certain() bool { return s.unread == "" }

// find says what a job is given: what its environment keeps comes before what the repository keeps, and that
// before what the organisation grants to it.
func (s *stores) find(r request) supply {
	if known, ok := s.known[r]; ok {
		return known
	}
	var found supply
	won := s.inEnvironment(r, &found)
	won = s.inRepository(r, &found, won)
	s.inOrganization(r, &found, won)
	s.known[r] = found
	return found
}

// lose records why a supply is not certain. The first reason stands.
func (s *supply) lose(why string) {
	if s.unread == "" {
		s.unread = why
	}
}

// take adds a secret of the name: one that may supply it, or one that loses to another.
func (s *supply) take(secret *nhi.StoredSecret, won bool) {
	if won {
		s.shadowed = append(s.shadowed, secret)
		return
	}
	s.from = append(s.from, secret)
}

// inEnvironment looks in the job's environment, and tells whether what it found wins for certain. The secrets of
// an environment go by the name that the job uses.
func (s *stores) inEnvironment(r request, found *supply) (won bool) {
	switch {
	case r.store != nhi.StoreActions && r.store != nhi.StoreVariables:
		return false
	case r.dynamic:
		s.inAnyEnvironment(r, found)
		return false
	case r.environment == "":
		return false
	}
	if secret := s.kept[storeKey{r.store, nhi.LevelEnvironment, fold(r.home.name), r.environment, r.asked}]; secret != nil {
		found.take(secret, false)
		return true
	}
	d := r.home.environments[r.environment]
	switch {
	case d != nil && reads(d.SecretStores, r.store):
		found.searched = append(found.searched, "environment "+d.Name+" of "+r.home.name)
	case d == nil && r.home.told != nil && r.home.told.EnvironmentsRead:
		// It does not exist before a run makes it, and then it keeps nothing.
		found.searched = append(found.searched, "environment "+r.environment+" of "+r.home.name)
	default:
		found.lose("what environment " + r.environment + " of " + r.home.name + " keeps was not read")
	}
	return false
}

// inAnyEnvironment looks in all environments: which one the job is in is not known before it runs.
func (s *stores) inAnyEnvironment(r request, found *supply) {
	all := r.home.told != nil && r.home.told.EnvironmentsRead
	for _, name := range sortedKeys(r.home.environments) {
		d := r.home.environments[name]
		if secret := s.kept[storeKey{r.store, nhi.LevelEnvironment, fold(r.home.name), name, r.asked}]; secret != nil {
			found.take(secret, false)
			found.lose("the job's environment is an expression")
		}
		all = all && reads(d.SecretStores, r.store)
	}
	if all {
		found.searched = append(found.searched, "every environment of "+r.home.name)
		return
	}
	found.lose("the job's environment is an expression, and not all environments of " + r.home.name + " were read")
}

func (s *stores) inRepository(r request, found *supply, won bool) bool {
	if secret := s.kept[storeKey{r.store, nhi.LevelRepository, fold(r.home.name), "", r.name}]; secret != nil {
		found.take(secret, won)
		return true
	}
	switch {
	case won:
	case r.home.told != nil && reads(r.home.told.SecretStores, r.store):
		found.searched = append(found.searched, storeTitle(r.store)+r.home.name)
	default:
		found.lose("what " + r.home.name + " keeps was not read")
	}
	return won
}

func (s *stores) inOrganization(r request, found *supply, won bool) {
	owner := ownerOf(r.home.name)
	if owner == "" || r.home.told != nil && r.home.told.Personal {
		return
	}
	organization := s.world.organization(owner)
	secret := s.kept[storeKey{r.store, nhi.LevelOrganization, fold(owner), "", r.name}]
	if secret != nil {
		switch s.grants(secret, r.home) {
		case yes:
			found.take(secret, won)
			return
		case perhaps:
			if !won {
				found.take(secret, false)
				found.lose("to which repositories " + owner + " grants it was not read")
			}
			return
		}
	}
	switch {
	case won:
	case secret != nil, // read, and not granted
		organization.told != nil && reads(organization.told.SecretStores, r.store),
		r.home.told != nil && reads(r.home.told.GrantedStores, r.store):
		found.searched = append(found.searched, storeTitle(r.store)+s.world.spell(owner))
	default:
		found.lose("what the organisation " + s.world.spell(owner) + " keeps was not read")
	}
}

// storeTitle names a store before the name of whose it is.
func storeTitle(store nhi.SecretStore) string {
	switch store {
	case nhi.StoreDependabot:
		return "Dependabot's of "
	case nhi.StoreVariables:
		return "variables of "
	}
	return ""
}

// answer is yes, no or perhaps.
type answer int

const (
	no answer = iota
	yes
	perhaps
)

// grants tells whether an organisation's secret is granted to a repository.
func (s *stores) grants(secret *nhi.StoredSecret, h *home) answer {
	switch secret.Visibility {
	case nhi.SecretForAll:
		return yes
	case nhi.SecretForPrivate:
		return isPrivate(h)
	case nhi.SecretForSelected:
		if to := s.granted[secret]; to != nil {
			return answerOf(to[fold(h.name)])
		}
	}
	// Of one repository the platform tells what is granted to it, and not what is granted elsewhere.
	if s.world.alone && s.world.isOwn(h) && h.told != nil && reads(h.told.GrantedStores, secret.Store) {
		return yes
	}
	return perhaps
}

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

func isPrivate(h *home) answer {
	if h.told == nil || h.told.Visibility == "" {
		return perhaps
	}
	return answerOf(h.told.Visibility != nhi.VisibilityPublic)
}

// dependabotEvents are those whose runs, when Dependabot starts them, are given Dependabot's secrets instead.
var dependabotEvents = []string{
	"create", "deployment", "deployment_status", "pull_request", "pull_request_review", "pull_request_review_comment", "push",
}

// mayBeDependabot tells whether Dependabot may start a run of one of the events.
func mayBeDependabot(events []string) bool {
	return slices.ContainsFunc(events, func(e string) bool { return slices.Contains(dependabotEvents, e) })
}
