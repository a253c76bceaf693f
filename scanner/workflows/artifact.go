package workflows

import (
	"path"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// followingRun is the event whose run has the files of another at hand, which a fork's change may have made.
const followingRun = "workflow_run"

// unpacking follows the steps of a job: whether they have fetched an archive of the run that the job follows, and where they
// unpacked such files over the working folder.
type unpacking struct {
	*file
	levels  []*actionlint.Env // above the steps
	fetched bool
	at      *nhi.Location
}

// unpacked finds where a job unpacks files of the run that it follows over its working folder, and then runs what lies there. A
// folder of their own is none, nor is an action that nobody here has heard of: most of those read reports.
func (f *file) unpacked(tree *actionlint.Workflow, j *actionlint.Job) []nhi.Injection {
	if !slices.ContainsFunc(f.circumstances, func(c *circumstance) bool { return c.event == followingRun }) {
		return nil
	}
	u := unpacking{file: f, levels: []*actionlint.Env{j.Env, tree.Env}}
	for _, step := range j.Steps {
		if slices.Contains(f.bringing(j, ranStep{Step: step}), followingRun) && u.runs(step) {
			return []nhi.Injection{{Events: []string{followingRun}, Artifact: true, Location: *u.at}}
		}
	}
	return nil
}

// runs follows a step, and tells whether it runs what was unpacked.
func (u *unpacking) runs(step *actionlint.Step) bool {
	if exec, ok := step.Exec.(*actionlint.ExecRun); ok && exec.Run != nil {
		return u.script(step, exec)
	}
	action, name := actionOf(step)
	switch {
	case action == nil:
	case name == "actions/checkout" && isWorkingFolder(action.Inputs["path"]):
		u.at = nil // which empties it
	case u.actionRef(action.Uses.Value).Pin == nhi.PinLocal:
		return u.at != nil
	case scriptOf(step) != nil:
		u.fetched = u.fetched || u.fetches(step)
	case u.at == nil && unpacksThere(action, name):
		at := u.pos(action.Uses.Pos)
		u.at = &at
	}
	return false
}

// fetches tells whether a step gets files of the run that the job follows.
func (u *unpacking) fetches(step *actionlint.Step) bool {
	if !bringsFiles(step) {
		return false
	}
	for _, env := range append([]*actionlint.Env{step.Env}, u.levels...) {
		if env != nil && slices.ContainsFunc(inOrder(env), func(v *actionlint.EnvVar) bool { return strings.Contains(v.Value.Value, followingRun) }) {
			return true
		}
	}
	return strings.Contains(scriptOf(step).Value, followingRun)
}

// script follows a shell's script.
func (u *unpacking) script(step *actionlint.Step, exec *actionlint.ExecRun) bool {
	fetches := u.fetches(step)
	u.fetched = u.fetched || fetches
	if !u.fetched && u.at == nil {
		return false
	}
	elsewhere := exec.WorkingDirectory != nil
	commands, _ := commandsOf(exec.Run.Value)
	for _, c := range commands {
		program := c.program()
		switch {
		case len(program) == 0:
		case slices.Contains(entering, program[0]):
			elsewhere = true
		case !elsewhere && (fetches && downloadsThere(program) || path.Base(program[0]) == "unzip" && !slices.Contains(program, "-d")):
			if u.at == nil {
				at := u.within(exec.Run, c.offset)
				u.at = &at
			}
		case u.at != nil && runsFiles(program):
			return true
		}
	}
	return false
}

// isWorkingFolder tells whether an action works in the working folder by its input for a path.
func isWorkingFolder(input *actionlint.Input) bool {
	return input == nil || input.Value == nil || path.Clean(input.Value.Value) == "." || wholePattern().MatchString(strings.TrimSpace(input.Value.Value))
}

// unpacksThere tells whether an action unpacks an artifact of the run that the job follows over the working folder: one that is
// named, or all into one folder. Else each has a folder of its own.
func unpacksThere(action *actionlint.ExecAction, name string) bool {
	run := action.Inputs["run-id"]
	if name == "dawidd6/action-download-artifact" {
		run = action.Inputs["run_id"]
	} else if name != "actions/download-artifact" {
		return false
	}
	return run != nil && run.Value != nil && strings.Contains(run.Value.Value, followingRun) && isWorkingFolder(action.Inputs["path"]) &&
		(action.Inputs["name"] != nil || isSaid(action, "merge-multiple", "true"))
}

// downloadsThere tells of `gh run download` of an artifact by its name into the folder where it runs.
func downloadsThere(program []string) bool {
	has := func(options ...string) bool {
		return slices.ContainsFunc(program, func(word string) bool {
			option, _, _ := strings.Cut(word, "=")
			return slices.Contains(options, option)
		})
	}
	return len(program) > 2 && slices.Equal(program[:3], []string{"gh", "run", "download"}) && has("-n", "--name") && !has("-D", "--dir")
}

// Programs that run files of the folder where they are started, whatever they are told; those that do by a subcommand or when
// they are told of a file; and what says that they act elsewhere, or on what they are told alone.
var (
	folderRunners = []string{
		"bundle", "cargo", "cmake", "composer", "gradle", "make", "mvn", "npm", "pnpm", "pre-commit", "pytest", "rake", "terraform", "tox", "yarn",
	}
	runnersOf = map[string][]string{
		"dotnet": {"build", "pack", "publish", "run", "test"}, "go": {"build", "generate", "run", "test"}, "pip": {"-r", "-e", "."}, "pip3": {"-r", "-e", "."},
		"poetry": {"build", "install", "run"}, "uv": {"build", "run", "sync"},
	}
	actsElsewhere = lazyregexp.New(`^(?:-g|--global|--prefix|-C|--directory|config|login|--version|-v|-V|version)$|.@|^/|^\$`)
)

// runsFiles tells of a command that surely runs files of the folder where it is started.
func runsFiles(program []string) bool {
	name := program[0]
	local := func(file string) bool { return file != "" && !strings.ContainsAny(file[:1], "/$~-<&") }
	switch base := path.Base(name); {
	case strings.Contains(name, "/"):
		return local(name) && !slices.Contains(interpreters, base) && !strings.HasPrefix(name, "../")
	case slices.Contains(interpreters, base):
		return slices.Contains(program, "-m") || local(scriptIn(program)) && !strings.Contains(scriptIn(program), " ")
	case slices.ContainsFunc(program[1:], actsElsewhere().MatchString):
		return false
	case slices.Contains(folderRunners, base):
		return true
	default:
		return slices.ContainsFunc(program[1:], func(word string) bool { return slices.Contains(runnersOf[base], word) })
	}
}
