package nhi

// Observations is what one source, or several merged, saw of the world. Every slice may be empty.
type Observations struct {
	Exposures  []Exposure        `json:"exposures,omitempty"`
	Workflows  []Workflow        `json:"workflows,omitempty"`
	Agents     []Agent           `json:"agents,omitempty"`
	Registries []PrivateRegistry `json:"registries,omitempty"` // that Dependabot is given credentials for
	Edits      []Edit            `json:"edits,omitempty"`      // of workflows
	Platform   *Platform         `json:"platform,omitempty"`   // nil: the platform was not asked
	Gaps       []Gap             `json:"gaps,omitempty"`
	Counts     []ScanCount       `json:"counts,omitempty"`
}

// Add appends what another source saw. One source alone asks the platform: the first that did counts.
func (o *Observations) Add(other Observations) {
	o.Exposures = append(o.Exposures, other.Exposures...)
	o.Workflows = append(o.Workflows, other.Workflows...)
	o.Agents = append(o.Agents, other.Agents...)
	o.Registries = append(o.Registries, other.Registries...)
	o.Edits = append(o.Edits, other.Edits...)
	o.Gaps = append(o.Gaps, other.Gaps...)
	o.Counts = append(o.Counts, other.Counts...)
	if o.Platform == nil {
		o.Platform = other.Platform
	}
}

// ScanCount is how much a source read, for the reader's trust: {"leaks", "commits", 812}.
type ScanCount struct {
	Source string `json:"source"`
	Unit   string `json:"unit"` // plural noun: "files", "commits", "bytes", "workflows"
	Count  int64  `json:"count"`
	Hidden bool   `json:"hidden,omitempty"` // it counts what was found and, at this sensitivity, not listed; Unit is a title of Doubts
}

// GapReason says why something was not seen.
type GapReason string

// Why a gap exists.
const (
	GapUnreadable   GapReason = "unreadable"    // the file, object or page could not be read
	GapUnparsable   GapReason = "unparsable"    // it was read and is not what it should be
	GapTooLarge     GapReason = "too_large"     // over a documented limit
	GapNotPermitted GapReason = "not_permitted" // Gap.Permission names what is missing
	GapShallow      GapReason = "shallow"       // history ends before its beginning
	GapMissing      GapReason = "missing"       // an object that should exist does not
	GapTimeout      GapReason = "timeout"
	GapRateLimited  GapReason = "rate_limited" // the platform asks to come back later
	GapBudget       GapReason = "budget"       // the requests that the scan may send are spent
	GapInterrupted  GapReason = "interrupted"
	GapUnsupported  GapReason = "unsupported"  // e.g. a submodule's content, an LFS pointer
	GapUndecided    GapReason = "undecided"    // a policy that could not be evaluated
	GapSkippedRule  GapReason = "skipped_rule" // a detection rule that could not run
)

// Gap is something a source should have seen and could not. Gaps are never silent: every
// format shows them, and --strict turns them into exit code 4.
type Gap struct {
	Source     string    `json:"source"` // the source's name, e.g. "leaks"
	Scope      string    `json:"scope"`  // what was not seen: a path, a commit, an API surface
	Reason     GapReason `json:"reason"`
	Detail     string    `json:"detail,omitempty"`     // one sentence for the reader; never content of a file
	Location   *Location `json:"location,omitempty"`   // where, when the gap is at a place in a file
	Permission string    `json:"permission,omitempty"` // with GapNotPermitted: exactly what to grant
}
