package nhi

import (
	"math"
	"time"
)

// SchemaVersion is the version of Report's JSON form; it changes when a field's meaning does.
const SchemaVersion = "1"

// Report is one roll call: the contract between scanning and everything that reads it.
type Report struct {
	SchemaVersion string      `json:"schema_version"`
	Tool          Tool        `json:"tool"`
	Target        Target      `json:"target"`
	GeneratedAt   time.Time   `json:"generated_at"` // the scan's --now
	Score         Score       `json:"score"`
	Findings      []Finding   `json:"findings"`
	Identities    []Identity  `json:"identities"`
	Workflows     []Workflow  `json:"workflows"`
	Platform      *Platform   `json:"platform,omitempty"` // settings that GitHub told; its identities are among Identities
	Policies      []Policy    `json:"policies"`
	Unknowns      []Unknown   `json:"unknowns"`
	Exceptions    []Exception `json:"exceptions"`
	Gaps          []Gap       `json:"gaps"`
	Counts        []ScanCount `json:"counts"`
	Baseline      *Baseline   `json:"baseline,omitempty"` // what it was compared with; nil: nothing
	History       []Run       `json:"history,omitempty"`  // the target's runs up to this one, oldest first, as far as a history keeps them
}

// Baseline is an earlier report, or that of a pull request's base, as far as a later one was compared with it.
type Baseline struct {
	Target      string    `json:"target,omitempty"` // the name of what it was of
	GeneratedAt time.Time `json:"generated_at"`     // the time of its scan
	Commit      string    `json:"commit,omitempty"` // that it was of
	Read        string    `json:"read,omitempty"`   // "less" or "more" of the target than the scan that is compared with it: all history, or not; what GitHub says, or not; doubtful credentials, or not; as what strangers read, or not; what was new then
	Score       float64   `json:"score"`            // its score's value
	Rated       bool      `json:"rated"`            // as Score.Rated
	Grade       string    `json:"grade,omitempty"`  // its score's grade
	New         int       `json:"new"`              // findings that it does not have; suppressed ones are not counted
	Known       int       `json:"known"`            // findings that both have
	Fixed       []Finding `json:"fixed"`            // findings that only it has
}

// Tool is the program that made a report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	URL     string `json:"url"`
}

// Target is what was scanned.
type Target struct {
	Kind      string `json:"kind"` // "repository", "folder", "text" (standard input) or "organization"
	Name      string `json:"name"` // owner/name where a GitHub remote tells, else the folder's name
	URL       string `json:"url,omitempty"`
	Commit    string `json:"commit,omitempty"` // HEAD
	Ref       string `json:"ref,omitempty"`    // e.g. "refs/heads/main"
	History   bool   `json:"history"`          // all reachable commits were scanned
	Shallow   bool   `json:"shallow,omitempty"`
	Modified  bool   `json:"modified,omitempty"`  // the working tree differs from HEAD
	Base      string `json:"base,omitempty"`      // of credentials, only what the commits from this one to Commit add was looked for
	Staged    bool   `json:"staged,omitempty"`    // of credentials, only what the index adds to Commit was looked for
	Doubtful  bool   `json:"doubtful,omitempty"`  // what is probably no credential was listed, too: --sensitivity high
	Published bool   `json:"published,omitempty"` // it was judged as one that strangers read: what only a private project would hide was not listed
}

// Score is the posture score and how it came about. All scores are from 0 to 100.
type Score struct {
	FormulaVersion  string           `json:"formula_version"`
	Rated           bool             `json:"rated"` // false: there was no identity to rate; Value is 0 and means nothing
	Value           float64          `json:"value"`
	Low             float64          `json:"low"`   // with every unknown counted as 0
	High            float64          `json:"high"`  // with every unknown counted as 1
	Grade           string           `json:"grade"` // A to F
	Provisional     bool             `json:"provisional,omitempty"`
	Coverage        float64          `json:"coverage"` // 0 to 1: the share of weight whose facts are known
	Uncapped        float64          `json:"uncapped"` // before Caps
	Dimensions      []Dimension      `json:"dimensions"`
	Caps            []Cap            `json:"caps"`
	Recommendations []Recommendation `json:"recommendations"`
	Grants          []Grant          `json:"grants"`
	Keyless         Keylessness      `json:"keyless"`
	NetNewStatic    *int             `json:"net_new_static,omitempty"` // static credentials since the baseline; nil without one
}

// RoundDown is a figure as every output shows it, in steps of one such part, 10 for tenths: rounded down, so that none looks
// like more than it is. What sums of floats lose is no step less.
func RoundDown(v, part float64) float64 {
	const lost = 1e-9
	return math.Floor(v*part+lost) / part
}

// Dimension is one of the score's five parts.
type Dimension struct {
	Name     string    `json:"name"` // "ownership", "privilege", "rotation", "staleness", "expiration"
	Question string    `json:"question"`
	Weight   float64   `json:"weight"` // the weights sum to 100
	Score    float64   `json:"score"`
	Low      float64   `json:"low"`
	High     float64   `json:"high"`
	Coverage float64   `json:"coverage"`
	Rated    int       `json:"rated"`              // identities it applies to
	Problems []Problem `json:"problems,omitempty"` // worst first
}

// Problem is one identity's shortfall in a dimension.
type Problem struct {
	Identity ID      `json:"identity"`
	Value    float64 `json:"value"` // 0 to 1
	Unknown  bool    `json:"unknown,omitempty"`
	Reason   string  `json:"reason"`
}

// Cap is a limit on the whole score.
type Cap struct {
	Limit  float64 `json:"limit"`
	Reason string  `json:"reason"`
	Bites  bool    `json:"bites"` // it lowered the score
}

// Recommendation is a group of like fixes and what they gain.
type Recommendation struct {
	Action     string   `json:"action"` // e.g. "revoke_leaked", "declare_owner", "move_to_oidc"
	Title      string   `json:"title"`
	Severity   Severity `json:"severity,omitempty"` // of the worst finding that goes with it, "" where none does
	Gain       float64  `json:"gain"`               // points of score; 0 where it takes a finding away and the score does not count that
	Effort     int      `json:"effort"`             // 1 (minutes) to 5 (days), for one identity
	Identities []ID     `json:"identities"`
	Owner      string   `json:"owner,omitempty"`
	Steps      []string `json:"steps"` // exact next steps
}

// Grant is something that, once granted to or given the scan, makes less unknown.
type Grant struct {
	Title   string  `json:"title"`
	Narrows float64 `json:"narrows"` // points by which high−low shrinks
	Facts   int     `json:"facts"`   // how many facts become known
}

// Keylessness counts uses that need no stored key.
type Keylessness struct {
	Keyless int `json:"keyless"` // federated or ephemeral uses
	Static  int `json:"static"`
}
