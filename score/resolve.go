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
	r = b.resolve(b.critical, "Resolve "+counted(len(b.critical), "critical finding", "critical findings")+" of enforced policies")
	r.Gain = round(then.value-now.value, 2)
	return r, true
}

// resolvePolicies are the critical and high findings that nothing else takes away, a recommendation for each policy.
func (b *board) resolvePolicies(resolved map[string]bool) []nhi.Recommendation {
	left := map[string][]nhi.Finding{}
	for _, f := range b.in.Findings {
		if f.Counts() && f.Severity.Rank() >= urgentRank && !resolved[f.Fingerprint] {
			left[f.Policy] = append(left[f.Policy], f)
		}
	}
	var found []nhi.Recommendation
	for _, policy := range slices.Sorted(maps.Keys(left)) {
		findings := left[policy]
		r := b.resolve(findings, "Resolve "+counted(len(findings), "finding", "findings")+": "+cmp.Or(findings[0].Title, policy))
		r.Effort = effortOfFinding
		found = append(found, r)
	}
	return found
}

// How much work it is to resolve a finding, as far as can be said of all of them.
const (
	effortOfCritical = 3
	effortOfFinding  = 2
)

// resolve is to do what the findings themselves ask for.
func (b *board) resolve(findings []nhi.Finding, title string) nhi.Recommendation {
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b nhi.Finding) int {
		return cmp.Or(cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
			cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	r := nhi.Recommendation{Action: resolveFindings, Effort: effortOfCritical, Title: title, Severity: findings[0].Severity}
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
	return r
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
