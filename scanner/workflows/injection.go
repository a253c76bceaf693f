package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// strangersTexts are the properties of the github context that hold what a stranger writes, and the
// events that bring them; anyProperty stands for any one. What runs without secrets is not here, nor is what only people
// with write access can choose. See https://securitylab.github.com/resources/github-actions-untrusted-input/.
var strangersTexts = []struct {
	path   string
	events []string
}{
	{"event.issue.title", []string{"issue_comment", "issues"}},
	{"event.issue.body", []string{"issue_comment", "issues"}},
	{"event.comment.body", []string{"commit_comment", "discussion_comment", "issue_comment"}},
	{"event.discussion.title", []string{"discussion", "discussion_comment"}},
	{"event.discussion.body", []string{"discussion", "discussion_comment"}},
	{"event.pull_request.title", []string{"pull_request_target"}},
	{"event.pull_request.body", []string{"pull_request_target"}},
	{"event.pull_request.head.ref", []string{"pull_request_target"}},
	{"event.pull_request.head.label", []string{"pull_request_target"}},
	{"event.pull_request.head.repo.default_branch", []string{"pull_request_target"}},
	{"head_ref", []string{"pull_request_target"}},
	{"event.workflow_run.display_title", []string{"workflow_run"}},
	{"event.workflow_run.head_branch", []string{"workflow_run"}},
	{"event.workflow_run.head_commit.message", []string{"workflow_run"}},
	{"event.workflow_run.head_commit.author.name", []string{"workflow_run"}},
	{"event.workflow_run.head_commit.author.email", []string{"workflow_run"}},
	{"event.workflow_run.pull_requests.*.head.ref", []string{"workflow_run"}},
}

// carriedText is a reference whose text an expression may give.
type carriedText struct {
	reference
	whole bool // with everything in it, as toJSON gives
}

// bringers are the events that bring a stranger's text, sorted; none when there is no such text. Of fixed texts the workflow's
// triggers leave a stranger no choice.
func (t carriedText) bringers(fixed ...string) []string {
	if t.context != "github" {
		return nil
	}
	var events []string
	for _, text := range strangersTexts {
		path := strings.Split(text.path, ".")
		if t.whole && len(t.path) < len(path) {
			path = path[:len(t.path)]
		}
		if slices.EqualFunc(path, t.path, sameProperty) && !slices.Contains(fixed, text.path) {
			events = append(events, text.events...)
		}
	}
	slices.Sort(events)
	return slices.Compact(events)
}

func sameProperty(pattern, property string) bool {
	return pattern == anyProperty || pattern == property
}

// injections finds the scripts into which an expression writes a stranger's text, the first for each set of events.
func (f *file) injections(tree *actionlint.Workflow, j *actionlint.Job) []nhi.Injection {
	var found []nhi.Injection
	fixed := fixedTexts(tree.On)
	handed := relay{fixed: fixed, levels: []*actionlint.Env{j.Env, tree.Env}, outputs: map[[2]string][]string{}}
	for _, step := range f.ranSteps(j) {
		if step.under == nil {
			handed.follow(step.Step)
		}
		for _, script := range scriptsOf(step.Step) {
			for _, text := range carried(script) {
				events := f.eventsOf(text, fixed, step.Env, j.Env, tree.Env)
				if step.under == nil {
					events = append(events, handed.brought(text)...)
				}
				known := slices.ContainsFunc(found, func(i nhi.Injection) bool { return slices.Equal(i.Events, events) })
				if len(events) > 0 && !known {
					found = append(found, nhi.Injection{Events: events, Location: *f.placeIn(step, script, text.offset)})
				}
			}
		}
	}
	return found
}

// fixedTexts are the strangersTexts that a workflow's triggers fix: the name of a branch, where they list those by which it starts.
func fixedTexts(events []actionlint.Event) []string {
	for _, e := range events {
		if e, ok := e.(*actionlint.WebhookEvent); ok && e.EventName() == "workflow_run" && e.Branches != nil && len(e.Branches.Values) > 0 &&
			!slices.ContainsFunc(e.Branches.Values, func(v *actionlint.String) bool { return strings.ContainsAny(v.Value, "*?+[]!${") }) {
			return []string{"event.workflow_run.head_branch"}
		}
	}
	return nil
}

// scriptOf is what a step runs: a shell's script, or that of actions/github-script.
func scriptOf(step *actionlint.Step) *actionlint.String {
	if exec, ok := step.Exec.(*actionlint.ExecRun); ok {
		return exec.Run
	}
	if action, name := actionOf(step); name == "actions/github-script" && action.Inputs["script"] != nil {
		return action.Inputs["script"].Value
	}
	return nil
}

// scriptInputs are the inputs that actions run as a script, here or on another machine, by the action; of vmactions' by its owner.
var scriptInputs = map[string][]string{
	"addnab/docker-run-action": {"run"}, "appleboy/ssh-action": {"script"}, "azure/cli": {"inlinescript"}, "azure/powershell": {"inlinescript"},
	"cloudflare/wrangler-action": {"precommands", "postcommands"}, "coactions/setup-xvfb": {"run"}, "cross-platform-actions/action": {"run"},
	"devcontainers/ci": {"runcmd"}, "gabrielbb/xvfb-action": {"run"}, "jannekem/run-python-script-action": {"script"}, "mikefarah/yq": {"cmd"},
	"nick-fields/retry": {"command", "on_retry_command"}, "nick-invision/retry": {"command", "on_retry_command"}, "pguyot/arm-runner-action": {"commands"},
	"reactivecircus/android-emulator-runner": {"script", "pre-emulator-launch-script"}, "uraimo/run-on-arch-action": {"install", "run"},
	"vmactions": {"prepare", "run"}, "wandalen/wretry.action": {"command"},
}

// scriptsOf is all that a step runs as a script: its own, or what it gives an action to run.
func scriptsOf(step *actionlint.Step) []*actionlint.String {
	if script := scriptOf(step); script != nil {
		return []*actionlint.String{script}
	}
	action, name := actionOf(step)
	inputs, known := scriptInputs[name]
	if owner, _, _ := strings.Cut(name, "/"); !known {
		inputs = scriptInputs[owner]
	}
	var scripts []*actionlint.String
	for _, input := range inputs {
		if given := action.Inputs[input]; given != nil && given.Value != nil {
			scripts = append(scripts, given.Value)
		}
	}
	return scripts
}

// eventsOf are the events that bring a stranger's text to a reference, or to the variable that it reads.
func (f *file) eventsOf(text carriedText, fixed []string, levels ...*actionlint.Env) []string {
	if text.context != "env" || len(text.path) == 0 {
		return f.bringersOf(text, fixed)
	}
	for _, env := range levels {
		if env == nil || env.Vars[text.path[0]] == nil {
			continue
		}
		for _, inner := range carried(env.Vars[text.path[0]].Value) {
			if events := f.bringersOf(inner, fixed); len(events) > 0 {
				return events
			}
		}
		return nil // the innermost level that sets it decides
	}
	return nil
}

// bringersOf are the events that bring a stranger's text, by an input that a caller gives, too.
func (f *file) bringersOf(text carriedText, fixed []string) []string {
	if text.context == "inputs" && len(text.path) == 1 {
		return f.givenInputs.bringers(text.path[0])
	}
	return text.bringers(fixed...)
}

// carried lists what the expressions in a text may write into it. Those that cannot be parsed are told of where
// credentials are looked for.
func carried(s *actionlint.String) []carriedText {
	if s == nil || !strings.Contains(s.Value, "${{") {
		return nil
	}
	var found []carriedText
	parsed, _ := expressions(s.Value, false)
	for _, e := range parsed {
		collectCarried(e.node, false, func(text carriedText) {
			text.offset += e.offset
			found = append(found, text)
		})
	}
	return found
}

// carriers are the functions whose result holds the text of their arguments.
var carriers = []string{"format", "join", toJSON, "fromjson"}

const toJSON = "tojson"

// collectCarried is collectReferences for what ends up in the value: of a comparison only that it holds or not does.
func collectCarried(node actionlint.ExprNode, whole bool, found func(carriedText)) {
	switch n := node.(type) {
	case *actionlint.CompareOpNode, *actionlint.NotOpNode:
	case *actionlint.LogicalOpNode:
		if n.Kind == actionlint.LogicalOpNodeKindOr { // of `a && b`, a is the value only when there is nothing in it
			collectCarried(n.Left, whole, found)
		}
		collectCarried(n.Right, whole, found)
	case *actionlint.FuncCallNode:
		callee := strings.ToLower(n.Callee)
		if !slices.Contains(carriers, callee) {
			return
		}
		for _, argument := range n.Args {
			collectCarried(argument, whole || callee == toJSON, found)
		}
	default:
		collectAccess(node, false, func(r reference) { found(carriedText{r, whole}) })
	}
}
