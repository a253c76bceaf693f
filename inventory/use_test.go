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

// What a workflow does with a credential is told of its use; what strangers bring, where they can start it.
func TestUseCarries(t *testing.T) {
	path := workflowPath(0)
	download, uploaded := &nhi.Download{Host: "get.example.com", Given: true, Location: place(path, 7)}, place(path, 12)
	use := nhi.CredentialUse{Store: "secrets", Name: "TEST_KEY", Route: nhi.RouteEnv, Level: "step", Location: place(path, 9), Part: true, Download: download, Uploaded: &uploaded}
	workflow := oneJob(path, use)
	workflow.Triggers = []nhi.Trigger{{Event: "workflow_run", Untrusted: true}}
	workflow.Jobs[0].Injections = []nhi.Injection{
		{Events: []string{"issues"}, Location: place(path, 4)},
		{Events: []string{"workflow_run"}, Location: place(path, 5), Variables: true},
	}
	got := build(nhi.Observations{Workflows: []nhi.Workflow{workflow}}, registry.Declarations{})[secretPrefix+"TEST_KEY"].Uses[0]
	if !got.Part || got.Download == nil || *got.Download != *download || got.Uploaded == nil || *got.Uploaded != uploaded {
		t.Errorf("%+v", got)
	}
	if got.Injection != nil || got.Variables == nil || got.Variables.Line != 5 {
		t.Errorf("injection %v, variables %v", got.Injection, got.Variables)
	}
}
