package report

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// silencedShown is how many places of silenced credentials are named.
const silencedShown = 3

// reasons say what asks that credentials do not count, of one and of several. Exceptions are told of with their findings.
var reasons = []struct {
	kind      nhi.SuppressionKind
	one, many string
}{
	{nhi.SuppressedByComment, "as a comment on its line asks", "as comments on their lines ask"},
	{nhi.SuppressedByBaseline, "as .gitleaksignore or a baseline of gitleaks has it", "as .gitleaksignore or a baseline of gitleaks has them"},
	{nhi.SuppressedByConfiguration, "as scan.exclude leaves its path out", "as scan.exclude leaves their paths out"},
}

// silenced says how many credentials do not count, at whose request, and where the first stand; "" where there are none. Whoever
// writes a line can write the comment, and the list: readers have to see that somebody did.
func silenced(r nhi.Report) string {
	places := map[nhi.SuppressionKind][]string{}
	for _, identity := range r.Identities {
		for _, x := range identity.Exposures {
			if x.Suppressed != nil {
				places[x.Suppressed.Kind] = append(places[x.Suppressed.Kind], position(x.Location))
			}
		}
	}
	var sentences []string
	for _, reason := range reasons {
		at := places[reason.kind]
		if len(at) == 0 {
			continue
		}
		sentence := "1 credential does not count, " + reason.one
		if len(at) > 1 {
			sentence = thousands(len(at)) + " credentials do not count, " + reason.many
		}
		sentences = append(sentences, sentence+": "+someOf(at, silencedShown, ", ")+".")
	}
	return strings.Join(sentences, " ")
}
