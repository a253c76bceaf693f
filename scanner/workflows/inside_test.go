package workflows_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// inside observes a workflow whose steps use the local composite action x, and returns the first workflow.
func inside(t *testing.T, on, action, steps string) fstest.MapFS {
	t.Helper()
	return fstest.MapFS{
		".github/workflows/w.yml":         {Data: []byte("on: " + on + "\njobs:\n  a:\n    runs-on: x\n    steps: [" + steps + "]\n")},
		".github/actions/x/action.yml":    {Data: []byte(action)},
		".github/actions/pass/action.yml": {Data: []byte("inputs: {to: {}}\nruns: {using: composite, steps: [{uses: ./.github/actions/x, with: {ref: '${{ inputs.to }}'}}]}\n")},
		".github/actions/self/action.yml": {Data: []byte("inputs: {ref: {}}\nruns: {using: composite, steps: [{uses: ./.github/actions/self, with: {ref: 'a${{ inputs.ref }}${{ inputs.ref }}'}}, {uses: ./.github/actions/self}]}\n")},
	}
}

const headSHA = "${{ github.event.pull_request.head.sha }}"

// TestCheckoutWithin: a stranger's code that a local composite action checks out, or names.
func TestCheckoutWithin(t *testing.T) {
	composite := func(inputs, steps string) string {
		return "inputs: " + inputs + "\nruns:\n  using: composite\n  steps: [" + steps + "]\n"
	}
	takes := composite("{ref: {required: true}, dir: {default: .}}", "{uses: actions/checkout@v4, with: {ref: '${{ inputs.ref }}', path: '${{ inputs.dir }}'}}")
	uses := func(with string) string { return "{uses: ./.github/actions/x, with: {" + with + "}}, {run: make}" }
	resolves := "outputs: {sha: {value: '${{ steps.s.outputs.sha }}'}, none: {value: '${{ steps.n.outputs.sha }}'}}\n" +
		composite("{of: {}}", "{id: s, run: 'echo sha=$H >> $GITHUB_OUTPUT', env: {H: '"+headSHA+"'}}, {id: n, run: echo}")
	for name, test := range map[string]struct {
		on, action, steps string
		want              bool
	}{
		"by an input":           {"issue_comment", takes, uses("ref: '" + headSHA + "'"), true},
		"our own code":          {"issue_comment", takes, uses("ref: main"), false},
		"no stranger":           {"push", takes, uses("ref: '" + headSHA + "'"), false},
		"input not given":       {"issue_comment", takes, uses("dir: x"), false},
		"nothing runs it":       {"issue_comment", takes, "{uses: ./.github/actions/x, with: {ref: '" + headSHA + "'}}, {run: ls}", false},
		"in a folder":           {"issue_comment", takes, "{uses: ./.github/actions/x, with: {ref: '" + headSHA + "', dir: theirs}}, {run: make}", false},
		"in a folder, run":      {"issue_comment", takes, "{uses: ./.github/actions/x, with: {ref: '" + headSHA + "', dir: theirs}}, {run: make -C theirs}", true},
		"in the default":        {"issue_comment", composite("{ref: {default: '"+headSHA+"'}}", "{uses: actions/checkout@v4, with: {ref: '${{ inputs.ref }}'}}"), uses(""), true},
		"in part":               {"issue_comment", composite("{ref: {}}", "{uses: actions/checkout@v4, with: {ref: '${{ inputs.ref || github.sha }}'}}"), uses("ref: '" + headSHA + "'"), true},
		"by itself":             {"issue_comment", composite("{}", "{uses: actions/checkout@v4, with: {ref: '"+headSHA+"'}}"), uses(""), true},
		"and runs it itself":    {"issue_comment", composite("{}", "{uses: actions/checkout@v4, with: {ref: '"+headSHA+"'}}, {run: make, shell: bash}"), "{uses: ./.github/actions/x}", true},
		"and only looks":        {"issue_comment", composite("{}", "{uses: actions/checkout@v4, with: {ref: '"+headSHA+"'}}, {run: ls, shell: bash}"), "{uses: ./.github/actions/x}", false},
		"not on this event":     {"[issue_comment, push]", composite("{}", "{if: \"github.event_name == 'push'\", uses: actions/checkout@v4, with: {ref: '"+headSHA+"'}}"), uses(""), false},
		"checkout declines":     {"pull_request_target", takes, uses("ref: '" + headSHA + "'"), false},
		"by a script":           {"pull_request_target", composite("{n: {}}", "{run: 'gh pr checkout \"${{ inputs.n }}\"', shell: bash}"), uses("n: 1"), true},
		"by a variable":         {"pull_request_target", composite("{ref: {}}", "{run: 'git fetch origin \"$R\" && git checkout FETCH_HEAD', shell: bash, env: {R: '${{ inputs.ref }}'}}"), uses("ref: '" + headSHA + "'"), true},
		"through another":       {"issue_comment", takes, "{uses: ./.github/actions/pass, with: {to: '" + headSHA + "'}}, {run: make}", true},
		"through another, ours": {"issue_comment", takes, "{uses: ./.github/actions/pass, with: {to: main}}, {run: make}", false},
		"its output":            {"issue_comment", resolves, "{id: h, uses: ./.github/actions/x}, {uses: actions/checkout@v4, with: {ref: '${{ steps.h.outputs.sha }}'}}, {run: make}", true},
		"another output":        {"issue_comment", resolves, "{id: h, uses: ./.github/actions/x}, {uses: actions/checkout@v4, with: {ref: '${{ steps.h.outputs.none }}'}}, {run: make}", false},
		"an action's head_sha":  {"issue_comment", takes, "{id: h, uses: acme/pr@v1}, {uses: actions/checkout@v4, with: {ref: '${{ steps.h.outputs.head_sha }}'}}, {run: make}", true},
		"asked of GitHub":       {"issue_comment", takes, "{id: h, run: 'echo sha=$(gh pr view 1 --json headRefOid -q .headRefOid) >> $GITHUB_OUTPUT'}, {uses: actions/checkout@v4, with: {ref: '${{ steps.h.outputs.sha }}'}}, {run: make}", true},
		"asked by a script":     {"issue_comment", takes, "{id: h, uses: actions/github-script@v7, with: {script: 'core.setOutput(\"sha\", (await github.rest.pulls.get(x)).data.head.sha)'}}, {uses: actions/checkout@v4, with: {ref: '${{ steps.h.outputs.sha }}'}}, {run: make}", true},
		"by the job's variable": {"issue_comment", takes, "{uses: actions/checkout@v4, env: {H: '" + headSHA + "'}, with: {ref: '${{ env.H }}'}}, {run: make}", true},
	} {
		files := inside(t, test.on, test.action, test.steps)
		for _, w := range observe(t, files).Workflows {
			if w.Composite {
				continue
			}
			at := w.Jobs[0].UntrustedCheckout
			if (at != nil) != test.want {
				t.Errorf("%s: %+v", name, at)
			}
			if at != nil && (at.Path != ".github/workflows/w.yml" || at.Line != 5) {
				t.Errorf("%s: told at %+v", name, at)
			}
		}
	}
}

// TestInjectionsWithin: a stranger's text that a local composite action writes into its script.
func TestInjectionsWithin(t *testing.T) {
	action := "inputs: {title: {}}\nruns: {using: composite, steps: [{run: 'echo \"%s\"', shell: bash, env: {T: '${{ inputs.title }}'}}]}\n"
	for script, want := range map[string]int{"${{ inputs.title }}": 1, "${{ env.T }}": 1, "$T": 0} {
		for given, brings := range map[string]int{"${{ github.event.issue.title }}": 1, "${{ github.sha }}": 0, "${{ github.event.issue.title == 1 }}": 0} {
			files := inside(t, "issues", fmt.Sprintf(action, script), "{uses: ./.github/actions/x, with: {title: '"+given+"'}}")
			for _, w := range observe(t, files).Workflows {
				if got := w.Jobs[0].Injections; !w.Composite && len(got) != want*brings {
					t.Errorf("%s, given %s: %+v", script, given, got)
				}
			}
		}
	}
}

// Actions that use each other without end, and many of them, are followed to a bound.
func TestWithinWithoutEnd(t *testing.T) {
	files := inside(t, "issue_comment", "runs: {using: composite, steps: ["+strings.Repeat("{uses: ./.github/actions/self, with: {ref: x}}, ", 200)+"]}\n",
		strings.Repeat("{uses: ./.github/actions/x}, ", 200)+"{uses: ./.github/actions/self, with: {ref: '"+headSHA+"'}}")
	files[".github/actions/o/action.yml"] = &fstest.MapFile{Data: []byte("outputs: {o: {value: '${{ steps.a.outputs.o }}'}}\nruns: {using: composite, steps: [" +
		strings.Repeat("{id: a, uses: ./.github/actions/p}, ", 50) + "]}\n")}
	files[".github/actions/p/action.yml"] = &fstest.MapFile{Data: []byte("outputs: {o: {value: '${{ steps.a.outputs.o }}'}}\nruns: {using: composite, steps: [" +
		strings.Repeat("{id: a, uses: ./.github/actions/q}, ", 50) + "]}\n")}
	files[".github/actions/q/action.yml"] = &fstest.MapFile{Data: []byte("outputs: {o: {value: '${{ steps.a.outputs.o }}'}}\nruns: {using: composite, steps: [" +
		strings.Repeat("{id: a, uses: ./.github/actions/o}, ", 50) + "]}\n")}
	files[".github/workflows/v.yml"] = &fstest.MapFile{Data: []byte("on: issue_comment\njobs:\n  a:\n    runs-on: x\n    steps: [{id: h, uses: ./.github/actions/o}, {uses: actions/checkout@v4, with: {ref: '${{ steps.h.outputs.o }}'}}]\n")}
	began := time.Now()
	seen := observe(t, files)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if len(seen.Gaps) != 2 {
		t.Errorf("that not all was followed is not told: %+v", seen.Gaps)
	}
}

// TestMuchGiven: an action that repeats what it is given does so to a bound.
func TestMuchGiven(t *testing.T) {
	files := inside(t, "issue_comment", "inputs: {a: {}}\nruns: {using: composite, steps: [{uses: b/c@v1, with: {"+repeated("i%d: '${{ inputs.a }}'", 20_000)+"}}]}\n",
		"{uses: ./.github/actions/x, with: {a: '"+strings.Repeat("a", 15_000)+"'}}, {uses: actions/checkout@v4, with: {ref: '"+headSHA+"'}}, {run: make}")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	seen := observe(t, files)
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 200<<20 {
		t.Errorf("%d MB for a file of one", spent>>20)
	}
	if len(seen.Gaps) != 1 || seen.Gaps[0].Reason != nhi.GapTooLarge {
		t.Errorf("that not all was followed is not told: %+v", seen.Gaps)
	}
	for _, w := range seen.Workflows {
		if !w.Composite && w.Jobs[0].UntrustedCheckout == nil {
			t.Error("the job's own steps are not read")
		}
	}
}

func repeated(form string, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(form, i)
	}
	return strings.Join(all, ", ")
}
