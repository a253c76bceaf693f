package nhi

import (
	"strconv"
	"time"
)

// Location is a place in a file, or a whole file when Line is 0. Path is empty for what no file
// shows, such as a variable that GitHub keeps.
type Location struct {
	// Repository is owner/name where the file is not the target's own, as in the scan of an organisation.
	Repository string `json:"repository,omitempty"`
	Path       string `json:"path"`             // slash-separated, relative to the repository's root
	Line       int    `json:"line,omitempty"`   // from 1
	Column     int    `json:"column,omitempty"` // from 1, in Unicode code points of the line, without a byte order mark
}

// String writes a place as path:line, a whole file as its path, and what is in another repository as owner/name/path:line.
func (l Location) String() string {
	name := l.Path
	if l.Repository != "" {
		name = l.Repository + "/" + l.Path
	}
	if l.Line == 0 {
		return name
	}
	return name + ":" + strconv.Itoa(l.Line)
}

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

// Presence says where in time an exposed value still is.
type Presence string

// Presences, most visible first.
const (
	PresenceHead     Presence = "head"     // in the commit that HEAD names, or in a plain folder's file
	PresenceWorktree Presence = "worktree" // in the working tree only, not committed
	PresenceBranch   Presence = "branch"   // in the tip of another ref
	PresenceHistory  Presence = "history"  // only in older commits: removed, but still readable
)

// Exposure is a credential's value found at a place where it should not be.
type Exposure struct {
	Rule       string       `json:"rule"` // the detector's rule, e.g. "stripe-access-token"
	Location   Location     `json:"location"`
	Commit     string       `json:"commit,omitempty"`     // the oldest commit that holds it here; "" when uncommitted
	Author     string       `json:"author,omitempty"`     // of that commit: name <email>
	Date       time.Time    `json:"date,omitzero"`        // of that commit, UTC
	RemovedIn  string       `json:"removed_in,omitempty"` // with PresenceHistory, where known
	Presence   Presence     `json:"presence"`
	WasInHead  bool         `json:"was_in_head,omitempty"` // with PresenceBranch or PresenceHistory: a commit that HEAD descends from held it
	Ref        string       `json:"ref,omitempty"`         // where it is not only HEAD's past: a ref that holds Commit, e.g. "refs/pull/7/head"; branches come before tags, and those before proposals
	TestData   bool         `json:"test_data,omitempty"`   // the path is that of tests, fixtures, examples, documentation or vendored code
	Name       string       `json:"name,omitempty"`        // the name the value is assigned to, e.g. STRIPE_SECRET_KEY
	Preview    string       `json:"preview,omitempty"`     // provider prefix, dots, at most the last two characters
	ValueClass int          `json:"value_class"`           // equal for equal values, within one report; 0: nothing says which others equal it
	Credential Credential   `json:"credential"`
	Confidence Confidence   `json:"confidence"`
	Doubt      Doubt        `json:"doubt,omitempty"`    // why it is probably no credential; such exposures are listed at high sensitivity only, but for lone ids
	Parts      []Part       `json:"parts,omitempty"`    // of a credential in several parts, the others, such as the id of a key
	Features   []Feature    `json:"features,omitempty"` // on request: what speaks for and against its being a credential
	Suppressed *Suppression `json:"suppressed,omitempty"`
	Platform   *Alert       `json:"platform,omitempty"` // what the platform says of it
	Of         ID           `json:"of,omitempty"`       // the identity whose value it is, where the source knows it: StoredSecret.ID of a variable
	Joined     string       `json:"joined,omitempty"`   // why it is taken for a value of the named secret it is listed under (inferred)
}

// Alert is what GitHub's secret scanning, or its store of variables, says of an exposure.
type Alert struct {
	Place    string    `json:"place,omitempty"`    // in words, where no file shows it: "variable DEPLOY_TOKEN of acme/app"
	URL      string    `json:"url,omitempty"`      // the page where a person deals with it
	State    string    `json:"state,omitempty"`    // "open", "resolved"
	Validity string    `json:"validity,omitempty"` // "active", "inactive", "unknown"
	Public   bool      `json:"public,omitempty"`   // the value was seen in public
	Bypassed bool      `json:"bypassed,omitempty"` // somebody pushed it past push protection
	Created  time.Time `json:"created,omitzero"`   // when GitHub raised it
}

// Part is where another part of the same credential stands, and what it is.
type Part struct {
	What     string   `json:"what"` // e.g. "key id", "client id"
	Location Location `json:"location"`
	Preview  string   `json:"preview,omitempty"` // masked like Exposure.Preview
}

// Feature is one thing that speaks for or against a value's being a credential.
type Feature struct {
	Name   string `json:"name"`   // for the reader, e.g. "looks random"; never a part of the value
	Weight int    `json:"weight"` // positive: for, negative: against; 0: of note only
}

// Suppression says that, and why, something found does not count.
type Suppression struct {
	Kind    string    `json:"kind"` // "comment" (in the source), "baseline" (.gitleaksignore), "configuration" (scan.exclude), "exception"
	Reason  string    `json:"reason,omitempty"`
	Owner   string    `json:"owner,omitempty"`  // with "exception"
	Expires time.Time `json:"expires,omitzero"` // with "exception"
}

// Credential is what a credential's name or value says about it, offline.
type Credential struct {
	Service      string      `json:"service,omitempty"` // the catalogue's name, e.g. "Stripe"; "" when not recognised
	Category     Category    `json:"category,omitempty"`
	Kind         Kind        `json:"kind,omitempty"`
	RotationDays int         `json:"rotation_days,omitempty"` // the service's recommended maximum age
	Keyless      Keyless     `json:"keyless,omitzero"`
	Livemode     string      `json:"livemode,omitempty"` // "live" or "test" where the value or name says so
	Public       bool        `json:"public,omitempty"`   // public by design (a publishable key): not a secret
	Environment  Environment `json:"environment,omitempty"`
	Confidence   Confidence  `json:"confidence,omitempty"`
	By           string      `json:"by,omitempty"`       // "value", "url", "rule", "name" or "file": what recognised it
	Checksum     string      `json:"checksum,omitempty"` // "valid" or "invalid" where the form has one
	IssuedAt     time.Time   `json:"issued_at,omitzero"`
	ExpiresAt    time.Time   `json:"expires_at,omitzero"`
	NeverExpires bool        `json:"never_expires,omitempty"` // the value's form has an expiry, and this one has none
	Proves       []Proof     `json:"proves,omitempty"`        // e.g. {"aws account", "123456789012"}
}

// Keyless is how a service can be used without a stored key.
type Keyless struct {
	Support string `json:"support,omitempty"` // "yes", "partial", "no"
	How     string `json:"how,omitempty"`     // e.g. "aws-actions/configure-aws-credentials + IAM OIDC provider"
}

// Proof is one thing that a credential's value says about its issuer or holder. Never a secret itself.
type Proof struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Workflow is one GitHub Actions workflow or composite action, as written.
type Workflow struct {
	Repository  string       `json:"repository,omitempty"` // as Location.Repository
	Path        string       `json:"path"`
	Name        string       `json:"name,omitempty"`
	Composite   bool         `json:"composite,omitempty"` // an action.yml whose steps run in the caller's job
	Triggers    []Trigger    `json:"triggers,omitempty"`
	Permissions *Permissions `json:"permissions,omitempty"` // nil: not declared at this level
	Jobs        []Job        `json:"jobs,omitempty"`        // a composite action has one, with ID ""
}

// Trigger is an event that starts a workflow.
type Trigger struct {
	Event     string   `json:"event"`
	Untrusted bool     `json:"untrusted,omitempty"` // strangers can fire it, and secrets are given to the run
	Location  Location `json:"location"`
}

// Permissions is a `permissions:` block.
type Permissions struct {
	All      string            `json:"all,omitempty"` // "read-all", "write-all", or "" when Scopes decides
	Scopes   map[string]string `json:"scopes,omitempty"`
	Location Location          `json:"location"`
}

// Job is one job and every credential within its reach.
type Job struct {
	ID                 string          `json:"id"`
	Name               string          `json:"name,omitempty"`
	Location           Location        `json:"location"`
	RunsOn             []string        `json:"runs_on,omitempty"`
	SelfHosted         bool            `json:"self_hosted,omitempty"`         // on a runner that is not GitHub's: self-hosted, or of another service
	Environment        string          `json:"environment,omitempty"`         // GitHub environment's name
	EnvironmentDynamic bool            `json:"environment_dynamic,omitempty"` // it is an expression
	Permissions        *Permissions    `json:"permissions,omitempty"`         // effective: the job's, else the workflow's, else nil
	Gates              []string        `json:"gates,omitempty"`               // what its conditions ask of a stranger: "actor", "author_association", "fork", "merged"; "label", "bot", "triage", "event"
	SkippedOn          []string        `json:"skipped_on,omitempty"`          // events of its workflow on which its conditions, or those of the jobs that it needs, never hold
	Calls              *ActionRef      `json:"calls,omitempty"`               // reusable workflow
	UntrustedCheckout  *Location       `json:"untrusted_checkout,omitempty"`  // a step checks out a stranger's code
	Injections         []Injection     `json:"injections,omitempty"`          // where a stranger's text becomes part of a script
	Steps              []Step          `json:"steps,omitempty"`
	Credentials        []CredentialUse `json:"credentials,omitempty"`
	CloudLogins        []CloudLogin    `json:"cloud_logins,omitempty"`
}

// Injection is text of a stranger that an expression writes into a script, where it is run.
type Injection struct {
	Events   []string `json:"events"`   // those that bring the text, sorted
	Location Location `json:"location"` // of the expression
}

// Step is one step of a job.
type Step struct {
	Index    int        `json:"index"` // from 0
	ID       string     `json:"id,omitempty"`
	Name     string     `json:"name,omitempty"`
	Uses     *ActionRef `json:"uses,omitempty"` // nil for a run step
	Location Location   `json:"location"`
}

// Pin is how firmly a reference names code.
type Pin string

// Pins, firmest first.
const (
	PinLocal  Pin = "local"  // ./path, the same commit
	PinCommit Pin = "commit" // 40 or 64 hexadecimal digits
	PinDigest Pin = "digest" // docker image@sha256:…
	PinTag    Pin = "tag"    // looks like a version; can be moved
	PinBranch Pin = "branch" // any other name; moves by design
	PinNone   Pin = "none"   // no reference at all
)

// ActionRef is a `uses:` reference.
type ActionRef struct {
	Raw        string `json:"raw"`
	Owner      string `json:"owner,omitempty"` // "" for local and docker references
	Repo       string `json:"repo,omitempty"`
	Path       string `json:"path,omitempty"` // inside the repository
	Ref        string `json:"ref,omitempty"`
	Pin        Pin    `json:"pin"`
	FirstParty bool   `json:"first_party,omitempty"` // local, GitHub's own (actions, github), or the same owner as the repository
}

// Name is the reference without its version: owner/repo[/path], or the raw text.
func (a ActionRef) Name() string {
	if a.Owner == "" {
		return a.Raw
	}
	n := a.Owner + "/" + a.Repo
	if a.Path != "" {
		n += "/" + a.Path
	}
	return n
}

// Mutable tells whether the code behind the reference can change without a commit here.
func (a ActionRef) Mutable() bool {
	return a.Pin == PinTag || a.Pin == PinBranch || a.Pin == PinNone
}

// Route is the way a credential gets into a job.
type Route string

// Routes.
const (
	RouteEnv       Route = "env"       // an environment variable
	RouteWith      Route = "with"      // an action's input
	RouteRun       Route = "run"       // interpolated into a script
	RouteCall      Route = "call"      // handed to a reusable workflow by name
	RouteInherit   Route = "inherit"   // secrets: inherit
	RouteAll       Route = "all"       // toJSON(secrets) and the like: every secret
	RouteDynamic   Route = "dynamic"   // secrets[expression]: which one is not known
	RouteIf        Route = "if"        // a condition
	RouteContainer Route = "container" // container or service credentials
	RouteOther     Route = "other"     // outputs, names, matrix and the rest
	RouteDefault   Route = "default"   // GITHUB_TOKEN, which every job has
	RouteLiteral   Route = "literal"   // its value is written in the workflow file
)

// CredentialUse is one way one credential reaches a job.
type CredentialUse struct {
	Store    string     `json:"store"`            // "secrets", "vars", or "token" for GITHUB_TOKEN
	Name     string     `json:"name"`             // "*" for all of them, "" when dynamic
	Route    Route      `json:"route"`            // how it gets there
	Level    string     `json:"level"`            // "workflow", "job" or "step": where it is written
	Step     int        `json:"step"`             // index of the step, -1 above step level
	Input    string     `json:"input,omitempty"`  // the variable's or the input's name
	Action   *ActionRef `json:"action,omitempty"` // who receives it, when a `uses` step or a called workflow does
	Location Location   `json:"location"`

	// Parameter: the name is a secret parameter of a reusable workflow that only callers start;
	// which secret it holds is theirs to say.
	Parameter bool `json:"parameter,omitempty"`
}

// CloudLogin is a step that logs in to a cloud or vault.
type CloudLogin struct {
	Provider string   `json:"provider"`           // "aws", "gcp", "azure", "vault", …
	Method   string   `json:"method"`             // "oidc" or "static"
	Identity string   `json:"identity,omitempty"` // role, service account or client as written; "" when it is a secret or an expression
	Step     int      `json:"step"`
	Location Location `json:"location"`
}

// PrivateRegistry is a way in which Dependabot is given a credential for a package registry.
type PrivateRegistry struct {
	Name     string   `json:"name"`   // as the file calls it
	Type     string   `json:"type"`   // e.g. "npm-registry"
	Key      string   `json:"key"`    // that holds the credential, e.g. "token"
	Secret   string   `json:"secret"` // of Dependabot's store, in upper case
	Location Location `json:"location"`
}

// Agent is an AI agent, or a tool server that agents use, configured in a repository.
type Agent struct {
	Vendor   string             `json:"vendor"`  // e.g. "Anthropic"
	Product  string             `json:"product"` // e.g. "Claude Code Action"
	Form     string             `json:"form"`    // "workflow" (a step) or "config" (a file)
	Location Location           `json:"location"`
	Job      string             `json:"job,omitempty"`  // with "workflow"
	Step     int                `json:"step,omitempty"` // with "workflow": index of the step
	Settings []AgentSetting     `json:"settings,omitempty"`
	Servers  []MCPServer        `json:"servers,omitempty"`
	Inline   []InlineCredential `json:"inline,omitempty"`

	// What inventory joins from the workflow.
	Permissions    *Permissions `json:"permissions,omitempty"`
	Secrets        []string     `json:"secrets,omitempty"`        // names within reach
	Triggers       []Trigger    `json:"triggers,omitempty"`       // of its workflow
	Declared       bool         `json:"declared"`                 // an entry of the registry names it
	Sponsor        string       `json:"sponsor,omitempty"`        // the person who answers for it, as declared
	AllowedSecrets []string     `json:"allowed_secrets,omitzero"` // names or patterns it may reach, as declared; nil: no list was declared, empty: none
}

// AgentSetting is one setting that widens what an agent may do.
type AgentSetting struct {
	Name     string   `json:"name"`             // e.g. "open_trigger", "unsafe_sandbox", "broad_tools", "untrusted_prompt"
	Detail   string   `json:"detail,omitempty"` // the setting as written, when it cannot hold a credential
	Location Location `json:"location"`
}

// MCPServer is a Model Context Protocol server that an agent's configuration names.
type MCPServer struct {
	Name      string             `json:"name"`
	Transport string             `json:"transport"`           // "stdio" or "http"
	Package   string             `json:"package,omitempty"`   // with "stdio": what is run, without arguments that may hold values
	Host      string             `json:"host,omitempty"`      // with "http"
	Pinned    bool               `json:"pinned"`              // to an exact version or digest
	Plaintext bool               `json:"plaintext,omitempty"` // http:// to another machine
	Inline    []InlineCredential `json:"inline,omitempty"`
	Location  Location           `json:"location"`
}

// InlineCredential is a literal where a reference to a secret belongs. Its value stays in the source.
type InlineCredential struct {
	Name     string   `json:"name"` // of the variable, header or flag
	Location Location `json:"location"`
}
