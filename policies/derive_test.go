package policies

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What stands for settings is judged as settings, once: an organisation has one for each repository. It counts in the summary.
func TestSettingsAreNoEntries(t *testing.T) {
	in := Input{Now: now, Identities: []nhi.Identity{
		secret("A"),
		{ID: "github:acme/app:workflow-token-default", Kind: nhi.KindWorkflowToken, Settings: &nhi.Settings{Level: nhi.LevelRepository}},
		{ID: "public", Kind: nhi.KindCISecret, Credential: nhi.Credential{Public: true}},
	}}
	entries, summary := newDerivation(in).entries(in)
	if len(entries) != 1 || entries[0].Name != "A" || summary.Identities != 2 {
		t.Errorf("%d entries, %d in the summary; want 1 and 2", len(entries), summary.Identities)
	}
}
