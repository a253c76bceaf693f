package report

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// explain says what spoke for and against the credential that a finding is about, and where its other
// parts stand, as far as the report holds that.
func (t *text) explain(f nhi.Finding) {
	identity, found := t.identities[f.Identity]
	if !found || f.Location == nil || f.Policy != "leaked_credential" {
		return
	}
	for _, e := range identity.Exposures {
		if e.Location != *f.Location {
			continue
		}
		for _, p := range e.Parts {
			t.paragraph(span{styleDim, findingIndent}, styleDim, "Its "+plain(p.What)+" is at "+position(p.Location)+".")
		}
		if because := features(e); because != "" {
			t.paragraph(span{styleDim, findingIndent}, styleDim, because)
		}
		return
	}
}

// features lists what was weighed, with its weight.
func features(e nhi.Exposure) string {
	var parts []string
	for _, feature := range e.Features {
		parts = append(parts, fmt.Sprintf("%s %+d", plain(feature.Name), feature.Weight))
	}
	return strings.Join(parts, ", ")
}
