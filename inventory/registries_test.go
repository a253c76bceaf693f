package inventory

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// What Dependabot is given is of its own store, whatever Actions calls its own.
func TestPrivateRegistries(t *testing.T) {
	const path = ".github/dependabot.yml"
	seen := nhi.Observations{
		Workflows:  []nhi.Workflow{oneJob(workflowPath(0), secretUse("NPM_TOKEN", "", 0, place(workflowPath(0), 9)))},
		Registries: []nhi.PrivateRegistry{{Name: "npm", Type: "npm-registry", Key: "token", Secret: "NPM_TOKEN", Location: place(path, 3)}},
	}
	built := build(seen, registry.Declarations{})
	identity, known := built["github:acme/shop:dependabot-secret:NPM_TOKEN"]
	if !known || len(identity.Uses) != 1 || identity.Uses[0].Location != place(path, 3) || identity.Uses[0].Input != "token" || identity.Credential.Service == "" || identity.UsesKnown.Known() {
		t.Errorf("%+v", identity)
	}
	if actions := built[secretPrefix+"NPM_TOKEN"]; len(actions.Uses) != 1 || actions.Uses[0].Location.Path == path {
		t.Errorf("%+v", actions)
	}
}
