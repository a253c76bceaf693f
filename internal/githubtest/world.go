package githubtest

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Fields are the members of an object that a test cares about; the server adds those that the
// description requires. A time.Time is written as GitHub does. A name that begins with "?" is no
// member: it says for which value of a query parameter a list shows the object, e.g. "?role": "admin".
type Fields map[string]any

// World is what the server knows: for each path a list of objects or one object. Build it before
// the server starts.
type World struct {
	mu       sync.Mutex
	lists    map[string][]Fields
	objects  map[string]Fields
	accounts map[string]bool // paths under which things are: "/orgs/acme", "/repos/acme/app"
	owners   []*Organization
	byName   map[string]*Repository // owner/name
	byNode   map[string]*Repository // GraphQL's id
}

// NewWorld makes an empty world.
func NewWorld() *World {
	return &World{lists: map[string][]Fields{}, objects: map[string]Fields{}, accounts: map[string]bool{},
		byName: map[string]*Repository{}, byNode: map[string]*Repository{}}
}

// List adds objects to the list at path, e.g. "/users/octocat/keys".
func (w *World) List(path string, objects ...Fields) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lists[path] = append(w.lists[path], objects...)
}

// Set says what the object at path is.
func (w *World) Set(path string, object Fields) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.objects[path] = object
}

// at is what is at path: []Fields, Fields, or nil where there is nothing.
func (w *World) at(path string) any {
	w.mu.Lock()
	defer w.mu.Unlock()
	if object, ok := w.objects[path]; ok {
		return object
	}
	if list, ok := w.lists[path]; ok {
		return list
	}
	return nil
}

// knows tells whether path is within an account or repository of this world.
func (w *World) knows(path string) bool {
	if w.at(path) != nil {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for within := path; within != ""; within = within[:max(0, strings.LastIndex(within, "/"))] {
		if w.accounts[within] {
			return true
		}
	}
	return false
}

// Organization is an organisation of the world.
type Organization struct {
	world *World
	Login string
	repos []*Repository
}

// Organization adds an organisation.
func (w *World) Organization(login string, object Fields) *Organization {
	o := &Organization{world: w, Login: login}
	w.Set("/orgs/"+login, with(object, Fields{"login": login}))
	w.accounts["/orgs/"+login] = true
	w.owners = append(w.owners, o)
	return o
}

// List adds objects to a list of the organisation, named by the rest of its path: "hooks",
// "actions/runners".
func (o *Organization) List(rest string, objects ...Fields) {
	o.world.List("/orgs/"+o.Login+"/"+rest, objects...)
}

// Set says what an object of the organisation is, e.g. "actions/permissions".
func (o *Organization) Set(rest string, object Fields) {
	o.world.Set("/orgs/"+o.Login+"/"+rest, object)
}

// Secret adds a secret to one of the organisation's stores ("actions", "dependabot", "codespaces",
// "agents"), for the selected repositories when there are any.
func (o *Organization) Secret(store, name string, object Fields, selected ...*Repository) {
	visibility := "all"
	if len(selected) > 0 {
		visibility = "selected"
	}
	path := store + "/secrets"
	o.List(path, with(Fields{"visibility": visibility}, object, Fields{"name": name}))
	for _, r := range selected {
		o.List(path+"/"+name+"/repositories", r.object())
	}
}

// Member adds a person or bot. Role is "admin" (an owner) or "member"; twoFactor false shows the
// member where those without are asked for.
func (o *Organization) Member(login, role string, twoFactor bool, object Fields) {
	filter := ""
	if !twoFactor {
		filter = "2fa_disabled"
	}
	o.List("members", with(object, Fields{"login": login, "?role": role, "?filter": filter}))
}

// Repository is a repository of the world.
type Repository struct {
	world       *World
	Owner, Name string
	fields      Fields
	files       map[string]string
	graph       map[string]any
	edits       []edit
}

// Repository adds a repository to the organisation.
func (o *Organization) Repository(name string, object Fields) *Repository {
	number := len(o.repos) + 1
	r := &Repository{world: o.world, Owner: o.Login, Name: name, files: map[string]string{}}
	r.fields = with(Fields{"id": 1000 + number, "node_id": fmt.Sprintf("R_%06d", number), "default_branch": "main", "private": true, "visibility": "private"}, object,
		Fields{"name": name, "full_name": o.Login + "/" + name, "owner": Fields{"login": o.Login}})
	o.world.accounts[r.path()] = true
	o.world.Set(r.path(), r.fields)
	o.List("repos", r.fields)
	o.world.List("/installation/repositories", r.fields)
	o.world.byName[o.Login+"/"+name], o.world.byNode[text(r.fields["node_id"])] = r, r
	o.repos = append(o.repos, r)
	return r
}

func (r *Repository) path() string { return "/repos/" + r.Owner + "/" + r.Name }

// object is the repository as lists show it.
func (r *Repository) object() Fields { return r.fields }

// List adds objects to a list of the repository, e.g. "keys", "actions/secrets".
func (r *Repository) List(rest string, objects ...Fields) {
	r.world.List(r.path()+"/"+rest, objects...)
}

// Set says what an object of the repository is, e.g. "actions/permissions/workflow".
func (r *Repository) Set(rest string, object Fields) { r.world.Set(r.path()+"/"+rest, object) }

// File puts a file on the default branch: its contents, the listing of its folder, the tree and
// GraphQL show it.
func (r *Repository) File(name, content string) { r.files[name] = content }

// Environment is a deployment environment of a repository.
type Environment struct {
	repository *Repository
	Name       string
}

// Environment adds an environment. A time as "?deployed" is when a job last deployed to it.
func (r *Repository) Environment(name string, object Fields) *Environment {
	r.List("environments", with(object, Fields{"name": name}))
	return &Environment{r, name}
}

// List adds objects to a list of the environment, e.g. "secrets", "variables",
// "deployment-branch-policies".
func (e *Environment) List(rest string, objects ...Fields) {
	e.repository.List(fmt.Sprintf("environments/%s/%s", url.PathEscape(e.Name), rest), objects...)
}

// with lays fields over one another; the last wins.
func with(layers ...Fields) Fields {
	sum := Fields{}
	for _, layer := range layers {
		maps.Copy(sum, layer)
	}
	return sum
}

// sortedNames lists the names of the files, in order.
func (r *Repository) sortedNames() []string { return slices.Sorted(maps.Keys(r.files)) }
