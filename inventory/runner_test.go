package inventory

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// A group of runners is the organisation's to fill: a job that asks for one runs on a machine that is somebody's.
func TestRunnerIdentities(t *testing.T) {
	for _, test := range []struct {
		labels     []string
		selfHosted bool
		want       nhi.ID
	}{
		{[]string{"ubuntu-latest"}, false, ""},
		{[]string{"x64", "group:big"}, false, "github:acme/shop:runner:group:big,x64"},
		{[]string{"self-hosted", "gpu"}, true, "github:acme/shop:runner:gpu,self-hosted"},
		{[]string{"self-hosted", "${{ matrix.config.os }}", "v${{matrix.arch}}"}, true, "github:acme/shop:runner:matrix.config.os,self-hosted,vmatrix.arch"},
		{[]string{"${{ inputs.big && 'a,b' || 'c' }}-${{ matrix.os", "self-hosted"}, true, "github:acme/shop:runner:inputs.big-a-b-c-${{ matrix.os,self-hosted"},
	} {
		w := oneJob(workflowPath(0))
		w.Jobs[0].RunsOn, w.Jobs[0].SelfHosted = test.labels, test.selfHosted
		var got nhi.ID
		for id, identity := range build(nhi.Observations{Workflows: []nhi.Workflow{w}}, registry.Declarations{}) {
			if identity.Kind == nhi.KindRunner {
				got += id
			}
		}
		if got != test.want {
			t.Errorf("%v: %q, not %q", test.labels, got, test.want)
		}
	}
}
