package report

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// exposureOf is the exposure of its identity that a finding is about, nil where it is about none.
func exposureOf(f nhi.Finding, identity *nhi.Identity) *nhi.Exposure {
	if f.Location == nil {
		return nil
	}
	return exposureAt(f, *f.Location, identity)
}

// exposureAt is the exposure of its identity that a finding of a leaked credential names with one of its places.
func exposureAt(f nhi.Finding, at nhi.Location, identity *nhi.Identity) *nhi.Exposure {
	if identity == nil || f.Policy != "leaked_credential" {
		return nil
	}
	for i, e := range identity.Exposures {
		if e.Location == at {
			return &identity.Exposures[i]
		}
	}
	return nil
}

// isPast tells whether a value is in a commit and not in the scanned one.
func isPast(e nhi.Exposure) bool {
	return e.Commit != "" && (e.Presence == nhi.PresenceBranch || e.Presence == nhi.PresenceHistory)
}

// explained says where the other parts stand of the credential that a finding is about, why it may be none, and what
// spoke for and against it, as far as the report holds that.
func explained(f nhi.Finding, identity *nhi.Identity, places int) []string {
	e := exposureOf(f, identity)
	if e == nil {
		return nil
	}
	var said []string
	if others := alsoAt(f, identity, places); others != "" {
		said = append(said, "It is also at "+others+".")
	}
	for _, p := range e.Parts {
		said = append(said, "Its "+plain(p.What)+" is at "+position(p.Location)+".")
	}
	if e.Doubt != "" && e.Doubt != nhi.DoubtLoneID {
		said = append(said, "It is probably no credential ("+plain(e.Doubt.Title())+").")
	}
	if because := features(*e); because != "" {
		said = append(said, sentenceCase(because)+".")
	}
	return said
}

// placesShown is how many further places of a value are named where not all are.
const placesShown = 2

// alsoAt names the first n of a finding's further places and counts the others.
func alsoAt(f nhi.Finding, identity *nhi.Identity, n int) string {
	var names []string
	for _, at := range f.Related[:min(len(f.Related), n)] {
		names = append(names, shorten(position(at), longestPlace)+past(exposureAt(f, at, identity)))
	}
	said := strings.Join(names, ", ")
	if rest := len(f.Related) + f.Unlisted - len(names); rest > 0 {
		said += fmt.Sprintf(" and %s more", thousands(rest))
	}
	return said
}

// past is the commit and the ref of a value that the scanned commit has not.
func past(e *nhi.Exposure) string {
	if e == nil || !isPast(*e) {
		return ""
	}
	return " (" + strings.TrimSpace(shorten(plain(shortRef(e.Ref)), 60)+" "+shortCommit(e.Commit)) + ")"
}

// features lists what was weighed, with its weight.
func features(e nhi.Exposure) string {
	var parts []string
	for _, feature := range e.Features {
		parts = append(parts, fmt.Sprintf("%s %+d", plain(feature.Name), feature.Weight))
	}
	return strings.Join(parts, ", ")
}
