package workflows

import (
	"path"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// brought is somebody else's code that a step puts into the working folder.
type brought struct {
	folder string // which it has for itself; "" where it is the working folder
	named  bool   // the checkout takes only what it names of the repository, into a folder of its own
}

// broughtBy is what a checkout brings. Where scripts stand in its folder unless they say otherwise, that is the working folder.
func broughtBy(action *actionlint.ExecAction, defaults ...*actionlint.Defaults) brought {
	given := func(name string) string {
		if input := action.Inputs[name]; input != nil && input.Value != nil {
			return input.Value.Value
		}
		return ""
	}
	folder := path.Clean(given("path"))
	if folder == "." || strings.Contains(folder, "$") || strings.HasPrefix(folder, "..") {
		return brought{}
	}
	for _, d := range defaults {
		if d != nil && d.Run != nil && d.Run.WorkingDirectory != nil && strings.Contains(d.Run.WorkingDirectory.Value, folder) {
			return brought{}
		}
	}
	return brought{folder: folder, named: given("sparse-checkout") != ""}
}

// mayRun tells whether one of the steps may run something of what the first of them brought. Only what is known to run
// nothing does not: an action or a command that nobody here has heard of may. What lies in a folder of its own is run by
// who is told of that folder.
func (f *file) mayRun(steps []*actionlint.Step, what brought) bool {
	ids := map[string]bool{}
	for i, step := range steps {
		if step.ID != nil {
			ids[strings.ToLower(step.ID.Value)] = true
		}
		switch exec := step.Exec.(type) {
		case *actionlint.ExecRun:
			if f.scriptMayRun(exec, what) {
				return true
			}
		case *actionlint.ExecAction:
			if i > 0 && f.actionMayRun(exec, what) {
				return true
			}
		}
		if takesFrom(step, ids) {
			return true
		}
	}
	return false
}

// takesFrom tells whether the outputs of the steps become part of a step's script: they may have been read from a file.
func takesFrom(step *actionlint.Step, ids map[string]bool) bool {
	return slices.ContainsFunc(carried(scriptOf(step)), func(text carriedText) bool {
		return text.context == "steps" && (len(text.path) == 0 || ids[text.path[0]] || text.path[0] == anyProperty)
	})
}

// idleActions run nothing that lies in the working folder, nor anything that a file there names.
var idleActions = []string{
	"actions/add-to-project", "actions/checkout", "actions/create-github-app-token", "actions/download-artifact", "actions/first-interaction",
	"actions/labeler", "actions/stale", "actions/upload-artifact", "aws-actions/configure-aws-credentials", "azure/login",
	"docker/login-action", "docker/setup-buildx-action", "docker/setup-qemu-action", "dorny/paths-filter", "google-github-actions/auth",
	"marocchino/sticky-pull-request-comment", "mshick/add-pr-comment", "peter-evans/create-or-update-comment", "peter-evans/find-comment",
	"stefanzweifel/git-auto-commit-action", "thollander/actions-comment-pull-request", "tj-actions/changed-files",
}

// startsProgram matches what in a script of actions/github-script starts a program or loads code. Modules of Node.js by
// which files are read are no such code.
var startsProgram = lazyregexp.New(`\b(?:exec|execFile|execSync|execFileSync|spawn|spawnSync|eval|Function|import|child_process|glob)\b|\brequire\b(?:\s*\(\s*['"](?:node:)?(?:fs|path|os|util)['"])?`)

// readsModule matches what of that loads such a module.
var readsModule = lazyregexp.New(`^require\s*\(`)

func (f *file) actionMayRun(action *actionlint.ExecAction, what brought) bool {
	if action.Uses == nil {
		return true
	}
	ref := f.actionRef(action.Uses.Value)
	switch name := strings.ToLower(ref.Name()); {
	case slices.Contains(idleActions, name):
		return false
	case name == "actions/github-script":
		script := action.Inputs["script"]
		return script == nil || slices.ContainsFunc(startsProgram().FindAllString(script.Value.Value, -1), func(found string) bool {
			return !readsModule().MatchString(found)
		})
	case name == "docker/build-push-action":
		return f.buildReaches(action)
	case what.folder == "":
		return true
	case ref.Pin == nhi.PinLocal:
		return f.localMayRun(ref, what)
	}
	for _, input := range action.Inputs {
		if input.Value != nil && strings.Contains(input.Value.Value, what.folder) {
			return true
		}
	}
	return false
}

// localMayRun tells whether an action of this repository, wherever it was checked out to, may run what lies in the folder.
func (f *file) localMayRun(ref *nhi.ActionRef, what brought) bool {
	dir := path.Clean(strings.TrimPrefix(ref.Raw, selfRepository))
	if within(dir, what.folder) {
		return true
	}
	for {
		if action := f.composites[dir]; action != nil {
			return strings.Contains(string(action.file.data), what.folder)
		}
		_, inner, found := strings.Cut(dir, "/")
		if !found {
			return true
		}
		dir = inner
	}
}

func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

func (f *file) scriptMayRun(run *actionlint.ExecRun, what brought) bool {
	if run.Run == nil {
		return false
	}
	if run.Shell != nil && strings.Contains(run.Shell.Value, "/") || strings.Contains(run.Run.Value, "GITHUB_ENV") || strings.Contains(run.Run.Value, "GITHUB_PATH") {
		return true
	}
	if run.WorkingDirectory != nil && strings.Contains(run.WorkingDirectory.Value, what.folder) {
		what = brought{}
	}
	commands, sure := commandsOf(run.Run.Value)
	if !sure && (what.folder == "" || strings.Contains(run.Run.Value, what.folder)) {
		return true
	}
	for _, c := range commands {
		if len(c.words) > 1 && c.words[0] != "git" && slices.Contains(entering, c.words[0]) && mentionsFolder(c.words[1:], what) {
			what = brought{}
		}
		if !idle(c) && what.runBy(c) {
			return true
		}
	}
	return false
}

// entering are the commands after which the working folder is another.
var entering = []string{"cd", "pushd", "Set-Location", "Push-Location"}

func mentionsFolder(words []string, what brought) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(word, what.folder) })
}

// runBy tells whether a command that may run things may run what was brought. Of named files in a folder of their own a program that is told
// of them takes what is in them for data, unless it is one that runs or builds what it is told of.
func (b brought) runBy(c command) bool {
	switch program := c.program(); {
	case b.folder == "":
		return true
	case !mentionsFolder(c.words, b):
		return false
	case !b.named || len(program) == 0:
		return true
	default:
		return strings.Contains(program[0], b.folder) || slices.Contains(builders, path.Base(program[0])) ||
			slices.ContainsFunc(program, func(word string) bool { return slices.Contains(interpreters, path.Base(word)) }) && strings.Contains(scriptIn(program), b.folder)
	}
}

// shells and interpreters run the file that is their first word, or the text of an option.
var (
	shells       = []string{"bash", "sh", "zsh", "dash", "source", "."}
	interpreters = append([]string{"python", "python3", "node", "ruby", "perl", "pwsh", "php", "deno", "bun", "tsx"}, shells...)
)

// builders run what the files say that they are told of.
var builders = []string{
	"ansible-playbook", "bundle", "cargo", "cmake", "composer", "docker", "dotnet", "go", "gradle", "gradlew", "jekyll", "make", "mkdocs", "msbuild",
	"mvn", "npm", "npx", "pip", "pip3", "pnpm", "pre-commit", "pytest", "rake", "sphinx-build", "terraform", "tox", "uv", "xargs", "yarn",
}

// readsInput matches a shell's option by which what follows is no script.
var readsInput = lazyregexp.New(`^-[a-z]*s[a-z]*$`)

// scriptIn is the first word behind an interpreter that is no option, all words where an option gives a text to run. What it reads
// from standard input is the file that this comes from, "" where that is no file.
func scriptIn(program []string) string {
	at := slices.IndexFunc(program, func(word string) bool { return slices.Contains(interpreters, path.Base(word)) })
	texts, reads, isShell := "cemr", false, slices.Contains(shells, path.Base(program[at]))
	if isShell {
		texts = "c"
	}
	words := program[at+1:]
	for i, word := range words {
		switch {
		case word == "<" && i+1 < len(words):
			return words[i+1]
		case reads || word == "-" || isShell && readsInput().MatchString(word):
			reads = true
		case !strings.HasPrefix(word, "-"):
			return word
		case !strings.HasPrefix(word, "--") && strings.Contains(texts, word[len(word)-1:]):
			return strings.Join(program, " ")
		}
	}
	return ""
}

// idleCommands run nothing that they are told of, and read no file that tells them to.
var idleCommands = []string{
	"[", "[[", "test", ":", "true", "false", "echo", "printf", "cat", "head", "tail", "tac", "rev", "nl", "grep", "egrep", "fgrep", "wc", "cut",
	"tr", "sort", "uniq", "comm", "paste", "column", "fold", "diff", "cmp", "ls", "pwd", "cd", "pushd", "popd", "mkdir", "rmdir", "rm", "touch",
	"date", "sleep", "seq", "exit", "return", "export", "local", "declare", "readonly", "set", "unset", "shift", "read", "mapfile", "readarray",
	"basename", "dirname", "realpath", "readlink", "stat", "du", "df", "file", "md5sum", "sha1sum", "sha256sum", "sha512sum", "base64", "jq", "tee",
	"for", "fi", "done", "esac", "break", "continue", "wait", "let", "curl", "wget", "sed", "awk", "find",
}

// idleSubcommands are those of git and gh that run nothing which the files of a commit bring along.
var idleSubcommands = map[string][]string{
	"git": {
		"add", "apply", "archive", "blame", "branch", "cat-file", "check-ignore", "checkout", "cherry", "cherry-pick", "clean", "clone", "commit", "describe",
		"diff", "diff-tree", "fetch", "for-each-ref", "grep", "init", "log", "ls-files", "ls-remote", "ls-tree", "merge", "merge-base", "mv", "name-rev", "pull",
		"push", "rebase", "remote", "reset", "restore", "rev-list", "rev-parse", "rm", "shortlog", "show", "show-ref", "stash", "status", "switch", "symbolic-ref", "tag",
	},
	"gh": {"api", "auth", "cache", "gist", "issue", "label", "pr", "project", "release", "repo", "run", "search", "secret", "variable", "workflow"},
}

// redirects matches a variable that says which program another starts, or where programs are looked for.
var redirects = lazyregexp.New(`^(?:PATH|IFS|[A-Z_]*(?:_PATH|_ENV|COMMAND|PAGER|EDITOR|DIFF|PRELOAD|OPTS|OPTIONS|ASKPASS|SSH))=`)

// startingOptions are the beginnings of the options by which an idle command starts a program, or reads what to do from a file.
var startingOptions = map[string][]string{
	"awk":  {"-f", "--file"},
	"curl": {"-K", "--config"},
	"find": {"-exec", "-ok"},
	"git":  {"-x", "--exec", "--upload-pack", "--receive-pack", "--ext-diff", "--textconv"},
	"sed":  {"-f", "--file"},
	"wget": {"--config", "--use-askpass"},
}

// idle tells of a command that runs nothing of the files that lie about.
func idle(c command) bool {
	if slices.ContainsFunc(c.words, redirects().MatchString) {
		return false
	}
	program := c.program()
	if len(program) == 0 {
		return true
	}
	if isImageBuild(program) {
		return !buildCommandReaches(program)
	}
	name, options := program[0], startingOptions[program[0]]
	starts := slices.ContainsFunc(program, func(word string) bool {
		return slices.ContainsFunc(options, func(option string) bool { return strings.HasPrefix(word, option) })
	})
	if subcommands, has := idleSubcommands[name]; has {
		return !starts && (slices.Contains(subcommands, subcommandOf(program)) || name == "git" && configures(program))
	}
	return !starts && slices.Contains(idleCommands, name)
}

// subcommandOf is the first word behind a program that is no option: -C and -R take a word.
func subcommandOf(program []string) string {
	for i := 1; i < len(program); i++ {
		switch {
		case program[i] == "-C", program[i] == "-R":
			i++
		case !strings.HasPrefix(program[i], "-"):
			return program[i]
		}
	}
	return ""
}

// configures tells of git's settings that say who commits, or which folders are whose.
func configures(program []string) bool {
	return subcommandOf(program) == "config" && slices.ContainsFunc(program, func(word string) bool {
		return strings.HasPrefix(word, "user.") || word == "safe.directory" || strings.HasPrefix(word, "advice.") || strings.HasPrefix(word, "init.")
	})
}
