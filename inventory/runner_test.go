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

// Labels know no case, and neither do environments: two spellings are one.
func TestSpellings(t *testing.T) {
	w := oneJob(workflowPath(0), secretUse("KEY_ONE", "", 0, place(workflowPath(0), 9)))
	w.Jobs[0].RunsOn, w.Jobs[0].SelfHosted, w.Jobs[0].Environment = []string{"self-hosted", "Linux"}, true, "Production"
	other := oneJob(workflowPath(1), secretUse("KEY_ONE", "", 0, place(workflowPath(1), 9)))
	other.Jobs[0].RunsOn, other.Jobs[0].SelfHosted, other.Jobs[0].Environment = []string{"Self-Hosted", "linux"}, true, "production"
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w, other}}, registry.Declarations{})
	var runners int
	for _, identity := range got {
		if identity.Kind == nhi.KindRunner {
			runners++
		}
	}
	if pool := got["github:acme/shop:runner:Linux,self-hosted"]; runners != 1 || len(pool.Uses) != 2 {
		t.Errorf("%d runners, %d uses", runners, len(pool.Uses))
	}
	if secret := got[secretPrefix+"KEY_ONE"]; len(secret.Environments) != 1 || secret.Environment.Value != nhi.EnvironmentProduction {
		t.Errorf("%v %+v", secret.Environments, secret.Environment)
	}
}

// A registered runner that is called as a label is not what jobs get which ask for the label.
func TestRunnerCalledAsALabel(t *testing.T) {
	p := told()
	for name, labels := range map[string][]string{"gpu": {"cpu", "self-hosted"}, "box": {"gpu", "self-hosted"}} {
		p.Identities = append(p.Identities, nhi.Identity{
			ID: githubID("acme/shop", "runner", name), Kind: nhi.KindRunner, Name: name, System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic,
			Runner: &nhi.Runner{Labels: labels},
		})
	}
	w := oneJob(deployPath)
	w.Jobs[0].RunsOn, w.Jobs[0].SelfHosted = []string{"gpu"}, true
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{})
	if machine := got["github:acme/shop:runner:gpu"]; len(machine.Uses) != 0 || machine.Runner == nil {
		t.Errorf("%+v", machine)
	}
	if pool := got["github:acme/shop:runner:labels:gpu"]; len(pool.Uses) != 1 || len(pool.Links) != 1 || pool.Links[0].To != "github:acme/shop:runner:box" {
		t.Errorf("%+v", pool)
	}
}
