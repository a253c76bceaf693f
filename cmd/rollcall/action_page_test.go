package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestActionPage holds the tables of docs/action.md to action.yml. With -update it rewrites them.
func TestActionPage(t *testing.T) {
	definition, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "docs", "action.md")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, string(page), "inputs", inputTable(t, string(definition)))
	want = between(t, want, "outputs", outputTable(t, string(definition)))
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Error("docs/action.md says something else than action.yml: go test ./cmd/rollcall -run TestActionPage -update")
	}
}

func inputTable(t *testing.T, definition string) string {
	var table strings.Builder
	table.WriteString("| Input | What it does | Default |\n|---|---|---|\n")
	for _, input := range described(t, definition, "inputs") {
		preset := ""
		if input.preset != "" {
			preset = "`" + input.preset + "`"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", input.name, input.description, preset)
	}
	return table.String()
}

func outputTable(t *testing.T, definition string) string {
	var table strings.Builder
	table.WriteString("| Output | What it is |\n|---|---|\n")
	for _, output := range described(t, definition, "outputs") {
		fmt.Fprintf(&table, "| `%s` | %s |\n", output.name, output.description)
	}
	return table.String()
}

// parameter is an input or output of action.yml.
type parameter struct{ name, description, preset string }

// described reads a section of action.yml, of whose YAML it knows no more than the file uses: a name by two spaces,
// its keys by four, the lines of a folded text by six.
func described(t *testing.T, definition, section string) []parameter {
	t.Helper()
	_, rest, found := strings.Cut(definition, "\n"+section+":\n")
	if !found {
		t.Fatalf("action.yml has no %s", section)
	}
	var all []parameter
	for line := range strings.Lines(rest) {
		text := strings.TrimSpace(line)
		indent := len(line) - len(strings.TrimLeft(line, " "))
		key, value, _ := strings.Cut(text, ":")
		value = strings.Trim(strings.TrimSpace(value), "'")
		switch {
		case indent == 0:
			return all
		case indent == 2:
			all = append(all, parameter{name: key})
		case indent == 6:
			last := &all[len(all)-1]
			last.description = strings.TrimSpace(last.description + " " + text)
		case key == "description":
			all[len(all)-1].description = strings.TrimPrefix(value, ">-")
		case key == "default":
			all[len(all)-1].preset = value
		}
	}
	return all
}
