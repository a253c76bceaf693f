package inventory

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// An agent and what it was compiled from are one; what either says of it is said of that one.
func TestCompiledAgents(t *testing.T) {
	const folder = ".github/workflows/"
	agent := func(path, product string, form nhi.AgentForm, setting nhi.AgentSettingName) nhi.Agent {
		return nhi.Agent{Product: product, Form: form, Location: place(folder+path, 3), Settings: []nhi.AgentSetting{{Name: setting, Location: place(folder+path, 4)}}}
	}
	built := build(nhi.Observations{Agents: []nhi.Agent{
		agent("triage.md", "Pages", nhi.AgentInConfig, nhi.SettingStrictOff),
		agent("triage.lock.yml", "Pages", nhi.AgentInWorkflow, nhi.SettingStaticModelKey),
		agent("triage.lock.yml", "Other", nhi.AgentInWorkflow, nhi.SettingStaticModelKey),
		agent("new.md", "Pages", nhi.AgentInConfig, nhi.SettingStrictOff),
	}}, registry.Declarations{})
	got := map[string]int{}
	for _, identity := range built {
		if identity.Agent != nil {
			got[identity.Name] = len(identity.Agent.Settings)
		}
	}
	want := map[string]int{"Pages (" + folder + "triage.lock.yml)": 2, "Other (" + folder + "triage.lock.yml)": 1, "Pages (" + folder + "new.md)": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Two agents of one file are told apart by their names, too.
func TestAgentsOfOneFile(t *testing.T) {
	path := workflowPath(0)
	agent := func(job string) nhi.Agent {
		return nhi.Agent{Product: "Coder", Form: nhi.AgentInWorkflow, Job: job, Location: place(path, 3)}
	}
	built := build(nhi.Observations{Agents: []nhi.Agent{agent("review"), agent("write")}}, registry.Declarations{})
	for _, job := range []string{"review", "write"} {
		id := nhi.ID("github:acme/shop:agent:" + path + "#" + job + "/coder")
		if identity := built[id]; identity.Name != "Coder ("+path+", "+job+"/coder)" {
			t.Errorf("%s: %q", id, identity.Name)
		}
	}
}

// A job may have thousands of one agent: each is told from the others without a look at all of them.
func TestManyAgentsOfOneJob(t *testing.T) {
	cost := func(n int) float64 {
		w := oneJob(deployPath)
		w.Jobs[0].Steps = nil
		var agents []nhi.Agent
		for i := range n {
			w.Jobs[0].Steps = append(w.Jobs[0].Steps, nhi.Step{Index: i, Location: place(deployPath, 8+i)})
			agents = append(agents, nhi.Agent{Vendor: "Anthropic", Product: "Claude Code Action", Form: nhi.AgentInWorkflow, Location: place(deployPath, 8+i), Job: "job", Step: i})
		}
		seen := nhi.Observations{Workflows: []nhi.Workflow{w}, Agents: agents}
		if got := build(seen, registry.Declarations{}); got[nhi.ID(fmt.Sprintf("github:acme/shop:agent:%s#job/claude-code-action-%d", deployPath, n))].Agent == nil {
			t.Fatalf("%d agents: the last is not there", n)
		}
		return testing.AllocsPerRun(1, func() { Build(target, seen, registry.Declarations{}, now) }) / float64(n)
	}
	if few, many := cost(50), cost(800); many > 1.5*few {
		t.Errorf("%.0f allocations an agent among 50, %.0f among 800", few, many)
	}
}
