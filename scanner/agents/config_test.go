package agents_test

import (
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/agents"
)

// TestReads: which paths configure an agent.
func TestReads(t *testing.T) {
	for path, want := range map[string]bool{
		".mcp.json":                        true,
		"service/.mcp.json":                true,
		"x.mcp.json":                       false,
		".claude/settings.json":            true,
		"a/b/.claude/settings.json":        true,
		"a.claude/settings.json":           false,
		"claude/settings.json":             false,
		".claude/agents/reviewer.md":       true,
		".claude/agents/deep/reviewer.md":  false,
		".claude/agents/reviewer.txt":      false,
		".claude/agents/.md":               true,
		"agents/reviewer.md":               false,
		".github/workflows/triage.md":      true,
		"docs/.github/workflows/triage.md": true,
		".amazonq/agents/a.json":           true,
		".amazonq/agents/a.yaml":           false,
		".continue/mcpServers/x.yml":       true,
		"README.md":                        false,
		"mcp.json":                         true,
		"package.json":                     false,
		"":                                 false,
		"/":                                false,
		".mcp.json/":                       false,
	} {
		if agents.Reads(path) != want {
			t.Errorf("%q: not %v", path, want)
		}
	}
}

func BenchmarkReads(b *testing.B) {
	paths := []string{"src/main/java/com/example/service/internal/Handler.java", "docs/guide/install.md", "a/b/c/d/e/f/data.json", "Makefile"}
	for b.Loop() {
		for _, p := range paths {
			agents.Reads(p)
		}
	}
}
