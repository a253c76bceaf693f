package agents

import (
	"strings"
	"testing"
)

func TestLiteral(t *testing.T) {
	issued := "gh" + "p_" + strings.Repeat("aB3d", 9) // put together here so that no scanner takes it for a leak
	for _, test := range []struct {
		name, value string
		want        bool
	}{
		{"API_KEY", "q1w2e3r4t5", true},
		{"Authorization", "Bearer q1w2e3r4t5", true},
		{"GITHUB_PAT", "q1w2e3r4t5", true},
		{"ANYTHING", issued, true},
		{"ANYTHING", "postgres://user:q1w2e3@db/app", true},
		{"ANYTHING", "postgres://user:${PASSWORD}@db/app", false},
		{"ANYTHING", "postgres://user@db/app", false},
		{"API_KEY", "", false},
		{"API_KEY", "${API_KEY}", false},
		{"API_KEY", "${env:API_KEY}", false},
		{"API_KEY", "${input:key}", false},
		{"API_KEY", "{env:API_KEY}", false},
		{"API_KEY", "$API_KEY", false},
		{"API_KEY", "%API_KEY%", false},
		{"API_KEY", "${{ secrets.API_KEY }}", false},
		{"API_KEY", "op://vault/item/key", false},
		{"API_KEY", "<token>", false},
		{"API_KEY", "YOUR_KEY", false},
		{"API_KEY", "your-api-key-here", false},
		{"API_KEY", "xxxxxxxxxxxx", false},
		{"API_KEY", "sk-...", false},
		{"API_KEY", "true", false},
		{"API_KEY", "changeme", false},
		{"Authorization", "Bearer ${TOKEN}", false},
		{"Authorization", "Bearer <token>", false},
		{"MAX_OUTPUT_TOKENS", "64000", false},
		{"TOKEN_URL", "https://example.com/token", false},
		{"GOOGLE_APPLICATION_CREDENTIALS", "/home/me/key.json", false},
		{"TOKEN_FILE", "secret-file-1", false},
		{"NODE_ENV", "production1", false},
		{"LOG_LEVEL", "debug12", false},
	} {
		if got := literal(test.name, test.value); got != test.want {
			t.Errorf("%s=%s: %v", test.name, test.value, got)
		}
	}
}

func TestPackageOf(t *testing.T) {
	for _, test := range []struct {
		command, name string
		pinned        bool
	}{
		{"npx -y @scope/server@1.2.3", "@scope/server@1.2.3", true},
		{"npx -y @scope/server@latest", "@scope/server@latest", false},
		{"npx -y server@^1.2.3", "server", false},
		{"npx server", "server", false},
		{"npx --package server@1.0.0 run", "server@1.0.0", true},
		{"npx --unknown q1w2e3r4t5 server", "", false},
		{"npx.cmd -y server@1.0.0", "server@1.0.0", true},
		{"cmd /c npx -y server@1.0.0", "server@1.0.0", true},
		{"uvx server==2.0.1", "server@2.0.1", true},
		{"uvx --from git+https://user:q1w2e3@host/x server", "", false},
		{"uv tool run server", "server", false},
		{"uv run server.py", "uv", true}, // a file here, or a program of this project
		{"uv --directory /srv/x run server", "uv", true},
		{"uv run --with mcp[cli] mcp run server.py", "mcp", false},
		{"uv run --with=mcp[cli]==1.9.0 mcp run server.py", "mcp@1.9.0", true},
		{"npx --no-install ng mcp", "ng", true},
		{"npx --no ng mcp", "ng", true},
		{"npx --offline -y ng@latest mcp", "ng@latest", true},
		{"npm exec --offline ng", "ng", true},
		{"npm run mcp", "npm", true},
		{"npm --prefix tools start", "npm", true},
		{"npm exec server", "server", false},
		{"npm x server@1.0.0", "server@1.0.0", true},
		{"pnpm exec server", "pnpm", true},
		{"pnpm dlx server", "server", false},
		{"yarn mcp", "yarn", true},
		{"docker exec -i box server", "docker", true},
		{"docker compose run server", "docker", true},
		{"docker mcp gateway run", "docker", true},
		{"docker run -i --rm -e KEY=q1w2e3r4t5 team/image:1.2.3", "team/image:1.2.3", true},
		{"docker run --rm team/image:latest", "team/image", false},
		{"docker run --rm host:5000/team/image", "host:5000/team/image", false},
		{"node ./server.js --token q1w2e3r4t5", "node", true},
		{"/usr/local/bin/server --token q1w2e3r4t5", "server", true},
	} {
		words := strings.Fields(test.command)
		var arguments []*node
		for _, w := range words[1:] {
			arguments = append(arguments, &node{text: w, scalar: true})
		}
		if name, pinned := packageOf(words[0], arguments); name != test.name || pinned != test.pinned {
			t.Errorf("%s: %q, %v", test.command, name, pinned)
		}
	}
}

func TestHostOf(t *testing.T) {
	for _, test := range []struct {
		url, host string
		plaintext bool
	}{
		{"https://mcp.example.com/x", "mcp.example.com", false},
		{"http://mcp.example.com:8080/x", "mcp.example.com", true},
		{"http://localhost:3000", "localhost", false},
		{"http://127.0.0.1", "127.0.0.1", false},
		{"http://[::1]:80/", "::1", false},
		{"http://10.0.0.1/", "10.0.0.1", true},
		{"${URL}", "", false},
		{"https://${HOST}/x", "", false},
		{"http://" + strings.Repeat("a", 300), "", false},
	} {
		if host, plaintext := hostOf(test.url); host != test.host || plaintext != test.plaintext {
			t.Errorf("%s: %q, %v", test.url, host, plaintext)
		}
	}
}

func TestConfigurationOf(t *testing.T) {
	for file, product := range map[string]string{
		".mcp.json":                       "Claude Code",
		"a/b/.mcp.json":                   "Claude Code",
		"x.mcp.json":                      "",
		".claude/agents/a.md":             "Claude Code subagent",
		"a/.claude/agents/a.md":           "Claude Code subagent",
		".claude/agents/a/b.md":           "",
		"claude/settings.json":            "",
		".claude/settings.json":           "Claude Code",
		".github/workflows/triage.md":     "GitHub Agentic Workflows",
		".devcontainer/devcontainer.json": "VS Code dev container",
		"AGENTS.md":                       "",
		"CLAUDE.md":                       "",
		".github/copilot-instructions.md": "",
		"tools/mcp.json":                  "MCP client",
		".vscode/mcp.json":                "VS Code",
	} {
		got := ""
		if c := configurationOf(file); c != nil {
			got = c.product
		}
		if got != product {
			t.Errorf("%s: %q", file, got)
		}
	}
}

// TestCommands: what runs an agent, and what only mentions one.
func TestCommands(t *testing.T) {
	for script, want := range map[string]string{
		"claude -p 'fix'":                       "Claude Code",
		"git diff | claude --print":             "Claude Code",
		"KEY=x claude -p y":                     "Claude Code",
		"if true; then claude -p y; fi":         "Claude Code",
		"npx -y @anthropic-ai/claude-code -p y": "Claude Code",
		"claude --version":                      "",
		"# claude -p":                           "",
		"echo claude -p":                        "",
		"codex exec 'fix'":                      "Codex",
		"npx -y @openai/codex@0.63.0 exec x":    "Codex",
		"gemini --yolo":                         "Gemini CLI",
		"out=$(gemini -p x)":                    "Gemini CLI",
		"copilot -p x --allow-all-tools":        "Copilot CLI",
		"if ! copilot -p x; then exit 1; fi":    "Copilot CLI",
		"while gemini -p x; do sleep 9; done":   "Gemini CLI",
		"cursor-agent \"fix\"":                  "Cursor CLI",
		"aider --yes --message x":               "Aider",
		"opencode run x":                        "OpenCode",
		"amp -x fix":                            "Amp",
		"npm run gemini -p":                     "",
		"make codex exec":                       "",
		"goose run -i x":                        "Goose",
		"apt install goose && echo run":         "",
	} {
		var got []string
		for _, p := range products {
			if p.command.in(script) {
				got = append(got, p.name)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %v", script, got)
		}
	}
}
