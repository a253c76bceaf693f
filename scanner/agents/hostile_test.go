package agents_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestGaps(t *testing.T) {
	for _, test := range []struct {
		name, path, content string
		reason              nhi.GapReason
		line                int // of the gap, 0 for the whole file
	}{
		{"broken JSON", ".mcp.json", "{\n  \"mcpServers\": {\n    \"x\" {}\n", nhi.GapUnparsable, 3},
		{"unfinished JSON", ".mcp.json", "{\"mcpServers\": {", nhi.GapUnparsable, 1},
		{"broken TOML", ".codex/config.toml", "a = 1\nb = = 2\n", nhi.GapUnparsable, 2},
		{"broken YAML", ".continue/config.yaml", "a: 1\nb: [\n", nhi.GapUnparsable, 2},
		{"open front matter", ".claude/agents/a.md", "---\nname: x\n", nhi.GapUnparsable, 1},
		{"not UTF-8", ".mcp.json", "{\n\"\xff\": 1}", nhi.GapUnparsable, 2},
		{"NUL", ".mcp.json", "{\x00}", nhi.GapUnparsable, 1},
		{"deep JSON", ".mcp.json", strings.Repeat("[", 500_000), nhi.GapUnparsable, 0},
		{"deep TOML", ".codex/config.toml", "a = " + strings.Repeat("[", 500_000), nhi.GapUnparsable, 0},
		{"deep YAML", ".aider.conf.yml", "a: " + strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000), nhi.GapUnparsable, 1},
		{"too large", ".mcp.json", "{}" + strings.Repeat(" ", 1<<20), nhi.GapTooLarge, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := observe(t, fstest.MapFS{test.path: {Data: []byte(test.content)}})
			if len(seen.Gaps) != 1 {
				t.Fatalf("gaps: %+v", seen.Gaps)
			}
			gap, line := seen.Gaps[0], 0
			if gap.Location != nil {
				line = gap.Location.Line
			}
			if gap.Reason != test.reason || line != test.line || gap.Scope != test.path {
				t.Errorf("gap %+v at line %d, not %s at line %d", gap, line, test.reason, test.line)
			}
		})
	}
}

// TestWorkflowGapsAreToldOnce: a workflow that cannot be read is the gap of the source of workflows.
func TestWorkflowGapsAreToldOnce(t *testing.T) {
	bomb := "x0: &x0 [a,a,a,a,a,a,a,a,a,a]\n"
	for i := 1; i < 12; i++ {
		bomb += fmt.Sprintf("x%d: &x%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d,", i-1), 10), ","))
	}
	for name, content := range map[string]string{
		"broken": "on: push\njobs: [\n", "alias bomb": bomb, "an alias of itself": "jobs: &j\n  a: *j\n", "too large": strings.Repeat("#\n", 1<<20),
	} {
		seen := observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content)}, "action.yml": {Data: []byte(content)}})
		if len(seen.Gaps) != 0 || len(seen.Agents) != 0 {
			t.Errorf("%s: %+v", name, seen)
		}
	}
}

// TestAccepted: what looks odd and is fine.
func TestAccepted(t *testing.T) {
	const config = "{\"mcpServers\":\n {\"x\": {\"command\": \"npx\", \"args\": [\"a@1.2.3\"]}}}\n"
	for name, content := range map[string]string{
		"plain":           config,
		"byte order mark": "\ufeff" + config,
		"Windows":         strings.ReplaceAll(config, "\n", "\r\n"),
		"comments":        "// hello\n" + strings.Replace(config, "]", ",]", 1),
		"old Mac":         strings.ReplaceAll(config, "\n", "\r"),
	} {
		seen := observe(t, fstest.MapFS{".mcp.json": {Data: []byte(content)}})
		if len(seen.Gaps) != 0 || len(seen.Agents) != 1 || len(seen.Agents[0].Servers) != 1 {
			t.Fatalf("%s: %+v", name, seen)
		}
		if there := textAt(t, fstest.MapFS{".mcp.json": {Data: []byte(content)}}, seen.Agents[0].Servers[0].Location); !strings.HasPrefix(there, "\"x\":") {
			t.Errorf("%s: at the server's place is %q", name, there)
		}
	}
	if seen := observe(t, fstest.MapFS{".mcp.json": {}}); len(seen.Gaps) != 0 || len(seen.Agents) != 1 {
		t.Errorf("an empty file: %+v", seen)
	}
}

// TestBounded: files that ask for much more work than their size.
func TestBounded(t *testing.T) {
	for name, file := range map[string]struct{ path, content string }{
		"one long line":    {".github/workflows/w.yml", "jobs: {a: {steps: [" + strings.Repeat("{uses: openai/codex-action@v1,ä: ä},", 15_000) + "]}}"},
		"many servers":     {".mcp.json", "{\"mcpServers\": {" + strings.Repeat("\"a\":{\"command\":\"npx\",\"args\":[\"--a\",\"b\"]},", 5_000) + "}}"},
		"commands":         {".github/workflows/w.yml", "jobs: {a: {steps: [{run: \"" + strings.Repeat("claude claude ", 15_000) + "\"}]}}"},
		"many run steps":   {".github/workflows/w.yml", "jobs:\n  a:\n    steps:\n" + strings.Repeat("      - run: claude -p x\n", 3_000)},
		"dotted TOML keys": {".codex/config.toml", strings.Repeat("a.b.c.d.e.f = 1\n", 50_000)},
		"nested settings":  {".github/workflows/w.yml", "jobs: {a: {steps: [{uses: openai/codex-action@v1, with: {settings: '{" + strings.Repeat("\"\\u0061\":1,", 15_000) + "}'}}]}}"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			observe(t, fstest.MapFS{file.path: {Data: []byte(file.content)}})
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestBoundIsTold: a workflow that is too much here, though the source of workflows may read it, is no workflow without agents.
func TestBoundIsTold(t *testing.T) {
	content := "jobs: {a: {steps: [" + strings.Repeat("{uses: openai/codex-action@v1},", 25_000) + "]}}"
	seen := observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content)}})
	if len(seen.Gaps) != 1 || seen.Gaps[0].Reason != nhi.GapTooLarge || seen.Gaps[0].Scope != ".github/workflows/w.yml" {
		t.Errorf("%+v", seen.Gaps)
	}
	if seen := observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte("jobs: [")}}); len(seen.Gaps) != 0 {
		t.Errorf("the source of workflows tells what is no YAML: %+v", seen.Gaps)
	}
}

// seeds are paths of each language and role.
var seeds = []string{".mcp.json", ".codex/config.toml", ".continue/config.yaml", ".claude/agents/a.md", ".github/workflows/w.yml", "opencode.json", ".claude/settings.json"}

// FuzzAgentConfig: whatever the file, the source ends and every location is in the file.
func FuzzAgentConfig(f *testing.F) {
	for _, archive := range []string{"testdata/configurations.txtar", "testdata/workflows.txtar"} {
		for _, file := range unpack(f, archive) {
			for i := range seeds {
				f.Add(i, file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		files := fstest.MapFS{seeds[uint(which)%uint(len(seeds))]: {Data: data}}
		seen := observe(t, files)
		for _, place := range places(seen) {
			textAt(t, files, place)
		}
	})
}

// FuzzAgentValues plants a value where values stand, and looks for it in the observations.
func FuzzAgentValues(f *testing.F) {
	f.Add("x", "y")
	f.Add("Bearer ", "")
	f.Add("--token=", "@latest")
	f.Add("https://u:", "@host/x")
	f.Add("Bash(curl ", ":*)")
	f.Add("${{ github.event.", ".body }}")
	f.Fuzz(func(t *testing.T, before, after string) {
		quoted, _ := json.Marshal(before + "PLANTED/0=VALUE" + after) // a JSON string is YAML
		v := string(quoted)
		seen := observe(t, fstest.MapFS{
			".mcp.json": {Data: []byte(`{"mcpServers": {"a": {"command": "npx", "args": ["--flag", ` + v + `, "p", ` + v + `], "env": {"A_TOKEN": ` + v + `, "B": ` + v + `}},
				"b": {"url": ` + v + `, "headers": {"Authorization": ` + v + `}}}}`)},
			".claude/settings.json": {Data: []byte(`{"permissions": {"allow": [` + v + `], "defaultMode": ` + v + `}, "env": {"K_TOKEN": ` + v + `}}`)},
			".github/workflows/w.yml": {Data: []byte("jobs:\n  a:\n    env: {OPENAI_API_KEY: " + v + "}\n    steps:\n      - uses: anthropics/claude-code-action@v1\n" +
				"        with: {anthropic_api_key: " + v + ", prompt: " + v + ", claude_args: " + v + ", allowed_tools: " + v + ", mcp_config: " + v + ", allowed_bots: " + v + "}\n" +
				"      - run: " + v + "\n")},
		})
		if out, _ := json.Marshal(seen); strings.Contains(string(out), "PLANTED/0=VALUE") {
			t.Errorf("a value is passed on: %s", out)
		}
	})
}
