package score

import (
	"cmp"
	"maps"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// need is what would make an unknown fact known, in the reader's words.
type need string

// What may be needed.
const (
	needStoreDates   need = "Ask GitHub (--repository or --organization, with Secrets: read): when each was stored and last replaced"
	needDates        need = "Declare rotation.last in .rollcall/registry.yaml: when each was last changed"
	needRuns         need = "Ask GitHub (--repository or --organization, with Actions: read): when the workflows that use each last ran"
	needLastUse      need = "Ask the service that issued each when it was last used: nothing that was read tells"
	needDefault      need = "Write permissions: in each workflow, or ask GitHub (with Administration: read): what is not written, the repository's settings decide"
	needEnvironments need = "Ask GitHub (--repository or --organization, with Actions: read): what stands before a deployment to each environment"
	needPrivilege    need = "Declare privilege (level and resources) in .rollcall/registry.yaml: what each may do at its service"
	needUses         need = "Let every workflow that may use a secret be read, and name secrets instead of secrets[…]"
	needVerdict      need = "Look at the possible leaks: revoke those that are, mark those that are not with a rollcall:ignore comment"
	needExpiry       need = "Declare expires_on in .rollcall/registry.yaml: when each expires"
	needPermission   need = "Declare owners in .rollcall/registry.yaml: who answers for each"
)

// grants lists what would make less unknown, the most telling first. Each is tried by
// scoring again with its facts known to lie in the middle of what they can be.
func (b *board) grants(now standing) []nhi.Grant {
	facts := map[need]int{}
	changes := map[need][]change{}
	for _, s := range b.subjects {
		for _, n := range needsOf(s) {
			after, made := s.told(n)
			facts[n] += made
			changes[n] = append(changes[n], change{s, &after})
		}
	}
	grants := []nhi.Grant{}
	for _, n := range slices.Sorted(maps.Keys(facts)) {
		then := b.standing(scenario{changes: changes[n]})
		narrows := (now.high - now.value) - (then.high - then.value)
		grants = append(grants, nhi.Grant{Title: string(n), Narrows: round(narrows, 2), Facts: facts[n]})
	}
	nhi.Sort(grants, func(a, b nhi.Grant) int { return cmp.Compare(b.Narrows, a.Narrows) })
	return grants
}

func needsOf(s subject) []need {
	var needs []need
	for _, r := range s.ratings {
		if r.unknown() && !slices.Contains(needs, r.need) {
			needs = append(needs, r.need)
		}
	}
	return needs
}

// told is the subject with everything known that n would tell, and how many facts that are.
func (s subject) told(n need) (subject, int) {
	made := 0
	for d, r := range s.ratings {
		if r.unknown() && r.need == n {
			middle := (r.low + r.high) / 2
			s.ratings[d].low, s.ratings[d].high = middle, middle
			made++
		}
	}
	return s, made
}
