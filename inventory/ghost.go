package inventory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// addGhosts adds the identities that the registry names and nobody saw. An entry for a group
// names none, and one for another repository is not expected here.
func (b *builder) addGhosts() {
	matched := map[nhi.Location]bool{}
	for _, identity := range b.identities {
		for _, e := range b.entriesOf(identity) {
			matched[e.Location] = true
		}
	}
	ghosts := map[nhi.ID]int{}
	for _, e := range b.declared.Entries {
		if !matched[e.Location] && e.Match.Exact() && b.expectedHere(e.Match) {
			b.addGhost(e, ghosts)
		}
	}
}

func (b *builder) addGhost(e registry.Entry, ghosts map[nhi.ID]int) {
	ghost := ghostOf(e.Match)
	ghost.Scope = b.scopeOf(e.Match)
	if ghost.ID == "" {
		ghost.ID = githubID(ghost.Scope, ghostKind(ghost), nativeOf(ghost, e.Match))
	}
	if b.identities[ghost.ID] != nil && ghosts[ghost.ID] == 0 {
		// One of that name was seen and differs in something else, such as its service.
		ghost.ID = nhi.ID("registry:" + ghost.Scope + ":" + string(ghost.Kind) + ":" + ghost.Name)
	}
	ghosts[ghost.ID]++
	if first := ghost.ID; ghosts[first] <= maxTied { // of more entries of one name, no reader wants a list
		for n := 2; b.identities[ghost.ID] != nil && !b.speaksOf(e, b.identities[ghost.ID]); n++ {
			ghost.ID = nhi.ID(fmt.Sprintf("%s#%d", first, n))
		}
	}
	source := e.Source()
	h := b.world.home(ghost.Scope)
	if h.unread != "" {
		source += "; " + h.unread
	}
	ghost.Status = nhi.Derived(nhi.StatusMissing, source)
	if why := b.unsought(&ghost, h); why != "" {
		ghost.Status = nhi.Fact[nhi.Status]{
			Value: nhi.StatusUnknown, Evidence: nhi.EvidenceAbsent, Reason: b.world.unseen(), Source: e.Source() + "; " + why,
		}
		ghost.UsesKnown = nhi.Absent[bool](b.world.unseen(), why)
	}
	describeReceivers(b.identity(ghost))
}

// speaksOf tells whether an entry speaks of an identity.
func (b *builder) speaksOf(e registry.Entry, identity *nhi.Identity) bool {
	return slices.ContainsFunc(b.entriesOf(identity), func(other registry.Entry) bool { return other.Location == e.Location })
}

// scopeOf is the repository or organisation that a selector speaks of.
func (b *builder) scopeOf(s registry.Selector) string {
	if isPlain(s.Repo) {
		return b.world.spell(s.Repo)
	}
	if parts := strings.SplitN(s.ID, ":", 3); isPlain(s.ID) && len(parts) == 3 {
		return b.world.spell(parts[1])
	}
	return b.world.own
}

// unsought is why an identity that nobody saw may exist all the same: the platform that keeps it was not asked, or did not
// tell all. "" when it was sought everywhere, or where the files would show it.
func (b *builder) unsought(ghost *nhi.Identity, h *home) string {
	store, kept := keptIn[ghost.Store]
	if !kept {
		store = nhi.StoreActions
	}
	switch {
	case ghost.System != systemGitHub:
		return ""
	case !b.world.asked && (kept || listedByPlatform[ghost.Kind] && ghost.Kind != nhi.KindRunner): // jobs name a runner's labels
		return "only GitHub could show it, and was not asked"
	case !b.world.asked:
		return ""
	case ghost.Kind == nhi.KindCISecret && ownerOf(h.name) != "":
		name := fold(ghost.Name)
		return b.stores.find(request{store: store, home: h, dynamic: true, asked: name, name: name}).unread
	case ghost.Kind == nhi.KindCISecret:
		return b.unsoughtAnywhere(store, fold(ghost.Name), h.name)
	case listedByPlatform[ghost.Kind]:
		for _, g := range b.seen.Gaps {
			if g.Source == systemGitHub {
				return "not everything was read: " + g.Scope
			}
		}
	}
	return ""
}

// unsoughtAnywhere is unsought for a secret that any repository of an organisation may keep.
func (b *builder) unsoughtAnywhere(store nhi.SecretStore, name, login string) string {
	o := b.world.organization(login)
	switch {
	case o.told == nil || !reads(o.told.SecretStores, store):
		return "the secrets of " + login + " were not read"
	case o.told.RepositoriesRead < o.told.RepositoriesKnown:
		return "not all repositories of " + login + " were read"
	}
	for _, h := range o.repositories {
		if why := b.stores.find(request{store: store, home: h, dynamic: true, asked: name, name: name}).unread; why != "" {
			return why
		}
	}
	return ""
}

// keptIn is the stores whose secrets the use of a name does not show: it could be that of a repository's.
var keptIn = map[string]nhi.SecretStore{
	keptEnvironmentSecret: nhi.StoreActions, "dependabot-secret": nhi.StoreDependabot, "codespaces-secret": nhi.StoreCodespaces,
	"agents-secret": nhi.StoreAgents, "agents-variable": nhi.StoreAgentVariables, "environment-variable": nhi.StoreVariables,
}

// listedByPlatform is the kinds that the platform alone lists.
var listedByPlatform = map[nhi.Kind]bool{
	nhi.KindDeployKey: true, nhi.KindPATFine: true, nhi.KindPATClassic: true, nhi.KindAppInstallation: true,
	nhi.KindWebhook: true, nhi.KindRunner: true, nhi.KindServiceAccount: true,
}

// ghostOf is the identity that a selector speaks of.
func ghostOf(s registry.Selector) nhi.Identity {
	ghost := nhi.Identity{
		ID: nhi.ID(s.ID), Kind: s.Kind, Name: s.Name, Lifetime: nhi.LifetimeStatic, System: systemGitHub,
	}
	if !isPlain(s.ID) {
		ghost.ID = ""
	}
	if !isPlain(s.Name) { // named by its ID alone
		ghost.Name = s.ID[strings.LastIndexByte(s.ID, ':')+1:]
	}
	if ghost.Kind == "" {
		ghost.Kind = kindOfID(s.ID)
	}
	switch system, _, found := strings.Cut(string(ghost.ID), ":"); {
	case isPlain(s.Provider):
		ghost.System = s.Provider
	case found && system != "":
		ghost.System = system
	}
	ghost.Credential = classify.Name(ghost.Name)
	if isPlain(s.Service) {
		ghost.Credential.Service = s.Service
	}
	switch ghost.Kind {
	case nhi.KindCISecret:
		ghost.Store, ghost.Name = storeOf(s), strings.ToUpper(ghost.Name)
		if parts := strings.SplitN(s.ID, ":", 4); isPlain(s.ID) && len(parts) == 4 && idKinds[parts[2]] == nhi.KindCISecret {
			ghost.Store, ghost.Name = parts[2], ghost.Name[strings.LastIndexByte(ghost.Name, '/')+1:]
		}
		if isPlain(s.Environment) {
			ghost.Stored = &nhi.Stored{Level: nhi.LevelEnvironment, Environment: s.Environment}
		}
	case nhi.KindWorkflowToken:
		ghost.Lifetime = nhi.LifetimeEphemeral
	case nhi.KindOIDCTrust:
		ghost.Lifetime = nhi.LifetimeFederated
	}
	return ghost
}

// storeOf is where a secret is kept, as a selector says; most are the repository's.
func storeOf(s registry.Selector) string {
	switch {
	case isPlain(s.Environment):
		return keptEnvironmentSecret
	case idKinds[s.Store] == nhi.KindCISecret && s.Store != keptEnvironmentSecret:
		return s.Store
	}
	return keptSecret
}

// idKinds is the kind of an identity by the third part of its ID.
var idKinds = map[string]nhi.Kind{
	keptEnvironmentSecret: nhi.KindCISecret, "dependabot-secret": nhi.KindCISecret, "codespaces-secret": nhi.KindCISecret,
	"agents-secret": nhi.KindCISecret, "agents-variable": nhi.KindCISecret, "environment-variable": nhi.KindCISecret, "deploy-key": nhi.KindDeployKey,
	"app-installation": nhi.KindAppInstallation, "pat-fine": nhi.KindPATFine, "pat-classic": nhi.KindPATClassic,
	"webhook": nhi.KindWebhook, keptAccount: nhi.KindServiceAccount,
	keptSecret: nhi.KindCISecret, keptSecrets: nhi.KindCISecret, keptVariable: nhi.KindCISecret, keptParameter: nhi.KindSecretParameter, keptToken: nhi.KindWorkflowToken,
	keptTrust: nhi.KindOIDCTrust, keptRunner: nhi.KindRunner, keptAgent: nhi.KindAgent, exposedInFile: nhi.KindAPIKey,
}

// kindOfID is the kind of the identity that an ID names; one that does not say is taken for
// a secret, which most entries are for.
func kindOfID(id string) nhi.Kind {
	parts := strings.SplitN(id, ":", 4)
	if len(parts) < 3 {
		return nhi.KindCISecret
	}
	named := strings.ReplaceAll(parts[2], "-", "_")
	switch {
	case idKinds[parts[2]] != "":
		return idKinds[parts[2]]
	case slices.ContainsFunc(nhi.Kinds, func(k nhi.Term) bool { return k.Name == named }):
		return nhi.Kind(named) // most that the platform keeps are called in an ID as their kind is
	}
	return nhi.KindCISecret
}

func isPlain(pattern string) bool { return pattern != "" && !strings.Contains(pattern, "*") }

// ghostKind is the kind as it stands in an ID.
func ghostKind(ghost nhi.Identity) string {
	if ghost.Kind == nhi.KindCISecret {
		return ghost.Store
	}
	return strings.ReplaceAll(string(ghost.Kind), "_", "-")
}

// nativeOf is the last part of a ghost's ID.
func nativeOf(ghost nhi.Identity, s registry.Selector) string {
	if ghost.Store == keptEnvironmentSecret {
		return s.Environment + "/" + ghost.Name
	}
	return ghost.Name
}

// expectedHere tells whether a selector speaks of the target or of a repository of it.
func (b *builder) expectedHere(s registry.Selector) bool {
	if s.Repo != "" && !b.knows(s.Repo) {
		return false
	}
	if !isPlain(s.ID) {
		return true
	}
	parts := strings.SplitN(s.ID, ":", 3)
	return len(parts) == 3 && b.knows(parts[1])
}

// knows tells whether the target's name is as a pattern says, or, of an organisation, that of one of its repositories.
func (b *builder) knows(pattern string) bool {
	if registry.MatchPattern(pattern, b.world.own) {
		return true
	}
	h := b.world.repositories[fold(pattern)]
	return !b.world.alone && h != nil && h.told != nil || b.world.asked && b.world.alone && fold(pattern) == fold(ownerOf(b.world.own))
}
