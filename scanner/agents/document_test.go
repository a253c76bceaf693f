package agents_test

import (
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestPlainFrontMatter: a description with a colon in it is no YAML, and the agents read it all the same.
func TestPlainFrontMatter(t *testing.T) {
	for head, want := range map[string]struct{ agents, gaps int }{
		"name: reviewer\ndescription: Use it. Examples: user: 'look at it'\ntools: Bash, Read\npermissionMode: bypassPermissions\n": {1, 0},
		"name: reviewer\ndescription: Use it. Examples: user: 'look at it'\ntools:\n  - Bash\n":                                     {0, 1}, // what the list is of is not told
		"name: reviewer\ndescription: [\n": {1, 0},
		"\tname: reviewer\n":               {0, 1},
	} {
		seen := observe(t, fstest.MapFS{".claude/agents/reviewer.md": {Data: []byte("---\n" + head + "---\nBe kind: always.\n")}})
		if len(seen.Agents) != want.agents || len(seen.Gaps) != want.gaps {
			t.Errorf("%q: %d agents, gaps %v", head, len(seen.Agents), seen.Gaps)
		}
	}
	seen := observe(t, fstest.MapFS{".claude/agents/a.md": {Data: []byte("---\r\nname: a\r\ndescription: as in: this\r\npermissionMode: bypassPermissions\r\n---\r\n")}})
	if len(seen.Agents) != 1 || len(seen.Agents[0].Settings) != 1 || seen.Agents[0].Settings[0].Location != (nhi.Location{Path: ".claude/agents/a.md", Line: 4, Column: 17}) {
		t.Errorf("settings %+v", seen.Agents)
	}
}

// TestVersionsGiven: what an expression gives is no open version, and what bun runs by itself no package.
func TestVersionsGiven(t *testing.T) {
	const action = ".github/workflows/a.yml"
	for version, open := range map[string]bool{"${{ vars.GEMINI_CLI_VERSION }}": false, "0.63.0": false, "latest": true, "''": true} {
		seen := observe(t, fstest.MapFS{action: {Data: []byte("on: push\njobs: {j: {runs-on: x, steps: [{uses: google-github-actions/run-gemini-cli@v1, with: {gemini_cli_version: " + quoted(version) + ", settings: s.json}}]}}\n")}})
		if got := len(seen.Agents) == 1 && has(seen.Agents[0], nhi.SettingUnpinnedCLI); got != open {
			t.Errorf("%s: open version %v", version, got)
		}
	}
	for command, pinned := range map[string]bool{
		`"bun", "args": ["server.ts"]`:        true,
		`"bun", "args": ["run", "server.ts"]`: true,
		`"bun", "args": ["x", "server"]`:      false,
		`"bunx", "args": ["server@1.2.3"]`:    true,
	} {
		seen := observe(t, fstest.MapFS{".mcp.json": {Data: []byte(`{"mcpServers": {"s": {"command": ` + command + `}}}`)}})
		if got := seen.Agents[0].Servers[0].Pinned; got != pinned {
			t.Errorf("%s: pinned %v", command, got)
		}
	}
}

func quoted(s string) string {
	if s[0] == '\'' {
		return s
	}
	return `"` + s + `"`
}

func has(a nhi.Agent, name nhi.AgentSettingName) bool {
	for _, s := range a.Settings {
		if s.Name == name {
			return true
		}
	}
	return false
}

// TestAskBonk: an action built on OpenCode is an agent like it.
func TestAskBonk(t *testing.T) {
	seen := observe(t, fstest.MapFS{".github/workflows/a.yml": {Data: []byte("on: push\njobs: {j: {runs-on: x, steps: [{uses: ask-bonk/ask-bonk/github@main, with: {prompt: go}}]}}\n")}})
	if len(seen.Agents) != 1 || seen.Agents[0].Product != "Ask Bonk" {
		t.Errorf("%+v", seen.Agents)
	}
}
