package policies

import "github.com/rollcall-dev/rollcall/nhi"

// DocumentVersion is the version of the input document that policies read; it changes
// when a fact's meaning does or a fact goes away. New facts do not change it.
const DocumentVersion = 1

// document is what a policy sees as `input`. The JSON schema that the compiler checks
// policies against, and that is published, is made from these types: `doc` becomes the
// description, `enum` names the table of allowed values, and a field with `fact` is left
// out when its value is not known, with the reason under `unknown`.
type document struct {
	Version    int             `json:"version" doc:"Version of this document."`
	Now        string          `json:"now" doc:"The time of the scan, RFC 3339, UTC. All ages and distances in days are computed from it."`
	Params     map[string]any  `json:"params" doc:"The policy's parameters: its defaults, overridden by the configuration."`
	Identities []identityFacts `json:"identities" doc:"The identities of the policy's kinds (all where it names none) but those that are no secret or stand for settings, at most 512 at a time; empty for a policy about something else."`
	Settings   []settingsFacts `json:"settings" doc:"How GitHub is set, of each organisation, repository that is in use and environment, at most 512 at a time; only for a policy whose subject is settings."`
	Summary    summaryFacts    `json:"summary" doc:"Counts over the whole inventory."`
	Exceptions []exceptionFact `json:"exceptions" doc:"The configured exceptions; only for a policy whose subject is exceptions."`
	Changes    []changeFacts   `json:"changes" doc:"By what a change weakens the policies, the configuration or the registry; only for a policy whose subject is changes."`
}

type summaryFacts struct {
	Identities int            `json:"identities" doc:"Number of identities."`
	Static     int            `json:"static" doc:"Those whose lifetime is static."`
	Registered int            `json:"registered" doc:"Those that an entry of the registry declares; 0 where no registry is in use."`
	ByKind     map[string]int `json:"by_kind" doc:"Number of identities of each kind that occurs."`
}

type identityFacts struct {
	ID         nhi.ID       `json:"id" doc:"Stable name of the identity."`
	Kind       nhi.Kind     `json:"kind" enum:"kind" doc:"What sort of identity it is."`
	Name       string       `json:"name" doc:"What a reader calls it."`
	System     string       `json:"system" doc:"Where it was seen: github, git, …"`
	Scope      string       `json:"scope" doc:"Repository or organisation."`
	Store      string       `json:"store" doc:"Where it is kept: actions-secret, file, …"`
	Lifetime   nhi.Lifetime `json:"lifetime,omitempty" enum:"lifetime" doc:"How the credential lives; left out with all_secrets."`
	AllSecrets bool         `json:"all_secrets" doc:"It stands for every secret that a job is handed without its name, and is no credential of its own: its uses are what counts."`
	At         *place       `json:"at,omitempty" doc:"Where the identity is best shown: its configuration, its first use or exposure, else its entry in the registry."`

	Service            string             `json:"service" doc:"The catalogue's name of the service; empty when not recognised."`
	Category           nhi.Category       `json:"category,omitempty" enum:"category" doc:"Category of the service."`
	CredentialKind     nhi.Kind           `json:"credential_kind,omitempty" enum:"kind" doc:"Kind that the credential's name or value shows."`
	RecognisedBy       nhi.Recognition    `json:"recognised_by,omitempty" enum:"recognition" doc:"What recognised the service."`
	ServiceConfidence  nhi.Confidence     `json:"service_confidence,omitempty" enum:"confidence" doc:"How sure the recognition of the service is."`
	Livemode           nhi.Livemode       `json:"livemode,omitempty" enum:"livemode" doc:"live or test, where the value or the name says so."`
	Identifier         bool               `json:"identifier" doc:"The name says that it names a thing (…_ID, …_ARN, …_REGION, …) and is no secret, or what receives it does."`
	Keyless            nhi.KeylessSupport `json:"keyless,omitempty" enum:"keyless" doc:"Whether the service can be used without a stored key."`
	KeylessHow         string             `json:"keyless_how,omitempty" doc:"How."`
	OwnerStatus        nhi.OwnerStatus    `json:"owner_status" enum:"owner_status" doc:"How well the owner is known."`
	Owner              string             `json:"owner,omitempty" doc:"Technical owner."`
	OwnerSource        string             `json:"owner_source,omitempty" doc:"Where the owner is stated or inferred from."`
	OwnerConfidence    nhi.Confidence     `json:"owner_confidence,omitempty" enum:"confidence" doc:"How sure an owner is that is only inferred: low for who edited a workflow last."`
	BusinessOwner      string             `json:"business_owner,omitempty" doc:"Business owner."`
	Status             nhi.Status         `json:"status,omitempty" enum:"status" doc:"State in the system that issued it."`
	Ended              bool               `json:"ended" doc:"Its status says that it works no more: disabled, expired or revoked."`
	Wildcard           bool               `json:"wildcard" doc:"A federated trust whose subject is open."`
	Environments       []string           `json:"environments" doc:"GitHub environments that its uses name."`
	LesserEnvironments []string           `json:"lesser_environments" doc:"Those of them whose names say that they are not production, where the name of another says that it is."`
	Permissions        map[string]string  `json:"permissions" doc:"Permissions as granted."`
	Rotates            bool               `json:"rotates" doc:"The days since rotation count from a rotation, not from creation."`

	CriticalityDeclared bool     `json:"criticality_declared" doc:"The registry states the criticality; else it is derived."`
	UnusedIn            []string `json:"unused_in" doc:"Repositories that it is granted to, and that never use it."`
	NamesMember         string   `json:"names_member,omitempty" doc:"Login of the member whose name its name begins with."`
	URL                 string   `json:"url,omitempty" doc:"The page on which a person changes it."`

	AgeDays            *int                 `json:"age_days,omitempty" fact:"true" doc:"Days since it was created."`
	DaysSinceRotation  *int                 `json:"days_since_rotation,omitempty" fact:"true" doc:"Days since its value was last replaced; since creation when it never was."`
	ExposedDays        *int                 `json:"exposed_days,omitempty" fact:"true" doc:"With exposures: days since the first of them, by the oldest commit or alert that has it."`
	DaysSinceUse       *int                 `json:"days_since_use,omitempty" fact:"true" doc:"Days since it was last used."`
	ExpiresInDays      *int                 `json:"expires_in_days,omitempty" fact:"true" doc:"Days until it expires, negative when it has expired."`
	LifetimeDays       *int                 `json:"lifetime_days,omitempty" fact:"true" doc:"Days from creation to expiry."`
	MaximumAgeDays     *int                 `json:"maximum_age_days,omitempty" fact:"true" doc:"Oldest its value may become before it must be rotated."`
	AttestedUntilDays  *int                 `json:"attested_until_days,omitempty" fact:"true" doc:"Days for which the owner's last attestation still holds, negative when it has lapsed."`
	ContractEndsInDays *int                 `json:"contract_ends_in_days,omitempty" fact:"true" doc:"Days until the contract with its vendor ends, negative when it has ended."`
	Vendor             *string              `json:"vendor,omitempty" fact:"true" doc:"The vendor of its service, as declared."`
	Environment        *nhi.Environment     `json:"environment,omitempty" enum:"environment" fact:"true" doc:"Where it acts."`
	Criticality        *nhi.Criticality     `json:"criticality,omitempty" enum:"criticality" fact:"true" doc:"How much harm its misuse would do."`
	Level              *nhi.PermissionLevel `json:"level,omitempty" enum:"level" fact:"true" doc:"The strongest thing it may do."`
	Resources          *nhi.ResourceScope   `json:"resources,omitempty" enum:"resources" fact:"true" doc:"How many resources it reaches."`
	Purpose            *string              `json:"purpose,omitempty" fact:"true" doc:"What it is for."`
	Registered         *bool                `json:"registered,omitempty" fact:"true" doc:"An entry of the registry declares it."`
	ConsumersKnown     *bool                `json:"consumers_known,omitempty" fact:"true" doc:"Every possible consumer was read; without it, uses may lack some."`
	RotationProcedure  *string              `json:"rotation_procedure,omitempty" fact:"true" doc:"Where the way to rotate it is written down."`
	EnvironmentGuarded *bool                `json:"environment_guarded,omitempty" fact:"true" doc:"Its GitHub environment has protection rules."`
	Holder             *string              `json:"holder,omitempty" fact:"true" doc:"The account that it belongs to or that added it."`
	OwnerPresent       *bool                `json:"owner_present,omitempty" fact:"true" doc:"Its owner is still a member of the organisation."`
	HomeArchived       *bool                `json:"home_archived,omitempty" fact:"true" doc:"Its repository is archived or disabled."`
	HomeVisibility     *nhi.Visibility      `json:"home_visibility,omitempty" enum:"visibility" fact:"true" doc:"Who can read its repository."`
	Defined            *bool                `json:"defined,omitempty" fact:"true" doc:"A store of GitHub's that its jobs can see has it."`
	Stored             *storedFacts         `json:"stored,omitempty" fact:"true" doc:"With a secret or variable that GitHub was asked for: where it is kept."`
	Webhook            *webhookFacts        `json:"webhook,omitempty" doc:"With kind webhook, where GitHub was asked."`
	Secured            *bool                `json:"secured,omitempty" fact:"true" doc:"With kind webhook: its deliveries are encrypted, for a receiver whose certificate is checked."`
	Signed             *bool                `json:"signed,omitempty" fact:"true" doc:"With kind webhook: its deliveries are signed with a secret."`
	DeliveryStatus     *int                 `json:"delivery_status,omitempty" fact:"true" doc:"With kind webhook: HTTP status of its last delivery, 0 when nobody answered."`
	Runner             *runnerFacts         `json:"runner,omitempty" doc:"With kind runner, where GitHub was asked."`
	Ephemeral          *bool                `json:"ephemeral,omitempty" fact:"true" doc:"With kind runner: it takes one job and is gone."`
	PublicRepositories *bool                `json:"public_repositories,omitempty" fact:"true" doc:"With kind runner: workflows of public repositories may use it."`
	AllRepositories    *bool                `json:"all_repositories,omitempty" fact:"true" doc:"With kind runner: its group serves the whole organisation."`
	SubjectClaims      *[]string            `json:"subject_claims,omitempty" fact:"true" doc:"With kind oidc_trust: claims of the subject's own template; empty for GitHub's default."`
	SubjectImmutable   *bool                `json:"subject_immutable,omitempty" fact:"true" doc:"With kind oidc_trust: the subject holds ids, which whoever takes over the repository's name does not have."`

	Unknown reasons `json:"unknown" doc:"Each fact that has no value, and why: not_declared, not_permitted, not_collected, not_supported (the platform has no such fact) or unset (it was read, and is not set: a token without expiry)."`

	Uses      []useFacts      `json:"uses" doc:"The jobs that can read it."`
	Exposures []exposureFacts `json:"exposures" doc:"Places where its value was found, the most visible first; those suppressed in the source or public by design are left out."`
	SameValue []sharedFacts   `json:"same_value" doc:"Other identities that carry the same value."`
	SameName  []sharedFacts   `json:"same_name" doc:"Secrets of the same name and repository or organisation, in another store."`
	Keys      []keyFacts      `json:"keys,omitempty" doc:"With kind github_app: the secrets with its private key."`
	Agent     *agentFacts     `json:"agent,omitempty" doc:"With kind agent."`
	Workflow  *workflowFacts  `json:"workflow,omitempty" doc:"With kind workflow_token: the workflow whose token it is."`
}

// reasons maps the name of a fact to why it is not known.
type reasons map[string]nhi.AbsentReason

type place struct {
	Repository string `json:"repository,omitempty" doc:"owner/name, where the file is not in the scan's own repository."`
	Path       string `json:"path" doc:"Slash-separated, relative to the repository's root; empty where no file shows it."`
	Line       int    `json:"line,omitempty" doc:"From 1; left out for a whole file."`
	Column     int    `json:"column,omitempty" doc:"From 1."`
}

type storedFacts struct {
	Store       nhi.SecretStore      `json:"store,omitempty" enum:"store" doc:"Which of GitHub's stores."`
	Searched    []string             `json:"searched" doc:"The stores in which the name was looked for."`
	Level       nhi.Level            `json:"level,omitempty" enum:"stored_level" doc:"Where it is kept."`
	Flags       string               `json:"flags,omitempty" doc:"With level: the flags by which gh secret and gh variable name the place, e.g. --org acme or --env production --repo acme/app."`
	Environment string               `json:"environment,omitempty" doc:"With level environment: its name."`
	Visibility  nhi.SecretVisibility `json:"visibility,omitempty" enum:"secret_visibility" doc:"With level organization: which repositories it is granted to."`
	Granted     int                  `json:"granted,omitempty" doc:"With level organization: how many known repositories it is granted to."`
	UsedBy      int                  `json:"used_by,omitempty" doc:"How many of them name it in a workflow."`
	ShadowedIn  []string             `json:"shadowed_in" doc:"Jobs, as workflow#job, that get the secret of that name from another level."`
	Undecided   []string             `json:"undecided" doc:"Jobs, as workflow#job, that may get another store's secret of the name."`
}

type webhookFacts struct {
	Host       string   `json:"host" doc:"The machine that it delivers to."`
	Plaintext  bool     `json:"plaintext" doc:"Over http:// to another machine."`
	Unverified bool     `json:"unverified" doc:"TLS certificates are not checked."`
	Events     []string `json:"events" doc:"What is delivered."`
}

type runnerFacts struct {
	OS      string   `json:"os,omitempty" doc:"Operating system."`
	Version string   `json:"version,omitempty" doc:"Of the runner application."`
	Online  bool     `json:"online" doc:"It was connected when GitHub was asked."`
	Group   string   `json:"group,omitempty" doc:"Name of its runner group."`
	Labels  []string `json:"labels" doc:"That jobs ask for."`
}

type alertFacts struct {
	Place    string         `json:"place,omitempty" doc:"In words, where no file shows it."`
	URL      string         `json:"url,omitempty" doc:"The page where a person deals with it."`
	State    nhi.AlertState `json:"state,omitempty" enum:"alert_state" doc:"How far somebody has dealt with it."`
	Validity nhi.Validity   `json:"validity,omitempty" enum:"validity" doc:"What the issuer says of the value."`
	Public   bool           `json:"public" doc:"The value was seen in public."`
	Bypassed bool           `json:"bypassed" doc:"Somebody pushed it past push protection."`
	Days     *int           `json:"days,omitempty" doc:"Days since GitHub raised it."`
}

type useFacts struct {
	Workflow           string            `json:"workflow" doc:"Path of the workflow."`
	Job                string            `json:"job" doc:"ID of the job."`
	Step               int               `json:"step" doc:"Index of the step from 0, -1 above step level."`
	Where              string            `json:"where" doc:"The place in words: the step's name or number and the job."`
	Route              nhi.Route         `json:"route" enum:"route" doc:"How it gets there."`
	Level              nhi.UseLevel      `json:"level,omitempty" enum:"use_level" doc:"Where it is written."`
	Input              string            `json:"input,omitempty" doc:"Name of the variable or input."`
	At                 place             `json:"at" doc:"Where it is written."`
	Environment        string            `json:"environment,omitempty" doc:"The job's GitHub environment."`
	Action             *actionFacts      `json:"action,omitempty" doc:"The action or reusable workflow that receives it; left out for a script."`
	Repository         string            `json:"repository,omitempty" doc:"Another repository than the workflow's own, as owner/name, which that action is told to work on."`
	Events             []string          `json:"events" doc:"What starts the workflow."`
	Untrusted          []string          `json:"untrusted" doc:"Those of the events that strangers can fire."`
	Gates              []nhi.Gate        `json:"gates" enum:"gate" doc:"What the conditions of the job, of those that it needs and of those that call it ask of a stranger: actor, author_association, fork, merged; or, with somebody's help once, label, triage (only who may triage can fire it), bot (whoever a bot acts for last), event, permission (a script before asks GitHub what the person may do), output (a job or step before decides, which may ask anything), elsewhere (a workflow of another repository, which was not read, has to pass first)."`
	Reviewed           *bool             `json:"reviewed,omitempty" doc:"A reviewer has to approve each run of the job, as its environment asks for; left out where the environment's rules were not read."`
	Checkout           *place            `json:"checkout,omitempty" doc:"The job checks out a stranger's code here."`
	Injection          *place            `json:"injection,omitempty" doc:"A script of the job takes in text that a stranger writes here."`
	Variables          *place            `json:"variables,omitempty" doc:"A script of the job lets text that a stranger writes set variables of later steps here."`
	Artifact           *place            `json:"artifact,omitempty" doc:"Files that a stranger's run made are unpacked over the job's working folder here, and the job runs what lies there."`
	Part               bool              `json:"part" doc:"A part of it is used, which fromJSON takes out of it."`
	Download           *downloadFacts    `json:"download,omitempty" doc:"Code that the job downloads and runs unseen, where that can take it."`
	Uploaded           *place            `json:"uploaded,omitempty" doc:"A checkout leaves it in the working folder, which the job uploads here."`
	Packages           nhi.PackageUse    `json:"packages,omitempty" enum:"packages" doc:"What the script that is given it asks a registry of packages for, where it publishes nothing: read (it installs), manage (npm dist-tag, deprecate and the like)."`
	SelfHosted         bool              `json:"self_hosted" doc:"The job runs on a self-hosted runner."`
	Permissions        *permissionsFacts `json:"permissions,omitempty" doc:"With a workflow token: what it may do in this job; left out where nothing is declared."`
	DefaultPermissions nhi.DefaultToken  `json:"default_permissions,omitempty" enum:"default_token" doc:"Where nothing is declared, and GitHub told: what then holds."`
}

type downloadFacts struct {
	Host  string `json:"host" doc:"Where the code comes from."`
	Given bool   `json:"given" doc:"The code is given the credential; else it runs in the job before the step that is."`
	At    place  `json:"at" doc:"The command that downloads and runs it."`
}

type actionFacts struct {
	Raw        string  `json:"raw" doc:"The reference as written."`
	Name       string  `json:"name" doc:"The reference without its version."`
	Owner      string  `json:"owner,omitempty" doc:"Owner of the repository; left out for local and docker references."`
	Ref        string  `json:"ref,omitempty" doc:"Tag, branch or commit."`
	Pin        nhi.Pin `json:"pin" enum:"pin" doc:"How firmly the reference names code."`
	Mutable    bool    `json:"mutable" doc:"The code behind the reference can change without a commit here. False for a tag of what its makers let be referred to by tag alone."`
	FirstParty bool    `json:"first_party" doc:"Local, GitHub's own, or of the same owner as the repository."`
	PinnedAs   string  `json:"pinned_as" doc:"How to refer to it so that its code cannot change, with <commit> or <digest> in the place of one."`
}

type permissionsFacts struct {
	All    string            `json:"all,omitempty" doc:"read-all or write-all."`
	Scopes map[string]string `json:"scopes" doc:"The level for each scope."`
	Writes []string          `json:"writes" doc:"Scopes with write, sorted; [\"all\"] for write-all."`
	At     place             `json:"at" doc:"Where they are declared."`
}

type exposureFacts struct {
	Rule       string         `json:"rule" doc:"The detector's rule."`
	Found      string         `json:"found,omitempty" doc:"What its rule looks for, in words."`
	At         place          `json:"at" doc:"Where the value is."`
	Again      []place        `json:"again,omitempty" doc:"Where else the same file has it, twenty places at most."`
	Presence   nhi.Presence   `json:"presence" enum:"presence" doc:"Where in time it still is."`
	Commit     string         `json:"commit,omitempty" doc:"The oldest commit that holds it."`
	Ref        string         `json:"ref,omitempty" doc:"Where it is not only in HEAD's past: a ref that holds that commit, e.g. refs/heads/next; refs/pull/7/head where only a proposal holds it."`
	Days       *int           `json:"days,omitempty" doc:"Days since that commit; left out where a shallow clone ends there."`
	Name       string         `json:"name,omitempty" doc:"The name the value is assigned to."`
	Preview    string         `json:"preview,omitempty" doc:"The masked value."`
	Service    string         `json:"service,omitempty" doc:"The service it belongs to."`
	Issuer     string         `json:"issuer,omitempty" doc:"Who issued it, where its service is one issuer: GitHub for GitHub PAT (classic)."`
	SelfMade   bool           `json:"self_made" doc:"It is a private key that its owner made himself: nobody issued it."`
	Symmetric  bool           `json:"symmetric" doc:"It is a key that its owner made up, and signs or encrypts with, such as that of sessions: nobody issued it, and it has no public half."`
	Kind       nhi.Kind       `json:"kind,omitempty" enum:"kind" doc:"What sort of credential it is."`
	Livemode   nhi.Livemode   `json:"livemode,omitempty" enum:"livemode" doc:"live or test."`
	Confidence nhi.Confidence `json:"confidence,omitempty" enum:"confidence" doc:"How sure the detection is."`
	Checksum   string         `json:"checksum,omitempty" enum:"checksum" doc:"valid or invalid, where the form has one."`
	Issued     bool           `json:"issued" doc:"The value's form shows that a known provider issued it: recognised by value, of a known service, not merely by name, and its checksum is not wrong."`
	Expired    bool           `json:"expired" doc:"The value says that it has expired."`
	Proposed   bool           `json:"proposed" doc:"Only a ref for what is proposed, as a pull request is, holds it: anybody may have written it."`
	TestData   bool           `json:"test_data" doc:"The path is that of tests, fixtures, examples or documentation."`
	Doubt      nhi.Doubt      `json:"doubt,omitempty" doc:"Why it is probably no credential: lone_id for the id of a key without its secret, and others at high sensitivity."`
	Alert      *alertFacts    `json:"alert,omitempty" doc:"What GitHub's secret scanning, or its store of variables, says of it."`
}

type sharedFacts struct {
	ID          nhi.ID          `json:"id" doc:"The other identity."`
	Name        string          `json:"name" doc:"Its name."`
	Scope       string          `json:"scope" doc:"Its repository or organisation."`
	Service     string          `json:"service" doc:"Its service."`
	Environment nhi.Environment `json:"environment,omitempty" enum:"environment" doc:"Where it acts, when known."`
	Store       string          `json:"store,omitempty" doc:"Where it is kept: actions-secret, dependabot-secret, …"`
	Rotated     *int            `json:"days_since_rotation,omitempty" doc:"Days since its value was last replaced, when known."`
}

type keyFacts struct {
	ID              nhi.ID          `json:"id" doc:"The secret."`
	Name            string          `json:"name" doc:"Its name."`
	Identifier      bool            `json:"identifier" doc:"As the identity's: its name says that it is no secret."`
	OwnerStatus     nhi.OwnerStatus `json:"owner_status" enum:"owner_status" doc:"How well its owner is known."`
	OwnerConfidence nhi.Confidence  `json:"owner_confidence,omitempty" enum:"confidence" doc:"How sure an owner is that is only inferred."`
}

type agentFacts struct {
	Vendor      string            `json:"vendor" doc:"e.g. Anthropic."`
	Product     string            `json:"product" doc:"e.g. Claude Code Action."`
	Form        nhi.AgentForm     `json:"form" enum:"agent_form" doc:"workflow (a step) or config (a file)."`
	At          place             `json:"at" doc:"Where it is configured."`
	Job         string            `json:"job,omitempty" doc:"Its job, with form workflow."`
	Settings    []settingFacts    `json:"settings" doc:"Settings that widen what it may do."`
	Servers     []serverFacts     `json:"servers" doc:"Model Context Protocol servers it uses."`
	Inline      []inlineFacts     `json:"inline" doc:"Literals where a reference to a secret belongs, those of its servers included."`
	Permissions *permissionsFacts `json:"permissions,omitempty" doc:"What its job's token may do; left out where nothing is declared."`
	Secrets     []string          `json:"secrets" doc:"Names of the secrets within its reach."`
	Untrusted   []string          `json:"untrusted" doc:"Events of its workflow that strangers can fire."`
	Declared    bool              `json:"declared" doc:"An entry of the registry names it."`
	Sponsor     string            `json:"sponsor,omitempty" doc:"The person who answers for it, as declared."`
	NotAllowed  []string          `json:"not_allowed" doc:"Those of the secrets that its declared list does not name; empty where no list was declared."`
}

type settingFacts struct {
	Name   nhi.AgentSettingName `json:"name" enum:"agent_setting" doc:"What it lets the agent do."`
	Detail string               `json:"detail,omitempty" doc:"The setting as written."`
	At     place                `json:"at" doc:"Where it is written."`
}

type serverFacts struct {
	Name      string        `json:"name" doc:"Its name in the configuration."`
	Transport nhi.Transport `json:"transport" enum:"transport" doc:"How it is reached."`
	Package   string        `json:"package,omitempty" doc:"What is run, with stdio."`
	Host      string        `json:"host,omitempty" doc:"With http."`
	Pinned    bool          `json:"pinned" doc:"To an exact version or digest."`
	Plaintext bool          `json:"plaintext" doc:"http:// to another machine."`
	At        place         `json:"at" doc:"Where it is configured."`
}

type inlineFacts struct {
	Name       string `json:"name" doc:"The variable, header or flag."`
	Server     string `json:"server,omitempty" doc:"The server it is given to."`
	At         place  `json:"at" doc:"Where it is written."`
	Recognised bool   `json:"recognised" doc:"A detector knows its value, or a person has marked it as no secret: leaked_credential speaks of it."`
}

type workflowFacts struct {
	Repository string     `json:"repository,omitempty" doc:"owner/name, where it is not in the scan's own repository."`
	Path       string     `json:"path" doc:"Path of the workflow."`
	Name       string     `json:"name,omitempty" doc:"Its name."`
	Events     []string   `json:"events" doc:"What starts it."`
	Untrusted  []string   `json:"untrusted" doc:"Those of the events that strangers can fire."`
	Jobs       []jobFacts `json:"jobs" doc:"Its jobs."`
}

type jobFacts struct {
	ID          string            `json:"id" doc:"ID of the job."`
	At          place             `json:"at" doc:"Where it begins."`
	Permissions *permissionsFacts `json:"permissions,omitempty" doc:"What its token may do; left out where nothing is declared."`
	Calls       *actionFacts      `json:"calls,omitempty" doc:"The reusable workflow that it calls."`
	Gates       []nhi.Gate        `json:"gates" enum:"gate" doc:"What its conditions, and those of the jobs that it needs, ask of a stranger."`
	Checkout    *place            `json:"checkout,omitempty" doc:"It checks out a stranger's code here."`
	CacheMode   string            `json:"cache_mode,omitempty" doc:"What it may do with the repository's cache, as declared for it or its workflow: read, write, write-only or none."`
	SelfHosted  bool              `json:"self_hosted" doc:"It runs on a self-hosted runner."`
	Steps       int               `json:"steps" doc:"Number of its steps."`
	Unpinned    []runsFacts       `json:"unpinned" doc:"Somebody else's actions in its steps, and such a reusable workflow that it calls, whose code can change without a commit here."`
}

type runsFacts struct {
	Action actionFacts `json:"action" doc:"The action or reusable workflow."`
	At     place       `json:"at" doc:"Where it is referred to."`
}

// settingsFacts is what GitHub is set to, at one of three levels; what a level does not have is left out of it.
type settingsFacts struct {
	ID    nhi.ID    `json:"id" doc:"Stable name: of the default workflow token that the settings belong to, or of the environment."`
	Level nhi.Level `json:"level" enum:"settings_level" doc:"organization, repository or environment."`
	Name  string    `json:"name" doc:"acme, acme/app or production."`
	Owner string    `json:"owner" doc:"The organisation or account."`
	Home  string    `json:"home,omitempty" doc:"With level environment: its repository."`
	URL   string    `json:"url,omitempty" doc:"The page on which a person changes them."`

	Visibility     nhi.Visibility `json:"visibility,omitempty" enum:"visibility" doc:"With level repository: who can read it."`
	Repositories   int            `json:"repositories,omitempty" doc:"With level organization: how many it has."`
	Undeclared     int            `json:"undeclared,omitempty" doc:"Jobs that declare no permissions, and so get the default token."`
	Bypasses       []bypassFacts  `json:"bypasses" doc:"Machines that rulesets let pass."`
	OutsideWriters []memberFacts  `json:"outside_writers" doc:"With level repository: outside collaborators who may write."`
	Machines       []machineFacts `json:"machines" doc:"With level organization: members whose names say that they are machines."`
	Secrets        []string       `json:"secrets" doc:"With level environment: names of the secrets that it keeps, and of the secrets and trusts that its jobs use."`
	Production     bool           `json:"production" doc:"With level environment: its name says that it is production."`
	Reviewers      int            `json:"reviewers,omitempty" doc:"With level environment: how many may have to approve a deployment."`
	SelfReview     bool           `json:"self_review" doc:"With level environment: who starts a deployment may approve it."`
	Guarded        bool           `json:"guarded" doc:"With level environment: anything stands before a deployment."`

	DefaultToken         *nhi.DefaultToken   `json:"default_token,omitempty" enum:"default_token" fact:"true" doc:"What a workflow's token may do without permissions:."`
	ApprovesPullRequests *bool               `json:"approves_pull_requests,omitempty" fact:"true" doc:"Workflows may approve pull requests."`
	AllowedActions       *nhi.AllowedActions `json:"allowed_actions,omitempty" enum:"allowed_actions" fact:"true" doc:"Which actions may run: all, local_only or selected."`
	PinningRequired      *bool               `json:"pinning_required,omitempty" fact:"true" doc:"Actions must be pinned to a commit."`
	SecretScanning       *bool               `json:"secret_scanning,omitempty" fact:"true" doc:"GitHub looks for credentials in it."`
	PushProtection       *bool               `json:"push_protection,omitempty" fact:"true" doc:"GitHub stops pushes that hold credentials."`
	AgentRepositories    *nhi.AgentReach     `json:"agent_repositories,omitempty" enum:"agent_repositories" fact:"true" doc:"Where GitHub's coding agent may work."`
	ClassicTokensAllowed *bool               `json:"classic_tokens_allowed,omitempty" fact:"true" doc:"Classic personal access tokens may reach its repositories."`
	TwoFactorRequired    *bool               `json:"two_factor_required,omitempty" fact:"true" doc:"Of its members."`
	MembersKnown         *bool               `json:"members_known,omitempty" fact:"true" doc:"Its members were read."`
	SecondFactorsKnown   *bool               `json:"second_factors_known,omitempty" fact:"true" doc:"Who of them signs in with a second factor was read."`
	BypassesKnown        *bool               `json:"bypasses_known,omitempty" fact:"true" doc:"Bypasses lists all machines that rulesets let pass."`
	OutsideWritersKnown  *bool               `json:"outside_writers_known,omitempty" fact:"true" doc:"With level repository: outside_writers lists them all."`
	AdminsBypass         *bool               `json:"admins_bypass,omitempty" fact:"true" doc:"With level environment: administrators may pass its rules."`
	AnyBranch            *bool               `json:"any_branch,omitempty" fact:"true" doc:"With level environment: every branch may deploy."`
	CoveragePercent      *int                `json:"coverage_percent,omitempty" fact:"true" doc:"Share of its repositories that this scan knows to the end."`

	Unknown reasons `json:"unknown" doc:"Each fact of its level that has no value, and why."`
}

type bypassFacts struct {
	Ruleset string          `json:"ruleset" doc:"Name of the ruleset."`
	Actor   nhi.BypassActor `json:"actor" enum:"bypass_actor" doc:"What it is: an App, or the deploy keys."`
	Name    string          `json:"name,omitempty" doc:"Of the App or key, where GitHub tells."`
	Mode    nhi.BypassMode  `json:"mode" enum:"bypass_mode" doc:"When it may pass."`
}

type machineFacts struct {
	Login     string          `json:"login" doc:"Its name."`
	Role      nhi.AccountRole `json:"role" enum:"role" doc:"What it is to the organisation."`
	TwoFactor *bool           `json:"two_factor,omitempty" doc:"It signs in with a second factor, when known."`
}

type memberFacts struct {
	Login   string `json:"login" doc:"Its name."`
	Machine bool   `json:"machine" doc:"A bot, or a user whose name says that it is no person."`
}

type exceptionFact struct {
	Policy        string `json:"policy" doc:"The policy it is for."`
	Identity      string `json:"identity" doc:"Identity or pattern."`
	Reason        string `json:"reason" doc:"Why it was granted."`
	Owner         string `json:"owner" doc:"Who answers for it."`
	State         string `json:"state" enum:"exception_state" doc:"in_force, expired, too_long (further ahead than allowed) or unlimited (no expiry); only one in force applies."`
	ExpiresInDays *int   `json:"expires_in_days,omitempty" doc:"Days until it expires, negative when it has expired; left out when it has no expiry."`
	MaximumDays   int    `json:"maximum_days" doc:"Furthest ahead that an exception may expire."`
	Matches       *int   `json:"matches,omitempty" doc:"Findings that it is about, whether it applies or not; left out where its policy is off or failed."`
	At            place  `json:"at" doc:"Where it is configured."`
}

type changeFacts struct {
	Kind     ChangeKind `json:"kind" enum:"change" doc:"The way in which it weakens."`
	Policy   string     `json:"policy,omitempty" doc:"The policy that it weakens; left out where it is more than one."`
	Subject  string     `json:"subject,omitempty" doc:"The identity, parameter or path that it is about."`
	Before   string     `json:"before,omitempty" doc:"As it was."`
	After    string     `json:"after,omitempty" doc:"As it is."`
	Enforced bool       `json:"enforced" doc:"What it weakens could fail a check."`
	At       *place     `json:"at,omitempty" doc:"Where it is written."`
}
