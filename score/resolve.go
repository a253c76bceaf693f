package score

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// resolveFindings is the action for findings that no fix of a dimension takes away.
const resolveFindings = "resolve_findings"

// resolveCritical lifts the cap that critical findings put on the score.
func (b *board) resolveCritical(now standing) (r nhi.Recommendation, ok bool) {
	if len(b.critical) == 0 {
		return r, false
	}
	then := b.standing(scenario{resolved: func(nhi.Finding) bool { return true }})
	title := "Resolve " + counted(len(b.critical), "critical finding", "critical findings")
	if policy, one := policyOf(b.critical); one {
		title += ": " + policy
	} else {
		title += " of enforced policies"
	}
	r = b.resolve(b.critical, title)
	r.Gain = round(then.value-now.value, 2)
	return r, true
}

// resolvePolicies are the findings of leastRank and more that nothing else takes away, a recommendation for each policy.
func (b *board) resolvePolicies(resolved map[string]bool) []nhi.Recommendation {
	left := map[string][]nhi.Finding{}
	for _, f := range b.in.Findings {
		if f.Counts() && f.Severity.Rank() >= leastRank && !resolved[f.Fingerprint] {
			left[f.Policy] = append(left[f.Policy], f)
		}
	}
	var found []nhi.Recommendation
	for _, policy := range slices.Sorted(maps.Keys(left)) {
		findings := left[policy]
		title, _ := policyOf(findings)
		r := b.resolve(findings, "Resolve "+counted(len(findings), "finding", "findings")+": "+title)
		r.Effort = effortOfFinding
		found = append(found, r)
	}
	return found
}

// policyOf is what the policy of some findings is called, and whether all are of that one.
func policyOf(findings []nhi.Finding) (title string, one bool) {
	first := findings[0]
	other := slices.ContainsFunc(findings, func(f nhi.Finding) bool { return f.Policy != first.Policy })
	return cmp.Or(first.Title, first.Policy), !other
}

// How much work it is to resolve a finding, as far as can be said of all of them.
const (
	effortOfCritical = 3
	effortOfFinding  = 2
)

// resolve is to do what the findings themselves ask for.
func (b *board) resolve(findings []nhi.Finding, title string) nhi.Recommendation {
	findings = slices.Clone(findings)
	nhi.Sort(findings, func(a, b nhi.Finding) int {
		return cmp.Or(cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
			cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	r := nhi.Recommendation{Action: resolveFindings, Effort: effortOfCritical, Title: title, Severity: findings[0].Severity}
	var members []int
	met := map[nhi.ID]bool{}
	for n, f := range findings {
		if !met[f.Identity] {
			met[f.Identity] = true
			r.Identities = append(r.Identities, f.Identity)
			members = append(members, b.placesOf(f.Identity)...)
		}
		if n < longestSteps {
			r.Steps = append(r.Steps, findingStep(f))
		}
	}
	if rest := len(findings) - longestSteps; rest > 0 {
		r.Steps = append(r.Steps, fmt.Sprintf("… and %d more", rest))
	}
	if len(members) == len(r.Identities) {
		r.Owner = b.commonOwner(members)
	}
	return r
}

// placesOf is the place of an identity in board.rated, none where it is not rated.
func (b *board) placesOf(id nhi.ID) []int {
	if n, found := slices.BinarySearchFunc(b.rated, id, func(i *nhi.Identity, id nhi.ID) int { return cmp.Compare(i.ID, id) }); found {
		return []int{n}
	}
	return nil
}

func findingStep(f nhi.Finding) string {
	step := f.Fix
	if step == "" {
		step = f.Message
	}
	if f.Location != nil {
		step = f.Location.String() + ": " + step
	}
	return step
}
