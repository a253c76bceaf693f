package workflows_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestSmuggled: which scripts let a stranger's text set variables of later steps.
func TestSmuggled(t *testing.T) {
	const artifact = "      - uses: actions/download-artifact@v4\n        with: {name: pr, run-id: '${{ github.event.workflow_run.id }}'}\n"
	const body, title = "        env: {BODY: '${{ github.event.issue.body }}'}\n", "        env: {BODY: '${{ github.event.issue.title }}'}\n"
	script := func(lines ...string) string {
		return "      - run: |\n          " + strings.Join(lines, "\n          ") + "\n"
	}
	const make = "      - run: make\n"
	for name, test := range map[string]struct{ steps, want string }{
		"a file by a variable":    {artifact + script("N=`cat pr/number`", "echo \"N=${N}\" >> $GITHUB_ENV") + make, "workflow_run at 10"},
		"a file":                  {artifact + script("echo \"N=$(cat pr/number)\" >> \"$GITHUB_ENV\"") + make, "workflow_run at 9"},
		"a file as it is":         {artifact + script("cat pr/env >> $GITHUB_ENV") + make, "workflow_run at 9"},
		"a file by tee":           {artifact + script("echo \"N=$(<number)\" | tee -a ${GITHUB_ENV}") + make, "workflow_run at 9"},
		"a path":                  {artifact + script("echo \"$(cat pr/path)\" >> $GITHUB_PATH") + make, "workflow_run at 9"},
		"gh":                      {script("gh run download $RUN", "echo \"N=$(cat n)\" >> $GITHUB_ENV") + make, "workflow_run at 8"},
		"a body":                  {script("echo \"TEXT=$BODY\" >> $GITHUB_ENV") + body + make, "issue_comment,issues at 7"},
		"a body by a variable":    {script("TEXT=\"x $BODY\"", "echo \"TEXT=$TEXT\" >> $GITHUB_ENV") + body + make, "issue_comment,issues at 8"},
		"a title is one line":     {script("echo \"TEXT=$BODY\" >> $GITHUB_ENV") + title + make, ""},
		"one line of it":          {artifact + script("N=$(head -n 1 number)", "echo \"N=$(cat number | tr -cd 0-9)\" >> $GITHUB_ENV") + make, ""},
		"looked at":               {artifact + script("N=$(cat number)", "[[ $N =~ ^[0-9]+$ ]] || exit 1", "echo \"N=$N\" >> $GITHUB_ENV") + make, ""},
		"an end nobody can guess": {script("EOF=$(uuidgen)", "echo \"T<<$EOF\" >> $GITHUB_ENV", "echo \"$BODY\" >> $GITHUB_ENV", "echo $EOF >> $GITHUB_ENV") + body + make, ""},
		"an end that is known":    {script("echo \"T<<EOF\" >> $GITHUB_ENV", "echo \"$BODY\" >> $GITHUB_ENV", "echo EOF >> $GITHUB_ENV") + body + make, "issue_comment,issues at 8"},
		"an output":               {script("echo \"TEXT=$BODY\" >> $GITHUB_OUTPUT") + body + make, ""},
		"another variable":        {script("echo \"TEXT=$BODY_LENGTH\" >> $GITHUB_ENV") + body + make, ""},
		"the last step":           {script("echo \"TEXT=$BODY\" >> $GITHUB_ENV") + body, ""},
		"a file of this run":      {"      - uses: actions/download-artifact@v4\n        with: {name: pr}\n" + script("echo \"N=$(cat n)\" >> $GITHUB_ENV") + make, ""},
		"no artifact":             {script("echo \"N=$(cat VERSION)\" >> $GITHUB_ENV") + make, ""},
	} {
		seen := one(t, "on: [workflow_run, issues]\njobs:\n  a:\n    runs-on: x\n    steps:\n"+test.steps)
		var all []string
		for _, i := range seen.Workflows[0].Jobs[0].Injections {
			if i.Artifact {
				continue // see TestUnpacked
			}
			if !i.Variables {
				t.Errorf("%s: into a script", name)
			}
			all = append(all, fmt.Sprintf("%s at %d", strings.Join(i.Events, ","), i.Location.Line))
		}
		if got := strings.Join(all, "; "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
