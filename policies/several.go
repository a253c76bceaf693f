package policies

import (
	"cmp"
	"fmt"
	"maps"
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
	said  severally
	owner string
	level nhi.Level
}

// severalShown is how many names a message gives; the evidence has more.
const severalShown = 3

// together makes one finding of those of one policy and owner that say the same and count: the gravest, told of all.
// Where the policy says it of the owner's organisation too, that finding stands for them.
func (h homes) together(findings []nhi.Finding, alike map[string]several) []nhi.Finding {
	groups := map[severalKey][]nhi.Finding{}
	var rest []nhi.Finding
	for _, f := range findings {
		s, ok := alike[f.Fingerprint]
		if !ok || !f.Counts() || s.level == nhi.LevelOrganization {
			rest = append(rest, f)
			continue
		}
		k := severalKey{f.Policy, s}
		groups[k] = append(groups[k], f)
	}
	alone := len(rest)
	for _, k := range slices.SortedFunc(maps.Keys(groups), severalKey.compare) {
		group := groups[k]
		i := h.ofOrganization(rest[:alone], k.policy, k.owner)
		switch {
		case i >= 0:
			h.add(&rest[i], group, k.level)
		case len(group) > 1:
			rest = append(rest, h.oneOf(group, k.several))
		default:
			rest = append(rest, group...)
		}
	}
	return rest
}

// severalKey is what findings that are said together have in common.
type severalKey struct {
	policy string
	several
}

func (k severalKey) compare(other severalKey) int {
	return cmp.Or(
		cmp.Compare(k.policy, other.policy), cmp.Compare(k.owner, other.owner), cmp.Compare(k.level, other.level),
		cmp.Compare(k.said.Message, other.said.Message), cmp.Compare(k.said.Fix, other.said.Fix),
	)
}

// ofOrganization is the place of the finding that a policy has of an owner's organisation, -1 without one.
func (h homes) ofOrganization(findings []nhi.Finding, policy, owner string) int {
	id, ok := h.byOwner[owner]
	if !ok {
		return -1
	}
	return slices.IndexFunc(findings, func(f nhi.Finding) bool { return f.Policy == policy && f.Identity == id && f.Counts() })
}

// add notes in an organisation's finding for which of its repositories it holds as well.
func (h homes) add(f *nhi.Finding, group []nhi.Finding, level nhi.Level) {
	for _, g := range group {
		if g.Severity.Rank() > f.Severity.Rank() {
			f.Severity = g.Severity
		}
	}
	f.Evidence = maps.Clone(f.Evidence)
	if f.Evidence == nil {
		f.Evidence = map[string]any{}
	}
	maps.Copy(f.Evidence, h.evidence(group, level))
}

// evidence names those that a finding is about.
func (h homes) evidence(group []nhi.Finding, level nhi.Level) map[string]any {
	names := h.names(group)
	return map[string]any{"count": len(names), plurals[level]: anys(names[:min(len(names), maximumItems)])}
}

func (h homes) names(group []nhi.Finding) []string {
	names := make([]string, len(group))
	for i, g := range group {
		names[i] = h.name(g.Identity)
	}
	slices.Sort(names)
	return names
}

func (h homes) oneOf(group []nhi.Finding, s several) nhi.Finding {
	nhi.Sort(group, compareFindings)
	f := group[0]
	for _, g := range group {
		if g.Mode == nhi.ModeEnforced {
			f.Mode = nhi.ModeEnforced
		}
	}
	names := h.names(group)
	shown := slices.Clone(names[:min(len(names), severalShown)])
	if more := len(names) - len(shown); more > 0 {
		shown = append(shown, fmt.Sprintf("%d more", more))
	}
	f.Identity = h.ofOwner(s.owner)
	f.Fingerprint = fingerprint(f.Policy, f.Identity, "several "+string(s.level)+" "+s.said.Message)
	f.Message = clean(fmt.Sprintf("%d %s of %s %s: %s.", len(names), plurals[s.level], s.owner, s.said.Message, strings.Join(shown, ", ")), maximumMessage)
	f.Fix = clean(s.said.Fix, maximumMessage)
	f.Evidence = h.evidence(group, s.level)
	return f
}

var plurals = map[nhi.Level]string{nhi.LevelRepository: "repositories", nhi.LevelEnvironment: "environments"}

func anys(names []string) []any {
	all := make([]any, len(names))
	for i, n := range names {
		all[i] = n
	}
	return all
}

// homes are the holders of settings: organisations, repositories and environments.
type homes struct {
	byID    map[nhi.ID]*home
	byOwner map[string]nhi.ID // of organisations
}

func homesOf(all []home) homes {
	h := homes{byID: map[nhi.ID]*home{}, byOwner: map[string]nhi.ID{}}
	for i := range all {
		h.byID[all[i].id] = &all[i]
		if all[i].level == nhi.LevelOrganization {
			h.byOwner[all[i].owner] = all[i].id
		}
	}
	return h
}

// name is what a reader calls a holder of settings: acme/app, or "production in acme/app".
func (h homes) name(id nhi.ID) string {
	f := h.byID[id]
	if f.in != "" {
		return f.name + " in " + f.in
	}
	return f.name
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
		k.Identity = h.ofOwner(h.byID[u.Identity].owner)
		groups[k] = append(groups[k], u)
	}
	for k, group := range groups {
		if len(group) > 1 {
			group = []nhi.Unknown{k}
		}
		rest = append(rest, group...)
	}
	if len(groups) > 0 {
		nhi.Sort(rest, compareUnknowns)
	}
	return rest
}

func compareUnknowns(a, b nhi.Unknown) int {
	return strings.Compare(a.Policy+"\x00"+string(a.Identity)+"\x00"+a.Fact, b.Policy+"\x00"+string(b.Identity)+"\x00"+b.Fact)
}
