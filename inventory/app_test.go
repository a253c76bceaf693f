package inventory

import (
	"slices"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// Who is given a GitHub App's private key acts as the App.
func TestApps(t *testing.T) {
	path := workflowPath(0)
	with := func(name, repo, input string) nhi.CredentialUse {
		return nhi.CredentialUse{Store: "secrets", Name: name, Route: nhi.RouteWith, Level: "step", Input: input, Location: place(path, 9),
			Action: &nhi.ActionRef{Raw: "actions/" + repo + "@v2", Owner: "actions", Repo: repo, Ref: "v2", Pin: nhi.PinTag}}
	}
	built := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(path,
		with("BOT_KEY", "create-github-app-token", "private-key"), with("BOT_ID", "create-github-app-token", "app-id"), with("OTHER", "checkout", "private-key"))}}, registry.Declarations{})
	var apps []nhi.ID
	for id, identity := range built {
		if identity.Kind == nhi.KindGitHubApp {
			apps = append(apps, id)
		}
	}
	if !slices.Equal(apps, []nhi.ID{"github:acme/shop:github-app:BOT_KEY"}) {
		t.Fatal(apps)
	}
	app := built[apps[0]]
	if len(app.Uses) != 1 || len(app.Links) != 1 || app.Links[0].To != secretPrefix+"BOT_KEY" {
		t.Errorf("%+v", app)
	}
}
