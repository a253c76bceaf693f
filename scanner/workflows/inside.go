package workflows

import (
	"path"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// ranStep is a step as a job runs it: its own, or one within a local composite action that it uses, with what the action
// is given in place of its inputs.
type ranStep struct {
	*actionlint.Step
	beside []*actionlint.Step // the steps whose outputs it may read
	under  *actionlint.Step   // the job's step that uses the action; nil where it is the job's own
}

// The limits on following local composite actions.
const (
	maximumNested  = 10 // GitHub's own
	maximumWithin  = 2_000
	maximumFilling = 20_000 // bytes of one text with what is given in place of its inputs
	maximumGiven   = 16 << 20
)

// ranSteps are the steps that a job runs, those of local composite actions behind the step that uses them.
func (f *file) ranSteps(j *actionlint.Job) []ranStep {
	if known, ok := f.ran[j]; ok {
		return known
	}
	var ran []ranStep
	for _, step := range j.Steps {
		ran = append(ran, ranStep{step, j.Steps, nil})
		for _, inner := range f.stepsWithin(step, maximumNested, nil) {
			inner.under = step
			ran = append(ran, inner)
		}
	}
	f.ran[j] = ran
	return ran
}

// stepsOf are the steps without where they stand.
func stepsOf(ran []ranStep) []*actionlint.Step {
	steps := make([]*actionlint.Step, len(ran))
	for i, r := range ran {
		steps[i] = r.Step
	}
	return steps
}

// stepsWithin are the steps of the local composite action that a step uses, those of the actions that they use behind them.
func (f *file) stepsWithin(step *actionlint.Step, depth int, using []*composite) []ranStep {
	action := f.localComposite(step)
	if action == nil || depth == 0 || slices.Contains(using, action) {
		return nil
	}
	if !f.follows(action, step) {
		return nil
	}
	beside := f.stepsGiven(action, step.Exec.(*actionlint.ExecAction))
	var ran []ranStep
	for _, inner := range beside {
		ran = append(ran, ranStep{inner, beside, nil})
		ran = append(ran, f.stepsWithin(inner, depth-1, append(using, action))...)
	}
	return ran
}

// follows counts the steps of an action that is followed, and tells whether that is still within bounds.
func (f *file) follows(action *composite, step *actionlint.Step) bool {
	if f.followed += len(action.steps); f.followed <= maximumWithin {
		return true
	}
	f.trouble.add(nhi.GapTooLarge, f.pos(step.Pos), "composite actions are used too often to follow what they check out")
	return false
}

// localComposite is the composite action of the repository that a step uses, nil for any other step.
func (f *file) localComposite(step *actionlint.Step) *composite {
	exec, ok := step.Exec.(*actionlint.ExecAction)
	if !ok || exec.Uses == nil {
		return nil
	}
	ref := f.actionRef(exec.Uses.Value)
	if ref.Pin != nhi.PinLocal {
		return nil
	}
	return f.composites[path.Clean(strings.TrimPrefix(ref.Raw, selfRepository))]
}

// stepsGiven are the action's steps with what a step gives it in place of its inputs. Where they stand is where that step does:
// they are of another file.
func (f *file) stepsGiven(a *composite, by *actionlint.ExecAction) []*actionlint.Step {
	given := func(name string) string {
		if input := by.Inputs[name]; input != nil && input.Value != nil {
			return input.Value.Value
		}
		return textIn(lookup(a.file.root, "inputs", name, "default"))
	}
	text := func(s *actionlint.String) *actionlint.String {
		if s == nil {
			return nil
		}
		if f.given > maximumGiven {
			f.trouble.add(nhi.GapTooLarge, f.pos(by.Uses.Pos), "composite actions repeat what they are given too often to follow it")
			return &actionlint.String{Value: s.Value, Pos: by.Uses.Pos}
		}
		text := filled(s.Value, given)
		f.given += len(text)
		return &actionlint.String{Value: text, Pos: by.Uses.Pos}
	}
	steps := make([]*actionlint.Step, 0, len(a.steps))
	for _, own := range a.steps {
		step := &actionlint.Step{ID: own.ID, If: own.If, Name: own.Name, Pos: by.Uses.Pos, ContinueOnError: own.ContinueOnError}
		if own.Env != nil {
			step.Env = &actionlint.Env{Vars: map[string]*actionlint.EnvVar{}}
			for key, v := range own.Env.Vars {
				step.Env.Vars[key] = &actionlint.EnvVar{Name: &actionlint.String{Value: v.Name.Value, Pos: v.Name.Pos}, Value: text(v.Value)}
			}
		}
		switch exec := own.Exec.(type) {
		case *actionlint.ExecRun:
			step.Exec = &actionlint.ExecRun{Run: text(exec.Run), Shell: exec.Shell, WorkingDirectory: text(exec.WorkingDirectory)}
		case *actionlint.ExecAction:
			inputs := map[string]*actionlint.Input{}
			for key, input := range exec.Inputs {
				inputs[key] = &actionlint.Input{Name: input.Name, Value: text(input.Value)}
			}
			step.Exec = &actionlint.ExecAction{Uses: &actionlint.String{Value: exec.Uses.Value, Pos: by.Uses.Pos}, Inputs: inputs}
		}
		steps = append(steps, step)
	}
	return steps
}

// textIn is the text of a scalar as it is written, "" where there is none.
func textIn(node *yaml.Node) string {
	if s := stringOf(follow(node)); s != nil {
		return s.Value
	}
	return ""
}

// output is the text of an output of the action, as what a step gives it makes it.
func (a *composite) output(name string, by *actionlint.ExecAction) string {
	return filled(textIn(lookup(a.file.root, "outputs", name, "value")), func(input string) string {
		if given := by.Inputs[input]; given != nil && given.Value != nil {
			return given.Value.Value
		}
		return ""
	})
}

// filled puts into a text what is given for the inputs that its expressions may give: in place of an expression that is nothing
// but an input, and behind one that may give others, since which it gives is not known.
func filled(text string, given func(string) string) string {
	if !strings.Contains(text, "inputs") {
		return text
	}
	var result strings.Builder
	for rest := text; ; {
		begin := strings.Index(rest, "${{")
		if begin < 0 {
			result.WriteString(rest)
			break
		}
		result.WriteString(rest[:begin])
		node, length, ok := parseExpression(rest[begin+len("${{"):])
		end := begin + len("${{") + length
		names, only := inputsIn(node)
		if !ok || !only {
			result.WriteString(rest[begin:end])
		}
		for _, name := range names {
			result.WriteString(given(name))
		}
		if rest = rest[end:]; result.Len() > maximumFilling {
			return text
		}
	}
	return result.String()
}

// inputsIn are the inputs that an expression may give, and whether it is nothing else than one of them.
func inputsIn(node actionlint.ExprNode) (names []string, only bool) {
	switch node.(type) {
	case nil:
		return nil, false
	case *actionlint.ObjectDerefNode, *actionlint.IndexAccessNode:
		only = true
	}
	collectCarried(node, false, func(t carriedText) {
		if t.context == "inputs" && len(t.path) == 1 && !slices.Contains(names, t.path[0]) {
			names = append(names, t.path[0])
		}
	})
	return names, only && len(names) == 1
}
