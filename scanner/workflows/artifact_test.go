package workflows_test

import (
	"strings"
	"testing"
)

// TestUnpacked: files of the run that a job follows, unpacked over the working folder, are run with what lies there.
func TestUnpacked(t *testing.T) {
	const checkout = "{uses: actions/checkout@v7}"
	const byAction = "{uses: actions/download-artifact@v4, with: {name: pr, run-id: '${{ github.event.workflow_run.id }}'}}"
	const apart = "{uses: actions/download-artifact@v4, with: {name: pr, path: pr, run-id: '${{ github.event.workflow_run.id }}'}}"
	const byScript = "{uses: actions/github-script@v8, with: {script: 'const z = await github.rest.actions.downloadArtifact({run_id: context.payload.workflow_run.id})'}}"
	gh := func(options string) string {
		return "{run: 'gh run download \"$RUN\" " + options + "', env: {RUN: '${{ github.event.workflow_run.id }}'}}"
	}
	run := func(script string) string { return "{run: '" + script + "'}" }
	for name, test := range map[string]struct {
		steps []string
		want  bool
	}{
		"by the action":           {[]string{checkout, byAction, run("npm ci")}, true},
		"a script of ours":        {[]string{checkout, byAction, run("python tools/comment.py")}, true},
		"a module":                {[]string{checkout, byAction, run("python -m tools.comment")}, true},
		"a program of ours":       {[]string{checkout, byAction, run("echo a && ./comment.sh")}, true},
		"an action of ours":       {[]string{checkout, byAction, "{uses: ./.github/actions/comment}"}, true},
		"requirements":            {[]string{byAction, run("pip install -r requirements.txt")}, true},
		"in a folder of its own":  {[]string{checkout, apart, run("npm ci")}, false},
		"each in its own":         {[]string{"{uses: actions/download-artifact@v4, with: {run-id: '${{ github.event.workflow_run.id }}'}}", run("npm ci")}, false},
		"all together":            {[]string{"{uses: actions/download-artifact@v4, with: {merge-multiple: true, path: ./, run-id: '${{ github.event.workflow_run.id }}'}}", run("npm ci")}, true},
		"of this run":             {[]string{checkout, "{uses: actions/download-artifact@v4, with: {name: pr}}", run("npm ci")}, false},
		"of another run":          {[]string{checkout, "{uses: actions/download-artifact@v4, with: {name: pr, run-id: '${{ inputs.run }}'}}", run("npm ci")}, false},
		"by another's action":     {[]string{"{uses: dawidd6/action-download-artifact@v11, with: {name: pr, run_id: '${{ github.event.workflow_run.id }}'}}", run("make")}, true},
		"checked out afterwards":  {[]string{byAction, checkout, run("npm ci")}, false},
		"read alone":              {[]string{checkout, byAction, run("cat number; jq . x.json; gh pr comment 1 -F body"), "{uses: dorny/test-reporter@v1}"}, false},
		"run before":              {[]string{checkout, run("npm ci"), byAction}, false},
		"a text":                  {[]string{checkout, byAction, run("node -e \"1\"; python3 - < /tmp/x; bash /opt/x.sh; $TOOL/x; npm install -g x; npx x@1; pip install x; go install x@v1")}, false},
		"by a script, unzipped":   {[]string{checkout, byScript, run("unzip -o pr.zip"), run("pip install -r requirements.txt")}, true},
		"unzipped elsewhere":      {[]string{checkout, byScript, run("unzip pr.zip -d pr"), run("npm ci")}, false},
		"unzipped after entering": {[]string{checkout, byScript, run("mkdir pr; cd pr; unzip ../pr.zip"), run("npm ci")}, false},
		"another archive":         {[]string{checkout, run("unzip tools.zip"), run("npm ci")}, false},
		"by gh":                   {[]string{checkout, gh("-n pr"), run("make")}, true},
		"by gh, all in one":       {[]string{checkout, "{run: 'gh run download $RUN --name=pr && make', env: {RUN: '${{ github.event.workflow_run.id }}'}}"}, true},
		"by gh elsewhere":         {[]string{checkout, gh("-n pr --dir=pr"), run("make")}, false},
		"by gh, each in its own":  {[]string{checkout, gh(""), run("make")}, false},
		"by gh, of any run":       {[]string{checkout, run("gh run download 17 -n pr"), run("make")}, false},
		"skipped for others":      {[]string{checkout, byAction, "{run: npm ci, if: github.event_name == 'push'}"}, false},
	} {
		seen := one(t, "on: [workflow_run, push]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - "+strings.Join(test.steps, "\n      - ")+"\n")
		got := false
		for _, i := range seen.Workflows[0].Jobs[0].Injections {
			got = got || i.Artifact && strings.Join(i.Events, " ") == "workflow_run" && i.Location.Line > 5
		}
		if got != test.want || len(seen.Gaps) > 0 {
			t.Errorf("%s: %v, gaps %v", name, got, seen.Gaps)
		}
	}
}
