package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
)

// scanFlags is what the command line of `rollcall scan` says.
type scanFlags struct {
	path      string
	out       string
	format    string
	output    string
	failOn    string
	strict    bool
	baseline  string
	history   string // file in which the figures of every run are kept
	gitleaks  string // a report of gitleaks, whose findings are suppressed
	newOnly   bool
	config    string
	policies  string
	now       string
	noHistory bool
	private   string // the repository that the run's event says is private
	scope     scope
	github    githubFlags

	sensitivity sensitivityFlags

	quiet   bool
	verbose bool
	color   string
}

const scanLong = `Scan the git repository or plain folder at PATH (default: where you stand).

Of a repository, the working tree and every commit that a ref reaches are read, all of it where PATH is
a folder within; files that git ignores are not, unless PATH is a folder that has no others. Nothing of the
repository is run, and nothing is sent anywhere.

With --repository or --organization GitHub is asked too, with a token from GITHUB_TOKEN or GH_TOKEN, or as an App. The files of
a repository that PATH is a clone of are read from disk, those of others through the API; of an organisation, PATH gives the
configuration, the registry and the policies.

With --base, credentials are looked for only in what the commits from there to --head add, whatever came
before; workflows, agents and the configuration are read as --head has them. With --staged, only
what the next commit would add is looked at. With - for PATH, standard input is one file's text.

` + exitCodes

const scanExample = `  rollcall scan
  rollcall scan --no-history --fail-on high ../shop
  rollcall scan --out rollcall-out                     # rollcall.json, .sarif and .html
  rollcall scan --base origin/main                     # what a pull request adds
  rollcall scan --staged                               # before a commit
  rollcall scan --organization acme                    # what GitHub tells of all its repositories
  rollcall scan --state ~/.cache/shop.state            # every night: only what is new is looked at
  rollcall scan --history shop-history.jsonl           # how the score and the findings develop
  kubectl get secret -o yaml | rollcall scan -
  rollcall scan --format sarif -o rollcall.sarif`

func newScan(p *process) *cobra.Command {
	var f scanFlags
	c := &cobra.Command{
		Use:     "scan [PATH | -]",
		Short:   "Scan a repository or folder and report on its machine identities",
		Long:    scanLong,
		Example: scanExample,
		Args:    takes(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			f.path = "."
			if len(args) == 1 {
				f.path = args[0]
			}
			if f.github.shard != "" {
				if err := p.checkShardFlags(c.Flags()); err != nil {
					return err
				}
				return f.github.resumable(p.writeShard(c.Context(), f))
			}
			return f.github.resumable(p.scan(c.Context(), f, c.Flags().Changed("fail-on")))
		},
	}
	flags := c.Flags()
	f.addReportFlags(flags)
	flags.BoolVar(&f.noHistory, "no-history", false, "read the working tree only, no commits")
	flags.StringVar(&f.gitleaks, "gitleaks-baseline", "", "suppress the credentials that the JSON report of gitleaks in `FILE` has")
	f.addScopeFlags(flags)
	f.sensitivity.addTo(flags)
	f.github.addTo(flags, true)
	f.addTextFlags(flags)
	return c
}

// addReportFlags defines what is judged by, and what is written.
func (f *scanFlags) addReportFlags(flags *pflag.FlagSet) {
	flags.StringVar(&f.out, "out", "", "write rollcall.json, rollcall.sarif and rollcall.html into `DIR`")
	f.addResultFlags(flags, "")
	f.addHistoryFlag(flags, "add this run's figures to those in `FILE`, and show the trend")
	flags.StringVar(&f.config, "config", "", "read the configuration from `FILE` instead of .rollcall/config.yaml")
	flags.StringVar(&f.policies, "policies", "", "read custom policies from `DIR` instead of .rollcall/policies")
	flags.StringVar(&f.now, "now", "", "judge as of this `TIME` (2026-12-31 or RFC 3339)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but errors and what --format asks for")
}

// addResultFlags defines what becomes of a report, whether it was made or read: its form, by default this one, and its verdict.
func (f *scanFlags) addResultFlags(flags *pflag.FlagSet, format string) {
	flags.StringVarP(&f.format, "format", "f", format, "write one report, in this `FORMAT`: "+strings.Join(formatNames(), ", "))
	flags.StringVarP(&f.output, "output", "o", "", "write that report to `FILE` instead of standard output")
	flags.StringVar(&f.failOn, "fail-on", failOnEnforced, "exit with 1 at or above this `LEVEL`: "+strings.Join(failOnValues(), ", "))
	flags.BoolVar(&f.strict, "strict", false, "exit with 4 when something could not be seen")
	f.addBaselineFlags(flags)
}

// addTextFlags defines how the text report looks.
func (f *scanFlags) addTextFlags(flags *pflag.FlagSet) {
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "list everything in the text report, not only the worst")
	flags.StringVar(&f.color, "color", "auto", "colour the text report `WHEN`: auto, always, never")
}

// scan is the command behind the flags: check them, scan, write, judge.
func (p *process) scan(ctx context.Context, f scanFlags, failOnGiven bool) error {
	called, err := p.call(ctx, f)
	if err != nil {
		return err
	}
	err = p.writeReports(ctx, called.report, f)
	if err == nil || errors.Is(err, syscall.EPIPE) { // who has read enough has the report
		err = cmp.Or(p.remember(called, f), err)
	}
	if err != nil {
		return err
	}
	if called.below && f.github.organization == "" && !f.quiet {
		fmt.Fprintf(p.stderr, "note: the scan is of the whole repository that %s lies in, not of this folder alone\n", f.path)
	}
	if called.stuck != nil {
		return called.stuck
	}
	return p.judge(f, f.barOf(called, failOnGiven), called.report)
}

// remember leaves what the next run is to know, once the reports are written: a run that nobody saw is none.
func (p *process) remember(called roll, f scanFlags) error {
	return errors.Join(p.leave(called, f), p.record(called.report, f))
}

// judge gives the verdict on a report, and says why it is one.
func (p *process) judge(f scanFlags, b bar, r nhi.Report) error {
	if why := b.reason(r); why != "" && !f.quiet {
		fmt.Fprintln(p.stderr, report.InertLine(why))
	}
	return b.judge(r)
}

// call makes the roll call that the flags ask for, and compares it with their baseline.
func (p *process) call(ctx context.Context, f scanFlags) (roll, error) {
	if err := f.check(); err != nil {
		return roll{}, err
	}
	now, err := p.parseNow(f.now)
	if err != nil {
		return roll{}, err
	}
	before, err := p.readBaseline(f)
	if err != nil {
		return roll{}, err
	}
	ignored, err := readGitleaksBaseline(f.gitleaks)
	if err != nil {
		return roll{}, err
	}
	platform, err := p.platform(f)
	if err != nil {
		return roll{}, err
	}
	state, err := readState(f.scope.state)
	if err != nil {
		return roll{}, err
	}
	progress := p.progress(f.quiet)
	defer progress.done()
	called, err := rollCall(ctx, options{
		path: f.path, name: p.repositoryName(f.github), private: f.private, platform: platform, config: f.config, policies: f.policies,
		scope: p.scopeOf(f), history: !f.noHistory, now: now, progress: progress.step,
		state: state, sensitivity: f.sensitivity, ignored: ignored,
	})
	if err != nil {
		return roll{}, err
	}
	progress.done()
	called.foreignState = state.foreign
	called.report, err = withTrend(compared(called.report, before), f)
	return called, err
}

func (f scanFlags) check() error {
	if err := checkFailOn(f.failOn); err != nil {
		return err
	}
	if err := f.checkScope(); err != nil {
		return err
	}
	if err := f.sensitivity.check(); err != nil {
		return err
	}
	if err := f.checkHistory(); err != nil {
		return err
	}
	if err := f.github.check(f.scope); err != nil {
		return err
	}
	if f.output != "" && f.format == "" {
		return usagef("say which with --format: "+strings.Join(formatNames(), ", "), "--output needs a --format")
	}
	if err := checkFormat(f.format); err != nil {
		return err
	}
	if err := f.checkOutputs(); err != nil {
		return err
	}
	return checkColor(f.color)
}

// writeReports writes what the flags ask for: the three files of --out, the one of --format,
// and without --format the text report on standard output.
func (p *process) writeReports(ctx context.Context, r nhi.Report, f scanFlags) error {
	var files outputs
	defer files.discard()
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o755); err != nil {
			return outputError(f.out, err)
		}
		for _, format := range []string{"json", "sarif", "html"} {
			name := filepath.Join(f.out, "rollcall."+format)
			if err := files.stage(name, p.render(r, format, scanFlags{color: "never"})); err != nil {
				return err
			}
		}
	}
	show, err := p.writeOne(&files, r, f)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := files.commit(); err != nil { // before anything is shown, which a reader such as head ends when it likes
		return err
	}
	return show(p.stdout)
}

// writeOne stages the report that the flags ask for by format, or returns what shows it on standard output.
func (p *process) writeOne(files *outputs, r nhi.Report, f scanFlags) (show func(io.Writer) error, err error) {
	nothing := func(io.Writer) error { return nil }
	format := f.format
	switch {
	case format == "" && f.quiet:
		return nothing, nil
	case format == "":
		format = "text"
	}
	render := p.render(r, format, f)
	if f.output != "" && f.output != "-" {
		return nothing, files.stage(f.output, render)
	}
	return render, nil
}

// render returns the function that writes r in a format.
func (p *process) render(r nhi.Report, format string, f scanFlags) func(io.Writer) error {
	return func(w io.Writer) error {
		o := report.Options{Verbose: f.verbose}
		if w == p.stdout {
			o.Color, o.Width, o.ASCII = p.wantsColor(f.color), p.width(), p.wantsASCII()
		}
		return report.Write(w, format, r, o)
	}
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func checkFormat(name string) error {
	if name == "" {
		return nil
	}
	for _, known := range formatNames() {
		if name == known {
			return nil
		}
	}
	return usagef("use one of "+strings.Join(formatNames(), ", "), "--format %q is not known", name)
}

func checkColor(value string) error {
	switch value {
	case "auto", "always", "never":
		return nil
	}
	return usagef("use auto, always or never", "--color %q is not known", value)
}

// wantsColor follows --color, then NO_COLOR (https://no-color.org), then whether this is a terminal.
func (p *process) wantsColor(flag string) bool {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	return p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb" && isTerminal(p.stdout)
}

// wantsASCII tells whether the locale says that what is read here is not UTF-8. Where none is set, as in most jobs, it is.
func (p *process) wantsASCII() bool {
	locale := strings.ToLower(cmp.Or(p.getenv("LC_ALL"), p.getenv("LC_CTYPE"), p.getenv("LANG")))
	return locale != "" && !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
}

// width is the terminal's width in columns, 0 when there is none.
func (p *process) width() int {
	if f, ok := p.stdout.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			return w
		}
	}
	return 0
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func (p *process) progress(quiet bool) *progress {
	if quiet || p.getenv("TERM") == "dumb" || !isTerminal(p.stderr) {
		return &progress{}
	}
	return &progress{w: p.stderr, now: p.now}
}

// parseNow reads --now; an empty one is the clock's time.
func (p *process) parseNow(s string) (time.Time, error) {
	if s == "" {
		return p.now().UTC().Truncate(time.Second), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usagef("write it as 2026-12-31 or 2026-12-31T10:00:00Z", "--now %q is not a time", s)
}
