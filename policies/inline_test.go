package policies

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A value that a detector knows is one finding, and one that it does not know is not lost
// because another stands on its line.
func TestRecognisedLiterals(t *testing.T) {
	at := func(line, column int) nhi.Location {
		return nhi.Location{Path: ".mcp.json", Line: line, Column: column}
	}
	known := func(l nhi.Location, c nhi.Confidence, p nhi.Presence) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: l, Confidence: c, Presence: p}
	}
	marked := known(at(6, 11), nhi.ConfidenceLow, nhi.PresenceHead)
	marked.Suppressed = &nhi.Suppression{Kind: "gitleaksignore"}
	agent := nhi.Identity{ID: "agent", Kind: nhi.KindAgent, Agent: &nhi.Agent{Servers: []nhi.MCPServer{{Inline: []nhi.InlineCredential{
		{Name: "known", Location: at(2, 10)}, {Name: "on the same line", Location: at(2, 40)},
		{Name: "header", Location: at(3, 10)}, {Name: "doubtful", Location: at(4, 10)},
		{Name: "past", Location: at(5, 10)}, {Name: "marked", Location: at(6, 10)},
	}}}}}
	exposed := nhi.Identity{ID: "exposed", Exposures: []nhi.Exposure{
		known(at(2, 11), nhi.ConfidenceHigh, nhi.PresenceHead), known(at(3, 18), nhi.ConfidenceMedium, nhi.PresenceWorktree),
		known(at(4, 11), nhi.ConfidenceLow, nhi.PresenceHead), known(at(5, 11), nhi.ConfidenceHigh, nhi.PresenceHistory), marked,
	}}
	facts, _, _ := derive(Input{Now: now, Identities: []nhi.Identity{agent, exposed}})
	got := map[string]bool{}
	for _, f := range facts {
		if f.Agent != nil {
			for _, in := range f.Agent.Inline {
				got[in.Name] = in.Recognised
			}
		}
	}
	want := map[string]bool{"known": true, "on the same line": false, "header": true, "doubtful": false, "past": false, "marked": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recognised (-want +got):\n%s", diff)
	}
}
