package workflows_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// injections observes the injections of a job with one step.
func injections(t *testing.T, step string) []nhi.Injection {
	t.Helper()
	seen := one(t, `on: issue_comment
env: {BODY: "${{ github.event.comment.body }}", NUMBER: "${{ github.event.issue.number }}"}
jobs:
  a:
    runs-on: x
    env: {TITLE: "${{ github.event.issue.title }}"}
    steps:
      - `+step+"\n")
	if len(seen.Gaps) > 0 || len(seen.Workflows) != 1 {
		t.Fatalf("%s: %+v", step, seen)
	}
	return seen.Workflows[0].Jobs[0].Injections
}

func TestInjections(t *testing.T) {
	issue, comment := []string{"issue_comment", "issues"}, []string{"commit_comment", "discussion_comment", "issue_comment"}
	for step, want := range map[string][]string{
		"run: 'echo ${{ github.event.issue.title }}'":                                                      issue,
		"run: 'echo ${{ GitHub.Event[''issue''].Title }}'":                                                 issue,
		"run: 'echo ${{ github.event.comment.body || 1 }}'":                                                comment,
		"run: 'echo ${{ true && github.event.issue.body }}'":                                               issue,
		"run: 'echo ${{ format(''{0}'', github.event.issue.body) }}'":                                      issue,
		"run: 'echo ${{ toJSON(github.event.issue) }}'":                                                    issue,
		"run: 'echo ${{ env.TITLE }}'":                                                                     issue,
		"run: 'echo ${{ env.BODY }}'":                                                                      comment,
		"run: 'echo ${{ github.head_ref }}'":                                                               {"pull_request_target"},
		"run: 'echo ${{ github.event.workflow_run.pull_requests[0].head.ref }}'":                           {"workflow_run"},
		"{uses: actions/github-script@v7, with: {script: '${{ github.head_ref }}'}}":                       {"pull_request_target"},
		"{uses: acme/other@v7, with: {script: '${{ github.head_ref }}'}}":                                  nil,
		"{uses: appleboy/ssh-action@v1, with: {host: x, script: 'x ${{ github.event.issue.title }}'}}":     issue,
		"{uses: Nick-Fields/retry@v3, with: {command: 'x ${{ github.event.issue.title }}'}}":               issue,
		"{uses: azure/CLI@v2, with: {inlineScript: 'x ${{ github.event.issue.title }}'}}":                  issue,
		"{uses: vmactions/freebsd-vm@v1, with: {prepare: make, run: 'x ${{ github.event.issue.title }}'}}": issue,
		"{uses: nick-fields/retry@v3, with: {shell: '${{ github.event.issue.title }}', command: make}}":    nil,
		"{run: 'echo $TITLE', env: {TITLE: '${{ github.event.issue.title }}'}}":                            nil,
		"{run: 'echo ${{ env.BODY }}', env: {BODY: fixed}}":                                                nil,
		"run: 'echo ${{ env.NUMBER }} ${{ env.UNSET }} ${{ env }}'":                                        nil,
		"run: 'echo ${{ github.event.issue.number }}'":                                                     nil,
		"run: 'echo ${{ github.event.issue }}'":                                                            nil,
		"run: 'echo ${{ github.event.head_commit.message }}'":                                              nil,
		"run: 'echo ${{ inputs.title }}'":                                                                  nil,
		"run: 'echo ${{ github.event.issue.title == ''x'' }}'":                                             nil,
		"run: 'echo ${{ !github.event.issue.title }}'":                                                     nil,
		"run: 'echo ${{ contains(github.event.comment.body, ''/run'') && ''yes'' }}'":                      nil,
		"{if: \"github.event.issue.title\", run: make}":                                                    nil,
	} {
		found := injections(t, step)
		var got []string
		if len(found) > 0 {
			got = found[0].Events
		}
		if len(found) > 1 || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %v", step, found, want)
		}
	}
}

// TestInjectionByAnOutput: a script hands a stranger's text on in an output, which a later one takes in.
func TestInjectionByAnOutput(t *testing.T) {
	const use = "\n      - run: make ${{ steps.Read.outputs.N }}\n"
	const artifact = "{uses: actions/download-artifact@v8, with: {run-id: '${{ github.event.workflow_run.id }}', name: n}}\n      - "
	script := func(lines string) string {
		return "id: read\n        run: |\n          " + strings.ReplaceAll(lines, "\n", "\n          ")
	}
	for steps, want := range map[string]string{
		script("echo \"n=$TITLE\" >> \"$GITHUB_OUTPUT\"") + use:                                                               "issue_comment issues",
		script("T=\"x $BODY\"\necho \"n=$T\" >> $GITHUB_OUTPUT") + use:                                                        "commit_comment discussion_comment issue_comment",
		artifact + script("if test -f n; then\n  echo \"N=$(cat n)\" >> $GITHUB_OUTPUT\nfi") + use:                            "workflow_run",
		artifact + script("N=$(cat n)\necho \"N=$N\" >> $GITHUB_OUTPUT") + use:                                                "workflow_run",
		artifact + script("N=$(cat n | tr -cd 0-9)\necho \"N=$N\" >> $GITHUB_OUTPUT") + use:                                   "",
		artifact + script("N=$(cat n)\n[[ $N =~ ^[0-9]+$ ]] || exit 1\necho n=$N >> $GITHUB_OUTPUT") + use:                    "",
		script("echo \"n=$(cat n)\" >> $GITHUB_OUTPUT") + use:                                                                 "", // a file of ours
		script("echo \"n=$NUMBER\" >> $GITHUB_OUTPUT") + use:                                                                  "",
		script("echo \"m=$TITLE\" >> $GITHUB_OUTPUT") + use:                                                                   "",
		script("echo \"n=$TITLE\" >> $GITHUB_ENV") + use:                                                                      "",
		script("echo \"n=$TITLE\" >> $GITHUB_OUTPUT") + "\n      - {run: make $N, env: {N: '${{ steps.read.outputs.n }}'}}\n": "",
	} {
		got := ""
		for _, i := range injections(t, strings.TrimSuffix(steps, "\n")) {
			if !i.Variables {
				got += strings.Join(i.Events, " ")
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", steps, got, want)
		}
	}
}

// The expression is what the location points at, and each set of events is told of once.
// A filter of branches without a pattern leaves no choice of the name.
func TestInjectionByAFilteredBranch(t *testing.T) {
	for branches, want := range map[string]int{"": 1, ", branches: [main, update/x]": 0, ", branches: ['update/**']": 1, ", branches: [main, 'v[12]']": 1, ", branches: main": 0, ", branches-ignore: [main]": 1, ", branches: ['${{ x }}']": 1} {
		for _, step := range []string{"{run: 'echo ${{ github.event.workflow_run.head_branch }}'}", "{run: 'echo ${{ env.B }}', env: {B: '${{ github.event.workflow_run.head_branch }}'}}"} {
			seen := one(t, "on: {workflow_run: {workflows: [CI]"+branches+"}}\njobs: {a: {runs-on: x, steps: ["+step+"]}}\n")
			if got := seen.Workflows[0].Jobs[0].Injections; len(got) != want {
				t.Errorf("%s: %s: %+v", branches, step, got)
			}
		}
	}
}

func TestInjectionsAreToldOfOnce(t *testing.T) {
	found := injections(t, `run: |
          make
          echo "${{ github.event.issue.title }}" "${{ github.event.issue.body }}"
          echo "${{ toJSON(github.event) }}"`)
	if len(found) != 2 {
		t.Fatalf("%+v", found)
	}
	if at := found[0].Location; at.Line != 10 || at.Column != 21 {
		t.Errorf("the first is at %+v", at)
	}
	if all := strings.Join(found[1].Events, " "); all != "commit_comment discussion discussion_comment issue_comment issues pull_request_target workflow_run" {
		t.Errorf("of the whole event: %s", all)
	}
}
