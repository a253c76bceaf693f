package policies

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Of what is only in the history, policies see what HEAD once had first.
func TestExposuresOnceInHeadComeFirst(t *testing.T) {
	exposure := func(path string, presence nhi.Presence, wasInHead bool) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: nhi.Location{Path: path, Line: 1}, Presence: presence, WasInHead: wasInHead}
	}
	d := &derivation{}
	got := ""
	for _, e := range d.exposures([]nhi.Exposure{
		exposure("a", nhi.PresenceHistory, false), exposure("b", nhi.PresenceHistory, true), exposure("c", nhi.PresenceHead, false),
		{Rule: "r", Location: nhi.Location{Path: "d"}, Suppressed: &nhi.Suppression{}},
	}) {
		got += e.At.Path
	}
	if got != "cba" {
		t.Errorf("order %s, want cba", got)
	}
}
