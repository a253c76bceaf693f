package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// History is the runs of one target, as its file keeps them: a line of JSON that says what it is, and below it one
// line for each run, oldest first. Lines that are there stay as they are, but for those that thinning drops.
type History struct {
	Target string // the name of what was scanned; "" while there is no run
	Torn   bool   // the last line broke off, as when a disk was full, and is left out
	runs   []kept
}

// kept is a run and its line, which a later version of Rollcall may have given fields that this one does not know.
type kept struct {
	nhi.Run
	line []byte
}

// What a history keeps: of a scan every night, what nineteen years leave.
const (
	RunsKeptWhole = 100 // the newest, whatever their day
	DaysKept      = 365 // days before the newest run of which the last run of each is kept; before that, of each month
	MaximumRuns   = 600 // in all; the oldest go
)

// MaximumHistoryBytes is the size of the largest history that is read: far above what MaximumRuns take.
const MaximumHistoryBytes = 16 << 20

// historyVersion is that of the file's form.
const historyVersion = "1"

// heading is the first line of the file.
type heading struct {
	Version string `json:"rollcall_history"`
	Target  string `json:"target"`
}

// HistoryError says why something is not a history that this version can use.
type HistoryError struct {
	Reason string
	Advice string
}

func (e *HistoryError) Error() string { return e.Reason }

// Hint says what to do about it.
func (e *HistoryError) Hint() string { return e.Advice }

const foreignAdvice = "name a file that is not there yet, or one that --history wrote; this one is left as it is"

// ReadHistory reads what History.Bytes wrote. Nothing at all is an empty history; anything else than a history is a
// *HistoryError, but for a last line that broke off.
func ReadHistory(data []byte) (History, error) {
	if len(data) == 0 {
		return History{}, nil
	}
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	h, err := readHeading(first)
	if err != nil {
		return History{}, err
	}
	for n := 2; len(rest) > 0; n++ {
		var line []byte
		var ended bool
		line, rest, ended = bytes.Cut(rest, []byte("\n"))
		run, err := readRun(line)
		switch {
		case err != nil && !ended:
			h.Torn = true
		case err != nil:
			return History{}, &HistoryError{fmt.Sprintf("line %d %s", n, err), "restore the file, or remove the line"}
		default:
			h.runs = append(h.runs, kept{run, line})
		}
	}
	nhi.Sort(h.runs, byTime)
	return h, nil
}

func readHeading(line []byte) (History, error) {
	var head heading
	if json.Unmarshal(line, &head) != nil || head.Version == "" {
		return History{}, &HistoryError{"it is no history of Rollcall", foreignAdvice}
	}
	if head.Version != historyVersion {
		return History{}, &HistoryError{"it was written by another version of Rollcall", "use that version, or name another file"}
	}
	return History{Target: head.Target}, nil
}

// With is the history with one run more. A run of the same time and commit takes the place of the one that is there,
// so that a scan that is made again leaves no second line. What a history does not keep so long is dropped.
func (h History) With(target string, run nhi.Run) (History, error) {
	if h.Target != "" && h.Target != target {
		return History{}, &HistoryError{
			fmt.Sprintf("it is the history of %q, and this is %q", h.Target, target),
			"name another file; if only the name changed, write the new one into the file's first line",
		}
	}
	line, err := json.Marshal(run)
	if err != nil {
		return History{}, fmt.Errorf("write a run: %w", err)
	}
	runs := slices.DeleteFunc(slices.Clone(h.runs), func(k kept) bool { return k.Time.Equal(run.Time) && k.Commit == run.Commit })
	runs = append(runs, kept{run, line})
	nhi.Sort(runs, byTime)
	return History{Target: target, Torn: h.Torn, runs: thinned(runs)}, nil
}

func byTime(a, b kept) int {
	return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Commit, b.Commit))
}

// thinned is what is kept of runs that are sorted by time.
func thinned(runs []kept) []kept {
	if len(runs) == 0 {
		return runs
	}
	whole := max(0, len(runs)-RunsKeptWhole)
	daily := runs[len(runs)-1].Time.AddDate(0, 0, -DaysKept)
	var out []kept
	for i, run := range runs {
		if i >= whole || periodOf(run.Time, daily) != periodOf(runs[i+1].Time, daily) {
			out = append(out, run)
		}
	}
	return out[max(0, len(out)-MaximumRuns):]
}

// periodOf is the day of a time, or its month where it is before a moment.
func periodOf(t, daily time.Time) string {
	if t.Before(daily) {
		return t.UTC().Format("2006-01")
	}
	return t.UTC().Format(time.DateOnly)
}

// Until is the runs up to a moment, oldest first.
func (h History) Until(t time.Time) []nhi.Run {
	var runs []nhi.Run
	for _, k := range h.runs {
		if !k.Time.After(t) {
			runs = append(runs, k.Run)
		}
	}
	return runs
}

// Bytes is the history as its file holds it.
func (h History) Bytes() []byte {
	out, err := json.Marshal(heading{historyVersion, h.Target})
	if err != nil {
		panic(err) // two strings can be written as JSON
	}
	out = append(out, '\n')
	for _, k := range h.runs {
		out = append(append(out, k.line...), '\n')
	}
	return out
}
