package workflows_test

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestUploads: which credentials a checkout leaves in a working folder that is uploaded.
func TestUploads(t *testing.T) {
	const checkout, token = "      - uses: actions/checkout@v4\n", "        with: {token: '${{ secrets.PAT }}'}\n"
	upload := func(version, with string) string {
		return "      - uses: actions/upload-artifact@" + version + "\n        with: {name: x, " + with + "}\n"
	}
	whole := upload("v4", "path: ., include-hidden-files: true")
	for name, test := range map[string]struct{ steps, want string }{
		"the token":                   {checkout + whole, "GITHUB_TOKEN"},
		"a secret":                    {checkout + token + whole, "PAT"},
		"a key":                       {checkout + "        with: {ssh-key: '${{ secrets.KEY }}'}\n" + whole, "GITHUB_TOKEN"},
		"as workspace":                {checkout + upload("v3", "path: '${{ github.workspace }}'"), "GITHUB_TOKEN"},
		"among others":                {checkout + upload("v4.3.1", "path: \"dist\\n./\""), "GITHUB_TOKEN"},
		"without hidden files":        {checkout + upload("v4", "path: ."), ""},
		"without hidden files, exact": {checkout + upload("v4.4.0", "path: ."), ""},
		"a folder":                    {checkout + upload("v3", "path: ./dist"), ""},
		"but for git's own":           {checkout + upload("v3", "path: \".\\n!.git\""), ""},
		"nothing left":                {strings.Replace(checkout+token, "{", "{persist-credentials: false, ", 1) + whole, ""},
		"left elsewhere":              {strings.Replace(checkout, "v4", "v6", 1) + whole, ""},
		"a commit":                    {strings.Replace(checkout, "v4", strings.Repeat("a1", 20), 1) + whole, ""},
		"before":                      {whole + checkout, ""},
		"another action":              {checkout + strings.Replace(whole, "upload-artifact", "other", 1), ""},
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"+test.steps)
		var names []string
		for _, use := range seen.Workflows[0].Jobs[0].Credentials {
			if use.Uploaded != nil {
				names = append(names, use.Name)
				if *use.Uploaded == (nhi.Location{}) {
					t.Errorf("%s: nowhere", name)
				}
			}
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
