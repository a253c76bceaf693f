package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/baseline"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
	"github.com/rollcall-dev/rollcall/repository"
)

// addHistoryFlag defines where the figures of earlier runs are.
func (f *scanFlags) addHistoryFlag(flags *pflag.FlagSet, does string) {
	flags.StringVar(&f.history, "history", "", does)
}

// checkHistory refuses what a history has no place for: figures of a part would look like progress.
func (f scanFlags) checkHistory() error {
	switch {
	case f.history == "":
		return nil
	case f.history == "true" || f.history == "false": // no file: a switch, or a variable that a workflow took for one
		return usagef("give the name of a file, or --no-history to leave out the commits", "--history takes a file, not %s", f.history)
	case f.scope.base != "" || f.scope.staged || f.path == standardInput:
		return usagef("leave --history to the scans of everything", "--history is for a whole scan: not for --base, --staged or standard input")
	}
	_, err := readHistory(f.history)
	return err
}

// readHistory reads the history in a file, which need not be there yet. Whatever else is in the file is an error, and
// stays there.
func readHistory(name string) (baseline.History, error) {
	const how = "give the name of a file; a new one is made"
	data, err := readRegular(name, baseline.MaximumHistoryBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(name)); err != nil {
			return baseline.History{}, usagef("make the folder first", "the folder of the history %s does not exist", name)
		}
		return baseline.History{}, nil
	case errors.Is(err, errNotRegular):
		return baseline.History{}, usagef(how, "the history %s is not a regular file", name)
	case errors.Is(err, repository.ErrTooLarge):
		return baseline.History{}, usagef(how, "%s is too large for a history", name)
	case err != nil:
		return baseline.History{}, fmt.Errorf("cannot read the history %s: %w", name, reason(err))
	}
	h, err := baseline.ReadHistory(data)
	if err != nil {
		return h, usageError{error: fmt.Errorf("the history %s cannot be used: %w", name, err)}
	}
	return h, nil
}

// figures are what a report adds to its target's history.
func figures(r nhi.Report, f scanFlags) nhi.Run {
	run := baseline.Figures(r)
	run.Partial = report.Partial(r) || f.github.merged != nil && !f.github.merged.Complete()
	return run
}

// withHistory is a report with its target's runs up to its own, and the history with that run added.
func withHistory(r nhi.Report, f scanFlags) (nhi.Report, baseline.History, error) {
	h, err := readHistory(f.history) // again: another scan may have added to it in the meantime
	if err != nil {
		return r, h, err
	}
	h, err = h.With(r.Target.Name, figures(r, f))
	if err != nil {
		return r, h, usageError{error: fmt.Errorf("the history %s cannot be used: %w", f.history, err)}
	}
	r.History = h.Until(r.GeneratedAt)
	return r, h, nil
}

// withTrend gives a report the runs of the history that the flags name, and its own.
func withTrend(r nhi.Report, f scanFlags) (nhi.Report, error) {
	if f.history == "" {
		return r, nil
	}
	r, _, err := withHistory(r, f)
	return r, err
}

// record adds a run to the history that the flags name.
func (p *process) record(r nhi.Report, f scanFlags) error {
	if f.history == "" {
		return nil
	}
	_, h, err := withHistory(r, f)
	if err != nil {
		return err
	}
	if h.Torn && !f.quiet {
		fmt.Fprintf(p.stderr, "note: the last line of %s had broken off, and is left out\n", f.history)
	}
	var files outputs
	defer files.discard()
	err = files.stage(f.history, func(w io.Writer) error {
		_, err := w.Write(h.Bytes())
		return err
	})
	if err != nil {
		return err
	}
	return files.commit()
}
