package inventory

import (
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
		for _, e := range b.declared.Match(*identity) {
			matched[e.Location] = true
		}
	}
	for _, e := range b.declared.Entries {
		if !matched[e.Location] && e.Match.Exact() && b.expectedHere(e.Match) {
			b.addGhost(e)
		}
	}
}

func (b *builder) addGhost(e registry.Entry) {
	ghost := ghostOf(e.Match)
	if ghost.ID == "" {
		ghost.ID = b.githubID(ghostKind(ghost.Kind), ghost.Name)
	}
	if known := b.identities[ghost.ID]; known != nil && known.Status.Value != nhi.StatusMissing {
		// One of that name was seen and differs in something else, such as its service.
		ghost.ID = nhi.ID("registry:" + b.scope + ":" + string(ghost.Kind) + ":" + ghost.Name)
	}
	source := e.Source()
	if b.unread != "" {
		source += "; " + b.unread
	}
	ghost.Status = nhi.Derived(nhi.StatusMissing, source)
	b.identity(ghost)
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
	if isPlain(s.Provider) {
		ghost.System = s.Provider
	}
	ghost.Credential = classify.Name(ghost.Name)
	if isPlain(s.Service) {
		ghost.Credential.Service = s.Service
	}
	switch ghost.Kind {
	case nhi.KindCISecret:
		ghost.Store, ghost.Name = keptSecret, strings.ToUpper(ghost.Name)
	case nhi.KindWorkflowToken:
		ghost.Lifetime = nhi.LifetimeEphemeral
	case nhi.KindOIDCTrust:
		ghost.Lifetime = nhi.LifetimeFederated
	}
	return ghost
}

// idKinds is the kind of an identity by the third part of its ID.
var idKinds = map[string]nhi.Kind{
	keptSecret: nhi.KindCISecret, keptSecrets: nhi.KindCISecret, keptVariable: nhi.KindCISecret, keptToken: nhi.KindWorkflowToken,
	keptTrust: nhi.KindOIDCTrust, keptRunner: nhi.KindRunner, keptAgent: nhi.KindAgent, exposedInFile: nhi.KindAPIKey,
}

// kindOfID is the kind of the identity that an ID names; one that does not say is taken for
// a secret, which most entries are for.
func kindOfID(id string) nhi.Kind {
	if parts := strings.SplitN(id, ":", 4); len(parts) > 2 && idKinds[parts[2]] != "" {
		return idKinds[parts[2]]
	}
	return nhi.KindCISecret
}

func isPlain(pattern string) bool { return pattern != "" && !strings.Contains(pattern, "*") }

// ghostKind is the kind as it stands in an ID.
func ghostKind(kind nhi.Kind) string {
	if kind == nhi.KindCISecret {
		return keptSecret
	}
	return strings.ReplaceAll(string(kind), "_", "-")
}

// expectedHere tells whether a selector speaks of this repository.
func (b *builder) expectedHere(s registry.Selector) bool {
	if s.Repo != "" && !registry.MatchPattern(s.Repo, b.scope) {
		return false
	}
	if !isPlain(s.ID) {
		return true
	}
	parts := strings.SplitN(s.ID, ":", 3)
	return len(parts) == 3 && strings.EqualFold(parts[1], b.scope)
}
