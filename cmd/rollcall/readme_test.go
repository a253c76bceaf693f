package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
)

// TestReadme keeps what the README shows true: the table of policies, the output, and the commands.
// With -update it rewrites them.
func TestReadme(t *testing.T) {
	name := filepath.Join("..", "..", "README.md")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	table, err := policies.Table()
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, string(data), "policies", enforcedOf(table))
	want = between(t, want, "output", shownOutput(t))
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(data) {
		t.Error("the README shows something else than the program: go test ./cmd/rollcall -run TestReadme -update")
	}
	for _, command := range []string{"\ngo run ./cmd/rollcall scan ", "\ngo test ./... "} {
		if !strings.Contains(want, command) {
			t.Errorf("the README does not show %q", command)
		}
	}
}

// enforcedOf is the head of a table of policies and its enforced ones, and how many there are besides.
func enforcedOf(table string) string {
	var kept strings.Builder
	others := 0
	for i, line := range slices.Collect(strings.Lines(table)) {
		if i < 2 || strings.Contains(line, "| "+string(nhi.ModeEnforced)+" |") {
			kept.WriteString(line)
		} else {
			others++
		}
	}
	fmt.Fprintf(&kept, "\nand %d more that are advisory, or off: [all of them](docs/policies.md#the-pack).\n", others)
	return kept.String()
}

// shownLines is how much of the output the README shows at most; it ends where a paragraph does.
const shownLines = 34

func shownOutput(t *testing.T) string {
	t.Helper()
	repository := buildRepository(t, "monorepo")
	var out, stderr bytes.Buffer
	run(context.Background(), []string{"scan", "--now", "2026-11-22", repository.Dir}, strings.NewReader(""), &out, &stderr,
		func(name string) string { return map[string]string{"GITHUB_REPOSITORY": "acme/harbour"}[name] })
	lines := strings.SplitAfter(out.String(), "\n")
	if len(lines) < shownLines {
		t.Fatalf("only %d lines: %s", len(lines), stderr.String())
	}
	end := shownLines
	for end > 0 && lines[end-1] != "\n" {
		end--
	}
	return "```\n$ rollcall scan\n" + strings.Join(lines[:end], "") + "…\n```\n"
}

// between puts content between the markers of a section.
func between(t *testing.T, text, section, content string) string {
	t.Helper()
	start, end := "<!-- "+section+" -->\n", "<!-- /"+section+" -->"
	before, rest, found := strings.Cut(text, start)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("the README has no section %q", section)
	}
	return before + start + content + end + after
}
