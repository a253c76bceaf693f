package workflows

import (
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// readStep reads a step without actionlint, which knows neither composite actions nor groups of steps.
func (f *file) readStep(node *yaml.Node) *actionlint.Step {
	step := &actionlint.Step{
		ID:   stringOf(lookup(node, "id")),
		If:   stringOf(lookup(node, "if")),
		Name: stringOf(lookup(node, "name")),
		Env:  envOf(lookup(node, "env")),
		Pos:  &actionlint.Pos{Line: node.Line, Col: node.Column},
	}
	switch uses, run := stringOf(lookup(node, "uses")), stringOf(lookup(node, "run")); {
	case uses != nil:
		step.Exec = &actionlint.ExecAction{Uses: uses, Inputs: inputsOf(lookup(node, "with"))}
	case run != nil:
		step.Exec = &actionlint.ExecRun{Run: run}
	default:
		f.trouble.add(nhi.GapUnparsable, f.at(node.Line, node.Column), "a step that neither uses an action nor runs a script")
	}
	return step
}

// actionOf is the action that a step uses and its name in small letters; nil and "" for a script.
func actionOf(step *actionlint.Step) (action *actionlint.ExecAction, name string) {
	action, ok := step.Exec.(*actionlint.ExecAction)
	if !ok || action.Uses == nil {
		return nil, ""
	}
	return action, strings.ToLower(actionRef(action.Uses.Value, "").Name())
}

func stringOf(node *yaml.Node) *actionlint.String {
	if node == nil || node.Kind != yaml.ScalarNode {
		return nil
	}
	return &actionlint.String{Value: node.Value, Pos: &actionlint.Pos{Line: node.Line, Col: node.Column}}
}

func envOf(node *yaml.Node) *actionlint.Env {
	if node == nil {
		return nil
	}
	env := &actionlint.Env{Vars: map[string]*actionlint.EnvVar{}}
	eachPair(node, func(key, value *yaml.Node) {
		if name, text := stringOf(key), stringOf(value); name != nil && text != nil {
			env.Vars[strings.ToLower(name.Value)] = &actionlint.EnvVar{Name: name, Value: text}
		}
	})
	return env
}

func inputsOf(node *yaml.Node) map[string]*actionlint.Input {
	inputs := map[string]*actionlint.Input{}
	eachPair(node, func(key, value *yaml.Node) {
		if name, text := stringOf(key), stringOf(value); name != nil && text != nil {
			inputs[strings.ToLower(name.Value)] = &actionlint.Input{Name: name, Value: text}
		}
	})
	return inputs
}
