package nhi

import "time"

// Policy is a rule of the set in force, as configured.
type Policy struct {
	ID          string         `json:"id"` // the folder's name
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Severity    Severity       `json:"severity"`
	Confidence  Confidence     `json:"confidence,omitempty"`
	Categories  []string       `json:"categories,omitempty"` // OWASP Non-Human Identities Top 10, e.g. "NHI2"
	Mode        Mode           `json:"mode"`
	Kinds       []Kind         `json:"kinds,omitempty"`    // the kinds it looks at; empty: all
	Requires    []string       `json:"requires,omitempty"` // facts it cannot decide without
	Params      map[string]any `json:"params,omitempty"`
	Remediation string         `json:"remediation,omitempty"` // one or two sentences
	Help        string         `json:"help,omitempty"`        // its page, Markdown
	URL         string         `json:"url,omitempty"`
	Custom      bool           `json:"custom,omitempty"` // the user's, not built in
	Findings    int            `json:"findings"`
	Unknowns    int            `json:"unknowns"`
	Exceptions  int            `json:"exceptions"`            // findings an exception suppresses
	Unevaluated bool           `json:"unevaluated,omitempty"` // it failed or was stopped: a gap says why, and that it has no finding says nothing
}

// PolicySetting is what the configuration says about one policy; zero fields leave the default.
type PolicySetting struct {
	Mode     Mode           `json:"mode,omitempty"`
	Severity Severity       `json:"severity,omitempty"`
	Params   map[string]any `json:"params,omitempty"`
	Location Location       `json:"-"` // where it is configured; empty when it is not in a file
}

// Exception lets one policy's findings on some identities pass for a while.
type Exception struct {
	Policy   string    `json:"policy"`
	Identity string    `json:"identity"` // an ID or a pattern in which * stands for anything
	Reason   string    `json:"reason"`
	Owner    string    `json:"owner"`
	Expires  time.Time `json:"expires"` // at most 180 days ahead
	Location Location  `json:"location"`
}

// MaximumExceptionDays is the longest an exception may last from now.
const MaximumExceptionDays = 180

// Finding is a policy broken by an identity at a place.
type Finding struct {
	Fingerprint string         `json:"fingerprint"` // from policy, identity and evidence; stable across scans
	Policy      string         `json:"policy"`
	Title       string         `json:"title"`
	Severity    Severity       `json:"severity"`
	Confidence  Confidence     `json:"confidence,omitempty"`
	Mode        Mode           `json:"mode"`
	Categories  []string       `json:"categories,omitempty"`
	Identity    ID             `json:"identity"`
	Message     string         `json:"message"`
	Fix         string         `json:"fix,omitempty"`      // the next step, concrete
	Location    *Location      `json:"location,omitempty"` // nil: no file shows it
	Related     []Location     `json:"related,omitempty"`
	Unlisted    int            `json:"related_unlisted,omitempty"` // how many further places there are beyond those
	Evidence    map[string]any `json:"evidence,omitempty"`
	Suppressed  *Suppression   `json:"suppressed,omitempty"`
	Known       bool           `json:"known,omitempty"` // the report's baseline has it too
}

// Counts tells whether the finding counts: it is not suppressed.
func (f Finding) Counts() bool { return f.Suppressed == nil }

// Unknown is a policy that could not decide about an identity, and what it lacked.
type Unknown struct {
	Policy   string       `json:"policy"`
	Identity ID           `json:"identity"`
	Fact     string       `json:"fact"`
	Reason   AbsentReason `json:"reason"`
}

// Verdict is what the policies say of an inventory.
type Verdict struct {
	Findings []Finding // sorted: severity, policy, identity, place
	Unknowns []Unknown
	Policies []Policy // all of the set, those that are off too
	Gaps     []Gap    // policies that failed to run
}
