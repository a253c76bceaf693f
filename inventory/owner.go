package inventory

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// pathOwners is what CODEOWNERS or OWNERS says of a path.
type pathOwners struct {
	names  string
	source string
}

// describeOwner says who answers for an identity: who is declared; else, as a guess, the account that the platform
// names; whom CODEOWNERS or OWNERS names for the files that use or expose it; or who edited its workflows last.
func (b *builder) describeOwner(identity *nhi.Identity, entries []registry.Entry) {
	o := &identity.Owner
	o.Technical = declaredFact(entries, func(e registry.Entry) string { return e.Owners.Technical })
	o.Business = declaredFact(entries, func(e registry.Entry) string { return e.Owners.Business })
	switch {
	case o.Technical.Known() || o.Business.Known():
		o.Status = nhi.OwnerConfirmed
	case b.inferOwner(identity):
		o.Status = nhi.OwnerInferred
	default:
		o.Status = nhi.OwnerNone
	}
	if o.Technical.Known() && b.departed(identity.Scope, o.Technical.Value) {
		o.Status = nhi.OwnerDeparted
	}
}

// inferOwner guesses the technical owner, if anything says who it could be.
func (b *builder) inferOwner(identity *nhi.Identity) bool {
	o := &identity.Owner
	if holder := identity.Holder; holder.Known() && holder.Value != "" && !isApp(holder.Value) {
		o.Technical, o.Confidence = nhi.Inferred("@"+strings.TrimPrefix(holder.Value, "@"), holderSource(identity)), nhi.ConfidenceHigh
		return true
	}
	places := placesOf(identity)
	for _, place := range places {
		if owners := b.ownersOf(place); owners.names != "" {
			o.Technical, o.Confidence = nhi.Inferred(owners.names, owners.source), nhi.ConfidenceMedium
			return true
		}
	}
	last, found := b.lastEdit(identity, places)
	if found {
		o.Technical, o.Confidence = nhi.Inferred(last.Editor, editSource(last)), nhi.ConfidenceLow
	}
	return found
}

// lastEdit is the last edit of a workflow that uses an identity, by somebody who has not left.
func (b *builder) lastEdit(identity *nhi.Identity, places []nhi.Location) (last nhi.Edit, found bool) {
	for _, place := range places {
		h := b.world.home(place.Repository)
		edits := h.edits[place.Path]
		if edits == nil && path.Dir(place.Path) == workflowFolder {
			edits = h.edits[workflowFolder]
		}
		for _, e := range edits {
			if (!found || e.Date.After(last.Date)) && !b.gone(identity.Scope, e.Editor) {
				last, found = e, true
			}
		}
	}
	return last, found
}

// workflowFolder is where GitHub looks for workflows. Where edits of each were not read, those of the folder are.
const workflowFolder = ".github/workflows"

// gone tells whether an editor is not known to be a member of an organisation whose members are.
func (b *builder) gone(scope, editor string) bool {
	_, hasLogin := loginOf(editor)
	membersRead := b.world.organization(organizationOf(scope)).members != nil
	return membersRead && !hasLogin || b.departed(scope, editor)
}

// editSource says what makes an editor the owner.
func editSource(e nhi.Edit) string {
	return fmt.Sprintf("edited %s last, on %s (%.7s)", e.Path, e.Date.Format(time.DateOnly), e.Commit)
}

// holderSource says in what way the platform ties an account to an identity.
func holderSource(identity *nhi.Identity) string {
	switch identity.Kind {
	case nhi.KindDeployKey:
		return "added the key, as GitHub says"
	case nhi.KindCISecret:
		return "stored its value, as GitHub's audit log says"
	case nhi.KindWebhook:
		return "made the webhook, as GitHub's audit log says"
	}
	return "holds it, as GitHub says"
}

// isApp tells whether a login is that of an App, which answers for nothing.
func isApp(login string) bool { return strings.HasSuffix(login, "[bot]") }

// departed tells whether all whom an owner names have left the organisation. Teams do not leave, and of an
// organisation whose members were not read nothing is known.
func (b *builder) departed(scope, owner string) bool {
	members := b.world.organization(organizationOf(scope)).members
	names := strings.FieldsFunc(owner, func(r rune) bool { return r == ',' || r == ' ' })
	if members == nil || len(names) == 0 {
		return false
	}
	return !slices.ContainsFunc(names, func(name string) bool {
		login, ok := loginOf(name)
		return !ok || members[fold(login)]
	})
}

// organizationOf is the organisation of a scope: of a repository its owner, else the scope itself.
func organizationOf(scope string) string {
	if owner := ownerOf(scope); owner != "" {
		return owner
	}
	return scope
}

// loginOf is the account that an owner's name is: @login or user:login, but neither a team, an App nor an address.
func loginOf(name string) (string, bool) {
	login, ok := strings.CutPrefix(name, "@")
	if !ok {
		login, ok = strings.CutPrefix(name, "user:")
	}
	return login, ok && login != "" && !strings.ContainsAny(login, "/@") && !isApp(login)
}

// placesOf is the files that show an identity: those that use it, then those that expose it.
func placesOf(identity *nhi.Identity) []nhi.Location {
	var using, exposing []nhi.Location
	for _, u := range identity.Uses {
		using = append(using, nhi.Location{Repository: u.Location.Repository, Path: u.Workflow})
	}
	for _, e := range identity.Exposures {
		exposing = append(exposing, nhi.Location{Repository: e.Location.Repository, Path: e.Location.Path})
	}
	places := append(onceLocations(using), onceLocations(exposing)...)
	if identity.Agent != nil {
		places = append(places, identity.Agent.Location)
	}
	return places
}

func onceLocations(all []nhi.Location) []nhi.Location {
	nhi.Sort(all, compareLocations)
	return slices.Compact(all)
}

// ownersOf is whom the repository's CODEOWNERS or OWNERS names for a file of it.
func (b *builder) ownersOf(place nhi.Location) pathOwners {
	if place.Path == "" {
		return pathOwners{}
	}
	h := b.world.home(place.Repository)
	if known, ok := h.owners[place.Path]; ok {
		return known
	}
	owners, source := b.codeOwners(h, place.Path)
	found := pathOwners{strings.Join(owners, ", "), source}
	h.owners[place.Path] = found
	return found
}

func (b *builder) codeOwners(h *home, path string) (owners []string, source string) {
	if b.world.isOwn(h) {
		if owners, source = b.declared.OwnersOf(path); source != "" {
			return owners, source
		}
	}
	if h.told == nil || h.told.CodeOwners == "" {
		return nil, ""
	}
	if h.files == nil {
		parsed, _ := registry.ParseCodeOwners(h.told.CodeOwnersPath, h.told.CodeOwners) // Unread tells what is wrong, which GitHub skips, too
		h.files = &parsed
	}
	owners, source = h.files.OwnersOf(path)
	if source != "" && !b.world.isOwn(h) {
		source = h.name + "/" + source
	}
	return owners, source
}
