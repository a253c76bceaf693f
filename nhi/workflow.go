package nhi

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

// Gate is something that the conditions of a job ask for and a stranger does not have by himself.
type Gate string

// Gates. Gates lists them.
const (
	GateActor       Gate = "actor"              // to be a certain account
	GateAssociation Gate = "author_association" // to be somebody whom the repository let in
	GateFork        Gate = "fork"               // that the change is not from a fork
	GateMerged      Gate = "merged"             // that the change was merged

	// These are passed with somebody's help, once, and what the stranger wrote can change after that.
	GateLabel  Gate = "label"  // a label
	GateBot    Gate = "bot"    // that a bot acted last, which it does for whoever asks it to
	GateTriage Gate = "triage" // an event that only who may triage can fire
	GateEvent  Gate = "event"  // a certain event

	// GatePermission is a permission that a script before asks GitHub about. Whom it lets in it lets in once.
	GatePermission Gate = "permission"
	GateOutput     Gate = "output" // an output of a job or step before, which may have asked anything

	// GateElsewhere is a workflow of another repository that has to pass before the job. It may ask for anything, and was not read.
	GateElsewhere Gate = "elsewhere"
)

// Gates lists them, those that no stranger passes first.
var Gates = []Gate{GateActor, GateAssociation, GateFork, GateMerged, GateLabel, GateBot, GateTriage, GateEvent, GatePermission, GateOutput, GateElsewhere}

// Job is one job and every credential within its reach.
type Job struct {
	ID                 string          `json:"id"`
	Name               string          `json:"name,omitempty"`
	Location           Location        `json:"location"`
	RunsOn             []string        `json:"runs_on,omitempty"`
	SelfHosted         bool            `json:"self_hosted,omitempty"`         // on a runner that is not GitHub's: self-hosted, or of another service
	Environment        string          `json:"environment,omitempty"`         // GitHub environment's name
	EnvironmentDynamic bool            `json:"environment_dynamic,omitempty"` // it is an expression
	Environments       []string        `json:"environments,omitempty"`        // what the expression can give, each, where a written-out matrix says
	Permissions        *Permissions    `json:"permissions,omitempty"`         // effective: the job's, else the workflow's, else nil
	CacheMode          string          `json:"cache_mode,omitempty"`          // what it may do with the repository's cache, as declared for it or its workflow: read, write, write-only or none
	Gates              []Gate          `json:"gates,omitempty"`               // what its conditions ask of a stranger, sorted
	SkippedOn          []string        `json:"skipped_on,omitempty"`          // events of its workflow on which its conditions, or those of the jobs that it needs, never hold
	GuardedOn          []string        `json:"guarded_on,omitempty"`          // events that strangers can fire on which its conditions keep them out, while others leave it open to them
	Calls              *ActionRef      `json:"calls,omitempty"`               // reusable workflow
	UntrustedCheckout  *Location       `json:"untrusted_checkout,omitempty"`  // a step checks out a stranger's code, which this or a later one may run
	Injections         []Injection     `json:"injections,omitempty"`          // where a stranger's text becomes part of a script
	Steps              []Step          `json:"steps,omitempty"`
	Credentials        []CredentialUse `json:"credentials,omitempty"`
	CloudLogins        []CloudLogin    `json:"cloud_logins,omitempty"`
}

// Injection is text of a stranger that becomes part of a script, where it is run, or of the variables of later steps, or files of his
// that are run.
type Injection struct {
	Events   []string `json:"events"`   // those that bring the text, sorted
	Location Location `json:"location"` // of the expression, or of what writes the text or unpacks the files

	// Variables: it is no part of the script, but of what the script writes to GITHUB_ENV or GITHUB_PATH: a line break in it sets
	// variables of the steps that follow.
	Variables bool `json:"variables,omitempty"`

	// Artifact: it is no text, but files that the run before made, which are unpacked over the working folder, and what lies there is run.
	Artifact bool `json:"artifact,omitempty"`
}

// Step is one step of a job.
type Step struct {
	Index    int        `json:"index"` // from 0
	ID       string     `json:"id,omitempty"`
	Name     string     `json:"name,omitempty"`
	Uses     *ActionRef `json:"uses,omitempty"` // nil for a run step
	Location Location   `json:"location"`

	// OtherStore: it names the endpoint of a store that speaks S3 and is not AWS's.
	OtherStore bool `json:"other_store,omitempty"`

	// Packages is what its script asks a registry of packages for, where it surely does nothing else with one.
	Packages PackageUse `json:"packages,omitempty"`

	// Repository is another than the workflow's own, which its action is told to work on: owner/name.
	Repository string `json:"repository,omitempty"`

	// Registry is the host of the registry of images that its action logs in to; "" for none, or one that an expression names.
	Registry string `json:"registry,omitempty"`
}

// PackageUse is what somebody does with a registry of packages who publishes nothing there.
type PackageUse string

// Uses of packages. PackageUses lists them.
const (
	PackagesRead    PackageUse = "read"   // installs, or looks
	PackagesManaged PackageUse = "manage" // changes what is published already: npm dist-tag, deprecate, owner
)

// PackageUses lists them.
var PackageUses = []PackageUse{PackagesRead, PackagesManaged}

// Pin is how firmly a reference names code.
type Pin string

// Pins, firmest first.
const (
	PinLocal  Pin = "local"  // ./path, the same commit
	PinCommit Pin = "commit" // 40 or 64 hexadecimal digits
	PinDigest Pin = "digest" // docker image@sha256:…
	PinLock   Pin = "lock"   // a tag or branch that the repository's lockfile of actions holds at a commit
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

// UseStore is where an expression takes a credential from.
type UseStore string

// Stores of uses. UseStores lists them.
const (
	UseOfSecrets UseStore = "secrets" // the context of secrets
	UseOfVars    UseStore = "vars"    // the context of variables
	UseOfToken   UseStore = "token"   // GITHUB_TOKEN, however it is written
)

// UseStores lists them.
var UseStores = []UseStore{UseOfSecrets, UseOfVars, UseOfToken}

// UseLevel is the part of a workflow in which the use of a credential is written.
type UseLevel string

// Levels of uses. UseLevels lists them.
const (
	UseInWorkflow UseLevel = "workflow"
	UseInJob      UseLevel = "job"
	UseInStep     UseLevel = "step"
)

// UseLevels lists them, the widest first.
var UseLevels = []UseLevel{UseInWorkflow, UseInJob, UseInStep}

// CredentialUse is one way one credential reaches a job.
type CredentialUse struct {
	Store    UseStore   `json:"store"`            // where it is taken from
	Name     string     `json:"name"`             // "*" for all of them, "" when dynamic
	Route    Route      `json:"route"`            // how it gets there
	Level    UseLevel   `json:"level"`            // where it is written
	Step     int        `json:"step"`             // index of the step, -1 above step level
	Input    string     `json:"input,omitempty"`  // the variable's or the input's name
	Action   *ActionRef `json:"action,omitempty"` // who receives it, when a `uses` step or a called workflow does
	Location Location   `json:"location"`

	// Parameter: the name is a secret parameter of a reusable workflow that only callers start;
	// which secret it holds is theirs to say.
	Parameter bool `json:"parameter,omitempty"`

	Part     bool      `json:"part,omitempty"`     // a part of it, which fromJSON takes out of it: what logs mask is the whole
	Download *Download `json:"download,omitempty"` // what its job downloads and runs unseen, where that can take it
	Uploaded *Location `json:"uploaded,omitempty"` // a checkout leaves it in the working folder, which is uploaded here
}

// Download is code that a script runs as it comes from somewhere else.
type Download struct {
	Host     string   `json:"host"`            // where it comes from
	Given    bool     `json:"given,omitempty"` // it is given the credential; else it runs before the step that is
	Location Location `json:"location"`        // of the command
}

// LoginMethod is how a step logs in to a cloud.
type LoginMethod string

// Methods of logins. LoginMethods lists them.
const (
	LoginOIDC   LoginMethod = "oidc"   // with a token of the run; nothing is stored
	LoginStatic LoginMethod = "static" // with a stored key
)

// LoginMethods lists them.
var LoginMethods = []LoginMethod{LoginOIDC, LoginStatic}

// CloudLogin is a step that logs in to a cloud or vault.
type CloudLogin struct {
	Provider string      `json:"provider"`           // "aws", "gcp", "azure", "vault", …
	Method   LoginMethod `json:"method"`             // how
	Identity string      `json:"identity,omitempty"` // role, service account or client as written; "" when it is a secret or an expression
	Step     int         `json:"step"`
	Location Location    `json:"location"`
}

// PrivateRegistry is a way in which Dependabot is given a credential for a package registry.
type PrivateRegistry struct {
	Name     string   `json:"name"`   // as the file calls it
	Type     string   `json:"type"`   // e.g. "npm-registry"
	Key      string   `json:"key"`    // that holds the credential, e.g. "token"
	Secret   string   `json:"secret"` // of Dependabot's store, in upper case
	Location Location `json:"location"`
}
