package nhi

import "time"

// ID names an identity, stable across scans: system:scope:kind:native name, e.g.
// "github:acme/app:actions-secret:STRIPE_SECRET_KEY". It is built from names and places, never from a value.
type ID string

// Identity is one non-human identity and everything known of it.
type Identity struct {
	ID     ID     `json:"id"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"`            // what a reader calls it
	System string `json:"system"`          // "github", "git", "aws", …
	Scope  string `json:"scope"`           // the repository or organisation, e.g. "acme/app"
	Store  string `json:"store,omitempty"` // where it is kept: "actions-secret", "file", …

	Credential Credential `json:"credential,omitzero"` // its service, by name or value
	Lifetime   Lifetime   `json:"lifetime"`

	Owner        Owner             `json:"owner"`
	Holder       Fact[string]      `json:"holder,omitzero"` // the account that it belongs to or that added it, as the platform says
	Purpose      Fact[string]      `json:"purpose,omitzero"`
	Business     Business          `json:"business,omitzero"`
	Environment  Fact[Environment] `json:"environment,omitzero"`
	Environments []string          `json:"environments,omitempty"` // GitHub environments its uses name
	Criticality  Fact[Criticality] `json:"criticality,omitzero"`
	Privilege    Privilege         `json:"privilege,omitzero"`
	Times        Times             `json:"times,omitzero"`
	Rotation     Rotation          `json:"rotation,omitzero"`
	Attestation  Fact[Attestation] `json:"attestation,omitzero"`
	Status       Fact[Status]      `json:"status,omitzero"`
	Registered   Fact[bool]        `json:"registered,omitzero"` // declared with the entry's place, or absent/not_declared

	Uses      []Use      `json:"uses,omitempty"`
	UsesKnown Fact[bool] `json:"uses_known,omitzero"` // known: every possible consumer was read; absent: some could not be
	Exposures []Exposure `json:"exposures,omitempty"`
	Agent     *Agent     `json:"agent,omitempty"`    // with KindAgent
	Stored    *Stored    `json:"stored,omitempty"`   // with KindCISecret, where GitHub was asked
	Webhook   *Webhook   `json:"webhook,omitempty"`  // with KindWebhook
	Runner    *Runner    `json:"runner,omitempty"`   // with KindRunner, where GitHub was asked
	Subject   *Subject   `json:"subject,omitempty"`  // with KindOIDCTrust, where GitHub was asked
	Account   *Member    `json:"account,omitempty"`  // with KindServiceAccount: a machine user of the organisation
	Settings  *Settings  `json:"settings,omitempty"` // with the default workflow token: store "workflow-token-default"
	URL       string     `json:"url,omitempty"`      // the page where a person changes it

	// RepositoryState is what GitHub says of the repository that the identity belongs to; "" where it is in use.
	RepositoryState RepositoryState `json:"repository_state,omitempty"`
	Links           []Link          `json:"links,omitempty"`
}

// HoldsStatic tells whether an identity is a stored credential that lives until somebody ends it. Agents, runners, Apps and
// accounts use others' or have identities of their own for theirs; a name that no store has, what is no secret, and what
// stands for all secrets together is none.
func (i Identity) HoldsStatic() bool {
	switch i.Kind {
	case KindAgent, KindRunner, KindGitHubApp, KindAppInstallation, KindServiceAccount, KindSecretParameter, KindWorkflowToken, KindOIDCTrust:
		return false
	}
	if i.Status.Known() {
		switch i.Status.Value {
		case StatusRevoked, StatusExpired, StatusMissing:
			return false
		}
	}
	undefined := i.Stored != nil && i.Stored.Defined.Known() && !i.Stored.Defined.Value && len(i.Exposures) == 0
	return i.Lifetime == LifetimeStatic && i.Store != "actions-secrets" && !i.Credential.Public && !undefined
}

// RepositoryState is why nothing runs in a repository.
type RepositoryState string

// States of a repository. RepositoryStates lists them.
const (
	RepositoryArchived RepositoryState = "archived" // by its owner: it is read-only
	RepositoryDisabled RepositoryState = "disabled" // by GitHub
)

// RepositoryStates lists them.
var RepositoryStates = []RepositoryState{RepositoryArchived, RepositoryDisabled}

// Owner is who answers for an identity.
type Owner struct {
	Status    OwnerStatus  `json:"status"`
	Technical Fact[string] `json:"technical,omitzero"`
	Business  Fact[string] `json:"business,omitzero"`

	// Confidence is how sure a technical owner is that is only inferred: high for the account that the platform
	// names, medium for CODEOWNERS and OWNERS, low for who edited last.
	Confidence Confidence `json:"confidence,omitempty"`
}

// Business is what only the organisation can say of an identity. What the registry does not
// declare is the zero Fact.
type Business struct {
	Process         Fact[string]    `json:"process,omitzero"` // the business process it serves, e.g. "order-to-cash"
	Vendor          Fact[string]    `json:"vendor,omitzero"`
	ContractEnd     Fact[time.Time] `json:"contract_end,omitzero"`      // of the contract with Vendor; a day
	RegulatoryScope []string        `json:"regulatory_scope,omitempty"` // e.g. "pci", sorted
	Revocation      Fact[string]    `json:"revocation,omitzero"`        // how to end it
}

// Privilege is what an identity may do.
type Privilege struct {
	Level       Fact[PermissionLevel] `json:"level,omitzero"`
	Resources   Fact[ResourceScope]   `json:"resources,omitzero"`
	Permissions map[string]string     `json:"permissions,omitempty"` // as granted, e.g. {"contents": "write"}
	Wildcard    bool                  `json:"wildcard,omitempty"`    // a federated trust whose subject is open
	Protected   Fact[bool]            `json:"protected,omitzero"`    // its environment has protection rules
	Unused      []string              `json:"unused,omitempty"`      // repositories it is granted to that never use it, at most MaximumUnused
}

// Times is when things happened to an identity. All in UTC.
type Times struct {
	Created   Fact[time.Time] `json:"created,omitzero"`
	FirstSeen Fact[time.Time] `json:"first_seen,omitzero"`
	LastUsed  Fact[time.Time] `json:"last_used,omitzero"`
	Rotated   Fact[time.Time] `json:"rotated,omitzero"`
	Expires   Fact[time.Time] `json:"expires,omitzero"` // absent/unset: it lives for ever; absent/not_supported: the platform has no expiry
}

// MaximumUnused is the most repositories that Privilege.Unused lists; Stored.Granted and Stored.UsedBy count all.
const MaximumUnused = 100

// Stored is where GitHub keeps a secret, and what that means for the jobs that name it.
type Stored struct {
	Defined      Fact[bool]       `json:"defined,omitzero"`      // false: no store that its jobs can see has the name
	Searched     []string         `json:"searched,omitempty"`    // where it is not defined: the stores in which the name was looked for
	Level        Level            `json:"level,omitempty"`       // where it is kept
	Environment  string           `json:"environment,omitempty"` // with LevelEnvironment: its name
	Visibility   SecretVisibility `json:"visibility,omitempty"`  // with LevelOrganization
	Repositories []string         `json:"repositories,omitzero"` // that it is granted to; nil: all, or not known
	Granted      int              `json:"granted,omitempty"`     // how many known repositories it is granted to, with LevelOrganization
	UsedBy       int              `json:"used_by,omitempty"`     // how many of them name it in a workflow
	ShadowedIn   []string         `json:"shadowed_in,omitempty"` // workflow#job where another level's secret of the name wins

	// Undecided is workflow#job of those of its uses that may be given another store's secret of the name: the
	// job's environment is an expression, or a store that would win was not read.
	Undecided []string `json:"undecided,omitempty"`
}

// Subject is what GitHub writes into the subject of an OIDC token, by which a trust tells who asks.
type Subject struct {
	Claims    Fact[[]string] `json:"claims,omitzero"`    // of a template of its own; known and empty: GitHub's default
	Immutable Fact[bool]     `json:"immutable,omitzero"` // it holds ids, which a repository that takes over a name does not have
}

// Settings is what a repository or an organisation lets its workflows and their like do. They belong to the token
// that every job gets which asks for nothing else: the default workflow token of the repository or organisation.
type Settings struct {
	Level                Level            `json:"level"`                           // LevelRepository or LevelOrganization
	Visibility           Visibility       `json:"visibility,omitempty"`            // of a repository
	Actions              ActionsSettings  `json:"actions,omitzero"`                // how GitHub Actions is set
	Undeclared           int              `json:"undeclared,omitempty"`            // jobs that declare no permissions, to which DefaultToken applies
	SecretScanning       Fact[bool]       `json:"secret_scanning,omitzero"`        // of a repository
	PushProtection       Fact[bool]       `json:"push_protection,omitzero"`        // of a repository
	Bypasses             []Bypass         `json:"bypasses,omitempty"`              // machines that its rulesets let pass
	BypassesRead         bool             `json:"bypasses_read,omitempty"`         // Bypasses is all of them
	OutsideWriters       []Member         `json:"outside_writers,omitempty"`       // of a repository: outside collaborators who may write
	OutsideWritersRead   bool             `json:"outside_writers_read,omitempty"`  // OutsideWriters is all of them
	TwoFactorRequired    Fact[bool]       `json:"two_factor_required,omitzero"`    // of an organisation
	ClassicTokensAllowed Fact[bool]       `json:"classic_tokens_allowed,omitzero"` // of an organisation
	AgentRepositories    Fact[AgentReach] `json:"agent_repositories,omitzero"`     // of an organisation: where GitHub's coding agent may work
}

// Webhook is what GitHub says of a webhook. Its secret is never read.
type Webhook struct {
	Host       string     `json:"host"`                 // without path and query, which may hold a credential
	Plaintext  bool       `json:"plaintext,omitempty"`  // http:// to another machine
	Unverified bool       `json:"unverified,omitempty"` // TLS certificates are not checked
	Secured    Fact[bool] `json:"secured,omitzero"`     // deliveries are encrypted, for a receiver whose certificate is checked
	HasSecret  Fact[bool] `json:"has_secret,omitzero"`  // deliveries are signed with a secret
	Events     []string   `json:"events,omitempty"`     // what is delivered, sorted
	LastStatus Fact[int]  `json:"last_status,omitzero"` // HTTP status of the last delivery; 0: none answered
}

// Runner is what GitHub says of a self-hosted runner.
type Runner struct {
	OS                 string     `json:"os,omitempty"`                 // operating system
	Version            string     `json:"version,omitempty"`            // of the runner application
	Online             bool       `json:"online,omitempty"`             // it was connected when asked
	Ephemeral          Fact[bool] `json:"ephemeral,omitzero"`           // it takes one job and is gone
	Group              string     `json:"group,omitempty"`              // name of its runner group
	Labels             []string   `json:"labels,omitempty"`             // that jobs ask for, sorted
	PublicRepositories Fact[bool] `json:"public_repositories,omitzero"` // workflows of public repositories may use it
	AllRepositories    Fact[bool] `json:"all_repositories,omitzero"`    // its group serves the whole organisation
}

// Rotation is how an identity's credential is renewed.
type Rotation struct {
	MaximumDays Fact[int]       `json:"maximum_days,omitzero"` // declared, else the lesser of the service's default and the criticality's
	Procedure   Fact[string]    `json:"procedure,omitzero"`
	Tested      Fact[time.Time] `json:"tested,omitzero"` // when the procedure was last tried
}

// Decision is what the owner of an identity wants done with it.
type Decision string

// Decisions of owners. Decisions lists them.
const (
	DecisionKeep   Decision = "keep"
	DecisionRotate Decision = "rotate"
	DecisionRetire Decision = "retire"
)

// Decisions lists them.
var Decisions = []Decision{DecisionKeep, DecisionRotate, DecisionRetire}

// Attestation is an owner's word that an identity is still needed.
type Attestation struct {
	By       string    `json:"by"`
	On       time.Time `json:"on"`
	Decision Decision  `json:"decision,omitempty"` // what is to be done
	Until    time.Time `json:"until,omitzero"`
}

// Use is one job that can read an identity's credential: the join of a credential and a workflow.
type Use struct {
	Workflow     string       `json:"workflow"`
	Job          string       `json:"job"`
	Step         int          `json:"step"` // -1 above step level
	StepName     string       `json:"step_name,omitempty"`
	Route        Route        `json:"route"`
	Level        UseLevel     `json:"level,omitempty"`
	Input        string       `json:"input,omitempty"`
	Location     Location     `json:"location"`
	Environment  string       `json:"environment,omitempty"`  // the job's GitHub environment
	Environments []string     `json:"environments,omitempty"` // those that the job can have, where a written-out matrix gives several
	Action       *ActionRef   `json:"action,omitempty"`       // who receives it; nil for a script
	Events       []string     `json:"events,omitempty"`       // what starts the workflow
	Untrusted    []string     `json:"untrusted,omitempty"`    // those of Events that strangers can fire
	Gates        []Gate       `json:"gates,omitempty"`
	Checkout     *Location    `json:"checkout,omitempty"`  // the job checks out a stranger's code here
	Injection    *Location    `json:"injection,omitempty"` // a script of the job takes in text that one of Untrusted brings here
	SelfHosted   bool         `json:"self_hosted,omitempty"`
	OtherStore   bool         `json:"-"`                     // its step, or above steps one of its job's, names the endpoint of a store that speaks S3 and is not AWS's
	Packages     PackageUse   `json:"packages,omitempty"`    // what the script that is given it asks a registry of packages for; "" where it may publish
	Registry     string       `json:"-"`                     // that the action which is given it logs in to, a host
	Repository   string       `json:"-"`                     // another than the workflow's own, which the action that is given it is told to work on
	Variables    *Location    `json:"variables,omitempty"`   // a script of the job lets text that one of Untrusted brings set variables of later steps here
	Artifact     *Location    `json:"artifact,omitempty"`    // files that a stranger's run made are unpacked over the working folder here, and what lies there is run
	Part         bool         `json:"part,omitempty"`        // a part of it, which fromJSON takes out of it
	Download     *Download    `json:"download,omitempty"`    // what the job downloads and runs unseen, where that can take it
	Uploaded     *Location    `json:"uploaded,omitempty"`    // a checkout leaves it in the working folder, which is uploaded here
	Permissions  *Permissions `json:"permissions,omitempty"` // with KindWorkflowToken: what the token may do in this job; nil: not declared

	// DefaultPermissions is what holds where Permissions is nil and GitHub told.
	DefaultPermissions DefaultToken `json:"default_permissions,omitempty"`
}

// Relation is how an identity is tied to another.
type Relation string

// Relations. Relations lists them.
const (
	RelationSameValue   Relation = "same_value"   // they carry one value, or the halves of one key
	RelationSameName    Relation = "same_name"    // they have one name, in two stores
	RelationSameAccount Relation = "same_account" // they belong to one account of a cloud
	RelationShadows     Relation = "shadows"      // jobs get it in place of the other
	RelationShadowedBy  Relation = "shadowed_by"
	RelationReads       Relation = "reads" // it is an agent, and is handed the other
	RelationReadBy      Relation = "read_by"
	RelationServes      Relation = "serves" // it is a runner, and takes jobs that ask for the other's labels
	RelationServedBy    Relation = "served_by"
	RelationInReachOf   Relation = "in_reach_of" // the other hands on every secret, it among them
	RelationHolds       Relation = "holds"       // the other's value is in its configuration, or makes its tokens
	RelationHeldBy      Relation = "held_by"
	RelationSameLogin   Relation = "same_login" // one login is given both
)

// Relations lists them.
var Relations = []Relation{RelationSameValue, RelationSameName, RelationSameAccount, RelationShadows, RelationShadowedBy,
	RelationReads, RelationReadBy, RelationServes, RelationServedBy, RelationInReachOf, RelationHolds, RelationHeldBy, RelationSameLogin}

// Link ties an identity to another.
type Link struct {
	Relation Relation `json:"relation"` // how
	To       ID       `json:"to"`
	Reason   string   `json:"reason,omitempty"`
}
