package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// lookup is how a name that no store supplies for certain was looked for.
type lookup struct {
	searched []string
	unread   string // why it may be defined all the same; "": it is not
}

// addStored adds every secret that the platform keeps, used or not, and the variables that hold a credential.
func (b *builder) addStored() {
	if b.seen.Platform == nil {
		return
	}
	for i := range b.seen.Platform.Secrets {
		s := &b.seen.Platform.Secrets[i]
		if !readable(s.Store) || b.holds[foldID(b.storedID(s))] || namesSurely(s.Name) {
			b.stored(b.stores.kept[keyOf(s)]) // the first, where it was told twice
		}
	}
}

// storedID is the ID of a stored secret, spelled as its repository or organisation is everywhere.
func (b *builder) storedID(s *nhi.StoredSecret) nhi.ID {
	spelled := *s
	spelled.Scope = b.world.spell(s.Scope)
	if d := b.world.repositories[fold(s.Scope)]; d != nil && d.environments[fold(s.Environment)] != nil {
		spelled.Environment = d.environments[fold(s.Environment)].Name
	}
	return spelled.ID()
}

// readable tells whether a store keeps variables, whose values are no secrets.
func readable(store nhi.SecretStore) bool {
	return store == nhi.StoreVariables || store == nhi.StoreAgentVariables
}

func foldID(id nhi.ID) nhi.ID { return nhi.ID(fold(string(id))) }

// stored is the identity of a secret that the platform keeps.
func (b *builder) stored(s *nhi.StoredSecret) *nhi.Identity {
	if known, ok := b.keeps[s]; ok {
		return known
	}
	name := strings.ToUpper(s.Name)
	identity := b.identity(nhi.Identity{
		ID: b.storedID(s), Kind: nhi.KindCISecret, Name: name, Store: s.Kept(), Scope: b.world.spell(s.Scope),
		Credential: classify.Name(name), Lifetime: nhi.LifetimeStatic, URL: b.pageOf(s),
	})
	b.keeps[s] = identity
	if identity.Stored == nil {
		source := storeSource(s)
		identity.Stored = &nhi.Stored{
			Defined: nhi.Observed(true, source), Level: s.Level, Environment: s.Environment,
			Visibility: s.Visibility, Repositories: s.Repositories,
		}
		identity.Status = nhi.Observed(nhi.StatusActive, source)
		b.dateStored(identity, s, source)
		if s.SetBy != "" {
			identity.Holder = nhi.Observed(s.SetBy, "audit log")
		}
	}
	return identity
}

// storeSource names a store as the source of a fact.
func storeSource(s *nhi.StoredSecret) string {
	switch {
	case s.Level == nhi.LevelEnvironment:
		return "environment " + s.Environment + " of " + s.Scope
	case s.Store == nhi.StoreActions:
		return "secrets of " + s.Scope
	case s.Store == nhi.StoreVariables:
		return "variables of " + s.Scope
	case s.Store == nhi.StoreAgentVariables:
		return "agent variables of " + s.Scope
	}
	return storeNames[s.Store] + " secrets of " + s.Scope
}

// storeNames is the names of stores in sentences.
var storeNames = map[nhi.SecretStore]string{
	nhi.StoreActions: "Actions", nhi.StoreDependabot: "Dependabot", nhi.StoreCodespaces: "Codespaces", nhi.StoreAgents: "agent",
}

// dateStored says when a secret was stored and its value last replaced.
func (b *builder) dateStored(identity *nhi.Identity, s *nhi.StoredSecret, source string) {
	t := &identity.Times
	if !s.Created.IsZero() {
		t.Created = nhi.Observed(s.Created.UTC(), source)
	}
	switch {
	case s.Updated.IsZero():
	case s.Updated.After(s.Created):
		t.Rotated = nhi.Observed(s.Updated.UTC(), source)
	default:
		t.Rotated = unsetTime("its value was never replaced since it was stored")
	}
}

// pageOf is where a person changes a stored secret.
func (b *builder) pageOf(s *nhi.StoredSecret) string {
	page := map[nhi.SecretStore]string{
		nhi.StoreActions: "secrets/actions", nhi.StoreVariables: "variables/actions",
		nhi.StoreDependabot: "secrets/dependabot", nhi.StoreCodespaces: "secrets/codespaces",
	}[s.Store]
	switch {
	case page == "":
		return ""
	case s.Level == nhi.LevelEnvironment:
		page = "environments"
	case s.Level == nhi.LevelOrganization:
		return b.web + "/organizations/" + b.world.spell(s.Scope) + "/settings/" + page
	}
	return b.web + "/" + b.world.spell(s.Scope) + "/settings/" + page
}

// supplied is an identity that a job is given under a name.
type supplied struct {
	identity *nhi.Identity
	origin   origin
	supply   supply
}

// supplies returns what secrets.<name> or vars.<name> is for a job: of each run that the job is part of, the
// identities that may supply it. Tokens are left to the caller.
func (b *builder) supplies(s site, store nhi.SecretStore, name string) []supplied {
	var all []supplied
	for _, from := range b.calls.origins(s.workflow, name) {
		if from.token != nil {
			all = append(all, supplied{origin: from})
			continue
		}
		if from.open && store == nhi.StoreActions && !b.fromEnvironment(s) {
			all = append(all, supplied{identity: b.parameter(s.workflow, from.secret), origin: from})
			continue
		}
		all = append(all, b.suppliesOf(s, store, name, from)...)
	}
	return all
}

// fromEnvironment tells whether a job of a reusable workflow may find a secret in an environment of the repositories
// that were read: GitHub gives it those, handed over or not.
func (b *builder) fromEnvironment(s site) bool {
	return (s.job.Environment != "" || s.job.EnvironmentDynamic) && len(b.calls.runsOf(s.workflow)) > 0
}

// parameter is the identity of a secret that a reusable workflow asks for and no job that was read hands it. It is no
// secret of the workflow's repository: there it is empty, and elsewhere what the callers have.
func (b *builder) parameter(w *nhi.Workflow, name string) *nhi.Identity {
	scope := b.world.home(w.Repository).name
	return b.identity(nhi.Identity{
		ID: githubID(scope, keptParameter, w.Path+"#"+name), Kind: nhi.KindSecretParameter, Name: name, Store: keptParameter, Scope: scope,
		Credential: classify.Name(name), Lifetime: nhi.LifetimeEphemeral,
		Status: nhi.Fact[nhi.Status]{
			Value: nhi.StatusUnknown, Evidence: nhi.EvidenceAbsent, Reason: nhi.ReasonNotSupported,
			Source: "no job that was read hands it a secret: it is empty, or what a caller in another repository gives",
		},
	})
}

// unhanded is a use of a parameter that no job that was read fills: whatever starts those, there is nothing to take.
func unhanded(use nhi.Use) nhi.Use {
	use.Events, use.Untrusted = []string{eventCall}, nil
	use.Gates, use.Checkout, use.Injection, use.Variables, use.Artifact = nil, nil, nil, nil, nil
	return use
}

func (b *builder) suppliesOf(s site, store nhi.SecretStore, name string, from origin) []supplied {
	ran := b.world.home(from.root.Repository)
	if !b.world.asked {
		return []supplied{{b.secret(ran, store, from.secret), from, supply{}}}
	}
	r := request{store: store, home: ran, dynamic: s.job.EnvironmentDynamic, asked: fold(name), name: fold(from.secret)}
	if !r.dynamic {
		r.environment = fold(s.job.Environment)
	}
	found := b.stores.find(r)
	if from.open {
		found.lose("only the callers of " + b.placeOf(s.workflow, "") + " know which secret it is")
	}
	var all []supplied
	for _, secret := range found.from {
		all = append(all, supplied{b.stored(secret), from, found})
	}
	if store == nhi.StoreActions {
		all = append(all, b.dependabots(s, r, from, &found)...)
	}
	if len(all) == 0 || len(found.from) == 0 && !found.certain() {
		all = append(all, supplied{b.secret(ran, store, from.secret), from, found})
	}
	return all
}

// dependabots returns what a job is given when Dependabot starts its run. What was not read of it makes
// uncertain that the name is not defined.
func (b *builder) dependabots(s site, r request, from origin, found *supply) []supplied {
	events, _ := b.events(s.workflow)
	if !mayBeDependabot(events) {
		return nil
	}
	r.store = nhi.StoreDependabot
	other := b.stores.find(r)
	var all []supplied
	for _, secret := range other.from {
		all = append(all, supplied{b.stored(secret), from, supply{}})
	}
	if len(found.from) == 0 {
		found.searched = append(slices.Clip(found.searched), other.searched...)
		if !other.certain() {
			found.lose("for runs that Dependabot starts: " + other.unread)
		}
	}
	return all
}

// secret is the identity of a name that no store is known to supply: it stands for a secret of the repository
// that runs the job.
func (b *builder) secret(ran *home, store nhi.SecretStore, name string) *nhi.Identity {
	name = strings.ToUpper(name)
	kept := keptSecret
	if store == nhi.StoreVariables {
		kept = keptVariable
	}
	id := githubID(ran.name, kept, name)
	if known, ok := b.identities[id]; ok {
		return known
	}
	identity := b.identity(nhi.Identity{
		ID: id, Kind: nhi.KindCISecret, Name: name, Store: kept, Scope: ran.name,
		Credential: classify.Name(name), Lifetime: nhi.LifetimeStatic,
	})
	if b.world.asked {
		identity.Stored = &nhi.Stored{}
	}
	return identity
}

// useSecret records that a job is given what secrets.<name> is for it.
func (b *builder) useSecret(s site, store nhi.SecretStore, name string, use nhi.Use) {
	for _, given := range b.supplies(s, store, name) {
		if given.origin.token != nil {
			b.useToken(given.origin.token, s.job, use)
			continue
		}
		identity := given.identity
		if identity.Kind == nhi.KindSecretParameter {
			identity.Uses = append(identity.Uses, unhanded(use))
			continue
		}
		identity.Uses = append(identity.Uses, use)
		b.ran(identity, given.origin.root)
		b.noteSupply(identity, s, given)
	}
}

// noteSupply records on the identities what was decided about a use of a name.
func (b *builder) noteSupply(identity *nhi.Identity, s site, given supplied) {
	if identity.Stored == nil {
		return
	}
	if !identity.Stored.Defined.Known() {
		l := b.lookups[identity.ID]
		if l == nil {
			l = &lookup{}
			b.lookups[identity.ID] = l
		}
		l.searched = append(l.searched, given.supply.searched...)
		if why := given.supply.unread; why != "" && (l.unread == "" || why < l.unread) {
			l.unread = why
		}
	} else if !given.supply.certain() {
		identity.Stored.Undecided = append(identity.Stored.Undecided, b.jobPlace(identity, s))
	}
	for _, secret := range given.supply.shadowed {
		loser := b.stored(secret)
		loser.Stored.ShadowedIn = append(loser.Stored.ShadowedIn, b.jobPlace(loser, s))
		if identity.Stored.Defined.Known() && given.supply.certain() {
			b.shadows[[2]nhi.ID{identity.ID, loser.ID}] = true
		}
	}
}

// jobPlace names a job as seen from an identity: workflow#job, with its repository where that is another.
func (b *builder) jobPlace(identity *nhi.Identity, s site) string {
	return b.placeOf(s.workflow, identity.Scope) + "#" + s.job.ID
}

// placeOf names a workflow as seen from a scope.
func (b *builder) placeOf(w *nhi.Workflow, scope string) string {
	name := b.world.home(w.Repository).name
	if name == scope || scope == "" && w.Repository == "" {
		return w.Path
	}
	return name + "/" + w.Path
}

// decideDefined says of the names that no store supplies for certain whether they are defined.
func (b *builder) decideDefined() {
	for id, l := range b.lookups {
		stored := b.identities[id].Stored
		if stored.Defined.Known() {
			continue
		}
		stored.Searched = once(l.searched)
		if l.unread != "" {
			stored.Defined = nhi.Absent[bool](b.world.unseen(), l.unread)
			continue
		}
		stored.Defined = nhi.Observed(false, "no store that its jobs see has the name")
	}
}

// linkStores ties secrets of one name: those that win over others, and the copies in several stores.
func (b *builder) linkStores() {
	for pair := range b.shadows {
		link(b.identities[pair[0]], b.identities[pair[1]], nhi.RelationShadows, nhi.RelationShadowedBy, "of the same name; the narrower one wins")
	}
	if b.seen.Platform == nil {
		return
	}
	for i := range b.seen.Platform.Secrets {
		s := &b.seen.Platform.Secrets[i]
		if s.Store == nhi.StoreActions || s.Store == nhi.StoreVariables {
			continue
		}
		actions := b.stores.kept[storeKey{nhi.StoreActions, s.Level, fold(s.Scope), "", fold(s.Name)}]
		if twin := b.keeps[s]; actions != nil && twin != nil {
			link(b.stored(actions), twin, nhi.RelationSameName, nhi.RelationSameName, "of one name, stored for Actions and for "+storeReaders[s.Store])
		}
	}
}

// storeReaders is who reads a store.
var storeReaders = map[nhi.SecretStore]string{
	nhi.StoreDependabot: "Dependabot", nhi.StoreCodespaces: "Codespaces", nhi.StoreAgents: "GitHub's coding agent",
}

// useVariable records a variable that holds a credential, by its value or by its name: anybody who can read the
// repository can read it. Other variables are no identities.
func (b *builder) useVariable(s site, name string, use nhi.Use) {
	for _, given := range b.variables(s, name) {
		given.identity.Uses = append(given.identity.Uses, use)
		b.ran(given.identity, given.origin.root)
		b.noteSupply(given.identity, s, given)
	}
}

// namesSurely tells whether a variable's name says that it holds a credential.
func namesSurely(name string) bool {
	credential := classify.Name(name)
	return namesCredential(name) && !credential.Public && credential.Confidence == nhi.ConfidenceHigh
}

// variables returns the variables that a job is given under a name, those that hold a credential.
func (b *builder) variables(s site, name string) []supplied {
	from := origin{secret: strings.ToUpper(name), root: s.workflow}
	if namesSurely(name) {
		return b.suppliesOf(s, nhi.StoreVariables, name, from)
	}
	if !b.world.asked || len(b.holds) == 0 {
		return nil
	}
	r := request{
		store: nhi.StoreVariables, home: b.world.home(s.workflow.Repository), dynamic: s.job.EnvironmentDynamic,
		environment: fold(s.job.Environment), asked: fold(name), name: fold(name),
	}
	if r.dynamic {
		r.environment = ""
	}
	found := b.stores.find(r)
	var all []supplied
	for _, v := range found.from {
		if b.holds[foldID(b.storedID(v))] {
			all = append(all, supplied{b.stored(v), from, found})
		}
	}
	return all
}
