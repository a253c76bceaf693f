package policies

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// severally is how a policy about settings says of several repositories what holds for each:
// an organisation's repositories are mostly set alike, and one finding each would bury the rest.
type severally struct {
	Message string `json:"message"` // what follows "12 repositories of acme"
	Fix     string `json:"fix"`
}

// several is a finding that is said together with those like it.
type several struct {
	said         severally
	owner, level string
}

// severalShown is how many names a message gives; the evidence has more.
const severalShown = 3

// together makes one finding of those of one policy and owner that say the same and count:
// the gravest, told of all.
func (h homes) together(findings []nhi.Finding, alike map[string]several) []nhi.Finding {
	type key struct {
		policy string
		several
	}
	groups := map[key][]nhi.Finding{}
	var rest []nhi.Finding
	for _, f := range findings {
		s, ok := alike[f.Fingerprint]
		if !ok || !f.Counts() {
			rest = append(rest, f)
			continue
		}
		k := key{f.Policy, s}
		groups[k] = append(groups[k], f)
	}
	for k, group := range groups { // sorted by the caller
		if len(group) > 1 {
			group = []nhi.Finding{h.oneOf(group, k.several)}
		}
		rest = append(rest, group...)
	}
	return rest
}

func (h homes) oneOf(group []nhi.Finding, s several) nhi.Finding {
	slices.SortFunc(group, compareFindings)
	f := group[0]
	names := make([]string, len(group))
	for i, g := range group {
		names[i] = h.name(g.Identity)
		if g.Mode == nhi.ModeEnforced {
			f.Mode = nhi.ModeEnforced
		}
	}
	slices.Sort(names)
	shown := slices.Clone(names[:min(len(names), severalShown)])
	if more := len(names) - len(shown); more > 0 {
		shown = append(shown, fmt.Sprintf("%d more", more))
	}
	f.Identity = h.ofOwner(s.owner)
	f.Fingerprint = fingerprint(f.Policy, f.Identity, "several "+s.level+" "+s.said.Message)
	f.Message = clean(fmt.Sprintf("%d %s of %s %s: %s.", len(names), plurals[s.level], s.owner, s.said.Message, strings.Join(shown, ", ")), maximumMessage)
	f.Fix = clean(s.said.Fix, maximumMessage)
	f.Evidence = map[string]any{"count": len(names), plurals[s.level]: anys(names[:min(len(names), maximumItems)])}
	return f
}

var plurals = map[string]string{
	nhi.LevelOrganization: "organizations", nhi.LevelRepository: "repositories", nhi.LevelEnvironment: "environments",
}

func anys(names []string) []any {
	all := make([]any, len(names))
	for i, n := range names {
		all[i] = n
	}
	return all
}

// homes are the holders of settings: organisations, repositories and environments.
type homes struct {
	byID    map[nhi.ID]*settingsFacts
	byOwner map[string]nhi.ID // of organisations
}

func homesOf(all []settingsFacts) homes {
	h := homes{byID: map[nhi.ID]*settingsFacts{}, byOwner: map[string]nhi.ID{}}
	for i := range all {
		h.byID[all[i].ID] = &all[i]
		if all[i].Level == nhi.LevelOrganization {
			h.byOwner[all[i].Owner] = all[i].ID
		}
	}
	return h
}

// name is what a reader calls a holder of settings: acme/app, or "production in acme/app".
func (h homes) name(id nhi.ID) string {
	f := h.byID[id]
	if f.Home != "" {
		return f.Name + " in " + f.Home
	}
	return f.Name
}

// ofOwner is the identity to which what is said of all an owner's repositories belongs.
func (h homes) ofOwner(owner string) nhi.ID {
	return cmp.Or(h.byOwner[owner], nhi.ID("github:"+owner+":settings"))
}

// unknownTogether makes one unknown of those about the settings of an owner's repositories that lack the same.
// About are the policies that judge settings.
func (h homes) unknownTogether(unknowns []nhi.Unknown, about map[string]bool) []nhi.Unknown {
	groups := map[nhi.Unknown][]nhi.Unknown{}
	var rest []nhi.Unknown
	for _, u := range unknowns {
		if !about[u.Policy] || h.byID[u.Identity] == nil {
			rest = append(rest, u)
			continue
		}
		k := u
		k.Identity = h.ofOwner(h.byID[u.Identity].Owner)
		groups[k] = append(groups[k], u)
	}
	for k, group := range groups {
		if len(group) > 1 {
			group = []nhi.Unknown{k}
		}
		rest = append(rest, group...)
	}
	if len(groups) > 0 {
		slices.SortStableFunc(rest, compareUnknowns)
	}
	return rest
}

func compareUnknowns(a, b nhi.Unknown) int {
	return strings.Compare(a.Policy+"\x00"+string(a.Identity)+"\x00"+a.Fact, b.Policy+"\x00"+string(b.Identity)+"\x00"+b.Fact)
}
