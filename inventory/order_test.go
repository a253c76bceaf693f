package inventory

import (
	"slices"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Of what is only in the history, what HEAD once had comes first, whatever the path.
func TestPastExposuresRankByHead(t *testing.T) {
	exposure := func(path string, presence nhi.Presence, wasInHead bool) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: nhi.Location{Path: path, Line: 1}, Presence: presence, WasInHead: wasInHead}
	}
	all := []nhi.Exposure{
		exposure("a", nhi.PresenceHistory, false), exposure("b", nhi.PresenceHistory, true), exposure("c", nhi.PresenceBranch, false),
		exposure("d", nhi.PresenceBranch, true), exposure("e", nhi.PresenceHead, false),
	}
	slices.SortFunc(all, compareExposures)
	got := ""
	for _, e := range all {
		got += e.Location.Path
	}
	if got != "edcba" {
		t.Errorf("order %s, want edcba", got)
	}
}
