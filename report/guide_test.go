package report

import (
	"bytes"
	"strings"
	"testing"
)

// authored is a page in the form of the policies that come with the product.
const authored = "# Leaked\n\n<!-- facts -->\nIt is in a file.\n\n| | |\n|---|---|\n| ID | `leaked` |\n\nMore: [OWASP](https://example.com)\n<!-- /facts -->\n\n" +
	"## Why\n\nBots look.\n\n```sh\n# no heading\n```\n\n## Breaks it\n\n```json\n{\"identities\": [\n# no heading\n]}\n```\n\n<!-- says -->\n> **high** A credential.  \n> *Revoke it.*\n<!-- /says -->\n\n" +
	"## Does not\n\n```json\n{}\n```\n\n## How to fix\n\n1. Revoke it.\n\n## Limits\n\nNone.\n"

func TestGuideIsForWhoMendsAFinding(t *testing.T) {
	tests := map[string][2]string{
		"authored":       {authored, "More: [OWASP](https://example.com)\n\n## Why\n\nBots look.\n\n```sh\n# no heading\n```\n\n## How to fix\n\n1. Revoke it.\n\n## Limits\n\nNone."},
		"another form":   {"Read this.\n\n## Examples\n\n`a`", "Read this.\n\n## Examples\n\n`a`"},
		"open facts":     {"<!-- facts -->\nlost\n## Why\nkept", "## Why\nkept"},
		"Windows' lines": {"# T\r\n\r\n## Does not\r\nx\r\n## Why\r\nkept\r\n", "## Why\nkept"},
		"nothing":        {"", ""},
	}
	for name, test := range tests {
		got := guide(test[0])
		if strings.TrimSpace(strings.ReplaceAll(got, "\n\n\n", "\n\n")) != test[1] {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, test[1])
		}
		if guide(got) != got {
			t.Errorf("%s: a guide's guide is another one", name)
		}
	}
}

func TestPagesAreReadAsTheirReadersNeedThem(t *testing.T) {
	r := sampleReport()
	r.Policies[0].Help = authored
	kept, err := Read(bytes.NewReader(written(t, "json", r, Options{})))
	if err != nil {
		t.Fatal(err)
	}
	rule := writtenSARIF(t, r).Tool.Driver.Rules[0]
	for format, text := range map[string]string{"html": string(written(t, "html", r, Options{})), "sarif": *rule.Help.Markdown, "json": kept.Policies[0].Help} {
		for _, needed := range []string{"Bots look.", "Revoke it."} {
			if !strings.Contains(text, needed) {
				t.Errorf("%s: %q is missing", format, needed)
			}
		}
		for _, authors := range []string{"says --", "Breaks it", "A credential.", `"identities": [`, "&#34;identities&#34;: ["} {
			if strings.Contains(text, authors) {
				t.Errorf("%s: %q is for a policy's author", format, authors)
			}
		}
	}
}
