package workflows_test

import (
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/nhi"
)

const lockedByFile = `version: 'v0.0.3'
workflows:
  '.github/workflows/a.yml':
    - 'Acme/Deploy@v1'
    - 'acme/nowhere@v1'
dependencies:
  'acme/deploy@v1':
    ref: 'v1'
    commit: 'sha1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
  'acme/nowhere@v1':
    ref: 'v1'
    commit: 'v1'
`

// TestLockfile: what the lockfile holds at a commit cannot change, in the workflows that run by it.
func TestLockfile(t *testing.T) {
	const steps = "on: push\njobs: {j: {runs-on: x, steps: [{uses: acme/deploy/sub@v1}, {uses: acme/deploy@v2}, {uses: acme/nowhere@v1}]}}\n"
	files := fstest.MapFS{
		".github/workflows/actions.lock": {Data: []byte(lockedByFile)},
		".github/workflows/a.yml":        {Data: []byte(steps)},
		"action.yml":                     {Data: []byte("runs: {using: composite, steps: [{uses: acme/deploy@v1}]}\n")},
	}
	pins := func() map[string][]nhi.Pin {
		found := map[string][]nhi.Pin{}
		for _, w := range observe(t, files).Workflows {
			for _, s := range w.Jobs[0].Steps {
				found[w.Path] = append(found[w.Path], s.Uses.Pin)
			}
		}
		return found
	}
	check := func(path string, want ...nhi.Pin) {
		t.Helper()
		got := pins()[path]
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Errorf("%s: pins %v, want %v", path, got, want)
				return
			}
		}
	}
	check(".github/workflows/a.yml", nhi.PinLock, nhi.PinTag, nhi.PinTag)
	check("action.yml", nhi.PinLock)

	files[".github/workflows/b.yml"] = &fstest.MapFile{Data: []byte(steps)}
	check(".github/workflows/b.yml", nhi.PinTag)
	check("action.yml", nhi.PinTag) // b.yml may run it, too

	files[".github/workflows/actions.lock"] = &fstest.MapFile{Data: []byte("version: [")}
	check(".github/workflows/a.yml", nhi.PinTag)
	if gaps := observe(t, files).Gaps; len(gaps) != 1 || gaps[0].Scope != ".github/workflows/actions.lock" {
		t.Errorf("gaps %v", gaps)
	}
}

// TestDescriptionOfWorkflow: GitHub knows the key, actionlint does not yet.
func TestDescriptionOfWorkflow(t *testing.T) {
	seen := one(t, "name: a\ndescription: what it does\non: push\njobs: {j: {runs-on: x, steps: [{run: a}]}}\n")
	if len(seen.Gaps) != 0 || len(seen.Workflows[0].Jobs) != 1 {
		t.Errorf("gaps %v", seen.Gaps)
	}
}
