package agents

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// workflow is a workflow or composite action in which agents are looked for.
type workflow struct {
	*text
	root *node
}

// job is the steps of one job, or of a composite action, for which the name is "".
type job struct {
	name     string
	steps    []*node
	installs map[*product]*nhi.AgentSetting // what installs an agent from an open version; nil: nothing
}

// step is one step, with what the levels above give it.
type step struct {
	*workflow
	node   *node
	scopes []*node // the `env` of the workflow, the job and the step
	job    *job
	index  int
}

// setupJob is the job that prepares the machine of GitHub's coding agent.
const setupJob = "copilot-setup-steps"

func (w *workflow) agents() []nhi.Agent {
	var found []nhi.Agent
	for _, j := range w.root.get("jobs").entries() {
		if j.name == setupJob {
			found = append(found, nhi.Agent{Vendor: "GitHub", Product: "Copilot coding agent", Form: "workflow", Job: setupJob, Location: w.at(j.at)})
		}
		found = append(found, w.behindCall(clean(j.name), j.value, w.root.get("env"), j.value.get("env"))...)
		found = append(found, w.inSteps(clean(j.name), j.value.get("steps"), w.root.get("env"), j.value.get("env"))...)
	}
	if w.root.get("runs", "using").is("composite") {
		found = append(found, w.inSteps("", w.root.get("runs", "steps"))...)
	}
	return found
}

// aboveSteps is the step of an agent that a whole job runs.
const aboveSteps = -1

// behindCall finds the agent of a job that calls a reusable workflow which an agent's makers keep beside its action.
func (w *workflow) behindCall(name string, called *node, scopes ...*node) []nhi.Agent {
	s := &step{workflow: w, node: called, scopes: scopes, job: &job{name: name}, index: aboveSteps}
	repository, _, calls := strings.Cut(actionName(called.get("uses").string()), "/.github/workflows/")
	if !calls || !strings.Contains(repository, "/") {
		return nil
	}
	for p := range products {
		if keptIn(&products[p], repository) {
			return []nhi.Agent{s.action(&products[p])}
		}
	}
	return nil
}

// keptIn tells whether a product's action is kept in a repository.
func keptIn(p *product, repository string) bool {
	return slices.ContainsFunc(p.actions, func(action string) bool { return action == repository || strings.HasPrefix(action, repository+"/") })
}

func (w *workflow) inSteps(name string, steps *node, scopes ...*node) []nhi.Agent {
	if steps == nil {
		return nil
	}
	var found []nhi.Agent
	j := &job{name: name, steps: flatSteps(steps.items), installs: map[*product]*nhi.AgentSetting{}}
	if j.isCompiled() {
		return w.compiled(j, scopes)
	}
	for i, n := range j.steps {
		if n == nil {
			continue
		}
		s := &step{workflow: w, node: n, job: j, index: i}
		s.scopes = append(slices.Clone(scopes), n.get("env"))
		for p := range products {
			if a := s.agent(&products[p]); a != nil {
				found = append(found, *a)
			}
		}
	}
	if len(found) == 0 {
		var ofJob *node
		if len(scopes) > 0 {
			ofJob = scopes[len(scopes)-1]
		}
		found = w.unstarted(j, ofJob)
	}
	return found
}

// flatSteps puts the steps of each group that runs side by side (`parallel`) where the group stands.
func flatSteps(steps []*node) []*node {
	var flat []*node
	for _, step := range steps {
		if group := step.get("parallel"); group != nil {
			flat = append(flat, group.items...)
		} else {
			flat = append(flat, step)
		}
	}
	return flat
}

// agent describes the product's agent in the step; nil when the step does not run it.
func (s *step) agent(p *product) *nhi.Agent {
	run := s.node.get("run")
	switch {
	case len(p.actions) > 0 && slices.Contains(p.actions, actionName(s.node.get("uses").string())):
		a := s.action(p)
		return &a
	case p.command.in(run.string()):
		a, found := s.begin(p)
		s.readCommand(p, run, found)
		a.Inline = s.text.literalsIn(keep(s.node.get("env"), p.keys), "variable")
		s.end(&a, p, found)
		return &a
	}
	return nil
}

// action describes the agent of an action, or of a workflow kept beside it.
func (s *step) action(p *product) nhi.Agent {
	a, found := s.begin(p)
	s.readAction(p, found)
	a.Inline = s.literalKeys(p)
	a.Servers = s.serversGiven()
	s.end(&a, p, found)
	return a
}

func (s *step) begin(p *product) (nhi.Agent, *settings) {
	return nhi.Agent{Vendor: p.vendor, Product: p.name, Form: "workflow", Job: s.job.name, Step: s.index, Location: s.at(s.node.offset)}, &settings{text: s.text}
}

// selfChecking is the command of an agent that asks GitHub itself who started it.
const selfChecking = "opencode github run"

func (s *step) end(a *nhi.Agent, p *product, found *settings) {
	s.readEnvironment(p, found)
	if p.anyone || p.command != nil && !strings.Contains(s.node.get("run").string(), selfChecking) {
		found.add(nhi.SettingNoAccessCheck, "", s.node.offset)
	}
	a.Settings = found.inOrder()
}

// actionName is a reference without its version, in lower case as GitHub compares it.
func actionName(uses string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(uses), "@")
	return strings.ToLower(name)
}

// readEnvironment reports what the variables of the step, its job and its workflow widen.
func (s *step) readEnvironment(p *product, found *settings) {
	if v := s.variable(scrubVariable); p.vendor == "Anthropic" && (v.is("0") || v.is("false")) {
		found.add(nhi.SettingScrubOff, "", v.offset)
	}
	for _, name := range p.keys {
		if v := s.variable(name); strings.TrimSpace(v.string()) != "" && !slices.ContainsFunc(found.found, func(f nhi.AgentSetting) bool { return f.Name == nhi.SettingStaticModelKey }) {
			found.add(nhi.SettingStaticModelKey, name, v.offset)
		}
	}
	for _, name := range []string{"CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "GOOGLE_GENAI_USE_VERTEXAI"} {
		if v := s.variable(name); v.is("1") || v.is("true") {
			found.add(nhi.SettingKeylessModel, name, v.offset)
		}
	}
}
