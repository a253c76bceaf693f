package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

const selfHostedLabel = "self-hosted"

// foreignLabels are the beginnings of the labels by which services that run jobs on machines of their own are asked,
// from the documentation of each. A job there hands its credentials to somebody who is not GitHub.
var foreignLabels = []string{
	"actuated", "blacksmith-", "buildjet-", "cirun", "cirrus-runner", "codebuild-", "codspeed-", "depot-", "fly-", "latchkey-", "namespace-profile-",
	"nscloud-", "runs-on/", "runs-on=", "runson-", "ubicloud", "warp-", "warpbuild",
}

// runnerOf is the labels of a job's runner, and whether they ask for one that is not GitHub's. A
// group may hold GitHub's larger runners as well, so that a group alone does not tell.
func runnerOf(j *actionlint.Job) (labels []string, selfHosted bool) {
	if j.RunsOn == nil {
		return nil, false
	}
	written := slices.Clone(j.RunsOn.Labels)
	if e := j.RunsOn.LabelsExpr; e != nil {
		written = append(written, e)
	}
	for _, l := range written {
		resolved := labelsOf(l, j.Strategy)
		labels = append(labels, resolved...)
		selfHosted = selfHosted || slices.ContainsFunc(resolved, notGitHubs) || asksForSelfHosted(l.Value)
	}
	if g := j.RunsOn.Group; g != nil {
		labels = append(labels, "group:"+textOf(g))
	}
	return labels, selfHosted
}

// notGitHubs tells whether a label is that of a self-hosted runner, or of a service's.
func notGitHubs(label string) bool {
	label = strings.ToLower(label)
	return strings.Contains(label, selfHostedLabel) || slices.ContainsFunc(foreignLabels, func(prefix string) bool { return strings.HasPrefix(label, prefix) })
}

// labelsOf is a label or, of a variable of the matrix, what it becomes where the runner is not GitHub's: the labels of the
// one such value, or the values as one label, by "|". Where there is none, it is all values so, or the label as it is.
func labelsOf(label *actionlint.String, strategy *actionlint.Strategy) []string {
	var ways [][]string
	for _, value := range matrixValues(strategy, matrixVariable(label.Value)) {
		if labels := textsOf(value); slices.ContainsFunc(labels, notGitHubs) {
			ways = append(ways, labels)
		}
	}
	switch len(ways) {
	case 0:
		if texts, known := wholeTexts(label, strategy); known {
			return []string{clean(strings.Join(texts, "|"))}
		}
		return []string{textOf(label)}
	case 1:
		return ways[0]
	}
	var each []string
	for _, labels := range ways {
		each = append(each, strings.Join(labels, "+"))
	}
	slices.Sort(each)
	return []string{clean(strings.Join(slices.Compact(each), "|"))}
}

// asksForSelfHosted tells whether an expression may become the label of a self-hosted runner.
func asksForSelfHosted(label string) bool {
	parsed, _ := expressions(label, false)
	return slices.ContainsFunc(parsed, func(e expression) bool {
		return slices.ContainsFunc(literals(e.node), notGitHubs)
	})
}

// literals lists the texts written in an expression.
func literals(node actionlint.ExprNode) []string {
	var found []string
	actionlint.VisitExprNode(node, func(n, _ actionlint.ExprNode, entering bool) {
		if s, ok := n.(*actionlint.StringNode); ok && entering {
			found = append(found, s.Value)
		}
	})
	return found
}
