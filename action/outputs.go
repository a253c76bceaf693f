package action

import (
	"crypto/rand"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Output is a value that a run hands to later steps.
type Output struct{ Name, Value string }

// Outputs are the figures of a report.
func Outputs(r nhi.Report) []Output {
	var open, fresh, enforced int
	highest := nhi.Severity("none")
	for _, f := range r.Findings {
		if !f.Counts() {
			continue
		}
		open++
		if !f.Known {
			fresh++
		}
		if f.Mode == nhi.ModeEnforced {
			enforced++
		}
		if highest == "none" || f.Severity.Rank() > highest.Rank() {
			highest = f.Severity
		}
	}
	score, grade := "", ""
	if r.Score.Rated {
		score, grade = strconv.FormatFloat(nhi.RoundDown(r.Score.Value, 10), 'f', 1, 64), r.Score.Grade
	}
	return []Output{
		{"score", score}, {"grade", grade},
		{"findings", strconv.Itoa(open)}, {"new-findings", strconv.Itoa(fresh)}, {"enforced-findings", strconv.Itoa(enforced)},
		{"highest-severity", string(highest)},
		{"unknowns", strconv.Itoa(len(r.Unknowns))}, {"gaps", strconv.Itoa(len(r.Gaps))}, {"identities", strconv.Itoa(len(r.Identities))},
	}
}

// WriteOutputs writes outputs in the form of the file that GITHUB_OUTPUT names. Each value stands between
// lines that nobody can know beforehand, so that no value can end its own and begin another.
func WriteOutputs(w io.Writer, outputs []Output) error {
	for _, o := range outputs {
		end := "end-" + rand.Text()
		if strings.Contains(o.Value, end) {
			return fmt.Errorf("the value of the output %s cannot be written", o.Name)
		}
		if _, err := fmt.Fprintf(w, "%s<<%s\n%s\n%s\n", o.Name, end, o.Value, end); err != nil {
			return err
		}
	}
	return nil
}
