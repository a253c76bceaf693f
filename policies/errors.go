package policies

import (
	"fmt"
	"slices"
	"strings"
)

// Error is something about the policies or their configuration that the user can put right.
type Error struct {
	Message  string
	Advice   string // what to do; may be ""
	Position string // file:line:column of a policy or file:line of the configuration; may be ""
}

func (e *Error) Error() string {
	if e.Position == "" {
		return e.Message
	}
	return e.Position + ": " + e.Message
}

// Hint says what to do about the error; "" when there is nothing to add.
func (e *Error) Hint() string { return e.Advice }

// StuckError is returned by Evaluate, beside a complete verdict, when a policy ran past
// its time limit and could not be stopped. The verdict has a gap for the policy. Its
// evaluation still takes a processor: the process should write its reports and end, with
// the code for failure.
type StuckError struct{ Policies []string }

func (e *StuckError) Error() string {
	return fmt.Sprintf("policy %s did not stop at its time limit", strings.Join(e.Policies, ", "))
}

// Hint says what to do about the error.
func (e *StuckError) Hint() string { return "make the policy cheaper, or set its mode to off" }

// suggestion is advice for a name that is none of known: the nearest one when it is near, else where to look.
func suggestion(name string, known []string, otherwise string) string {
	best, distance := "", 2+len(name)/3
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := editDistance(name, k); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return otherwise
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// editDistance is the Levenshtein distance of two short names, in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitution := diagonal
			if a[i] != b[j] {
				substitution++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitution, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
