package workflows

import (
	"path"
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// composite is a composite action of the repository.
type composite struct {
	file     *file
	steps    []*actionlint.Step
	observed nhi.Workflow
}

// readComposite reads an action's metadata; nil when it is no composite action.
func (f *file) readComposite() *composite {
	if !f.readYAML() || f.root == nil {
		return nil
	}
	if using := lookup(f.root, "runs", "using"); using == nil || !strings.EqualFold(using.Value, "composite") {
		return nil
	}
	action := &composite{file: f, steps: f.compositeSteps(lookup(f.root, "runs", "steps"))}
	action.observe(f.root)
	return action
}

// observe describes the action as a workflow with one job, which has no ID.
func (a *composite) observe(root *yaml.Node) {
	runs := lookup(root, "runs")
	job := nhi.Job{Location: a.file.at(runs.Line, runs.Column), Steps: a.file.steps(a.steps, false)}
	collect := newCollector(a.file, &job)
	collect.env = append(collect.env, collect.onward.variables)
	for i, step := range a.steps {
		collect.step(i, step)
	}
	collect.rest(runs)
	collect.sort()
	job.CloudLogins = a.file.cloudLogins(a.steps, nil)
	a.observed = nhi.Workflow{Path: a.file.path, Composite: true, Name: scalarOf(lookup(root, "name")), Jobs: []nhi.Job{job}}
}

func scalarOf(node *yaml.Node) string {
	if node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return clean(node.Value)
}

// compositeSteps reads steps into the syntax tree that workflows have.
func (f *file) compositeSteps(steps *yaml.Node) []*actionlint.Step {
	if steps == nil {
		return nil
	}
	if steps.Kind != yaml.SequenceNode {
		f.trouble.add(nhi.GapUnparsable, f.at(steps.Line, steps.Column), "the steps are no list")
		return nil
	}
	var read []*actionlint.Step
	for _, node := range steps.Content {
		read = append(read, f.readStep(follow(node)))
	}
	return read
}

// into follows what a step hands to a local composite action to the actions inside it.
func (c *collector) into(at site, given map[string][]source) {
	if at.action == nil || at.action.Pin != nhi.PinLocal {
		return
	}
	action := c.composites[path.Clean(strings.TrimPrefix(at.action.Raw, selfRepository))]
	if action == nil {
		return
	}
	if c.handed += len(action.steps); c.handed > maximumHanded {
		c.trouble.add(nhi.GapTooLarge, c.job.Location, "composite actions are used too often to follow what they are given")
		return
	}
	for _, step := range action.steps {
		exec, ok := step.Exec.(*actionlint.ExecAction)
		if !ok {
			continue
		}
		inner := &handover{collector: c, action: action, given: given, at: at}
		inner.at.action = c.actionRef(exec.Uses.Value)
		inner.step(exec, step.Env)
	}
}

// handover is one action inside a composite action, and what its caller gives.
type handover struct {
	*collector
	action *composite
	given  map[string][]source // the composite action's inputs
	at     site                // the caller's step, with the inner action
}

func (h *handover) step(exec *actionlint.ExecAction, env *actionlint.Env) {
	if env != nil {
		for _, v := range inOrder(env) {
			h.text(v.Value, h.at.by(nhi.RouteEnv).of(v.Name.Value))
		}
	}
	for _, input := range inputsInOrder(exec) {
		h.text(input.Value, h.at.by(nhi.RouteWith).of(input.Name.Value))
	}
}

// text records the caller's credentials that reach a text of the inner action.
func (h *handover) text(s *actionlint.String, at site) {
	var held []source
	var offsets []int
	for _, r := range h.action.file.references(s, false) {
		for _, from := range h.sourcesOf(r) {
			from.part, from.asked = from.part || r.part, from.asked || r.asked
			held = append(held, from)
			offsets = append(offsets, r.offset)
		}
	}
	if len(held) == 0 || h.full() {
		return
	}
	for i, place := range h.action.file.inside(s.Pos.Line, s.Pos.Col, s.Value, offsets) {
		h.record(held[i], at, place)
	}
}

// sourcesOf is the caller's credentials that a reference inside the action reads. What the
// action reads by itself is recorded with the action.
func (h *handover) sourcesOf(r reference) []source {
	switch {
	case len(r.path) == 0:
		return nil
	case r.context == "inputs":
		return h.given[r.path[0]]
	case r.context == "env":
		return h.held(r.path[0])
	}
	return nil
}
