package score

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// leastGain is the gain, in points, below which a recommendation is not worth a line.
const leastGain = 0.05

// longestSteps is how many identities get a step of their own.
const longestSteps = 5

// group is a set of like fixes.
type group struct {
	fix     fix
	members []int // places in board.rated
}

// recommendations are the groups of like fixes, ordered by compareRecommendations. What gains no points is left out,
// unless it takes a finding away that is at least of medium severity.
func (b *board) recommendations(now standing) []nhi.Recommendation {
	found := []nhi.Recommendation{}
	resolved := map[string]bool{} // fingerprints of findings
	for _, f := range fixes {
		groups := b.groups(f)
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			if r, gone := b.recommend(groups[key], now); worthwhile(r) {
				found = append(found, r)
				for _, finding := range gone {
					resolved[finding.Fingerprint] = true
				}
			}
		}
	}
	left := slices.ContainsFunc(b.critical, func(f nhi.Finding) bool { return !resolved[f.Fingerprint] })
	if r, ok := b.resolveCritical(now); ok && left && worthwhile(r) {
		found = append(found, r)
		for _, finding := range b.critical {
			resolved[finding.Fingerprint] = true
		}
	}
	found = append(found, b.resolvePolicies(resolved)...)
	nhi.Sort(found, compareRecommendations)
	return found
}

// worthwhile tells whether a recommendation is worth a line.
func worthwhile(r nhi.Recommendation) bool {
	return r.Gain >= leastGain || r.Severity.Rank() >= leastRank
}

// leastRank is the rank of the least severity that makes a fix worth a line whatever it gains.
var leastRank = nhi.SeverityMedium.Rank()

// compareRecommendations puts what is leaked first, because others may be using it by now, then what takes findings away,
// the worst first, then the rest, and last what anybody can bring about; of each, the most gain for the effort first.
func compareRecommendations(a, b nhi.Recommendation) int {
	return cmp.Or(
		cmp.Compare(urgency(a), urgency(b)),
		cmp.Compare(b.Gain/float64(b.Effort), a.Gain/float64(a.Effort)),
		cmp.Compare(b.Gain, a.Gain),
		cmp.Compare(a.Title, b.Title),
	)
}

// urgency is 0 for what cannot wait, whatever it takes, and the most for what anybody can bring about.
func urgency(r nhi.Recommendation) int {
	switch {
	case r.Action == revokeLeaked:
		return 0
	case r.Action == reviewProposed:
		return 5
	case r.Severity == nhi.SeverityCritical:
		return 1
	case r.Severity == nhi.SeverityHigh:
		return 2
	case r.Severity == nhi.SeverityMedium:
		return 3
	}
	return 4
}

func (b *board) groups(f fix) map[string]group {
	groups := map[string]group{}
	for i, id := range b.rated {
		if !f.wanted(*id, b.subjects[i], b.in.Now) {
			continue
		}
		key := f.group(*id, b.subjects[i])
		g := groups[key]
		groups[key] = group{f, append(g.members, i)}
	}
	return groups
}

// recommend is the recommendation of a group, and the findings that it takes away.
func (b *board) recommend(g group, now standing) (nhi.Recommendation, []nhi.Finding) {
	nhi.Sort(g.members, func(i, j int) int {
		return cmp.Compare(b.subjects[j].leak.weight, b.subjects[i].leak.weight)
	})
	fixed := b.fixed(g)
	gone := b.findings(g.members, fixed.resolved)
	r := nhi.Recommendation{
		Action: g.fix.action, Effort: g.fix.effort, Severity: worstOf(gone),
		Gain:  round(b.standing(fixed).value-now.value, 2),
		Owner: b.commonOwner(g.members),
	}
	for n, i := range g.members {
		r.Identities = append(r.Identities, b.rated[i].ID)
		if n < longestSteps {
			r.Steps = append(r.Steps, g.fix.step(*b.rated[i], b.in.Now))
		}
	}
	if b.unlisted > 1 {
		r.Steps[0] = asFirst(r.Steps[0])
	}
	if rest := len(g.members) - longestSteps; rest > 0 {
		r.Steps = append(r.Steps, fmt.Sprintf("… and %d more in the same way", rest))
	}
	r.Title = g.fix.title(b.nameOf(g), len(g.members))
	return r, gone
}

// findings are those on the members that count and that such a fix takes away. There may be as many groups as owners: none
// looks at the findings of others.
func (b *board) findings(members []int, resolved func(nhi.Finding) bool) []nhi.Finding {
	var gone []nhi.Finding
	for _, i := range members {
		for _, f := range b.counting[b.rated[i].ID] {
			if resolved(f) {
				gone = append(gone, f)
			}
		}
	}
	return gone
}

// worstOf is the worst severity of some findings, "" of none.
func worstOf(findings []nhi.Finding) (worst nhi.Severity) {
	for _, f := range findings {
		if f.Severity.Rank() > worst.Rank() {
			worst = f.Severity
		}
	}
	return worst
}

// fixed is the scenario in which the whole group is fixed.
func (b *board) fixed(g group) scenario {
	mended, gone := map[nhi.ID]bool{}, map[nhi.ID]bool{}
	var s scenario
	for _, i := range g.members {
		id := b.rated[i]
		c := change{before: b.subjects[i]}
		if after, ok := rate(g.fix.mend(*id, b.in.Now), b.in.Now); ok {
			c.after = &after
			mended[id.ID] = true
		} else {
			gone[id.ID] = true
		}
		s.changes = append(s.changes, c)
	}
	s.resolved = func(f nhi.Finding) bool {
		return gone[f.Identity] || mended[f.Identity] && slices.Contains(g.fix.resolves, f.Policy)
	}
	return s
}

// nameOf is what a group's members are called in its title: their kind, their service, both or neither.
func (b *board) nameOf(g group) groupName {
	first := b.rated[g.members[0]]
	name := groupName{kind: first.Kind.Title(), service: serviceOf(*first), keyless: first.Credential.Keyless.How}
	if first.Kind == nhi.KindWorkflowToken {
		name.service = "" // always GitHub's
	}
	for _, i := range g.members[1:] {
		if b.rated[i].Kind != first.Kind {
			name.kind = ""
		}
		if b.rated[i].Credential.Service != first.Credential.Service {
			name.service = ""
		}
		if b.rated[i].Credential.Keyless.How != first.Credential.Keyless.How {
			name.keyless = ""
		}
	}
	return name
}

// commonOwner is the owner of all members, "" when they have several.
func (b *board) commonOwner(members []int) string {
	owner := ownerOf(*b.rated[members[0]])
	for _, i := range members[1:] {
		if ownerOf(*b.rated[i]) != owner {
			return ""
		}
	}
	return owner
}

func ownerOf(id nhi.Identity) string {
	if !id.Owner.Technical.Known() {
		return ""
	}
	return id.Owner.Technical.Value
}
