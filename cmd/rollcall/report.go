package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
)

const reportLong = `Read a report that 'rollcall scan' wrote as JSON ('-' for standard input) and write it in another
format. The exit code is that of a scan with the same flags: a report does not say what fail_on its configuration had.

` + exitCodes

const reportExample = `  rollcall report rollcall-out/rollcall.json
  rollcall report rollcall.json --format markdown >> "$GITHUB_STEP_SUMMARY"
  rollcall report rollcall.json --format html -o dashboard.html`

func newReport(p *process) *cobra.Command {
	var f scanFlags
	c := &cobra.Command{
		Use:     "report FILE",
		Short:   "Turn a JSON report into another format",
		Long:    reportLong,
		Example: reportExample,
		Args:    takes(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.report(c.Context(), args[0], f)
		},
	}
	flags := c.Flags()
	f.addResultFlags(flags, "text")
	f.addHistoryFlag(flags, "show the trend of the runs in `FILE`, which is left as it is")
	f.addTextFlags(flags)
	return c
}

// report is the command behind the flags: read a report, compare it, write it, judge.
func (p *process) report(ctx context.Context, name string, f scanFlags) error {
	checked := f
	checked.history = "" // it is read alone
	if err := checked.check(); err != nil {
		return err
	}
	r, err := p.readReport(name)
	if err != nil {
		return err
	}
	before, err := p.readBaseline(f)
	if err != nil {
		return err
	}
	r = compared(r, before)
	if f.history != "" {
		if r, _, err = withHistory(r, f); err != nil {
			return err
		}
	}
	if err := p.writeReports(ctx, r, f); err != nil {
		return err
	}
	return p.judge(f, f.bar(f.failOn), r)
}

// readReport reads a JSON report from a file, or from standard input for "-".
func (p *process) readReport(name string) (nhi.Report, error) {
	var in io.Reader = p.stdin
	called := "standard input"
	if name != "-" {
		called = name
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nhi.Report{}, usagef("write one with: rollcall scan --format json -o "+name, "there is no file %s", name)
		}
		if err != nil {
			return nhi.Report{}, err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nhi.Report{}, usagef("name the JSON report in it, such as "+filepath.Join(name, "rollcall.json"), "%s is a folder", name)
		}
		in = f
	}
	r, err := report.Read(in)
	if err != nil {
		return nhi.Report{}, usageError{error: fmt.Errorf("%s: %w", called, err)}
	}
	return r, nil
}
