package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// registryFile is where an organisation declares what only a person can know.
const registryFile = ".rollcall/registry.yaml"

// unknownGroup is a policy that could not decide for want of one fact, and about which identities.
type unknownGroup struct {
	policy, fact string
	reason       nhi.AbsentReason
	step         string // what would settle it, "" where this version does not know
	identities   []nhi.ID
}

// groupUnknowns gathers the undecided by reason, policy and fact: by reason in the order of
// absenceAdvice, then the largest group first.
func groupUnknowns(r nhi.Report) []unknownGroup {
	type key struct {
		policy, fact string
		reason       nhi.AbsentReason
	}
	index := map[key]int{}
	var groups []unknownGroup
	for _, u := range r.Unknowns {
		k := key{u.Policy, u.Fact, u.Reason}
		i, seen := index[k]
		if !seen {
			i, index[k] = len(groups), len(groups)
			groups = append(groups, unknownGroup{policy: u.Policy, fact: u.Fact, reason: u.Reason, step: stepFor(u, r)})
		}
		groups[i].identities = append(groups[i].identities, u.Identity)
	}
	nhi.Sort(groups, func(a, b unknownGroup) int {
		return cmp.Or(
			cmp.Compare(adviceRank(a.reason), adviceRank(b.reason)), cmp.Compare(a.reason, b.reason), cmp.Compare(a.step, b.step),
			cmp.Compare(len(b.identities), len(a.identities)),
			cmp.Compare(a.policy, b.policy), cmp.Compare(a.fact, b.fact),
		)
	})
	return groups
}

// absenceAdvice says why facts are not known and what would make them known, those first about
// which a reader can do most.
var absenceAdvice = []struct {
	reason nhi.AbsentReason
	advice string
}{
	{nhi.ReasonNotDeclared, "Only a person can know: declare it in " + registryFile + "."},
	{nhi.ReasonNotPermitted, "The token may not read it: grant the permission that the gaps name."},
	{nhi.ReasonUnset, "The platform records it, and it is not set: set it."},
	{nhi.ReasonNotCollected, "No file says it: ask GitHub with --repository or --organization, or declare it in " + registryFile + "."},
	{nhi.ReasonNotSupported, "The platform does not record it: declare it in " + registryFile + "."},
}

func adviceRank(reason nhi.AbsentReason) int {
	for i, a := range absenceAdvice {
		if a.reason == reason {
			return i
		}
	}
	return len(absenceAdvice)
}

// absenceStep is what to do about a fact's absence, "" for a reason this version does not know.
func absenceStep(reason nhi.AbsentReason) string {
	if rank := adviceRank(reason); rank < len(absenceAdvice) {
		return absenceAdvice[rank].advice
	}
	return ""
}

// stepFor is what would settle a question, with regard to what was done already.
func stepFor(u nhi.Unknown, r nhi.Report) string {
	switch {
	case u.Reason == nhi.ReasonNotCollected && u.Fact == "exposed_days":
		return "The history says it: scan the whole of it (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout)."
	case u.Reason == nhi.ReasonNotCollected && r.Platform != nil:
		return "GitHub was asked, and does not tell it of all: what a person knows can be declared in " + registryFile + "."
	case u.Reason == nhi.ReasonNotPermitted && !refused(r):
		return "The token may not read it: GitHub shows it to who administers the repository or organisation."
	}
	return absenceStep(u.Reason)
}

// refused tells whether a gap names a permission.
func refused(r nhi.Report) bool {
	return slices.ContainsFunc(r.Gaps, func(g nhi.Gap) bool { return g.Reason == nhi.GapNotPermitted })
}

// withheld is how many questions are open for what the token may not read: GitHub leaves it out of its answers without a word.
func withheld(r nhi.Report) (n int) {
	for _, u := range r.Unknowns {
		if u.Reason == nhi.ReasonNotPermitted {
			n++
		}
	}
	return n
}

// settledAlike tells whether the same settles two groups' questions.
func settledAlike(a, b unknownGroup) bool { return a.reason == b.reason && a.step == b.step }

// question says what is not decided: "rotation_overdue needs times.rotated of 2 identities".
func (g unknownGroup) question() string {
	return fmt.Sprintf("%s needs %s of %s", g.policy, g.fact, quantity(len(g.identities), "identities"))
}

// questions lists what groups ask, of which the first few are named.
func questions(groups []unknownGroup) string {
	var asked []string
	for _, g := range groups[:min(len(groups), unknownsShown)] {
		asked = append(asked, g.question())
	}
	if rest := len(groups) - unknownsShown; rest > 0 {
		asked = append(asked, "and "+moreOf(rest, "policies"))
	}
	return strings.Join(asked, "; ")
}

// unknownSentence says it all in one sentence or two.
func unknownSentence(g unknownGroup) string {
	return strings.TrimSpace(g.question() + ". " + g.step)
}
