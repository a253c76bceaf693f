package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// manyLines are those of strangersTexts that can hold a line break, with which one variable becomes several.
var manyLines = []string{"event.issue.body", "event.comment.body", "event.discussion.body", "event.pull_request.body", "event.workflow_run.head_commit.message"}

var (
	// intoVariables matches how a script writes to the files whose lines become variables of the later steps.
	intoVariables = lazyregexp.New(`(?:>>?|\btee\s+(?:-a|--append)|\bOut-File\b[^|;]*)\s*["']?\$\{?(?:env:)?GITHUB_(?:ENV|PATH)\b`)
	// readsFile matches the content of a file as a part of a command.
	readsFile = lazyregexp.New("(?:\\$\\(|`)\\s*(?:cat\\s|<)|^\\s*cat\\s+[^|<]*>>")
	// assigns matches an assignment in a shell.
	assigns = lazyregexp.New(`^\s*(?:export\s+|local\s+)?([A-Za-z_]\w*)=`)
	// narrows matches what makes one line of a text, or asks what it is made of.
	narrows = lazyregexp.New(`\b(?:tr|head|grep|sed|cut|awk|jq|xargs|expr|wc|basename|base64|sha256sum)\b|%d`)
	// judges matches a script that asks what a text is made of, or ends a text by what nobody can guess.
	judges = lazyregexp.New(`=~|\bcase\b|\bgrep\s+-\w*[qE]|-eq\b|uuidgen|RANDOM|urandom|openssl\s+rand`)
)

// smuggled finds the scripts that let a stranger's text set variables of later steps: by a text with line breaks that an event
// brings, or by a file that another run made.
func (f *file) smuggled(tree *actionlint.Workflow, j *actionlint.Job) []nhi.Injection {
	var found []nhi.Injection
	brought := false
	for i, step := range j.Steps {
		brought = brought || bringsFiles(step)
		script, ok := step.Exec.(*actionlint.ExecRun)
		if !ok || script.Run == nil || i == len(j.Steps)-1 {
			continue
		}
		sources := f.smuggling(step, brought, j.Env, tree.Env)
		if len(sources) == 0 || judges().MatchString(script.Run.Value) {
			continue
		}
		for _, source := range sources {
			offset := source.written(script.Run.Value)
			if offset < 0 || slices.ContainsFunc(found, func(i nhi.Injection) bool { return slices.Equal(i.Events, source.events) }) {
				continue
			}
			found = append(found, nhi.Injection{Events: source.events, Variables: true, Location: f.within(script.Run, offset)})
		}
	}
	return found
}

// smuggler is a text of a stranger that a step's script has at hand.
type smuggler struct {
	events    []string
	variables []string // that hold it
	files     bool     // files hold it
}

// smuggling is what a step has at hand of strangers, by the events that bring it.
func (f *file) smuggling(step *actionlint.Step, files bool, levels ...*actionlint.Env) []smuggler {
	var all []smuggler
	if files {
		all = append(all, smuggler{events: []string{"workflow_run"}, files: true})
	}
	for _, env := range append([]*actionlint.Env{step.Env}, levels...) {
		if env == nil {
			continue
		}
		for _, v := range inOrder(env) {
			for _, text := range carried(v.Value) {
				if slices.Contains(manyLines, strings.Join(text.path, ".")) {
					all = append(all, smuggler{events: text.bringers(), variables: []string{v.Name.Value}})
				}
			}
		}
	}
	return all
}

// written is the offset of the line by which a script writes the text to where it becomes variables, -1 where none does.
func (s smuggler) written(script string) int {
	held, offset := slices.Clone(s.variables), 0
	for line := range strings.Lines(script) {
		holds := mentions(line, held) || s.files && readsFile().MatchString(line)
		if holds && !narrows().MatchString(line) {
			if intoVariables().MatchString(line) {
				return offset + len(line) - len(strings.TrimLeft(line, " \t"))
			}
			if to := assigns().FindStringSubmatch(line); to != nil && len(held) < maximumHeadVariables {
				held = append(held, to[1])
			}
		}
		offset += len(line)
	}
	return -1
}

// mentions tells whether a shell's line reads one of the variables.
func mentions(line string, variables []string) bool {
	return len(variables) > 0 && slices.ContainsFunc(variablePattern().FindAllStringSubmatch(line, -1), func(m []string) bool {
		return slices.Contains(variables, m[1])
	})
}

// artifactPattern matches how a script or a script of actions/github-script gets the artifacts of another run.
var artifactPattern = lazyregexp.New(`\bgh\s+run\s+download\b|\bdownloadArtifact\b|/artifacts/\S+/zip\b`)

// artifactWords are what it cannot do without.
var artifactWords = []string{"download", "/artifacts/"}

// bringsFiles tells whether a step gets files that another run made.
func bringsFiles(step *actionlint.Step) bool {
	if script := scriptOf(step); script != nil {
		return hasAny(script.Value, artifactWords) && artifactPattern().MatchString(script.Value)
	}
	switch action, name := actionOf(step); name {
	case "actions/download-artifact":
		return action.Inputs["run-id"] != nil
	case "dawidd6/action-download-artifact":
		return true
	}
	return false
}
