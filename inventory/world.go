package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// world is what is known of repositories and organisations, by name. Names know no case.
type world struct {
	own           string                   // the target's name
	asked         bool                     // the platform was
	refused       bool                     // it did not let everything be read
	filesRead     bool                     // the target's own workflows were read from its files
	alone         bool                     // the target is one repository
	names         map[string]string        // as the platform spells them, by name in lower case
	repositories  map[string]*home         // by name in lower case
	organizations map[string]*organization // by login in lower case
}

// home is a repository and what is known of it.
type home struct {
	name         string
	told         *nhi.Repository            // nil: the platform said nothing of it
	environments map[string]*nhi.Deployment // by name in lower case
	unread       string                     // why some workflow of it may be another consumer; "": all were read
	files        *registry.CodeOwners       // its own, where the platform told; nil: not parsed yet
	owners       map[string]pathOwners      // what CODEOWNERS says, by path
	edits        map[string][]nhi.Edit      // of its workflows, by path, the last first
	undeclared   int                        // jobs without permissions
}

// organization is an organisation and what is known of it.
type organization struct {
	told         *nhi.Organization               // nil: the platform said nothing of it
	members      map[string]bool                 // logins in lower case; nil: not read
	repositories []*home                         // those known of it, by name
	grants       map[nhi.SecretVisibility]grants // by a secret's visibility, once asked for
}

func newWorld(target nhi.Target, seen nhi.Observations) *world {
	w := &world{
		own: target.Name, alone: target.Kind != "organization", asked: seen.Platform != nil,
		names: map[string]string{}, repositories: map[string]*home{}, organizations: map[string]*organization{},
	}
	w.filesRead = w.alone && (!w.asked || slices.ContainsFunc(seen.Counts, func(c nhi.ScanCount) bool { return c.Source == "workflows" }))
	w.spell(target.Name)
	if seen.Platform != nil {
		w.learn(seen.Platform)
	}
	for _, e := range seen.Edits {
		h := w.home(e.Repository)
		h.edits[e.Path] = append(h.edits[e.Path], e)
	}
	w.refused = slices.ContainsFunc(seen.Gaps, func(g nhi.Gap) bool {
		return g.Source == systemGitHub && g.Reason == nhi.GapNotPermitted
	})
	return w
}

// learn takes in what the platform said; it is in order.
func (w *world) learn(p *nhi.Platform) {
	for i := range p.Organizations {
		told := &p.Organizations[i]
		o := w.organization(w.spell(told.Login))
		o.told = told
		if told.Members != nil {
			o.members = map[string]bool{}
			for _, m := range told.Members {
				o.members[fold(m.Login)] = true
			}
		}
	}
	for i := range p.Repositories {
		told := &p.Repositories[i]
		h := w.home(told.Name)
		if h.told == nil {
			o := w.organization(ownerOf(h.name))
			o.repositories = append(o.repositories, h)
		}
		h.told = told
	}
	for i := range p.Environments {
		d := &p.Environments[i]
		h := w.home(d.Repository)
		if h.environments[fold(d.Name)] == nil {
			h.environments[fold(d.Name)] = d
		}
	}
}

func fold(name string) string { return strings.ToLower(name) }

// spell is a name as it was first told.
func (w *world) spell(name string) string {
	if known, ok := w.names[fold(name)]; ok {
		return known
	}
	w.names[fold(name)] = name
	return name
}

// ownerOf is the organisation or person whose repository it is, "" for a folder.
func ownerOf(repository string) string {
	owner, _, ok := strings.Cut(repository, "/")
	if !ok {
		return ""
	}
	return owner
}

// home is the repository that a Location or Workflow names; "" is the target itself.
func (w *world) home(repository string) *home {
	if repository == "" {
		repository = w.own
	}
	key := fold(repository)
	h, ok := w.repositories[key]
	if !ok {
		h = &home{name: w.spell(repository), environments: map[string]*nhi.Deployment{}, owners: map[string]pathOwners{}, edits: map[string][]nhi.Edit{}}
		w.repositories[key] = h
	}
	return h
}

func (w *world) organization(login string) *organization {
	key := fold(login)
	o, ok := w.organizations[key]
	if !ok {
		o = &organization{}
		w.organizations[key] = o
	}
	return o
}

// unseen is why a fact is absent that the platform could have told.
func (w *world) unseen() nhi.AbsentReason {
	if w.refused {
		return nhi.ReasonNotPermitted
	}
	return nhi.ReasonNotCollected
}

// isOwn tells whether a repository is the target.
func (w *world) isOwn(h *home) bool { return w.alone && fold(h.name) == fold(w.own) }

// consumersUnread is why some workflow of a repository may be a consumer that nobody saw; "" when all were read.
func (w *world) consumersUnread(h *home) string {
	switch {
	case h.told != nil && h.told.Archived:
		return "" // none of its workflows runs
	case h.unread != "":
		return h.unread
	case w.isOwn(h) && w.filesRead || h.told != nil && h.told.WorkflowsRead:
		return ""
	}
	return "the workflows of " + h.name + " were not read"
}

// reads tells whether a list of stores has one.
func reads(stores []nhi.SecretStore, store nhi.SecretStore) bool {
	return slices.Contains(stores, store)
}
