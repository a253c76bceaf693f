package repository

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// gitEnvironment is all that git gets to know. GIT_DIR and GIT_WORK_TREE come with each
// repository: they decide before core.worktree, core.bare and safe.directory are asked.
var gitEnvironment = []string{
	"LC_ALL=C",
	"GIT_CONFIG_NOSYSTEM=1",
	"GIT_CONFIG_GLOBAL=/dev/null",
	"GIT_ATTR_NOSYSTEM=1",
	"GIT_TERMINAL_PROMPT=0",
	"GIT_ALLOW_PROTOCOL=",      // no transport at all
	"GIT_NO_LAZY_FETCH=1",      // a partial clone stays partial
	"GIT_OPTIONAL_LOCKS=0",     // write nothing
	"GIT_NO_REPLACE_OBJECTS=1", // refs/replace must not hide history
	"GIT_GRAFT_FILE=/dev/null", // nor may grafts
	"GIT_LITERAL_PATHSPECS=1",
	"GIT_FLUSH=0",
}

// gitOverrides are the settings that would run a program or change what is shown, whatever
// the repository's own configuration says of them.
var gitOverrides = []string{
	"safe.directory=*", // nothing of the repository is run, so its owner does not matter
	"core.fsmonitor=false",
	"core.untrackedCache=false",
	"core.hooksPath=/dev/null",
	"core.commitGraph=false", // the commits decide, not a cache of them
	"core.sshCommand=false",
	"core.askPass=",
	"core.pager=cat",
	"credential.helper=",
	"gpg.program=false",
	"protocol.allow=never",
	"log.showSignature=false",
	"log.showRoot=true",
	"log.mailmap=false",
	"diff.external=",
	"diff.orderFile=/dev/null",
	"diff.relative=false",
	"diff.ignoreSubmodules=none",
	"submodule.recurse=false",
	"core.deltaBaseCacheLimit=256m",
}

// maximumStderr is how much of git's messages is kept for an error, in bytes.
const maximumStderr = 4 << 10

// GitError is a git command that failed.
type GitError struct {
	Command string // the subcommand
	Code    int    // its exit code, -1 when it did not start or was ended by a signal
	Message string // the last line git wrote to its standard error
	tooOld  string // its version, where that is why
	cause   error
}

func (e *GitError) Error() string {
	if e.tooOld != "" {
		return fmt.Sprintf("git %s: git %s is too old", e.Command, e.tooOld)
	}
	if e.Message == "" {
		return fmt.Sprintf("git %s: %v", e.Command, e.cause)
	}
	return fmt.Sprintf("git %s: %s", e.Command, e.Message)
}

func (e *GitError) Unwrap() error { return e.cause }

// Hint says what the user can do about it, "" where nothing is known. Git is not allowed to fetch what a partial
// clone lacks.
func (e *GitError) Hint() string {
	if e.tooOld != "" {
		return fmt.Sprintf("install git %d.%d or later", oldestMajor, oldestMinor)
	}
	if strings.Contains(e.Message, "promisor remote") {
		return "the clone is partial: an object that is needed was never fetched, and nothing is fetched here; clone without --filter"
	}
	return ""
}

// command prepares git so that nothing of the repository can run: no hook, monitor, pager,
// filter, signature check, transport. Callers must keep to subcommands that read objects,
// refs, the index and file names, and never compare or show work-tree content, which
// would run the filters that .gitattributes names.
func (r *Repository) command(ctx context.Context, args ...string) *exec.Cmd {
	full := []string{"--no-pager", "--no-optional-locks", "--no-replace-objects"}
	for _, setting := range gitOverrides {
		full = append(full, "-c", setting)
	}
	cmd := exec.CommandContext(ctx, r.git, append(full, args...)...)
	cmd.Dir = r.top
	cmd.Env = append(cmd.Env, gitEnvironment...)
	cmd.Env = append(cmd.Env, "GIT_DIR="+r.gitDir)
	if r.root != nil {
		cmd.Env = append(cmd.Env, "GIT_WORK_TREE="+r.top)
	}
	if r.index != "" {
		cmd.Env = append(cmd.Env, "GIT_INDEX_FILE="+r.index)
	}
	cmd.WaitDelay = 2 * time.Second
	return cmd
}

// Git runs a git subcommand that only reads, and streams its output to read. It returns
// read's error, else a GitError, else ctx's error. When read returns, git is ended.
func (r *Repository) Git(ctx context.Context, read func(io.Reader) error, args ...string) error {
	return r.gitWithInput(ctx, nil, read, args...)
}

// gitWithInput is Git with a standard input, which it closes.
func (r *Repository) gitWithInput(ctx context.Context, stdin *os.File, read func(io.Reader) error, args ...string) error {
	if stdin != nil {
		defer stdin.Close()
	}
	if r.gitDir == "" {
		return errors.New("not a git repository")
	}
	gitCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := r.command(gitCtx, args...)
	stderr := &tail{}
	cmd.Stderr = stderr
	if stdin != nil {
		cmd.Stdin = stdin
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return &GitError{Command: args[0], Code: -1, cause: err}
	}
	if stdin != nil {
		stdin.Close() // so that its writer notices when git ends
	}
	readErr := read(stdout)
	stdout.Close() // git ends on its next write when read stopped early
	if readErr != nil {
		cancel()
	}
	waitErr := cmd.Wait()
	switch {
	case readErr != nil:
		return readErr
	case ctx.Err() != nil:
		return ctx.Err()
	case waitErr != nil:
		failed := &GitError{Command: args[0], Code: cmd.ProcessState.ExitCode(), Message: stderr.lastLine(), cause: waitErr}
		if failed.Code == misused {
			failed.tooOld = r.tooOld(ctx)
		}
		return failed
	}
	return nil
}

// misused is git's exit code for options that it does not know, as those that came with a later version.
const misused = 129

// The oldest git that is used.
const oldestMajor, oldestMinor = 2, 31

// tooOld gives git's version if that is older than what is used, else "".
func (r *Repository) tooOld(ctx context.Context) string {
	out, err := r.command(ctx, "version").Output()
	version, isGit := strings.CutPrefix(strings.TrimSpace(string(out)), "git version ")
	var major, minor int
	if n, scanErr := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil || !isGit || n != 2 || scanErr != nil {
		return ""
	}
	if major > oldestMajor || major == oldestMajor && minor >= oldestMinor {
		return ""
	}
	return fmt.Sprintf("%d.%d", major, minor)
}

// output runs git for an answer of moderate size.
func (r *Repository) output(ctx context.Context, args ...string) (string, error) {
	var out []byte
	err := r.Git(ctx, func(stdout io.Reader) (err error) {
		out, err = io.ReadAll(stdout)
		return err
	}, args...)
	return string(out), err
}

// unlessExit1 takes git's exit code 1 for the answer "there is none".
func unlessExit1(out string, err error) (string, error) {
	if git := (*GitError)(nil); errors.As(err, &git) && git.Code == 1 {
		return "", nil
	}
	return out, err
}

// tail keeps the end of what is written to it.
type tail struct{ data []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	if excess := len(t.data) - maximumStderr; excess > 0 {
		t.data = append(t.data[:0], t.data[excess:]...)
	}
	return len(p), nil
}

// lastLine is git's final word, in printable characters only: it may quote names from the repository.
func (t *tail) lastLine() string {
	lines := bytes.Split(bytes.TrimSpace(t.data), []byte("\n"))
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, strings.ToValidUTF8(string(lines[len(lines)-1]), "?"))
}

// GitLines is Git with lines for git's standard input.
func (r *Repository) GitLines(ctx context.Context, lines []string, read func(io.Reader) error, args ...string) error {
	stdin, wait, err := feed(lines)
	if err != nil {
		return err
	}
	err = r.gitWithInput(ctx, stdin, read, args...)
	wait()
	return err
}
