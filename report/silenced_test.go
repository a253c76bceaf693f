package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Whoever adds a credential can add the comment that silences it: every report that people read says so.
func TestSilenced(t *testing.T) {
	exposed := func(line int, kind nhi.SuppressionKind) nhi.Exposure {
		x := nhi.Exposure{Location: nhi.Location{Path: fmt.Sprintf("a%d.py", line), Line: line}}
		if kind != "" {
			x.Suppressed = &nhi.Suppression{Kind: kind}
		}
		return x
	}
	for _, test := range []struct {
		exposures []nhi.Exposure
		want      string // "": nothing is said
	}{
		{[]nhi.Exposure{exposed(1, ""), exposed(2, "exception")}, ""},
		{[]nhi.Exposure{exposed(1, ""), exposed(2, "baseline")}, "1 credential does not count, as .gitleaksignore or a baseline of gitleaks has it: a2.py:2."},
		{
			[]nhi.Exposure{exposed(1, "comment"), exposed(2, "configuration"), exposed(3, "configuration")},
			"1 credential does not count, as a comment on its line asks: a1.py:1. 2 credentials do not count, as scan.exclude leaves their paths out: a2.py:2, a3.py:3.",
		},
		{[]nhi.Exposure{exposed(1, ""), exposed(2, "comment")}, "1 credential does not count, as a comment on its line asks: a2.py:2."},
		{
			[]nhi.Exposure{exposed(1, "comment"), exposed(2, "comment"), exposed(3, "comment"), exposed(4, "comment"), exposed(5, "comment")},
			"5 credentials do not count, as comments on their lines ask: a1.py:1, a2.py:2, a3.py:3 and 2 more.",
		},
	} {
		r := nhi.Report{SchemaVersion: nhi.SchemaVersion, Identities: []nhi.Identity{{ID: "x", Name: "x", Exposures: test.exposures}}}
		for _, format := range []string{"text", "markdown"} {
			var page bytes.Buffer
			if err := Write(&page, format, r, Options{Width: 200}); err != nil {
				t.Fatal(err)
			}
			written := strings.Join(strings.Fields(page.String()), " ") // the text breaks its lines
			if said := strings.Contains(written, "not count"); said != (test.want != "") || !strings.Contains(written, test.want) {
				t.Errorf("%s: want %q in\n%s", format, test.want, page.String())
			}
		}
	}
}
