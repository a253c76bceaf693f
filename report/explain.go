package report

import (
	"fmt"
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
func explained(f nhi.Finding, identity *nhi.Identity) []string {
	e := exposureOf(f, identity)
	if e == nil {
		return nil
	}
	var said []string
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

// features lists what was weighed, with its weight.
func features(e nhi.Exposure) string {
	var parts []string
	for _, feature := range e.Features {
		parts = append(parts, fmt.Sprintf("%s %+d", plain(feature.Name), feature.Weight))
	}
	return strings.Join(parts, ", ")
}
