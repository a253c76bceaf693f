package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// grants is the repositories that an organisation's secret is granted to.
type grants struct {
	to     []*home // those that are known, in order
	unread string  // why some consumer may not be known; "": all were read
}

// grantsOf returns the repositories that an organisation's secret is granted to. Secrets that are granted to the
// same repositories, as most are, share one answer.
func (b *builder) grantsOf(identity *nhi.Identity) grants {
	stored := identity.Stored
	o := b.world.organization(identity.Scope)
	if stored.Visibility == nhi.SecretForSelected {
		return b.selected(identity.Scope, stored.Repositories)
	}
	if known, ok := o.grants[stored.Visibility]; ok {
		return known
	}
	var g grants
	if o.told == nil || o.told.RepositoriesRead < o.told.RepositoriesKnown || o.told.RepositoriesKnown == 0 {
		g.unread = "not all repositories of " + identity.Scope + " were read"
	}
	for _, h := range o.repositories {
		if stored.Visibility == nhi.SecretForPrivate && isPrivate(h) == no {
			continue
		}
		g.to = append(g.to, h)
		if why := b.world.consumersUnread(h); g.unread == "" && why != "" {
			g.unread = why
		}
	}
	if o.grants == nil {
		o.grants = map[nhi.SecretVisibility]grants{}
	}
	o.grants[stored.Visibility] = g
	return g
}

func (b *builder) selected(scope string, names []string) (g grants) {
	if names == nil {
		g.unread = "which repositories of " + scope + " it is granted to was not read"
	}
	for _, name := range names {
		h := b.world.home(name)
		g.to = append(g.to, h)
		if why := b.world.consumersUnread(h); g.unread == "" && why != "" {
			g.unread = why
		}
	}
	return g
}

// entriesOf is what the registry says of an identity. A secret that is kept elsewhere than the files alone let
// one think is also meant by what names it as they do: as a secret of the repository that uses it.
func (b *builder) entriesOf(identity *nhi.Identity) []registry.Entry {
	if len(b.declared.Entries) == 0 {
		return nil
	}
	return b.declared.Match(*identity, b.aliasesOf(identity)...)
}

// inItsEnvironment is a secret as an entry for that of an environment names it: where GitHub was not asked, and all jobs that
// use the name are in that one environment.
func inItsEnvironment(identity *nhi.Identity) []nhi.Identity {
	if identity.Store != keptSecret || identity.Stored != nil || len(identity.Uses) == 0 {
		return nil
	}
	environment := identity.Uses[0].Environment
	elsewhere := func(u nhi.Use) bool { return !strings.EqualFold(u.Environment, environment) }
	if environment == "" || slices.ContainsFunc(identity.Uses, elsewhere) {
		return nil
	}
	alias := *identity
	alias.ID, alias.Store = githubID(identity.Scope, keptEnvironmentSecret, environment+"/"+identity.Name), keptEnvironmentSecret
	alias.Stored = &nhi.Stored{Level: nhi.LevelEnvironment, Environment: environment}
	return []nhi.Identity{alias}
}

// aliasesOf is a secret of an environment or of the organisation as the files alone show it, and the other way round.
func (b *builder) aliasesOf(identity *nhi.Identity) []nhi.Identity {
	if !b.world.asked {
		return inItsEnvironment(identity)
	}
	stored := identity.Stored
	if stored == nil || stored.Level != nhi.LevelEnvironment && stored.Level != nhi.LevelOrganization {
		return nil
	}
	if identity.Store != keptEnvironmentSecret && identity.Store != keptSecret {
		return nil
	}
	var scopes []string
	if stored.Level == nhi.LevelEnvironment {
		scopes = append(scopes, identity.Scope)
	}
	for _, w := range b.workflowsOf(identity) {
		scopes = append(scopes, b.world.home(w.Repository).name)
	}
	var aliases []nhi.Identity
	for _, scope := range once(scopes) {
		id := githubID(scope, keptSecret, identity.Name)
		if b.identities[id] != nil {
			continue // there is one of that name, which is meant
		}
		aliases = append(aliases, nhi.Identity{
			ID: id, Kind: identity.Kind, Name: identity.Name, System: identity.System, Scope: scope, Store: keptSecret,
			Credential: identity.Credential,
		})
	}
	return aliases
}
