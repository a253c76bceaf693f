package agents

import (
	"path"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// configuration is one kind of file by which an agent is configured.
type configuration struct {
	vendor, product string
	files           []string // ends of paths at a slash; a last part like *.md stands for any such file
	format          format
	servers         [][]string // where the MCP servers are
	only            bool       // an agent is configured only where servers are
	check           func(t *text, root *node) []nhi.AgentSetting
	secrets         func(t *text, root *node) []nhi.InlineCredential
}

// configurations is the table of files, from each product's documentation.
var configurations = []configuration{
	{vendor: "Anthropic", product: "Claude Code", files: []string{".mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Anthropic", product: "Claude Code", files: []string{".claude/settings.json", ".claude/settings.local.json"},
		servers: [][]string{{"mcpServers"}}, check: claudeSettings, secrets: environment("env")},
	{vendor: "Anthropic", product: "Claude Code subagent", files: []string{".claude/agents/*.md"}, format: formatFrontMatter,
		servers: [][]string{{"mcpServers"}}, check: subagentSettings},
	{vendor: "Anthropic", product: "Claude Desktop", files: []string{"claude_desktop_config.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Microsoft", product: "VS Code", files: []string{".vscode/mcp.json"}, servers: [][]string{{"servers"}, {"mcpServers"}}},
	{vendor: "Microsoft", product: "VS Code dev container", files: []string{".devcontainer/devcontainer.json", ".devcontainer.json"},
		servers: [][]string{{"customizations", "vscode", "mcp", "servers"}, {"customizations", "vscode", "settings", "mcp", "servers"}}, only: true},
	{vendor: "GitHub", product: "Copilot custom agent", files: []string{".github/agents/*.md"}, format: formatFrontMatter,
		servers: [][]string{{"mcp-servers"}}, check: customAgentSettings},
	{vendor: "GitHub", product: "Copilot CLI", files: []string{".copilot/mcp-config.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "GitHub", product: "GitHub Agentic Workflows", files: []string{".github/workflows/*.md"}, format: formatFrontMatter,
		servers: [][]string{{"mcp-servers"}}, check: agenticSettings},
	{vendor: "Anysphere", product: "Cursor", files: []string{".cursor/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Anysphere", product: "Cursor CLI", files: []string{".cursor/cli.json"}, check: cursorSettings},
	{vendor: "Google", product: "Gemini CLI", files: []string{".gemini/settings.json"}, servers: [][]string{{"mcpServers"}}, check: geminiSettings},
	{vendor: "Google", product: "Firebase Studio", files: []string{".idx/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "OpenAI", product: "Codex", files: []string{".codex/config.toml"}, format: formatTOML,
		servers: [][]string{{"mcp_servers"}}, check: codexSettings, secrets: environment("shell_environment_policy", "set")},
	{vendor: "Anomaly", product: "OpenCode", files: []string{"opencode.json", "opencode.jsonc"}, servers: [][]string{{"mcp"}},
		check: openCodeSettings, secrets: providerKeys},
	{vendor: "Continue", product: "Continue", files: []string{".continue/config.yaml", ".continue/config.yml", ".continue/mcpServers/*.yaml", ".continue/mcpServers/*.yml"},
		format: formatYAML, servers: [][]string{{"mcpServers"}}, secrets: modelKeys},
	{vendor: "Continue", product: "Continue", files: []string{".continue/config.json", ".continue/mcpServers/*.json"},
		servers: [][]string{{"mcpServers"}, {"experimental", "modelContextProtocolServers"}}, secrets: modelKeys},
	{vendor: "Cognition", product: "Windsurf", files: []string{".windsurf/mcp.json", ".windsurf/mcp_config.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Roo Code", product: "Roo Code", files: []string{".roo/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Kilo", product: "Kilo Code", files: []string{".kilocode/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Amazon", product: "Amazon Q Developer", files: []string{".amazonq/mcp.json", ".amazonq/default.json", ".amazonq/cli-agents/*.json", ".amazonq/agents/*.json"},
		servers: [][]string{{"mcpServers"}}},
	{vendor: "Amazon", product: "Kiro", files: []string{".kiro/settings/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "JetBrains", product: "Junie", files: []string{".junie/mcp/mcp.json", ".junie/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Zed Industries", product: "Zed", files: []string{".zed/settings.json"}, servers: [][]string{{"context_servers"}}, only: true},
	{vendor: "Sourcegraph", product: "Amp", files: []string{".amp/settings.json"}, servers: [][]string{{"amp.mcpServers"}}, check: ampSettings},
	{vendor: "Alibaba", product: "Qwen Code", files: []string{".qwen/settings.json"}, servers: [][]string{{"mcpServers"}}, check: geminiSettings},
	{vendor: "Factory", product: "Droid", files: []string{".factory/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "ByteDance", product: "Trae", files: []string{".trae/mcp.json"}, servers: [][]string{{"mcpServers"}}},
	{vendor: "Aider", product: "Aider", files: []string{".aider.conf.yml"}, format: formatYAML, check: aiderSettings, secrets: ownKeys},
	{vendor: "MCP", product: "MCP client", files: []string{"mcp.json"}, servers: [][]string{{"mcpServers"}, {"servers"}}, only: true},
}

// Reads tells whether a file, by its path, is one that configures an agent: for who has to fetch
// files before the source can look at them.
func Reads(path string) bool { return configurationOf(path) != nil }

// configurationOf finds the row of a path; the first that fits counts. Every file of a repository is asked about, so that
// a path is compared only with patterns that end as it does.
func configurationOf(file string) *configuration {
	slash := strings.LastIndexByte(file, '/')
	dir, base := file[:slash+1], file[slash+1:]
	first := len(configurations)
	for _, p := range patternsByName[base] {
		first = p.first(dir, first)
	}
	if dot := strings.LastIndexByte(base, '.'); dot >= 0 {
		for _, p := range patternsByType[base[dot:]] {
			first = p.first(dir, first)
		}
	}
	if first == len(configurations) {
		return nil
	}
	return &configurations[first]
}

// pattern is the folder, or its end, in which a file has to be, and the row of configurations that says so.
type pattern struct {
	dir string
	row int
}

// first is the pattern's row, where that is before another and the folder fits.
func (p pattern) first(dir string, other int) int {
	if p.row < other && strings.HasSuffix(dir, p.dir) && (len(dir) == len(p.dir) || p.dir == "" || dir[len(dir)-len(p.dir)-1] == '/') {
		return p.row
	}
	return other
}

// patternsByName has the patterns by the file's name, patternsByType those of any file of a type, by that.
var patternsByName, patternsByType = indexed()

func indexed() (byName, byType map[string][]pattern) {
	byName, byType = map[string][]pattern{}, map[string][]pattern{}
	for row, c := range configurations {
		for _, file := range c.files {
			dir, base := path.Split(file)
			if kind, any := strings.CutPrefix(base, "*"); any {
				byType[kind] = append(byType[kind], pattern{dir, row})
			} else {
				byName[base] = append(byName[base], pattern{dir, row})
			}
		}
	}
	return byName, byType
}

// agent describes what a file configures; nil when it configures no agent.
func (c *configuration) agent(t *text, root *node) *nhi.Agent {
	a := &nhi.Agent{Vendor: c.vendor, Product: c.product, Form: "config", Location: nhi.Location{Path: t.path}}
	for _, keys := range c.servers {
		a.Servers = append(a.Servers, t.servers(root.get(keys...))...)
	}
	if c.only && len(a.Servers) == 0 || c.product == agenticWorkflows && !agentic(root) {
		return nil
	}
	if c.check != nil {
		a.Settings = (&settings{found: c.check(t, root)}).inOrder()
	}
	if c.secrets != nil {
		a.Inline = c.secrets(t, root)
	}
	for _, input := range root.get("inputs").elements() { // VS Code asks for these; a default is written out
		if value := input.get("default"); literal(input.get("id").string(), value.string()) {
			a.Inline = append(a.Inline, nhi.InlineCredential{Name: nameOf(input.get("id").string(), "input"), Location: t.at(value.offset)})
		}
	}
	return a
}

const agenticWorkflows = "GitHub Agentic Workflows"

// agentic tells a workflow for an agent from a page about workflows.
func agentic(root *node) bool {
	return root.get("on") != nil && (root.get("engine") != nil || root.get("permissions") != nil || root.get("tools") != nil || root.get("safe-outputs") != nil)
}

// environment reads the literals among the variables at a place.
func environment(keys ...string) func(*text, *node) []nhi.InlineCredential {
	return func(t *text, root *node) []nhi.InlineCredential {
		return t.literalsIn(root.get(keys...), "variable")
	}
}

// ownKeys reads the literals among a file's own settings.
func ownKeys(t *text, root *node) []nhi.InlineCredential {
	found := t.literalsIn(root, "setting")
	for _, item := range root.get("api-key").elements() { // PROVIDER=KEY
		if provider, key, ok := strings.Cut(item.string(), "="); ok && writtenOut(key) {
			found = append(found, nhi.InlineCredential{Name: nameOf(provider, "api-key"), Location: t.at(item.offset)})
		}
	}
	return found
}

// modelKeys reads the keys of the models that Continue is given.
func modelKeys(t *text, root *node) []nhi.InlineCredential {
	var found []nhi.InlineCredential
	for _, list := range []string{"models", "embeddingsProvider", "tabAutocompleteModel", "reranker"} {
		models := root.get(list)
		found = append(found, t.literalsIn(models, "setting")...)
		if models == nil {
			continue
		}
		for _, model := range models.items {
			found = append(found, t.literalsIn(model, "setting")...)
			found = append(found, t.literalsIn(model.get("requestOptions", "headers"), "headers")...)
			found = append(found, t.literalsIn(model.get("env"), "env")...)
		}
	}
	return found
}

// providerKeys reads the keys of the providers that OpenCode is given.
func providerKeys(t *text, root *node) []nhi.InlineCredential {
	var found []nhi.InlineCredential
	for _, provider := range root.get("provider").entries() {
		found = append(found, t.literalsIn(provider.value.get("options"), "option")...)
		found = append(found, t.literalsIn(provider.value.get("options", "headers"), "headers")...)
	}
	return found
}
