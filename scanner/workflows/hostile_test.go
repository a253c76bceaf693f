package workflows_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestHostileScripts: no script of a file's size takes long to read, whatever it is made of.
func TestHostileScripts(t *testing.T) {
	const size = 1 << 16
	for _, part := range []string{"[[ ; ", "$(", "`", "\"$(", "<<a ", "<<a\n", "'", "${", "${{ x }}", "<(", "cd x;", "curl -o x https://example.com/x;", "bash x;", "a=b ", "\\", "if "} {
		script := strings.ReplaceAll(strings.Repeat(part, size/len(part)), "\n", "\n          ")
		began := time.Now()
		seen := one(t, "on: issue_comment\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: gh pr checkout 1\n      - run: |\n          "+script+"\n")
		if took := time.Since(began); took > 2*time.Second || len(seen.Workflows) != 1 {
			t.Errorf("%q: %v, %+v", part, took, seen.Gaps)
		}
	}
}

// valid is a workflow whose token shows up in the observations.
const valid = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ secrets.SEEN }}\n"

func TestGaps(t *testing.T) {
	bomb := "on: push\nx0: &x0 [a,a,a,a,a,a,a,a,a,a]\n"
	for i := 1; i < 12; i++ {
		bomb += fmt.Sprintf("x%d: &x%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d,", i-1), 10), ","))
	}
	for _, test := range []struct {
		name, content string
		reason        nhi.GapReason
		line          int  // of the gap, 0 for the whole file
		read          bool // the workflow is observed all the same
	}{
		{"empty", "", nhi.GapUnparsable, 0, false},
		{"comment only", "# nothing\n", nhi.GapUnparsable, 0, false},
		{"not YAML", "on: push\njobs: [\n", nhi.GapUnparsable, 2, false},
		{"tab", "on: push\n\tjobs:\n", nhi.GapUnparsable, 2, false},
		{"not UTF-8", "on: push\nname: \xff\n", nhi.GapUnparsable, 2, false},
		{"NUL", "on: push\x00\n", nhi.GapUnparsable, 1, false},
		{"UTF-16", "\xff\xfeo\x00n\x00", nhi.GapUnparsable, 1, false},
		{"two documents", valid + "---\n" + valid, nhi.GapUnparsable, 7, false},
		{"no workflow", "hello: world\n", nhi.GapUnparsable, 1, true},
		{"a list", "- a\n- b\n", nhi.GapUnparsable, 1, true},
		{"unknown anchor", "on: *x\n", nhi.GapUnparsable, 1, false},
		{"an alias of itself", "on: push\njobs: &j\n  a: *j\n", nhi.GapUnparsable, 3, false},
		{"alias bomb", bomb, nhi.GapUnparsable, 7, false},
		{"deep", "on: push\nx: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), nhi.GapUnparsable, 2, false},
		{"too many", "on: push\nx: [" + strings.Repeat("a,", 250_000) + "]\n", nhi.GapUnparsable, 2, false},
		{"duplicate key", valid + "    steps: []\n", nhi.GapUnparsable, 7, true},
		{"merge key", strings.Replace(valid, "    runs-on: x\n", "    <<: {runs-on: x}\n    runs-on: x\n", 1), nhi.GapUnparsable, 4, true},
		{"unknown key", valid + "    parallel: [{uses: third/party@main}]\n", nhi.GapUnparsable, 7, true},
		{"broken expression", valid + "      - run: echo ${{ secrets.A B }}\n", nhi.GapUnparsable, 7, true},
		{"open expression", valid + "      - run: echo ${{ secrets.A\n", nhi.GapUnparsable, 7, true},
		{"too large", valid + strings.Repeat("#", 1<<20), nhi.GapTooLarge, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := one(t, test.content)
			if len(seen.Gaps) != 1 {
				t.Fatalf("gaps: %+v", seen.Gaps)
			}
			gap, line := seen.Gaps[0], 0
			if gap.Location != nil {
				line = gap.Location.Line
			}
			if gap.Reason != test.reason || line != test.line || gap.Scope != ".github/workflows/w.yml" {
				t.Errorf("gap %+v at line %d, not %s at line %d", gap, line, test.reason, test.line)
			}
			if got := len(seen.Workflows) == 1; got != test.read {
				t.Errorf("observed: %v", got)
			}
		})
	}
}

// TestAccepted: what looks odd and is fine.
func TestAccepted(t *testing.T) {
	for name, content := range map[string]string{
		"plain":           valid,
		"byte order mark": "\ufeff" + valid,
		"Windows":         strings.ReplaceAll(valid, "\n", "\r\n"),
		"old Mac":         strings.ReplaceAll(valid, "\n", "\r"),
		"end marker":      valid + "...\n",
		"start marker":    "---\n" + valid,
		"empty second":    valid + "---\n",
		"line separator":  strings.Replace(valid, "on: push", "name: 'a\u2028  b'\non: push", 1),
		"JSON":            `{"on":"push","jobs":{"a":{"runs-on":"x","steps":[{"run":"echo ${{ secrets.SEEN }}"}]}}}`,
		"unused anchor":   strings.Replace(valid, "on: push", "on: &a push", 1),
		"tagged":          strings.Replace(valid, "run: echo", "run: !!str echo", 1),
		"anchored block":  strings.Replace(valid, "run: echo", "run: &a |\n          echo", 1),
		"parallel steps":  strings.Replace(valid, "- run: echo", "- parallel:\n          - run: echo", 1),
		"background":      valid + "        id: a\n        background: true\n      - wait: a\n      - wait-all:\n      - cancel: a\n",
		"a new key":       strings.Replace(valid, "on: push\n", "on: push\nconcurrency: {group: x, queue: max}\n", 1),
	} {
		t.Run(name, func(t *testing.T) {
			seen := one(t, content)
			if len(seen.Gaps) > 0 {
				t.Fatalf("gaps: %+v", seen.Gaps)
			}
			uses := seen.Workflows[0].Jobs[0].Credentials
			if len(uses) != 2 || uses[1].Name != "SEEN" {
				t.Fatalf("uses: %+v", uses)
			}
			checkPlaces(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content)}}, seen)
		})
	}
}

// TestBounded: files that ask for much more work than their size.
func TestBounded(t *testing.T) {
	var many, wide, steps strings.Builder
	many.WriteString("on: push\nenv:\n")
	for i := range 3000 {
		fmt.Fprintf(&many, "  V%d: ${{ secrets.S%d }}\n", i, i)
	}
	many.WriteString("jobs:\n")
	for i := range 3000 {
		fmt.Fprintf(&many, "  j%d: {runs-on: x, steps: [{uses: a/b@main}]}\n", i)
	}
	wide.WriteString("on: push\njobs: {a: {runs-on: x, steps: [{run: \"" + strings.Repeat("ä", 200_000) + strings.Repeat("${{ secrets[vars.A] }}", 15_000) + "\"}]}}\n")
	steps.WriteString("on: push\njobs:\n  a:\n    runs-on: x\n    env: {S: '${{ secrets.S }}'}\n    steps:\n")
	steps.WriteString(strings.Repeat("      - uses: ./c\n", 20_000))
	composite := "runs:\n  using: composite\n  steps:\n" + strings.Repeat("    - uses: a/b@main\n      env: {S: '${{ env.S }}'}\n", 5_000)
	for name, content := range map[string]string{
		"each variable in each job": many.String(),
		"one long line":             wide.String(),
		"a composite action often":  steps.String(),
		"failing expressions":       "on: push\njobs: {a: {runs-on: x, steps: [{run: '" + strings.Repeat("${{ a b ", 20_000) + "'}]}}\n",
		"open brackets":             "on: push\njobs: {a: {runs-on: x, steps: [{run: '${{ " + strings.Repeat("(", 500_000) + "'}]}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			seen := observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content)}, "c/action.yml": {Data: []byte(composite)}})
			if len(seen.Gaps) == 0 {
				t.Error("no gap tells that not all was recorded")
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestManyJobs: the time that jobs take grows with their number and no faster.
func TestManyJobs(t *testing.T) {
	for name, job := range map[string]string{
		"in a chain":       "  j%d: {runs-on: x, needs: j%d, if: \"steps.s.outputs.o\", steps: [{run: a}]}\n",
		"each with a step": "  j%d: {runs-on: x, if: \"needs.j%d.outputs.o\", steps: [{id: s, run: exit 1}]}\n",
	} {
		var content strings.Builder
		content.WriteString("on: [push, pull_request_target, issues, issue_comment]\njobs:\n")
		for i := range 9_000 {
			fmt.Fprintf(&content, job, i, i-1)
		}
		start := time.Now()
		seen := one(t, content.String())
		if len(seen.Workflows) != 1 || len(seen.Workflows[0].Jobs) != 9_000 {
			t.Fatalf("%s: %d workflows, gaps %+v", name, len(seen.Workflows), seen.Gaps)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// TestManySteps: the time that steps take grows with their number, whatever they fetch, check out or name.
func TestManySteps(t *testing.T) {
	for name, step := range map[string]string{
		"fetching":          "      - run: 'git fetch origin pull/$N/head'\n",
		"by outputs":        "      - {id: s, uses: actions/checkout@v4, with: {ref: '${{ steps.s.outputs.o }}'}}\n",
		"by actions":        "      - {id: s, uses: ./x, with: {r: '${{ steps.s.outputs.o }}'}}\n",
		"in their folders":  "      - {uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}', path: p%d}}\n",
		"with long scripts": "      - {id: s, run: 'echo ${{ steps.s.outputs.o }} head'}\n",
	} {
		var content strings.Builder
		content.WriteString("on: issue_comment\njobs:\n  a:\n    runs-on: x\n    steps:\n")
		for i := range 9_000 {
			content.WriteString(strings.ReplaceAll(step, "%d", fmt.Sprint(i)))
		}
		start := time.Now()
		observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content.String())}, "x/action.yml": {Data: []byte(
			"inputs: {r: {}}\noutputs: {o: {value: '${{ steps.a.outputs.o }}'}}\nruns: {using: composite, steps: [{id: a, uses: actions/checkout@v4, with: {ref: '${{ inputs.r }}'}}]}\n",
		)}})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// TestNamesAreBounded: what is passed on is short, on one line, and no control sequence.
func TestNamesAreBounded(t *testing.T) {
	long := strings.Repeat("é", 300)
	content := "on: push\nname: \"" + long + "\\e[31m\\n::error::x\"\njobs:\n  a:\n    name: \"a\\x07\\u202eb\"\n    runs-on: \"" + long + "\"\n" +
		"    environment: \"" + long + "\"\n    steps:\n      - name: \"one\\ntwo\"\n        uses: \"docker://user:hunter2@host/" + long + "\"\n"
	seen := one(t, content)
	w := seen.Workflows[0]
	for _, text := range []string{w.Name, w.Jobs[0].Name, w.Jobs[0].RunsOn[0], w.Jobs[0].Environment, w.Jobs[0].Steps[0].Name, w.Jobs[0].Steps[0].Uses.Raw} {
		if text == "" || len(text) > 220 || strings.ContainsAny(text, "\n\r\x1b\x07\u202e") {
			t.Errorf("passed on: %q", text)
		}
	}
	if got := w.Jobs[0].Steps[0].Name; got != "one two" {
		t.Errorf("the name is %q", got)
	}
	if out, _ := json.Marshal(seen); strings.Contains(string(out), "hunter2") {
		t.Error("a password in a reference is passed on")
	}
}

// FuzzWorkflow: whatever the file, the source ends, every location is in the file, and no
// value is passed on.
func FuzzWorkflow(f *testing.F) {
	f.Add([]byte(valid))
	f.Add([]byte("on: {issues: {types: [opened]}}\njobs:\n  a:\n    uses: ./x.yml\n    secrets: inherit\n"))
	f.Add([]byte("runs:\n  using: composite\n  steps:\n    - uses: a/b@main\n      with: {x: \"${{ inputs.y }}\"}\n"))
	f.Add([]byte("on: push\njobs:\n  a: &a\n    runs-on: [x]\n    env: {K: PLANTED_VALUE}\n    steps: [{run: \"PLANTED_VALUE\"}, {uses: a/b, with: {k: PLANTED_VALUE}}]\n  b: *a\n"))
	f.Add([]byte("\ufeffon: push\r\njobs:\r\n  a:\r\n    runs-on: x\r\n    steps:\r\n      - run: >-\r\n          ä ${{ toJSON(secrets) }}\r\n"))
	f.Add([]byte("on: [issues, workflow_run]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          gh run download\n          curl https://a.example \\\n            | sh\n          echo \"$(cat ä)\" >> $GITHUB_ENV\n        env: {K: '${{ fromJSON(secrets.K).ä }}', B: '${{ github.event.issue.body }}'}\n      - {uses: actions/upload-artifact@v3, with: {path: .}}\n"))
	f.Add([]byte("on: [issue_comment, issues]\njobs: {a: {runs-on: x, steps: [{id: i, uses: ./x, with: {r: '${{ github.event.pull_request.head.sha }}', t: '${{ github.event.issue.title }}'}}, {uses: actions/checkout@v4, with: {ref: '${{ steps.i.outputs.o }}', path: p}}, {run: docker build --build-arg A=$A . && npm ci}]}}\n" +
		"inputs: {r: {default: '${{ inputs.r }}'}, t: {}}\noutputs: {o: {value: '${{ inputs.r || steps.s.outputs.x }}'}}\nruns: {using: composite, steps: [{id: s, uses: ./x, with: {r: 'a ${{ inputs.r }}}} ${{ inputs[inputs.t] }}'}}, {run: 'echo ${{ inputs.t }}${{ format(inputs.t, env.E) }}', env: {E: '${{ inputs.t }}'}, shell: bash}, {uses: actions/checkout@v4, with: {ref: '${{ inputs[''r''] }}'}}]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		files := fstest.MapFS{".github/workflows/w.yml": {Data: data}, "x/action.yml": {Data: data}}
		seen := observe(t, files)
		for _, w := range seen.Workflows {
			for _, trigger := range w.Triggers {
				textAt(t, files, trigger.Location)
			}
			for _, j := range w.Jobs {
				textAt(t, files, j.Location)
				if j.UntrustedCheckout != nil {
					textAt(t, files, *j.UntrustedCheckout)
				}
				for _, s := range j.Steps {
					textAt(t, files, s.Location)
				}
				for _, use := range j.Credentials {
					textAt(t, files, use.Location)
					if use.Download != nil {
						textAt(t, files, use.Download.Location)
					}
					if use.Uploaded != nil {
						textAt(t, files, *use.Uploaded)
					}
				}
				for _, injection := range j.Injections {
					textAt(t, files, injection.Location)
				}
			}
		}
		for _, gap := range seen.Gaps {
			if gap.Location != nil && gap.Location.Column > 0 {
				textAt(t, files, *gap.Location)
			}
			if strings.Contains(gap.Detail, "PLANTED") {
				t.Errorf("a gap passes on content: %s", gap.Detail)
			}
		}
	})
}

// FuzzScript reads a script where every question is asked of it: beside secrets, behind a stranger's checkout, in a folder of its own.
func FuzzScript(f *testing.F) {
	for _, script := range []string{
		"curl -o a https://a.example/i\nmv a b/bin\nchmod +x b\nbash b", "wget\nmv\nbash -\n-", "$(cat <<'A' <<-B\nx\nA\n\tB\n)\ncd c && ./x", "gh pr checkout 1\nif [[ a =~ ) ]]; then `x`; fi",
		"python - <<< \"$(cat c/x)\"\necho \"a=$(<f)\" >> $GITHUB_ENV", "iwr https://a.example -OutFile a.ps1; . ./a.ps1", "git -x", "sh -c", "> < | & ;;",
		"gh run download -n a $RUN\nunzip a\n./x; python -m b < c\nnode - x", "cd a && unzip b; gh run download --name", "bash -s < ; sh <",
	} {
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script string) {
		quoted, _ := json.Marshal(script) // a JSON string is YAML
		steps := "    runs-on: x\n    env: {S: '${{ secrets.S }}'}\n    steps:\n" +
			"      - {uses: actions/checkout@v4, with: {ref: '${{ github.event.pull_request.head.sha }}', path: c, sparse-checkout: x}}\n" +
			"      - run: " + string(quoted) + "\n      - run: " + string(quoted) + "\n"
		text := "on: [pull_request_target, workflow_run]\njobs:\n  a:\n" + steps + "  b:\n" + strings.Replace(steps, ", path: c, sparse-checkout: x", "", 1) +
			"  c:\n    runs-on: x\n    env: {RUN: '${{ github.event.workflow_run.id }}'}\n    steps:\n      - run: " + string(quoted) + "\n      - run: " + string(quoted) + "\n"
		files := fstest.MapFS{".github/workflows/w.yml": {Data: []byte(text)}}
		for _, w := range observe(t, files).Workflows {
			for _, j := range w.Jobs {
				for _, injection := range j.Injections {
					textAt(t, files, injection.Location)
				}
				for _, use := range j.Credentials {
					textAt(t, files, use.Location)
					if use.Download != nil {
						textAt(t, files, use.Download.Location)
					}
				}
			}
		}
	})
}

// FuzzValues plants a value where values stand, and looks for it in the observations.
func FuzzValues(f *testing.F) {
	f.Add("x")
	f.Add("${{ secrets.A }}")
	f.Add("'; ${{ 'q' }}")
	f.Fuzz(func(t *testing.T, around string) {
		quoted, _ := json.Marshal(around + " PLANTED/0=VALUE " + around) // a JSON string is YAML
		v := string(quoted)
		seen := one(t, "on: push\nenv: {A: "+v+"}\njobs:\n  a:\n    runs-on: x\n    env: {B: "+v+"}\n    outputs: {o: "+v+"}\n"+
			"    container: {image: i, env: {C: "+v+"}, credentials: {username: u, password: "+v+"}}\n"+
			"    steps:\n      - run: "+v+"\n        env: {D: "+v+"}\n"+
			"      - uses: aws-actions/configure-aws-credentials@v5\n        with: {role-to-assume: "+v+", aws-access-key-id: "+v+"}\n"+
			"      - uses: azure/login@v2\n        with: {client-id: "+v+"}\n")
		if out, _ := json.Marshal(seen); strings.Contains(string(out), "PLANTED/0=VALUE") {
			t.Errorf("a value is passed on: %s", out)
		}
	})
}
