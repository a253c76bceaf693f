package registry

import (
	"cmp"
	"math"
	"slices"
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

// narrowness is how narrowly each field selects, in the order of weight: the literal
// characters of a pattern, more than any for an exact value, -1 for none.
func (s Selector) narrowness() [8]int {
	return [8]int{
		narrow(s.ID), narrow(s.Name), narrow(s.Repo), narrow(s.Environment), narrow(s.Store), narrow(s.Service),
		narrow(string(s.Kind)), narrow(s.Provider),
	}
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

// index finds the entries that may speak of an identity without trying them all.
type index struct {
	entries   []Entry          // the narrowest first
	selectors []Selector       // theirs, in lower case
	exact     map[string][]int // positions of the entries with an exact name or ID, by it in lower case
	other     []int            // positions of all others
}

func newIndex(entries []Entry) index {
	x := index{entries: slices.Clone(entries), exact: map[string][]int{}}
	slices.Reverse(x.entries) // of two equally narrow entries the later one holds
	nhi.Sort(x.entries, func(a, b Entry) int {
		an, bn := a.Match.narrowness(), b.Match.narrowness()
		return slices.Compare(bn[:], an[:])
	})
	for i, e := range x.entries {
		s := e.Match.lower()
		x.selectors = append(x.selectors, s)
		switch {
		case isExact(s.ID):
			x.exact[s.ID] = append(x.exact[s.ID], i)
		case isExact(s.Name):
			x.exact[s.Name] = append(x.exact[s.Name], i)
		default:
			x.other = append(x.other, i)
		}
	}
	return x
}

// Match returns the entries that speak of the identity, the narrowest first: what the first
// says of a field holds, and where it says nothing, the next. Entries that name one of the
// aliases, without any *, speak of it too.
//
// Selectors are compared by id, then name, repo, environment, store, service, kind and provider: an exact value
// is narrower than a pattern, a pattern with more literal characters than one with fewer,
// and any than none. Of two that are equal in all, the later in the file is the narrower.
func (d Declarations) Match(identity nhi.Identity, aliases ...nhi.Identity) []Entry {
	one := subject(identity)
	hits := append(d.index.named(one), d.index.among(d.index.other, one)...)
	for _, alias := range aliases {
		hits = append(hits, d.index.named(subject(alias))...)
	}
	nhi.Sort(hits, cmp.Compare[int])
	var entries []Entry
	for _, i := range slices.Compact(hits) {
		entries = append(entries, d.index.entries[i])
	}
	return entries
}

// named is the positions of the entries that name an identity by its ID or name, without any *.
func (x index) named(one Selector) []int {
	return append(x.among(x.exact[one.ID], one), x.among(x.exact[one.Name], one)...)
}

// among is those of some positions whose entries speak of an identity.
func (x index) among(positions []int, one Selector) (hits []int) {
	for _, i := range positions {
		if x.selectors[i].selects(one) {
			hits = append(hits, i)
		}
	}
	return hits
}
