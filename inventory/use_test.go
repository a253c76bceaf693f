package inventory

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// What a job's action is told to work on is told where it is another repository.
func TestOtherRepository(t *testing.T) {
	path := workflowPath(0)
	dispatch := &nhi.ActionRef{Raw: "peter-evans/repository-dispatch@v3", Owner: "peter-evans", Repo: "repository-dispatch", Ref: "v3", Pin: nhi.PinTag}
	for _, test := range []struct {
		repository string
		action     *nhi.ActionRef
		want       string
	}{
		{"acme/windows", dispatch, "acme/windows"},
		{"Acme/Shop", dispatch, ""},
		{"acme/windows", nil, ""},
		{"", dispatch, ""},
	} {
		use := nhi.CredentialUse{Store: "secrets", Name: "TEST_PAT", Route: nhi.RouteWith, Level: "step", Input: "token", Action: test.action, Location: place(path, 9)}
		workflow := oneJob(path, use)
		workflow.Jobs[0].Steps[0].Repository = test.repository
		built := build(nhi.Observations{Workflows: []nhi.Workflow{workflow}}, registry.Declarations{})
		if got := built[secretPrefix+"TEST_PAT"].Uses[0].Repository; got != test.want {
			t.Errorf("told %q: %q, want %q", test.repository, got, test.want)
		}
	}
}
