package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/report"
)

// The exit codes. They are the same whatever formats are written.
const (
	exitClean      = 0 // nothing at or above --fail-on
	exitFindings   = 1 // findings at or above --fail-on
	exitUsage      = 2 // bad flags, arguments, configuration or registry
	exitFailure    = 3 // the scan could not be done, or was interrupted
	exitIncomplete = 4 // no findings that fail, but an enforced policy could not be evaluated or, with --strict, something not be seen
)

// exitCodes is the table that help and documentation show.
const exitCodes = `Exit codes:
  0  clean: nothing at or above --fail-on
  1  findings at or above --fail-on
  2  usage: bad flags, arguments, configuration, registry or policies
  3  failure: the work could not be done, or was interrupted
  4  incomplete: an enforced policy could not be evaluated, or something not be seen (with --strict)`

// process is what a command may use of the world.
type process struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time

	// How GitHub is reached, and how waits for it pass; nil: over the network, and by the clock.
	transport http.RoundTripper
	sleep     func(context.Context, time.Duration) error
}

// interrupted is said of what a signal ended.
const interrupted = "interrupted; nothing was written"

// verdict is the error that carries a non-zero exit code which is not a failure.
type verdict int

func (v verdict) Error() string { return fmt.Sprintf("exit code %d", int(v)) }

// usageError marks an error as the user's to mend: exit code 2.
type usageError struct {
	error
	hint string
}

func (u usageError) Unwrap() error { return u.error }

// Usage tells that the mistake is the user's.
func (usageError) Usage() bool { return true }

// Hint is the advice printed under the error: its own, or that of the error it wraps.
func (u usageError) Hint() string {
	var inner interface{ Hint() string }
	if u.hint == "" && errors.As(u.error, &inner) {
		return inner.Hint()
	}
	return u.hint
}

func usagef(hint, format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...), hint}
}

// run is the whole program with the process as a parameter. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	p := &process{stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv, now: time.Now}
	root := newRoot(p)
	root.SetArgs(args)
	help := &firstError{Writer: stdout}
	root.SetOut(help)
	c, err := root.ExecuteContextC(ctx)
	if err == nil {
		err = help.err
	}
	if err != nil && !isUsage(err) && isUnknown(err) {
		err = usageError{err, cmp.Or(didYouMean(c.Flags().Arg(0), commandsOf(c), c.CommandPath()+" "), seeHelp(c))}
	}
	return p.exitCode(ctx, err)
}

// firstError keeps the first error of a writer: Cobra does not ask for those of its help.
type firstError struct {
	io.Writer
	err error
}

// Write writes.
func (w *firstError) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

func newRoot(p *process) *cobra.Command {
	root := &cobra.Command{
		Use:   "rollcall",
		Short: "Call the roll of every machine identity in a repository",
		Long: `Rollcall calls the roll of the non-human identities of a repository: secrets, keys, tokens,
OIDC trusts, runners and AI agents. For each it says what uses it, who owns it, where it is exposed
and which policies it breaks, and it computes a posture score from 0 to 100.

It runs offline and needs no token, unless GitHub is asked too, and it changes nothing.`,
		Example: `  rollcall scan                        # the repository you stand in
  rollcall scan --out rollcall-out     # JSON, SARIF and an HTML dashboard
  rollcall policy list`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,

		PersistentPreRunE: refuseEmpty,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newScan(p), newDoctor(p), newReport(p), newAction(p), newPlan(p), newMerge(p), newPolicy(p), newVersion(p))
	root.SetHelpCommand(newHelp(root))
	versionFlag(root)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if !c.Runnable() { // Cobra's completion, which would take any shell's name
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
	return root
}

// newHelp is Cobra's help command, but that a command which does not exist is a mistake.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(_ *cobra.Command, args []string) error {
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef(seeHelp(root), "unknown command %q", strings.Join(args, " "))
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// commandsOf are the names of the commands beneath one.
func commandsOf(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return names
}

// seeHelp is the advice for a command line that a command does not take.
func seeHelp(c *cobra.Command) string { return fmt.Sprintf("see '%s --help'", c.CommandPath()) }

// exitCode prints err, if it is one to be read, and gives the code that it stands for.
func (p *process) exitCode(ctx context.Context, err error) int {
	var v verdict
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &v):
		return int(v)
	case ctx.Err() != nil:
		fmt.Fprintln(p.stderr, "error: "+interrupted)
		var kept resumable
		if errors.As(err, &kept) {
			fmt.Fprintf(p.stderr, "hint: %s\n", kept.Hint())
		}
		return exitFailure
	case errors.Is(err, syscall.EPIPE):
		return exitFailure // whoever read has seen enough
	}
	fmt.Fprintf(p.stderr, "error: %s\n", indent(report.Inert(err.Error()))) // it may name a stranger's file
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(p.stderr, "hint: %s\n", indent(report.Inert(hint)))
	}
	if isUsage(err) {
		return exitUsage
	}
	return exitFailure
}

// hintOf is the advice that an error carries, "" without one.
func hintOf(err error) string {
	var advice interface{ Hint() string }
	if errors.As(err, &advice) {
		return advice.Hint()
	}
	return ""
}

// isUsage tells the user's mistakes from failures.
func isUsage(err error) bool {
	var u interface{ Usage() bool }
	return errors.As(err, &u) && u.Usage()
}

// isUnknown tells that Cobra found a wrong command: a plain error, known by its wording only.
func isUnknown(err error) bool { return strings.HasPrefix(err.Error(), "unknown command") }

func indent(s string) string { return strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ") }
