package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// checkoutEvents are the events whose run has a stranger's change at hand, and secrets too.
var checkoutEvents = []string{"pull_request_target", "workflow_run", "issue_comment", "issues"}

// guardedEvents are those on which a recent actions/checkout refuses a fork's code.
var guardedEvents = []string{"pull_request_target", "workflow_run"}

// headPattern matches what names the code of a pull request: an expression's property or a git ref.
var headPattern = lazyregexp.New(`(?i)github\.head_ref|(?:github\.event\.)?(?:pull_request\.head\.(?:sha|ref)|pull_request\.merge_commit_sha|` +
	`workflow_run\.(?:head_(?:sha|branch|commit)|pull_requests))|refs/(?:remotes/)?pull/|\bpull/\$`)

// fetchPattern matches the commands that bring such code into the working folder.
var fetchPattern = lazyregexp.New(`(?m)\bgh\s+pr\s+checkout\b|\bhub\s+pr\s+checkout\b|\bgit\s+(?:-\S+\s+\S+\s+)*(?:fetch|checkout|pull|switch|clone|worktree)\b`)

var pullCheckoutPattern = lazyregexp.New(`\b(?:gh|hub)\s+pr\s+checkout\b`)

// untrustedCheckout is the first step that checks out a stranger's code in a run that has secrets, where this or a later one
// may run it. In a called workflow it is one that does when a caller's event brings such code.
func (f *file) untrustedCheckout(tree *actionlint.Workflow, j *actionlint.Job) *nhi.Location {
	idle := map[brought]bool{}
	for i := range j.Steps {
		at, what := f.bringsHead(tree, j, i)
		if at == nil || idle[what] {
			continue // what runs nothing of what came before runs nothing of this
		}
		if len(idle) == maximumFolders || f.mayRun(j.Steps[i:], what) {
			return at
		}
		idle[what] = true
	}
	return nil
}

// maximumFolders is in how many folders of their own a job may have a stranger's code without running it.
const maximumFolders = 5

// bringsHead is where a step tells to take a stranger's code, nil where it does not, and what that brings.
func (f *file) bringsHead(tree *actionlint.Workflow, j *actionlint.Job, index int) (*nhi.Location, brought) {
	step := j.Steps[index]
	events := f.bringing(j, step)
	if len(events) == 0 {
		return nil, brought{}
	}
	switch exec := step.Exec.(type) {
	case *actionlint.ExecAction:
		return f.headInput(j, exec, events), broughtBy(exec, tree.Defaults, j.Defaults)
	case *actionlint.ExecRun:
		if at := f.headFetched(exec.Run, step.Env); at != nil && takesFetched(j.Steps[index:]) {
			return at, brought{}
		}
	}
	return nil, brought{}
}

// bringing names the events on which a step runs that bring a stranger's change; "" is a caller's.
func (f *file) bringing(j *actionlint.Job, step *actionlint.Step) []string {
	var names []string
	for _, c := range f.circumstances {
		if !c.stranger || c.event != "" && !slices.Contains(checkoutEvents, c.event) {
			continue
		}
		if !c.job(j.ID.Value).and(c.condition(step.If)).never {
			names = append(names, c.event)
		}
	}
	return names
}

// headInput finds the `ref` by which actions/checkout is told to take the pull request's code.
func (f *file) headInput(j *actionlint.Job, exec *actionlint.ExecAction, events []string) *nhi.Location {
	ref := f.actionRef(exec.Uses.Value)
	if !strings.EqualFold(ref.Name(), "actions/checkout") || refuses(ref, exec, events) {
		return nil
	}
	for _, name := range []string{"ref", "repository"} {
		input := exec.Inputs[name]
		if input == nil {
			continue
		}
		if match := headPattern().FindStringIndex(input.Value.Value); match != nil {
			at := f.within(input.Value, match[0])
			return &at
		}
		for _, r := range f.references(input.Value, false) {
			if f.givesHead(j, r) {
				at := f.within(input.Value, r.offset)
				return &at
			}
		}
	}
	return nil
}

// givesHead tells whether an output of a step, or of a job before, is made by a step that knows the pull request's code.
func (f *file) givesHead(j *actionlint.Job, r reference) bool {
	if j == nil || len(r.path) != 3 || r.path[1] != "outputs" {
		return false
	}
	switch r.context {
	case "steps":
		return slices.ContainsFunc(j.Steps, func(s *actionlint.Step) bool {
			return s.ID != nil && strings.EqualFold(s.ID.Value, r.path[0]) && knowsHead(s)
		})
	case "needs":
		before := f.jobs[r.path[0]]
		if before == nil || before == j || before.Outputs[r.path[2]] == nil {
			return false
		}
		given := before.Outputs[r.path[2]].Value
		return headPattern().MatchString(given.Value) || slices.ContainsFunc(f.references(given, false), func(inner reference) bool {
			return inner.context == "steps" && f.givesHead(before, inner)
		})
	}
	return false
}

// knowsHead tells whether a step is given the pull request's code by name: its commit or its branch.
func knowsHead(step *actionlint.Step) bool {
	if len(headVariables(step.Env)) > 0 {
		return true
	}
	switch exec := step.Exec.(type) {
	case *actionlint.ExecRun:
		return exec.Run != nil && headPattern().MatchString(exec.Run.Value)
	case *actionlint.ExecAction:
		for _, input := range exec.Inputs {
			if headPattern().MatchString(input.Value.Value) {
				return true
			}
		}
	}
	return false
}

// guardedSince is, by major version of actions/checkout, the first minor one that declines a fork's code on
// pull_request_target and workflow_run, unless told otherwise. See
// https://github.blog/changelog/2026-06-18-safer-pull_request_target-defaults-for-github-actions-checkout/.
var guardedSince = map[int]int{2: 8, 3: 7, 4: 4, 5: 1, 6: 1}

// guardedCommits are the releases that do so, by the commit that actions are pinned to.
var guardedCommits = map[string]string{
	"11d5960a326750d5838078e36cf38b85af677262": "v4.4.0",
	"fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09": "v5.1.0",
	"d23441a48e516b6c34aea4fa41551a30e30af803": "v6.1.0",
	"9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0": "v7.0.0",
	"3d3c42e5aac5ba805825da76410c181273ba90b1": "v7.0.1",
}

// refuses tells whether the checkout certainly declines a fork's code. A tag of a major version alone moves, to its
// latest release; one that the lockfile holds may be of before.
func refuses(ref *nhi.ActionRef, exec *actionlint.ExecAction, events []string) bool {
	if slices.ContainsFunc(events, func(e string) bool { return !slices.Contains(guardedEvents, e) }) {
		return false
	}
	if allow := exec.Inputs["allow-unsafe-pr-checkout"]; allow != nil && !strings.EqualFold(allow.Value.Value, "false") {
		return false
	}
	if ref.Pin == nhi.PinCommit {
		return guardedCommits[strings.ToLower(ref.Ref)] != ""
	}
	return (ref.Pin == nhi.PinTag || ref.Pin == nhi.PinLock) && guarded(ref.Ref, ref.Pin == nhi.PinTag)
}

// guarded tells whether a version does so. A minor one that is not said is the latest, where the tag moves.
func guarded(version string, latest bool) bool {
	major, minor := versionIn(version)
	since, backported := guardedSince[major]
	if !backported || minor < 0 {
		return major >= 7 || backported && latest
	}
	return minor >= since
}

// headFetched finds a command that fetches the pull request's code: the same line, or a
// variable of the step, names it.
func (f *file) headFetched(run *actionlint.String, env *actionlint.Env) *nhi.Location {
	if run == nil {
		return nil
	}
	variables := headVariables(env)
	for offset := 0; offset < len(run.Value); {
		line, _, _ := strings.Cut(run.Value[offset:], "\n")
		match := fetchPattern().FindStringIndex(line)
		if match != nil && (pullCheckoutPattern().MatchString(line) || headPattern().MatchString(line) || mentions(line, variables)) {
			at := f.within(run, offset+match[0])
			return &at
		}
		offset += len(line) + 1
	}
	return nil
}

// takePattern matches what puts code into the working folder, which a fetch alone does not.
var takePattern = lazyregexp.New(`(?m)\b(?:gh|hub)\s+pr\s+checkout\b|\bgit\s+(?:-\S+\s+\S+\s+)*(?:checkout|pull|switch|clone|worktree|merge|reset|rebase|cherry-pick|restore|archive|apply|am)\b`)

// takesFetched tells whether a script of the steps puts into the working folder what was fetched.
func takesFetched(steps []*actionlint.Step) bool {
	return slices.ContainsFunc(steps, func(step *actionlint.Step) bool {
		exec, ok := step.Exec.(*actionlint.ExecRun)
		return ok && exec.Run != nil && takePattern().MatchString(exec.Run.Value)
	})
}

// maximumHeadVariables is more than any step has.
const maximumHeadVariables = 20

// headVariables names the variables that are set to the pull request's code.
func headVariables(env *actionlint.Env) []string {
	var names []string
	if env == nil {
		return nil
	}
	for _, v := range inOrder(env) {
		if len(names) < maximumHeadVariables && headPattern().MatchString(v.Value.Value) {
			names = append(names, v.Name.Value)
		}
	}
	return names
}
