package workflows

import (
	"path"
	"regexp"
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

// headCommitPattern matches of that what names it by a commit or a ref that GitHub keeps for it. The name of a fork's branch names in our
// own repository a branch of ours, if anything.
var headCommitPattern = lazyregexp.New(`(?i)(?:github\.event\.)?(?:pull_request\.head\.sha|pull_request\.merge_commit_sha|` +
	`workflow_run\.(?:head_sha|head_commit|pull_requests))|refs/(?:remotes/)?pull/|\bpull/\$`)

// guardedProperty matches of that what only the guardedEvents bring, of those whose runs are given secrets.
var guardedProperty = lazyregexp.New(`(?i)head_ref|\b(?:pull_request|workflow_run)\.`)

// forkPattern matches what names the repository that a pull request comes from.
var forkPattern = lazyregexp.New(`(?i)\bpull_request\.head\.repo\b|\bworkflow_run\.head_repository\b`)

// fetchPattern matches the commands that bring such code into the working folder.
var fetchPattern = lazyregexp.New(`(?m)\bgh\s+pr\s+checkout\b|\bhub\s+pr\s+checkout\b|\bgit\s+(?:-\S+\s+\S+\s+)*(?:fetch|checkout|pull|switch|clone|worktree)\b`)

// clonePattern matches the command that takes all of a repository.
var clonePattern = lazyregexp.New(`\bgit\s+(?:-\S+\s+\S+\s+)*clone\b`)

// A pull request's change comes as a text, too: diffPattern matches what names it, downloadPattern the commands that get it, and
// applyPattern those that make files of it.
var (
	diffPattern     = lazyregexp.New(`(?i)\bpull_request\.(?:patch|diff)_url\b`)
	downloadPattern = lazyregexp.New(`\b(?:curl|wget)\b|\bgh\s+pr\s+diff\b`)
	applyPattern    = lazyregexp.New(`\bgit\s+(?:-\S+\s+\S+\s+)*(?:apply|am)\b|\bpatch\s+-`)
)

var pullCheckoutPattern = lazyregexp.New(`\b(?:gh|hub)\s+pr\s+checkout\b`)

// untrustedCheckout is the first step that checks out a stranger's code in a run that has secrets, where this or a later one
// may run it. In a called workflow it is one that does when a caller's event brings such code.
func (f *file) untrustedCheckout(tree *actionlint.Workflow, j *actionlint.Job) *nhi.Location {
	idle := map[brought]bool{}
	ran := f.ranSteps(j)
	taking := lastTaking(ran)
	for i := range ran {
		at, what := f.bringsHead(tree, j, ran[i], i <= taking)
		if at == nil || idle[what] {
			continue // what runs nothing of what came before runs nothing of this
		}
		if len(idle) == maximumFolders || f.mayRun(stepsOf(ran[i:]), what) {
			return at
		}
		idle[what] = true
	}
	return nil
}

// maximumFolders is in how many folders of their own a job may have a stranger's code without running it.
const maximumFolders = 5

// bringsHead is where a step tells to take a stranger's code, nil where it does not, and what that brings. Taken says that what
// is only fetched is put into the working folder by it or a later one.
func (f *file) bringsHead(tree *actionlint.Workflow, j *actionlint.Job, step ranStep, taken bool) (at *nhi.Location, what brought) {
	events := f.bringing(j, step)
	if len(events) == 0 {
		return nil, brought{}
	}
	switch exec := step.Exec.(type) {
	case *actionlint.ExecAction:
		offset, text := f.headInput(tree, j, step, exec, events)
		return f.placeIn(step, text, offset), broughtBy(exec, tree.Defaults, j.Defaults)
	case *actionlint.ExecRun:
		if offset := headFetched(exec.Run, step.Env); offset >= 0 && taken {
			line, _, _ := strings.Cut(exec.Run.Value[offset:], "\n")
			return f.placeIn(step, exec.Run, offset), brought{folder: clonedTo(line)}
		}
	}
	return nil, brought{}
}

// placeIn is the place of a byte in a text of a step, nil without a text. Of what a local action does it is the step that uses it.
func (f *file) placeIn(step ranStep, text *actionlint.String, offset int) *nhi.Location {
	if text == nil {
		return nil
	}
	at := f.pos(text.Pos)
	if step.under == nil {
		at = f.within(text, offset)
	}
	return &at
}

// bringing names the events on which a step runs that bring a stranger's change; "" is a caller's.
func (f *file) bringing(j *actionlint.Job, step ranStep) []string {
	var names []string
	for _, c := range f.circumstances {
		if !c.stranger || c.event != "" && !slices.Contains(checkoutEvents, c.event) {
			continue
		}
		met := c.job(j.ID.Value).and(c.condition(step.If))
		if step.under != nil {
			met = met.and(c.condition(step.under.If))
		}
		if !met.never {
			names = append(names, c.event)
		}
	}
	return names
}

// headInput finds the text by which actions/checkout is told to take the pull request's code, and the offset in it.
func (f *file) headInput(tree *actionlint.Workflow, j *actionlint.Job, step ranStep, exec *actionlint.ExecAction, events []string) (int, *actionlint.String) {
	ref := f.actionRef(exec.Uses.Value)
	if !strings.EqualFold(ref.Name(), "actions/checkout") || refuses(ref, exec, events) {
		return 0, nil
	}
	known := slices.DeleteFunc(slices.Clone(events), func(e string) bool { return e == "" })
	refused := refuses(ref, exec, known) // whatever a caller is started by that has such properties
	head := headCommitPattern()
	if other := exec.Inputs["repository"]; other != nil && mayBeFork(other.Value.Value) {
		head = headPattern()
	}
	for _, name := range []string{"ref", "repository"} {
		input := exec.Inputs[name]
		if input == nil {
			continue
		}
		patterns := []*regexp.Regexp{head}
		if name == "repository" {
			patterns = append(patterns, forkPattern())
		}
		if at := codeNamed(input.Value.Value, refused, patterns); at >= 0 {
			return at, input.Value
		}
		for _, r := range referencesIn(input.Value.Value) {
			if r.context == "inputs" && len(r.path) == 1 && f.givenInputs.namesCode(r.path[0], refused, patterns) {
				return r.offset, input.Value
			}
			if f.givesHead(j, r, head, step.beside, j.Steps) || variableGivesHead(r, head, step.Env, j.Env, tree.Env) {
				return r.offset, input.Value
			}
		}
	}
	return 0, nil
}

// codeNamed is where a text first names a pull request's code, by the first of the patterns that it has, -1 where it names none. Refused
// says that a checkout declines what only guarded events bring.
func codeNamed(text string, refused bool, patterns []*regexp.Regexp) int {
	for _, pattern := range patterns {
		for _, at := range pattern.FindAllStringIndex(text, -1) {
			if !refused || !guardedProperty().MatchString(text[at[0]:at[1]]) {
				return at[0]
			}
		}
	}
	return -1
}

// mayBeFork tells whether a repository that a checkout is told of may be a fork: an expression says which, and it is not our own.
func mayBeFork(repository string) bool {
	return slices.ContainsFunc(referencesIn(repository), func(r reference) bool {
		return !r.is("github", "repository") && !r.is("github", "event", "repository")
	})
}

// referencesIn lists what the expressions of a text read.
func referencesIn(text string) []reference {
	var found []reference
	parsed, _ := expressions(text, false)
	for _, e := range parsed {
		found = append(found, e.references()...)
	}
	return found
}

// variableGivesHead tells whether a reference reads a variable that is set to the pull request's code.
func variableGivesHead(r reference, head *regexp.Regexp, levels ...*actionlint.Env) bool {
	if r.context != "env" || len(r.path) == 0 {
		return false
	}
	for _, env := range levels {
		if env != nil && env.Vars[r.path[0]] != nil && env.Vars[r.path[0]].Value != nil {
			return head.MatchString(env.Vars[r.path[0]].Value.Value) // the innermost level that sets it decides
		}
	}
	return false
}

// givesHead tells whether an output of a step, or of a job before, is made by a step that knows the pull request's code. Of the
// steps of an action those beside it are asked, and those of the job, whose outputs it may have been given.
func (f *file) givesHead(j *actionlint.Job, r reference, head *regexp.Regexp, steps ...[]*actionlint.Step) bool {
	if len(r.path) != 3 || r.path[1] != "outputs" {
		return false
	}
	switch r.context {
	case "steps":
		return slices.ContainsFunc(steps, func(among []*actionlint.Step) bool { return f.headAmong(among, r.path[0], r.path[2], head, nil) })
	case "needs":
		before := f.jobs[r.path[0]]
		if before == nil || before == j || before.Outputs[r.path[2]] == nil {
			return false
		}
		given := before.Outputs[r.path[2]].Value
		return head.MatchString(given.Value) || slices.ContainsFunc(f.references(given, false), func(inner reference) bool {
			return inner.context == "steps" && f.givesHead(before, inner, head, before.Steps)
		})
	}
	return false
}

// outputOf is an output of the steps of one ID among some.
type outputOf struct {
	first    *actionlint.Step
	id, name string
	head     *regexp.Regexp // by which it is named
}

// headAmong tells whether an output of a step among some names the pull request's code. Using are the actions that led to them.
func (f *file) headAmong(steps []*actionlint.Step, id, name string, head *regexp.Regexp, using []*composite) bool {
	if len(steps) == 0 {
		return false
	}
	key := outputOf{steps[0], id, name, head}
	if known, ok := f.heads[key]; ok {
		return known
	}
	f.heads[key] = slices.ContainsFunc(steps, func(step *actionlint.Step) bool {
		return step.ID != nil && strings.EqualFold(step.ID.Value, id) && f.outputsHead(step, name, head, using)
	})
	return f.heads[key]
}

// outputsHead tells whether an output of a step names the pull request's code: what is told of that code, asks GitHub for it,
// or says so by the output's name. Of a local composite action the output says what makes it.
func (f *file) outputsHead(step *actionlint.Step, output string, head *regexp.Regexp, using []*composite) bool {
	action := f.localComposite(step)
	if action == nil {
		exec, _ := actionOf(step)
		return knowsHead(step, head) || exec != nil && headOutput().MatchString(output)
	}
	if slices.Contains(using, action) || !f.follows(action, step) {
		return false
	}
	by := step.Exec.(*actionlint.ExecAction)
	text := action.output(output, by)
	if head.MatchString(text) {
		return true
	}
	within := f.stepsGiven(action, by)
	return slices.ContainsFunc(referencesIn(text), func(r reference) bool {
		return r.is("steps") && len(r.path) == 3 && f.headAmong(within, r.path[0], r.path[2], head, append(using, action))
	})
}

// headOutput matches the names that actions give to outputs which name a pull request's code, by its commit: by the name of its
// branch our repository has no code of a fork.
var headOutput = lazyregexp.New(`(?i)^(?:pr[_-]?)?head[_-]?sha$`)

// askedHead matches how a script asks GitHub for the pull request's commit.
var askedHead = lazyregexp.New(`\bheadRefOid\b|\bhead\.sha\b|\.head\b[^\n]{0,20}\.sha\b`)

// knowsHead tells whether a step is given the pull request's code by name, its commit or its branch, or asks for it.
func knowsHead(step *actionlint.Step, head *regexp.Regexp) bool {
	if len(headVariables(step.Env, head)) > 0 {
		return true
	}
	if script := scriptOf(step); script != nil && askedHead().MatchString(script.Value) {
		return true
	}
	switch exec := step.Exec.(type) {
	case *actionlint.ExecRun:
		return exec.Run != nil && head.MatchString(exec.Run.Value)
	case *actionlint.ExecAction:
		for _, input := range exec.Inputs {
			if head.MatchString(input.Value.Value) {
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

// headNames is the variables of a step by which its script may name the pull request's code, and whether it makes files of a change.
type headNames struct {
	heads, forks, diffs []string
	applies             bool
}

// headFetched is the offset of a command that fetches the pull request's code, -1 without one: the same line, or a
// variable of the step, names it.
func headFetched(run *actionlint.String, env *actionlint.Env) int {
	if run == nil {
		return -1
	}
	given := headNames{headVariables(env, headPattern()), headVariables(env, forkPattern()), headVariables(env, diffPattern()), applyPattern().MatchString(run.Value)}
	for offset := 0; offset < len(run.Value); {
		line, _, _ := strings.Cut(run.Value[offset:], "\n")
		if at := given.in(line); at >= 0 {
			return offset + at
		}
		offset += len(line) + 1
	}
	return -1
}

// in is the offset of such a command in a line, -1 without one.
func (f headNames) in(line string) int {
	names := func(pattern *regexp.Regexp, variables []string) bool {
		return pattern.MatchString(line) || mentions(line, variables)
	}
	if at := fetchPattern().FindStringIndex(line); at != nil && (pullCheckoutPattern().MatchString(line) || names(headPattern(), f.heads)) {
		return at[0]
	}
	if at := clonePattern().FindStringIndex(line); at != nil && names(forkPattern(), f.forks) {
		return at[0]
	}
	if at := downloadPattern().FindStringIndex(line); at != nil && f.applies && (strings.HasPrefix(line[at[0]:], "gh") || names(diffPattern(), f.diffs)) {
		return at[0]
	}
	return -1
}

// clonedTo is the folder into which a line clones, where it names one of its own.
func clonedTo(line string) string {
	commands, _ := commandsOf(line)
	for _, c := range commands {
		program := c.program()
		if len(program) < 4 || program[0] != "git" || subcommandOf(program) != "clone" {
			continue
		}
		if folder := program[len(program)-1]; !strings.ContainsAny(folder, "$:~") && folder != "." && !strings.HasPrefix(folder, "/") && !strings.HasPrefix(folder, "-") {
			return path.Clean(folder)
		}
	}
	return ""
}

// takePattern matches what puts code into the working folder, which a fetch alone does not.
var takePattern = lazyregexp.New(`(?m)\b(?:gh|hub)\s+pr\s+checkout\b|\bgit\s+(?:-\S+\s+\S+\s+)*(?:checkout|pull|switch|clone|worktree|merge|reset|rebase|cherry-pick|restore|archive|apply|am)\b|\bpatch\s+-`)

// lastTaking is the last step whose script puts into the working folder what was fetched, -1 for none.
func lastTaking(ran []ranStep) int {
	for i, step := range slices.Backward(ran) {
		if exec, ok := step.Exec.(*actionlint.ExecRun); ok && exec.Run != nil && takePattern().MatchString(exec.Run.Value) {
			return i
		}
	}
	return -1
}

// maximumHeadVariables is more than any step has.
const maximumHeadVariables = 20

// headVariables names the variables that are set to the pull request's code.
func headVariables(env *actionlint.Env, head *regexp.Regexp) []string {
	var names []string
	if env == nil {
		return nil
	}
	for _, v := range inOrder(env) {
		if len(names) < maximumHeadVariables && head.MatchString(v.Value.Value) {
			names = append(names, v.Name.Value)
		}
	}
	return names
}
