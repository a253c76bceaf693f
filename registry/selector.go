package registry

import (
	"math"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Selector says which identities an entry speaks of: those that every given field
// matches. In each field but Kind, * stands for any characters; case does not matter.
type Selector struct {
	ID          string // of the identity
	Provider    string // its system, e.g. "github"
	Kind        nhi.Kind
	Name        string
	Repo        string // its scope, e.g. "acme/shop", or an organisation: "acme"
	Store       string // where it is kept, e.g. "environment-secret"
	Environment string // the GitHub environment that keeps it
	Service     string // of its credential, e.g. "Stripe"
}

// Exact tells whether the selector names one identity rather than a group: by its ID, or
// by its name, without any *.
func (s Selector) Exact() bool { return isExact(s.ID) || isExact(s.Name) }

func isExact(pattern string) bool { return pattern != "" && !strings.Contains(pattern, "*") }

// lower is the selector in lower case.
func (s Selector) lower() Selector {
	return Selector{
		ID: strings.ToLower(s.ID), Provider: strings.ToLower(s.Provider), Kind: s.Kind, Name: strings.ToLower(s.Name),
		Repo: strings.ToLower(s.Repo), Service: strings.ToLower(s.Service), Store: strings.ToLower(s.Store),
		Environment: strings.ToLower(s.Environment),
	}
}

// subject is what selectors are compared with, in lower case: the selector of one identity alone.
func subject(identity nhi.Identity) Selector {
	one := Selector{
		ID: string(identity.ID), Provider: identity.System, Kind: identity.Kind, Name: identity.Name, Repo: identity.Scope,
		Store: identity.Store, Service: identity.Credential.Service,
	}
	if identity.Stored != nil {
		one.Environment = identity.Stored.Environment
	}
	return one.lower()
}

// selects tells whether the selector speaks of an identity; both are in lower case.
func (s Selector) selects(one Selector) bool {
	return (s.Kind == "" || s.Kind == one.Kind) && selectsText(s.Name, one.Name) && selectsText(s.ID, one.ID) &&
		selectsText(s.Repo, one.Repo) && selectsText(s.Service, one.Service) && selectsText(s.Provider, one.Provider) &&
		selectsText(s.Store, one.Store) && selectsText(s.Environment, one.Environment)
}

func selectsText(pattern, text string) bool {
	return pattern == "" || pattern == text || glob(pattern, text, false)
}

// MatchPattern tells whether text is as pattern says, in which * stands for any characters,
// none included. Case does not matter: GitHub's names of secrets and repositories have none.
func MatchPattern(pattern, text string) bool {
	return glob(strings.ToLower(pattern), strings.ToLower(text), false)
}

const fieldCount = 8

// fields is the selector's patterns, in the order of weight.
func (s Selector) fields() [fieldCount]string {
	return [fieldCount]string{s.ID, s.Name, s.Repo, s.Environment, s.Store, s.Service, string(s.Kind), s.Provider}
}

// narrowness is how narrowly each field selects: the literal characters of a pattern, more than any for an exact value,
// -1 for none.
func (s Selector) narrowness() (each [fieldCount]int) {
	for i, pattern := range s.fields() {
		each[i] = narrow(pattern)
	}
	return each
}

func narrow(pattern string) int {
	switch {
	case pattern == "":
		return -1
	case isExact(pattern):
		return math.MaxInt
	}
	return len(pattern) - strings.Count(pattern, "*")
}

// kinds are those that can be selected.
var kinds = func() []nhi.Kind {
	all := make([]nhi.Kind, len(nhi.Kinds))
	for i, k := range nhi.Kinds {
		all[i] = nhi.Kind(k.Name)
	}
	return all
}()

func (d *decoder) selector(n *yaml.Node) Selector {
	var s Selector
	d.mapping(n, "match",
		field{"id", func(v *yaml.Node) { s.ID = d.name(v, "id") }},
		field{"provider", func(v *yaml.Node) { s.Provider = d.text(v, "provider") }},
		field{"kind", func(v *yaml.Node) { s.Kind = oneOf(d, v, "kind", kinds) }},
		field{"name", func(v *yaml.Node) { s.Name = d.name(v, "name") }},
		field{"repo", func(v *yaml.Node) { s.Repo = d.text(v, "repo") }},
		field{"store", func(v *yaml.Node) { s.Store = d.text(v, "store") }},
		field{"environment", func(v *yaml.Node) { s.Environment = d.text(v, "environment") }},
		field{"service", func(v *yaml.Node) { s.Service = d.text(v, "service") }},
	)
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		d.wrong(n, "match is empty and would speak of every identity; give name, id, kind or another key")
	}
	return s
}
