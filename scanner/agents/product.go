package agents

import (
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// product is an AI agent that runs in workflows: as an action, or as a command.
type product struct {
	vendor, name string
	actions      []string    // owner/repo[/path] in lower case
	command      *invocation // how a script starts it without a person at hand
	packages     []string    // what installs it, for telling whether that is pinned
	installer    string      // a part of the address of the script that installs it
	ownKeys      []string    // those of keys that serve nothing but this agent
	inputs       inputs
	keys         []string // variables that hold a stored model key
	anyone       bool     // as an action, it works for whoever starts the workflow
}

// inputs are an action's inputs by what they decide, from its action.yml.
type inputs struct {
	prompts   []string            // text for the model
	arguments []string            // flags for the agent's command
	settings  []string            // the agent's configuration, in JSON
	tools     []string            // rules of what it may use
	open      map[string][]string // who may start it beyond people with write access; the values that open it
	unsafe    map[string][]string // values that take its sandbox away
	output    map[string][]string // values that show all it reads
	version   []string            // of the command that it installs, the latest when it is not exact
	keys      []string            // a stored model key
	keyless   []string            // a federated or cloud login instead
	tokens    []string            // its token for GitHub
	unlimited bool                // without settings, no tool is excluded
}

// products is the table of agents. The inputs of claude-code-action, its base action,
// codex-action, run-gemini-cli and ai-inference were read in their action.yml; the other
// inputs and the flags of commands are from their documentation as remembered.
var products = []product{
	{vendor: "Anthropic", name: "Claude Code Action", actions: []string{"anthropics/claude-code-action"}, inputs: claudeInputs, keys: claudeKeys},
	{vendor: "Anthropic", name: "Claude Code Base Action", anyone: true, actions: []string{"anthropics/claude-code-base-action", "anthropics/claude-code-action/base-action"},
		inputs: claudeInputs, keys: claudeKeys},
	{vendor: "Anthropic", name: "Claude Code Security Review", actions: []string{"anthropics/claude-code-security-review"},
		inputs: inputs{prompts: []string{"custom-security-scan-instructions"}, keys: []string{"claude-api-key"}}},
	{vendor: "Anthropic", name: "Claude Code", command: command(`claude`, `-p\b|--print\b|--dangerously-skip-permissions\b`),
		packages: []string{"@anthropic-ai/claude-code"}, keys: claudeKeys, installer: "claude.ai/install", ownKeys: []string{"CLAUDE_CODE_OAUTH_TOKEN"}},
	{vendor: "OpenAI", name: "Codex Action", actions: []string{"openai/codex-action"}, inputs: inputs{
		prompts: []string{"prompt"}, arguments: []string{"codex-args"},
		open:    map[string][]string{"allow-users": {"*"}}, // bots can only be named, or are GitHub's own
		unsafe:  map[string][]string{"sandbox": {"danger-full-access"}, "safety-strategy": {"unsafe"}, "permission-profile": {":danger-full-access", ":full-access"}},
		version: []string{"codex-version"}, keys: []string{"openai-api-key"}}, keys: openAIKeys},
	{vendor: "OpenAI", name: "Codex", command: command(`codex`, `exec\b|e\b|--yolo\b|--full-auto\b`), packages: []string{"@openai/codex"}, keys: openAIKeys, ownKeys: []string{"CODEX_API_KEY"}},
	{vendor: "Google", name: "Gemini CLI Action", anyone: true, actions: []string{"google-github-actions/run-gemini-cli", "google-gemini/gemini-cli-action"}, inputs: inputs{
		prompts: []string{"prompt"}, settings: []string{"settings", "settings_json"},
		output:  map[string][]string{"upload_artifacts": {"true"}, "gemini_debug": {"true"}},
		version: []string{"gemini_cli_version"}, keys: []string{"gemini_api_key", "google_api_key"},
		keyless: []string{"gcp_workload_identity_provider"}, unlimited: true}, keys: geminiKeys},
	{vendor: "Google", name: "Gemini CLI", command: command(`gemini`, `-p\b|--prompt\b|--yolo\b|-y\b|--approval-mode\b`), packages: []string{"@google/gemini-cli"}, keys: geminiKeys},
	{vendor: "GitHub", name: "Copilot CLI", command: command(`copilot`, `-p\b|--prompt\b|--allow-all`), packages: []string{"@github/copilot"},
		keys: []string{"COPILOT_GITHUB_TOKEN"}, installer: "gh.io/copilot-install", ownKeys: []string{"COPILOT_GITHUB_TOKEN"}},
	{vendor: "GitHub", name: "AI Inference", actions: []string{"actions/ai-inference"},
		inputs: inputs{prompts: []string{"prompt", "system-prompt", "input"}, tokens: []string{"token", "github-mcp-token"}}},
	{vendor: "GitHub", name: "AI Moderator", actions: []string{"github/ai-moderator"}, inputs: inputs{tokens: []string{"token"}}},
	{vendor: "Anysphere", name: "Cursor CLI", command: command(`cursor-agent`, `-p\b|--print\b|--force\b|-f\b|--yolo\b|["'$]`), keys: []string{"CURSOR_API_KEY"}, installer: "cursor.com/install", ownKeys: []string{"CURSOR_API_KEY"}},
	{vendor: "Aider", name: "Aider", command: command(`aider`, `--message\b|-m\b|--message-file\b|--yes\b|--yes-always\b`), packages: []string{"aider-chat", "aider-install"},
		keys: append([]string{"ANTHROPIC_API_KEY", "DEEPSEEK_API_KEY", "OPENROUTER_API_KEY"}, openAIKeys...), installer: "aider.chat/install"},
	{vendor: "Anomaly", name: "OpenCode Action", actions: []string{"anomalyco/opencode/github", "sst/opencode/github"},
		inputs: inputs{prompts: []string{"prompt"}}, keys: modelKeyVariables},
	{vendor: "Cloudflare", name: "Ask Bonk", actions: []string{"ask-bonk/ask-bonk/github", "ask-bonk/ask-bonk"},
		inputs: inputs{prompts: []string{"prompt"}}, keys: modelKeyVariables},
	{vendor: "Anomaly", name: "OpenCode", command: command(`opencode`, `run\b|github\s+run\b`), packages: []string{"opencode-ai"}, keys: modelKeyVariables, installer: "opencode.ai/install", ownKeys: []string{"OPENCODE_API_KEY"}},
	{vendor: "Sourcegraph", name: "Amp", command: command(`amp`, `-x\b|--execute\b|--dangerously-allow-all\b`), packages: []string{"@sourcegraph/amp"}, keys: []string{"AMP_API_KEY"}, installer: "ampcode.com/install", ownKeys: []string{"AMP_API_KEY"}},
	{vendor: "Qodo", name: "PR-Agent", actions: []string{"qodo-ai/pr-agent", "codium-ai/pr-agent", "the-pr-agent/pr-agent"},
		keys: append([]string{"OPENAI_KEY", "ANTHROPIC.KEY"}, modelKeyVariables...)},
	{vendor: "CodeRabbit", name: "AI PR Reviewer", actions: []string{"coderabbitai/ai-pr-reviewer", "coderabbitai/openai-pr-reviewer"},
		inputs: inputs{prompts: []string{"system_message", "summarize"}}, keys: openAIKeys},
	{vendor: "Augment", name: "Auggie", anyone: true, actions: []string{"augmentcode/augment-agent", "augmentcode/review-pr", "augmentcode/describe-pr"},
		inputs: inputs{prompts: []string{"instruction", "custom_guidelines"}, keys: []string{"augment_session_auth", "augment_api_token"}, tokens: []string{"github_token"}},
		keys:   []string{"AUGMENT_SESSION_AUTH", "AUGMENT_API_TOKEN"}},
	{vendor: "Augment", name: "Auggie CLI", command: command(`auggie`, `--print\b|-p\b|--instruction\b`), packages: []string{"@augmentcode/auggie"},
		keys: []string{"AUGMENT_SESSION_AUTH", "AUGMENT_API_TOKEN"}, ownKeys: []string{"AUGMENT_SESSION_AUTH", "AUGMENT_API_TOKEN"}},
	{vendor: "Warp", name: "Warp Agent Action", anyone: true, actions: []string{"warpdotdev/warp-agent-action", "warpdotdev/oz-agent-action"},
		inputs: inputs{prompts: []string{"prompt"}, keys: []string{"warp_api_key"}}, keys: []string{"WARP_API_KEY"}},
	{vendor: "Alibaba", name: "Qwen Code Action", anyone: true, actions: []string{"qwenlm/qwen-code-action"},
		inputs: inputs{prompts: []string{"prompt"}, settings: []string{"settings", "settings_json"}, keys: []string{"openai_api_key"}}, keys: openAIKeys},
	{vendor: "Block", name: "Goose", command: command(`goose`, `run\b`), keys: modelKeyVariables, installer: "block/goose/"},
	{vendor: "Docker", name: "Docker Agent Action", actions: []string{"docker/docker-agent-action", "docker/cagent-action"},
		inputs: inputs{prompts: []string{"prompt"}, keys: []string{"anthropic-api-key", "openai-api-key", "google-api-key", "mistral-api-key", "xai-api-key"},
			tokens: []string{"github-token"}}, keys: modelKeyVariables},
	{vendor: "Factory", name: "Droid Action", actions: []string{"factory-ai/droid-action"},
		inputs: inputs{prompts: []string{"prompt"}, keys: []string{"factory_api_key"}, tokens: []string{"github_token"}}, keys: []string{"FACTORY_API_KEY"}},
	{vendor: "Factory", name: "Droid", command: command(`droid`, `exec\b`), keys: []string{"FACTORY_API_KEY"}, installer: "app.factory.ai/cli", ownKeys: []string{"FACTORY_API_KEY"}},
}

var claudeInputs = inputs{
	prompts:   []string{"prompt", "direct_prompt", "override_prompt", "custom_instructions", "append_system_prompt", "system_prompt"},
	arguments: []string{"claude_args"},
	settings:  []string{"settings"},
	tools:     []string{"allowed_tools"},
	open:      map[string][]string{"allowed_non_write_users": {"*"}, "allowed_bots": {"*"}},
	output:    map[string][]string{"show_full_output": {"true"}, "display_report": {"true"}},
	keys:      []string{"anthropic_api_key", "claude_code_oauth_token"},
	keyless:   []string{"anthropic_federation_rule_id", "use_bedrock", "use_vertex", "use_foundry"},
	tokens:    []string{"github_token"},
}

// Variables that hold a stored model key.
var (
	claudeKeys        = []string{"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"}
	openAIKeys        = []string{"OPENAI_API_KEY", "CODEX_API_KEY", "AZURE_OPENAI_API_KEY"}
	geminiKeys        = []string{"GEMINI_API_KEY", "GOOGLE_API_KEY"}
	modelKeyVariables = []string{"ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENROUTER_API_KEY", "GROQ_API_KEY",
		"MISTRAL_API_KEY", "DEEPSEEK_API_KEY", "XAI_API_KEY", "OPENCODE_API_KEY", "AZURE_OPENAI_API_KEY"}
)

// scrubVariable, when 0, lets Claude Code's subprocesses have its credentials.
const scrubVariable = "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB"

// invocation is how a script starts a program.
type invocation struct {
	program string
	pattern func() *regexp.Regexp
}

// command is the start of a program, by its name or its package's, at the beginning of a
// command, with one of the arguments that run it unattended on the same line.
func command(program, arguments string) *invocation {
	return &invocation{program, lazyregexp.New(`(?m)(?:^|[;&|(` + "`" + `]|\$\(|\b(?:(?:if|elif|while|until)(?:\s+!)?|then|do|else|exec|sudo|env|time|timeout\s+\S+|npx(?:\s+-y|\s+--yes)?|bunx|uvx)\s)\s*(?:[A-Z_][A-Z0-9_]*=\S*\s+)*` +
		`(?:@[\w-]+/)?` + program + `(?:-code)?(?:@[\w.-]+)?\s(?:[^\n;|]*\s)?(?:` + arguments + `)`)}
}

// in tells whether a script starts the program.
func (i *invocation) in(script string) bool {
	return i != nil && strings.Contains(script, i.program) && i.pattern().MatchString(commands(script))
}

// unsafeFlags are the flags by which an agent asks nobody and is held by nothing.
var unsafeFlags = lazyregexp.New(`--dangerously-skip-permissions\b|--dangerously-bypass-approvals-and-sandbox\b|--dangerously-allow-all\b|--dangerously-auto-approve\b|` +
	`--yolo\b|--approval-mode[= ]yolo\b|--permission-mode[= ]bypassPermissions\b|\bbypassPermissions\b|\bdanger-full-access\b|` +
	`--allow-all-tools\b|--allow-all\b|--skip-permissions-unsafe\b|--yes-always\b`)

// shortUnsafeFlags are those of one product.
var shortUnsafeFlags = map[string]func() *regexp.Regexp{
	"Cursor CLI": lazyregexp.New(`\bcursor-agent\b[^\n;|]*\s(--force|-f)\b`),
	"Gemini CLI": lazyregexp.New(`\bgemini\b[^\n;|]*\s(-y)\b`),
}

// toolFlags give rules of what an agent may use.
var toolFlags = lazyregexp.New(`(?:--allowed-?[tT]ools|--allow-tool|--tools)[= ]+("[^"\n]*"|'[^'\n]*'|[^\s"']+)`)

// strangersText matches what strangers write in an event. Numbers, addresses and hashes
// are not theirs to choose.
var strangersText = lazyregexp.New(`(?i)github\.head_ref\b|github\.event\.(?:[\w.*-]+\.)?(?:title|body|message|page_name|head_ref|head_branch|display_title)\b|` +
	`github\.event\.(?:pull_request\.head|workflow_run\.head_commit|head_commit|commits)(?:\.[\w*-]+)*\.(?:ref|label|name|email|message)\b|toJSON\(\s*github(?:\.event(?:\.(?:issue|comment|pull_request|discussion|review))?)?\s*\)`)
