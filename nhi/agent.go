package nhi

// AgentForm is where an agent runs.
type AgentForm string

// Forms of agents. AgentForms lists them.
const (
	AgentInWorkflow AgentForm = "workflow" // a step
	AgentInConfig   AgentForm = "config"   // a file, which a person's agent reads
)

// AgentForms lists them.
var AgentForms = []AgentForm{AgentInWorkflow, AgentInConfig}

// Agent is an AI agent, or a tool server that agents use, configured in a repository.
type Agent struct {
	Vendor   string             `json:"vendor"`  // e.g. "Anthropic"
	Product  string             `json:"product"` // e.g. "Claude Code Action"
	Form     AgentForm          `json:"form"`    // where it runs
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

// AgentSettingName is what a setting lets an agent do, whatever its product calls it.
type AgentSettingName string

// Names of settings. AgentSettingNames lists them.
const (
	SettingOpenTrigger     AgentSettingName = "open_trigger"     // people without write access, or any bot, may start it
	SettingUntrustedPrompt AgentSettingName = "untrusted_prompt" // its prompt holds text that strangers write
	SettingUnsafeSandbox   AgentSettingName = "unsafe_sandbox"   // it runs without sandbox or without asking
	SettingBroadTools      AgentSettingName = "broad_tools"      // its tools include a shell, or are not limited
	SettingFullOutput      AgentSettingName = "full_output"      // its log shows all that it reads
	SettingScrubOff        AgentSettingName = "scrub_off"        // what it starts is given its credentials
	SettingUnpinnedCLI     AgentSettingName = "unpinned_cli"     // what is installed can change without a commit here
	SettingStaticModelKey  AgentSettingName = "static_model_key" // it calls its model with a stored key
	SettingKeylessModel    AgentSettingName = "keyless_model"    // it calls its model with an OIDC token or cloud role
	SettingOwnToken        AgentSettingName = "own_token"        // it acts on GitHub with a stored token instead of the job's
	SettingHooks           AgentSettingName = "hooks"            // its configuration runs commands by itself
	SettingAllServers      AgentSettingName = "all_servers"      // every tool server that the repository names is started unasked
	SettingStrictOff       AgentSettingName = "strict_off"       // a check of the agent's own compiler is off
	SettingNoAccessCheck   AgentSettingName = "no_access_check"  // it does not ask whether who starts it may write here
	SettingUnknownStart    AgentSettingName = "unknown_start"    // it is set up, and how it starts is not told by a file
)

// AgentSettingNames lists them.
var AgentSettingNames = []AgentSettingName{SettingOpenTrigger, SettingUntrustedPrompt, SettingUnsafeSandbox, SettingBroadTools,
	SettingFullOutput, SettingScrubOff, SettingUnpinnedCLI, SettingStaticModelKey, SettingKeylessModel, SettingOwnToken,
	SettingHooks, SettingAllServers, SettingStrictOff, SettingNoAccessCheck, SettingUnknownStart}

// AgentSetting is one setting that widens what an agent may do.
type AgentSetting struct {
	Name     AgentSettingName `json:"name"`             // what it lets the agent do
	Detail   string           `json:"detail,omitempty"` // the setting as written, when it cannot hold a credential
	Location Location         `json:"location"`
}

// Transport is how a tool server is reached.
type Transport string

// Transports. Transports lists them.
const (
	TransportStdio Transport = "stdio" // it is a program that the agent starts
	TransportHTTP  Transport = "http"
)

// Transports lists them.
var Transports = []Transport{TransportStdio, TransportHTTP}

// MCPServer is a Model Context Protocol server that an agent's configuration names.
type MCPServer struct {
	Name      string             `json:"name"`
	Transport Transport          `json:"transport"`           // how it is reached
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
