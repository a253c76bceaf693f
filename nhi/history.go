package nhi

import "time"

// Run is what one roll call came to, in figures alone: a line of a history. It names no identity and no file.
type Run struct {
	Time           time.Time          `json:"time"`                 // Report.GeneratedAt
	Commit         string             `json:"commit,omitempty"`     // Target.Commit
	Version        string             `json:"version,omitempty"`    // of Rollcall
	Partial        bool               `json:"partial,omitempty"`    // it was of less than its target: of an organisation of which repositories could not be read
	FormulaVersion string             `json:"formula_version"`      // of the score; only scores of one formula compare
	Rated          bool               `json:"rated"`                // as Score.Rated
	Score          float64            `json:"score"`                // Score.Value
	Low            float64            `json:"low"`                  // Score.Low
	High           float64            `json:"high"`                 // Score.High
	Grade          string             `json:"grade,omitempty"`      // Score.Grade
	Coverage       float64            `json:"coverage"`             // Score.Coverage, from 0 to 1
	Dimensions     map[string]float64 `json:"dimensions,omitempty"` // scores by the dimension's name
	Kinds          map[Kind]int       `json:"kinds,omitempty"`      // identities by kind
	Statuses       map[Status]int     `json:"statuses,omitempty"`   // the same by status
	Static         int                `json:"static"`               // of them, stored credentials that live until somebody ends them
	Findings       map[Severity]int   `json:"findings,omitempty"`   // findings that count, by severity
	Enforced       int                `json:"enforced"`             // of them, those of enforced policies
	Suppressed     int                `json:"suppressed"`           // findings that do not count
	New            *int               `json:"new,omitempty"`        // Baseline.New; nil without a baseline
	Fixed          *int               `json:"fixed,omitempty"`      // the number of Baseline.Fixed; nil without a baseline
	Unknowns       int                `json:"unknowns"`             // questions that the policies could not decide
	Gaps           int                `json:"gaps"`                 // things that could not be seen
}

// Identities is how many identities the run saw.
func (r Run) Identities() int { return sum(r.Kinds) }

// Open is how many findings of the run count.
func (r Run) Open() int { return sum(r.Findings) }

func sum[K comparable](counts map[K]int) (n int) {
	for _, count := range counts {
		n += count
	}
	return n
}
