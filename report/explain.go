package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// exposureOf is the exposure of its identity that a finding is about, nil where it is about none.
func exposureOf(f nhi.Finding, identity *nhi.Identity) *nhi.Exposure {
	if identity == nil || f.Location == nil || f.Policy != "leaked_credential" {
		return nil
	}
	for i, e := range identity.Exposures {
		if e.Location == *f.Location {
			return &identity.Exposures[i]
		}
	}
	return nil
}

// explained says where the other parts stand of the credential that a finding is about, why it may be none, and what
// spoke for and against it, as far as the report holds that.
func explained(f nhi.Finding, identity *nhi.Identity, places int) []string {
	e := exposureOf(f, identity)
	if e == nil {
		return nil
	}
	var said []string
	if others := alsoAt(f.Related, identity, places); others != "" {
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

// alsoAt names the first n of some places and counts the others.
func alsoAt(all []nhi.Location, identity *nhi.Identity, n int) string {
	var names []string
	for _, at := range all[:min(len(all), n)] {
		names = append(names, shorten(position(at), longestPlace)+past(at, identity))
	}
	said := strings.Join(names, ", ")
	if rest := len(all) - len(names); rest > 0 {
		said += fmt.Sprintf(" and %s more", thousands(rest))
	}
	return said
}

// past is the commit and the ref of a place that the working tree has not.
func past(at nhi.Location, identity *nhi.Identity) string {
	i := slices.IndexFunc(identity.Exposures, func(e nhi.Exposure) bool { return e.Location == at })
	if i < 0 {
		return ""
	}
	e := identity.Exposures[i]
	if e.Commit == "" || e.Presence != nhi.PresenceBranch && e.Presence != nhi.PresenceHistory {
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
