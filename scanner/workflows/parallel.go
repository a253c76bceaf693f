package workflows

import (
	"slices"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"
)

// Steps that run nothing themselves but say how others run. actionlint's parser does not know them; see
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsparallel.
var controlKeys = []string{parallelKey, "wait", "wait-all", "cancel"}

const parallelKey = "parallel"

// flatten puts the steps of each `parallel` where the group stands.
func (f *file) flatten(tree *actionlint.Workflow) {
	for _, j := range tree.Jobs {
		nodes := f.stepsOf(j)
		if len(nodes) != len(j.Steps) {
			continue // no list of steps, which the parser has told of
		}
		var flat []*actionlint.Step
		for i, node := range nodes {
			group := groupOf(node)
			if group == nil {
				flat = append(flat, j.Steps[i])
			}
			for _, member := range group {
				flat = append(flat, f.readStep(follow(member)))
			}
		}
		j.Steps = flat
	}
}

// stepsOf are the nodes of a job's steps as written, groups among them.
func (f *file) stepsOf(j *actionlint.Job) []*yaml.Node {
	steps := lookup(f.nodeOf(j), "steps")
	if steps == nil {
		return nil
	}
	return steps.Content
}

// flatSteps are the nodes of a job's steps, those of a group in its place: one for each step of the flattened job.
func flatSteps(steps *yaml.Node) []*yaml.Node {
	var flat []*yaml.Node
	for _, node := range steps.Content {
		if group := groupOf(node); group != nil {
			flat = append(flat, group...)
		} else {
			flat = append(flat, node)
		}
	}
	return flat
}

// groupOf are the steps that a step runs side by side, nil when it is none of that kind.
func groupOf(step *yaml.Node) []*yaml.Node {
	group := lookup(step, parallelKey)
	if group == nil || group.Kind != yaml.SequenceNode {
		return nil
	}
	return group.Content
}

// controls are the places of the steps that only say how others run, as the parser tells of them.
func (f *file) controls() map[actionlint.Pos]bool {
	places := map[actionlint.Pos]bool{}
	eachPair(lookup(f.root, "jobs"), func(_, job *yaml.Node) {
		steps := lookup(job, "steps")
		if steps == nil {
			return
		}
		for _, step := range steps.Content {
			if written := follow(step); isControl(written) {
				places[actionlint.Pos{Line: step.Line, Col: step.Column}] = true
				places[actionlint.Pos{Line: written.Line, Col: written.Column}] = true
			}
		}
	})
	return places
}

func isControl(step *yaml.Node) bool {
	return slices.ContainsFunc(controlKeys, func(key string) bool { return lookup(step, key) != nil })
}
