package inventory

import (
	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// addRegistries adds the secrets that Dependabot is given for private registries. They are of its own store: a
// secret of Actions with the same name is another.
func (b *builder) addRegistries() {
	for _, r := range b.seen.Registries {
		identity := b.dependabotSecret(r)
		identity.Uses = append(identity.Uses, nhi.Use{
			Workflow: r.Location.Path, Job: "registry " + r.Name, Step: -1, Route: nhi.RouteOther, Input: r.Key, Location: r.Location,
		})
	}
}

func (b *builder) dependabotSecret(r nhi.PrivateRegistry) *nhi.Identity {
	h := b.world.home(r.Location.Repository)
	for _, at := range []struct {
		level nhi.Level
		scope string
	}{{nhi.LevelRepository, h.name}, {nhi.LevelOrganization, ownerOf(h.name)}} {
		if kept := b.stores.kept[storeKey{nhi.StoreDependabot, at.level, fold(at.scope), "", fold(r.Secret)}]; kept != nil {
			return b.stored(kept)
		}
	}
	named := nhi.StoredSecret{Name: r.Secret, Store: nhi.StoreDependabot, Level: nhi.LevelRepository, Scope: h.name}
	return b.identity(nhi.Identity{
		ID: named.ID(), Kind: nhi.KindCISecret, Name: r.Secret, Store: named.Kept(), Scope: h.name,
		Credential: classify.Name(r.Secret), Lifetime: nhi.LifetimeStatic,
	})
}
