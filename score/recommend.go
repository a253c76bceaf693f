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

// recommendations are the groups of like fixes: what is leaked first, because others may be using it
// by now; then those with the most gain for their effort.
func (b *board) recommendations(now standing) []nhi.Recommendation {
	found := []nhi.Recommendation{}
	for _, f := range fixes {
		groups := b.groups(f)
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			found = append(found, b.recommend(groups[key], now))
		}
	}
	if r, ok := b.resolveFindings(now); ok {
		found = append(found, r)
	}
	found = slices.DeleteFunc(found, func(r nhi.Recommendation) bool { return r.Gain < leastGain })
	slices.SortStableFunc(found, func(a, b nhi.Recommendation) int {
		return cmp.Or(
			cmp.Compare(urgency(a), urgency(b)),
			cmp.Compare(b.Gain/float64(b.Effort), a.Gain/float64(a.Effort)),
			cmp.Compare(b.Gain, a.Gain),
			cmp.Compare(a.Title, b.Title),
		)
	})
	return found
}

// urgency is 0 for what cannot wait, whatever it takes, and 2 for what anybody can bring about.
func urgency(r nhi.Recommendation) int {
	switch r.Action {
	case revokeLeaked:
		return 0
	case reviewProposed:
		return 2
	}
	return 1
}

func (b *board) groups(f fix) map[string]group {
	groups := map[string]group{}
	for i, id := range b.rated {
		if !f.wanted(id, b.subjects[i], b.in.Now) {
			continue
		}
		key := f.group(id, b.subjects[i])
		g := groups[key]
		groups[key] = group{f, append(g.members, i)}
	}
	return groups
}

func (b *board) recommend(g group, now standing) nhi.Recommendation {
	slices.SortStableFunc(g.members, func(i, j int) int {
		return cmp.Compare(b.subjects[j].leak.weight, b.subjects[i].leak.weight)
	})
	then := b.standing(b.fixed(g))
	r := nhi.Recommendation{
		Action: g.fix.action, Effort: g.fix.effort,
		Gain:  round(then.value-now.value, 2),
		Owner: b.commonOwner(g.members),
	}
	for n, i := range g.members {
		r.Identities = append(r.Identities, b.rated[i].ID)
		if n < longestSteps {
			r.Steps = append(r.Steps, g.fix.step(b.rated[i], b.in.Now))
		}
	}
	if rest := len(g.members) - longestSteps; rest > 0 {
		r.Steps = append(r.Steps, fmt.Sprintf("… and %d more in the same way", rest))
	}
	r.Title = g.fix.title(b.nameOf(g), len(g.members))
	return r
}

// fixed is the scenario in which the whole group is fixed.
func (b *board) fixed(g group) scenario {
	mended, gone := map[nhi.ID]bool{}, map[nhi.ID]bool{}
	var s scenario
	for _, i := range g.members {
		id := b.rated[i]
		c := change{before: b.subjects[i]}
		if after, ok := rate(g.fix.mend(id, b.in.Now), b.in.Now); ok {
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
	name := groupName{kind: first.Kind.Title(), service: serviceOf(first), keyless: first.Credential.Keyless.How}
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
	owner := ownerOf(b.rated[members[0]])
	for _, i := range members[1:] {
		if ownerOf(b.rated[i]) != owner {
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

// resolveFindings lifts the cap that critical findings put on the score.
func (b *board) resolveFindings(now standing) (r nhi.Recommendation, ok bool) {
	if len(b.critical) == 0 {
		return r, false
	}
	then := b.standing(scenario{resolved: func(nhi.Finding) bool { return true }})
	r = nhi.Recommendation{
		Action: "resolve_findings", Effort: 3, Gain: round(then.value-now.value, 2),
		Title: "Resolve " + counted(len(b.critical), "critical finding", "critical findings") + " of enforced policies",
	}
	findings := slices.Clone(b.critical)
	slices.SortStableFunc(findings, func(a, b nhi.Finding) int {
		return cmp.Or(cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	for n, f := range findings {
		if !slices.Contains(r.Identities, f.Identity) {
			r.Identities = append(r.Identities, f.Identity)
		}
		if n < longestSteps {
			r.Steps = append(r.Steps, findingStep(f))
		}
	}
	if rest := len(findings) - longestSteps; rest > 0 {
		r.Steps = append(r.Steps, fmt.Sprintf("… and %d more", rest))
	}
	return r, true
}

func findingStep(f nhi.Finding) string {
	step := f.Fix
	if step == "" {
		step = f.Message
	}
	if f.Location != nil {
		step = place(*f.Location) + ": " + step
	}
	return step
}
