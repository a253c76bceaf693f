package report

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// silencedShown is how many places of silenced credentials are named.
const silencedShown = 3

// silenced says how many credentials do not count because of a comment on their line, and where the first stand; ""
// where there are none. Whoever writes a line can write the comment: readers have to see that somebody did.
func silenced(r nhi.Report) string {
	var places []string
	for _, identity := range r.Identities {
		for _, x := range identity.Exposures {
			if x.Suppressed != nil && x.Suppressed.Kind == nhi.SuppressedByComment {
				places = append(places, position(x.Location))
			}
		}
	}
	if len(places) == 0 {
		return ""
	}
	shown, more := places[:min(len(places), silencedShown)], ""
	if rest := len(places) - len(shown); rest > 0 {
		more = fmt.Sprintf(" and %s more", thousands(rest))
	}
	named := strings.Join(shown, ", ") + more
	if len(places) == 1 {
		return "1 credential does not count, as a comment on its line asks: " + named + "."
	}
	return thousands(len(places)) + " credentials do not count, as comments on their lines ask: " + named + "."
}
