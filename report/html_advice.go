package report

import (
	"github.com/rollcall-dev/rollcall/nhi"
)

// advice is a recommendation.
type advice struct {
	Title, Gain, Effort, Owner string
	Severity                   *entry // of what it takes away; nil where that is nothing urgent
	Level                      int
	Steps, Later               []adviceStep // Later is folded away
	Identities                 []entry
	More                       int
}

// adviceStep is a step in words, and what to write into a file where it says so.
type adviceStep struct{ Text, Entry string }

func (v roll) advice() []advice {
	var out []advice
	for _, r := range v.report.Score.Recommendations[:min(len(v.report.Score.Recommendations), adviceListed)] {
		a := advice{Title: plain(r.Title), Owner: v.ownerOf(r), Level: min(max(r.Effort, 1), len(effortNames))}
		a.Effort = effortNames[a.Level-1]
		if r.Gain > 0 {
			a.Gain = gain(r.Gain)
		}
		if isRisk(r.Severity) {
			a.Severity = &entry{Text: title(string(r.Severity)), State: string(r.Severity)}
		}
		for n, s := range r.Steps {
			if n < stepsListed {
				a.Steps = append(a.Steps, newAdviceStep(s))
			} else {
				a.Later = append(a.Later, newAdviceStep(s))
			}
		}
		shown := min(len(r.Identities), namesListed)
		for _, id := range r.Identities[:shown] {
			a.Identities = append(a.Identities, entry{Text: v.named(id), Href: v.href(id)})
		}
		a.More = len(r.Identities) - shown
		out = append(out, a)
	}
	return out
}

// ownerOf is who should follow a recommendation.
func (v roll) ownerOf(r nhi.Recommendation) string {
	if r.Owner != "" {
		return firstOwner(plain(r.Owner))
	}
	for _, id := range r.Identities {
		if identity, found := v.leaks[id]; found && identity.Owner.Technical.Known() {
			return "several owners"
		}
	}
	return "no owner"
}

func newAdviceStep(s string) adviceStep {
	words, entry := stepParts(s)
	return adviceStep{Text: plain(words), Entry: plain(entry)}
}
