package nhi

import (
	"slices"
	"strings"
	"time"
)

// Platform is what the platform that hosts repositories (GitHub) says of them: the half of the world
// that no file shows. A setting that could not be read is the zero Fact, with a Gap that says why.
type Platform struct {
	Organizations []Organization `json:"organizations,omitempty"`
	Repositories  []Repository   `json:"repositories,omitempty"`
	Secrets       []StoredSecret `json:"secrets,omitempty"`
	Environments  []Deployment   `json:"environments,omitempty"`
	Runs          []WorkflowRun  `json:"runs,omitempty"`

	// Identities is what the platform itself keeps as one: deploy keys, tokens, installations, webhooks,
	// runners. They hold what was observed; the inventory adds owner, criticality and the joins.
	Identities []Identity `json:"identities,omitempty"`
}

// SecretStore is one of GitHub's stores of secrets or variables.
type SecretStore string

// Stores of secrets. SecretStores lists them.
const (
	StoreActions        SecretStore = "actions"
	StoreDependabot     SecretStore = "dependabot"
	StoreCodespaces     SecretStore = "codespaces"
	StoreAgents         SecretStore = "agents"          // of GitHub's coding agent
	StoreVariables      SecretStore = "variables"       // of Actions: readable, no secrets
	StoreAgentVariables SecretStore = "agent-variables" // of GitHub's coding agent: readable, no secrets
)

// SecretStores lists them.
var SecretStores = []SecretStore{StoreActions, StoreDependabot, StoreCodespaces, StoreAgents, StoreVariables, StoreAgentVariables}

// Level is where a secret or setting is kept.
type Level string

// Levels. Levels lists them.
const (
	LevelEnvironment  Level = "environment"
	LevelRepository   Level = "repository"
	LevelOrganization Level = "organization"
)

// Levels lists them, the one that wins first.
var Levels = []Level{LevelEnvironment, LevelRepository, LevelOrganization}

// Visibility is who can read a repository.
type Visibility string

// Visibilities of a repository. Visibilities lists them.
const (
	VisibilityPublic   Visibility = "public"
	VisibilityPrivate  Visibility = "private"
	VisibilityInternal Visibility = "internal" // everybody of the enterprise
)

// Visibilities lists them, the widest first.
var Visibilities = []Visibility{VisibilityPublic, VisibilityInternal, VisibilityPrivate}

// SecretVisibility is which repositories of an organisation its secret is granted to.
type SecretVisibility string

// Visibilities of a secret. SecretVisibilities lists them.
const (
	SecretForAll      SecretVisibility = "all"
	SecretForPrivate  SecretVisibility = "private" // private and internal ones
	SecretForSelected SecretVisibility = "selected"
)

// SecretVisibilities lists them, the widest first.
var SecretVisibilities = []SecretVisibility{SecretForAll, SecretForPrivate, SecretForSelected}

// AgentReach is in which repositories of an organisation GitHub's coding agent may work.
type AgentReach string

// Reaches of the coding agent. AgentReaches lists them.
const (
	AgentsInAll      AgentReach = "all"
	AgentsInSelected AgentReach = "selected"
	AgentsInNone     AgentReach = "none"
)

// AgentReaches lists them, the widest first.
var AgentReaches = []AgentReach{AgentsInAll, AgentsInSelected, AgentsInNone}

// DefaultToken is what a workflow's token may do where no permissions are declared.
type DefaultToken string

// Default tokens. DefaultTokens lists them.
const (
	DefaultTokenRead  DefaultToken = "read"
	DefaultTokenWrite DefaultToken = "write"
)

// DefaultTokens lists them.
var DefaultTokens = []DefaultToken{DefaultTokenRead, DefaultTokenWrite}

// AllowedActions is which actions workflows may use.
type AllowedActions string

// Allowed actions. EveryAllowedActions lists them.
const (
	ActionsAll      AllowedActions = "all"
	ActionsLocal    AllowedActions = "local_only" // those of the organisation
	ActionsSelected AllowedActions = "selected"
)

// EveryAllowedActions lists them, the widest first.
var EveryAllowedActions = []AllowedActions{ActionsAll, ActionsSelected, ActionsLocal}

// StoredSecret is a secret or variable that GitHub keeps: its name and dates, never its value.
type StoredSecret struct {
	Name         string           `json:"name"`                  // as GitHub knows it
	Store        SecretStore      `json:"store"`                 // StoreActions, …
	Level        Level            `json:"level"`                 // LevelRepository, …
	Scope        string           `json:"scope"`                 // owner/name, or the organisation's login
	Environment  string           `json:"environment,omitempty"` // with LevelEnvironment
	Visibility   SecretVisibility `json:"visibility,omitempty"`  // with LevelOrganization
	Repositories []string         `json:"repositories,omitzero"` // with SecretForSelected: owner/name, sorted; nil: the list could not be read
	Created      time.Time        `json:"created,omitzero"`      // when it was first stored
	Updated      time.Time        `json:"updated,omitzero"`      // when its value was last replaced
	SetBy        string           `json:"set_by,omitempty"`      // the account that did, where the audit log tells
}

// ID names the identity that a stored secret or variable is. Names of secrets know no case.
func (s StoredSecret) ID() ID {
	name := strings.ToUpper(s.Name)
	if s.Level == LevelEnvironment {
		name = s.Environment + "/" + name
	}
	return ID("github:" + s.Scope + ":" + s.Kept() + ":" + name)
}

// Kept is the Identity.Store of a stored secret: "actions-secret", "environment-secret", "actions-variable", ….
func (s StoredSecret) Kept() string {
	switch {
	case s.Store == StoreVariables && s.Level == LevelEnvironment:
		return "environment-variable"
	case s.Store == StoreVariables:
		return "actions-variable"
	case s.Store == StoreAgentVariables:
		return "agents-variable"
	case s.Store == StoreActions && s.Level == LevelEnvironment:
		return "environment-secret"
	}
	return string(s.Store) + "-secret"
}

// ActionsSettings is how GitHub Actions is set, for a repository or an organisation.
type ActionsSettings struct {
	DefaultToken         Fact[DefaultToken]   `json:"default_token,omitzero"`          // what a workflow's token may do without `permissions:`
	ApprovesPullRequests Fact[bool]           `json:"approves_pull_requests,omitzero"` // workflows may approve pull requests
	AllowedActions       Fact[AllowedActions] `json:"allowed_actions,omitzero"`        // which may run
	PinningRequired      Fact[bool]           `json:"pinning_required,omitzero"`       // actions must be pinned to a commit
	SubjectRead          bool                 `json:"subject_read,omitempty"`          // the template of the OIDC subject was read
	SubjectClaims        []string             `json:"subject_claims,omitempty"`        // of the OIDC subject's own template; empty: the default
	ImmutableSubject     Fact[bool]           `json:"immutable_subject,omitzero"`      // the OIDC subject holds ids, which a renamed repository keeps
}

// Organization is what GitHub says of an organisation.
type Organization struct {
	Login                string           `json:"login"`            // its name
	Members              []Member         `json:"members,omitzero"` // nil: could not be read
	Actions              ActionsSettings  `json:"actions,omitzero"`
	AgentRepositories    Fact[AgentReach] `json:"agent_repositories,omitzero"` // where GitHub's coding agent may work
	Bypasses             []Bypass         `json:"bypasses,omitempty"`
	BypassesRead         bool             `json:"bypasses_read,omitempty"`         // Bypasses is all that its rulesets let pass
	SecretStores         []SecretStore    `json:"secret_stores,omitempty"`         // the stores of its level that were read to the end
	TwoFactorRequired    Fact[bool]       `json:"two_factor_required,omitzero"`    // of its members
	ClassicTokensAllowed Fact[bool]       `json:"classic_tokens_allowed,omitzero"` // classic personal access tokens may reach its repositories
	Seats                *Seats           `json:"seats,omitempty"`                 // of Copilot; nil: not read
	RepositoriesKnown    int              `json:"repositories_known"`              // how many it has
	RepositoriesRead     int              `json:"repositories_read"`               // how many of them this scan knows to the end
}

// Seats is how many people of an organisation may work with Copilot.
type Seats struct {
	All    int `json:"all"`    // that are given
	Unused int `json:"unused"` // of them, with which nobody has worked for 90 days
}

// AccountKind is whether a person or a machine signs in to an account.
type AccountKind string

// Kinds of accounts. AccountKinds lists them.
const (
	AccountUser AccountKind = "user"
	AccountBot  AccountKind = "bot"
)

// AccountKinds lists them.
var AccountKinds = []AccountKind{AccountUser, AccountBot}

// AccountRole is what an account is to an organisation.
type AccountRole string

// Roles of accounts. AccountRoles lists them.
const (
	RoleOwner   AccountRole = "owner"
	RoleMember  AccountRole = "member"
	RoleOutside AccountRole = "outside_collaborator"
)

// AccountRoles lists them, the mightiest first.
var AccountRoles = []AccountRole{RoleOwner, RoleMember, RoleOutside}

// Member is a person or machine user of an organisation.
type Member struct {
	Login     string      `json:"login"`               // its name
	Kind      AccountKind `json:"kind"`                // who signs in to it
	Role      AccountRole `json:"role"`                // what it is to the organisation
	TwoFactor Fact[bool]  `json:"two_factor,omitzero"` // whether it signs in with a second factor
}

// Repository is what GitHub says of a repository.
type Repository struct {
	Name           string          `json:"name"`                     // owner/name
	Visibility     Visibility      `json:"visibility"`               // who can read it
	Archived       bool            `json:"archived,omitempty"`       // it is read-only
	Disabled       bool            `json:"disabled,omitempty"`       // GitHub disabled it
	DefaultBranch  string          `json:"default_branch,omitempty"` // name of the branch
	Pushed         time.Time       `json:"pushed,omitzero"`          // when it was last pushed to
	Actions        ActionsSettings `json:"actions,omitzero"`
	SecretScanning Fact[bool]      `json:"secret_scanning,omitzero"` // GitHub looks for credentials in it
	PushProtection Fact[bool]      `json:"push_protection,omitzero"` // GitHub stops pushes that hold credentials
	Bypasses       []Bypass        `json:"bypasses,omitempty"`
	BypassesRead   bool            `json:"bypasses_read,omitempty"`    // Bypasses is all that its rulesets let pass
	OutsideWriters []Member        `json:"outside_writers,omitempty"`  // outside collaborators who may write
	CodeOwnersPath string          `json:"code_owners_path,omitempty"` // path of its CODEOWNERS file
	CodeOwners     string          `json:"-"`                          // that file's text, where the files were read through the API
	Personal       bool            `json:"personal,omitempty"`         // its owner is a person: no organisation's secret reaches it
	SecretStores   []SecretStore   `json:"secret_stores,omitempty"`    // the stores of its own level that were read to the end
	// OutsideWritersRead tells whether OutsideWriters is all of them.
	OutsideWritersRead bool `json:"outside_writers_read,omitempty"`
	// GrantedStores are the stores of which all secrets that its organisation grants to it are among
	// Platform.Secrets, even where the organisation's own list could not be read.
	GrantedStores    []SecretStore `json:"granted_stores,omitempty"`
	EnvironmentsRead bool          `json:"environments_read,omitempty"` // all its environments are among Platform.Environments
	WorkflowsRead    bool          `json:"workflows_read,omitempty"`    // all its workflow files were read
	RunsSince        time.Time     `json:"runs_since,omitzero"`         // Platform.Runs holds every later run of its workflows, at least the last of each
	Checkpointed     time.Time     `json:"checkpointed,omitzero"`       // when it was read, where that was an earlier scan
}

// BypassActor is the sort of machine that a ruleset lets pass.
type BypassActor string

// Machines that rulesets let pass. BypassActors lists them.
const (
	BypassIntegration BypassActor = "integration" // an App
	BypassDeployKey   BypassActor = "deploy_key"  // every deploy key of the repository that may write
)

// BypassActors lists them.
var BypassActors = []BypassActor{BypassIntegration, BypassDeployKey}

// BypassMode is when a machine may pass a ruleset.
type BypassMode string

// Modes of passing. BypassModes lists them.
const (
	BypassAlways      BypassMode = "always"
	BypassPullRequest BypassMode = "pull_request" // in pull requests only
	BypassExempt      BypassMode = "exempt"       // the ruleset does not look at it
)

// BypassModes lists them.
var BypassModes = []BypassMode{BypassAlways, BypassPullRequest, BypassExempt}

// Bypass is a machine that a ruleset lets pass.
type Bypass struct {
	Ruleset string      `json:"ruleset"`        // name of the ruleset
	Actor   BypassActor `json:"actor"`          // what it is
	Name    string      `json:"name,omitempty"` // of the App or key, where GitHub tells
	Mode    BypassMode  `json:"mode"`           // when it may pass
}

// Deployment is a GitHub environment and what guards it.
type Deployment struct {
	Repository     string        `json:"repository"`                // owner/name
	Name           string        `json:"name"`                      // as GitHub knows it
	Reviewers      int           `json:"reviewers,omitempty"`       // how many may have to approve
	SelfReview     bool          `json:"self_review,omitempty"`     // who starts a deployment may approve it
	WaitMinutes    int           `json:"wait_minutes,omitempty"`    // before a deployment starts
	Branches       []string      `json:"branches,omitzero"`         // patterns that may deploy; nil: any branch
	BranchesUnread bool          `json:"branches_unread,omitempty"` // there are patterns, and not all could be read
	Protected      bool          `json:"protected,omitempty"`       // only protected branches may deploy
	CustomRules    int           `json:"custom_rules,omitempty"`    // of Apps
	AdminsBypass   Fact[bool]    `json:"admins_bypass,omitzero"`    // administrators may pass its rules
	SecretStores   []SecretStore `json:"secret_stores,omitempty"`   // StoreActions, StoreVariables when read to the end

	LastDeployed time.Time `json:"last_deployed,omitzero"` // when a job last deployed to it, as far as that was read
}

// Guarded tells whether anything stands before a deployment: a reviewer, a wait, a rule or a limit to branches.
// A pattern that every branch matches is no limit.
func (d Deployment) Guarded() bool {
	limited := d.AnyBranch()
	return d.Reviewers > 0 || d.WaitMinutes > 0 || d.CustomRules > 0 || !limited.Known() || !limited.Value
}

// AnyBranch tells whether every branch may deploy. It is not known where patterns could not be read.
func (d Deployment) AnyBranch() Fact[bool] {
	const source = "deployment branches"
	open := d.Branches == nil || slices.ContainsFunc(d.Branches, func(p string) bool { return p == "*" || p == "**" || p == "**/*" })
	switch {
	case d.Protected:
		return Observed(false, source)
	case !open && d.BranchesUnread:
		return Absent[bool](ReasonNotPermitted, source)
	}
	return Observed(open, source)
}

// WorkflowRun is the last run of a workflow that was seen.
type WorkflowRun struct {
	Repository string    `json:"repository"`           // owner/name
	Workflow   string    `json:"workflow"`             // path of the file
	At         time.Time `json:"at"`                   // when it started
	Event      string    `json:"event"`                // what started it
	Actor      string    `json:"actor,omitempty"`      // who started it
	Conclusion string    `json:"conclusion,omitempty"` // how it ended, as GitHub says: "success", "failure", …
}
