package workflows_test

import (
	"encoding/json"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestPackages: what a script does with packages that others published. What may run anything may publish.
func TestPackages(t *testing.T) {
	for script, want := range map[string]nhi.PackageUse{
		"npm ci": nhi.PackagesRead,
		"echo \"//registry.npmjs.org/:_authToken=$T\" > .npmrc\nnpm ci --ignore-scripts": nhi.PackagesRead,
		"npm config set //registry.npmjs.org/:_authToken $T && npm install":              nhi.PackagesRead,
		"yarn":                                               nhi.PackagesRead,
		"pip install -r requirements.txt":                    nhi.PackagesRead,
		"npm dist-tag add \"$P@$V\" latest":                  nhi.PackagesManaged,
		"for p in a b; do npm deprecate $p old; done":        nhi.PackagesManaged,
		"npm ci\nnpm unpublish a@1":                          nhi.PackagesManaged,
		"npm ci && npm publish":                              "",
		"npm dist-tag add a@1 x; npm publish":                "",
		"npm ci\nnpm run release":                            "",
		"npx semantic-release":                               "",
		"./publish.sh":                                       "",
		"npm config set //registry.npmjs.org/:_authToken $T": "",
		"npm \"$COMMAND\"":                                   "",
		"echo hello":                                         "",
	} {
		quoted, _ := json.Marshal(script)
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: "+string(quoted)+"\n")
		if got := seen.Workflows[0].Jobs[0].Steps[0].Packages; got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}
