package policies

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// guide is the hand-written part of docs/policies.md; {{policies}}, {{builtins}},
// {{facts}} and {{settings}} stand for what is generated.
//
//go:embed guide.md
var guide string

// Table is the built-in pack as a Markdown table, for the README. Links are relative to
// the repository's root.
func Table() (string, error) {
	s, err := Load(nil)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| Policy | What it finds | Severity | Mode | OWASP |\n|---|---|---|---|---|\n")
	for _, p := range s.policies {
		fmt.Fprintf(&b, "| [`%s`](policies/%s/README.md) | %s | %s | %s | %s |\n",
			p.ID, p.ID, p.Title, p.Severity, p.Mode, strings.Join(p.Categories, ", "))
	}
	return b.String(), nil
}

// Document is docs/policies.md: the table of the pack, and how to configure and write policies.
func Document() ([]byte, error) {
	table, err := Table()
	if err != nil {
		return nil, err
	}
	builtins := slices.Sorted(slices.Values(allowedBuiltins))
	builtins = slices.DeleteFunc(builtins, func(name string) bool { return strings.HasPrefix(name, "internal.") })
	text := strings.NewReplacer(
		"{{policies}}\n", strings.ReplaceAll(table, "](policies/", "](../policies/"),
		"{{builtins}}", "`"+strings.Join(builtins, "` `")+"`",
		"{{facts}}", "`"+strings.Join(factNames[identityFacts](), "`, `")+"`",
		"{{settings}}", "`"+strings.Join(factNames[settingsFacts](), "`, `")+"`",
	).Replace(guide)
	return bytes.TrimLeft([]byte(text), "\n"), nil
}
