package workflows_test

import (
	"strings"
	"testing"
)

const comment = "on: issue_comment\njobs:\n"

// TestAsksBefore: a script that asks GitHub for a person's permission keeps strangers from what comes after it, when it
// ends the job for them.
func TestAsksBefore(t *testing.T) {
	const asking = "      - run: |\n          p=$(gh api \"/repos/$GITHUB_REPOSITORY/collaborators/${{ github.actor }}/permission\" -q .permission)\n          [ \"$p\" = admin ] || exit 1\n"
	const inJavaScript = "      - uses: actions/github-script@v8\n        with:\n          script: |\n" +
		"            const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username })\n" +
		"            if (data.permission !== 'admin') throw new Error('no')\n"
	const judging = "      - uses: actions/github-script@v8\n        with:\n          script: |\n" +
		"            const allowed = ['OWNER', 'MEMBER']\n            if (!allowed.includes(context.payload.comment.author_association)) core.setFailed('no')\n"
	const shellJudges = "      - run: '[[ \"$A\" == MEMBER || \"$A\" == OWNER ]] || exit 1'\n        env: {A: '${{ github.event.comment.author_association }}'}\n"
	const publish = "      - run: make\n        env: {KEY: '${{ secrets.KEY }}'}\n"
	for name, test := range map[string]struct{ steps, gates string }{
		"a shell asks":                       {asking + publish, "permission"},
		"JavaScript asks":                    {inJavaScript + publish, "permission"},
		"JavaScript judges the association":  {judging + publish, "permission"},
		"a shell does":                       {shellJudges + publish, "permission"},
		"it lets contributors in":            {strings.Replace(judging, "'OWNER'", "'OWNER', 'CONTRIBUTOR'", 1) + publish, ""},
		"it only says so":                    {strings.Replace(judging, "setFailed", "warning", 1) + publish, ""},
		"it names nobody":                    {strings.Replace(judging, "'OWNER', 'MEMBER'", "x", 1) + publish, ""},
		"it asks after the use":              {publish + asking, ""},
		"it asks in between":                 {publish + asking + publish, ""},
		"the answer has no consequence":      {strings.ReplaceAll(asking, "exit 1", "echo no") + publish, ""},
		"it may fail":                        {strings.Replace(asking, "- run", "- continue-on-error: true\n        run", 1) + publish, ""},
		"it asks now and then":               {strings.Replace(asking, "- run", "- if: github.event.comment.body == 'x'\n        run", 1) + publish, ""},
		"it asks always":                     {strings.Replace(asking, "- run", "- if: github.event_name == 'issue_comment'\n        run", 1) + publish, "permission"},
		"it asks unless something failed":    {strings.Replace(asking, "- run", "- if: success() && github.event_name == 'issue_comment'\n        run", 1) + publish, "permission"},
		"the use does not care":              {asking + strings.Replace(publish, "- run", "- if: always()\n        run", 1), ""},
		"a stranger's text comes before":     {"      - run: echo ${{ github.event.comment.body }}\n" + asking + publish, ""},
		"a stranger's text comes after":      {asking + "      - run: echo ${{ github.event.comment.body }}\n" + publish, "permission"},
		"a stranger's code comes before":     {"      - run: gh pr checkout 1\n" + asking + publish, ""},
		"a stranger's code comes after":      {asking + "      - run: gh pr checkout 1\n" + publish, "permission"},
		"no step uses anything":              {asking + "      - run: make\n", "permission"},
		"it asks something else":             {"      - run: gh api /repos/a/b/collaborators || exit 1\n" + publish, ""},
		"the key is in the job's variables":  {asking + publish + "    env: {OTHER: '${{ secrets.OTHER }}'}\n", "permission"},
		"it is, and a step comes before":     {"      - run: ls\n" + asking + publish + "    env: {OTHER: '${{ secrets.OTHER }}'}\n", ""},
		"it asks for a name in quotes":       {strings.Replace(asking, "\"/repos/$GITHUB_REPOSITORY/collaborators/${{ github.actor }}/permission\"", "/repos/\"$REPOSITORY\"/collaborators/\"$WHO\"/permission", 1) + publish, "permission"},
		"an action asks, and tells a person": {"      - uses: some/check-user-permission@v2\n" + publish, ""},
	} {
		seen := one(t, comment+"  a:\n    runs-on: x\n    steps:\n"+test.steps)
		if got := gatesText(seen.Workflows[0].Jobs[0].Gates); got != test.gates {
			t.Errorf("%s: asks for %q, not %q", name, got, test.gates)
		}
	}
}

// TestAsksByItself: an agent's action that refuses whoever may not write keeps strangers from what it is given itself.
func TestAsksByItself(t *testing.T) {
	const claude = "      - uses: Anthropics/claude-code-action@v1\n        with: {anthropic_api_key: '${{ secrets.KEY }}'WITH}\n"
	const slash = "      - uses: peter-evans/slash-command-dispatch@v4\n        with: {token: '${{ secrets.KEY }}', commands: deployWITH}\n"
	for name, test := range map[string]struct{ steps, gates string }{
		"as it is":             {strings.Replace(claude, "WITH", "", 1), "permission"},
		"for everybody":        {strings.Replace(claude, "WITH", ", allowed_non_write_users: '*'", 1), ""},
		"for bots":             {strings.Replace(claude, "WITH", ", allowed_bots: x", 1), ""},
		"Codex":                {"      - uses: openai/codex-action@v1\n        with: {openai-api-key: '${{ secrets.KEY }}'}\n", "permission"},
		"commands":             {strings.Replace(slash, "WITH", "", 1), "permission"},
		"who may triage":       {strings.Replace(slash, "WITH", ", permission: triage", 1), "permission"},
		"commands of anybody":  {strings.Replace(slash, "WITH", ", permission: none", 1), ""},
		"commands by JSON":     {strings.Replace(slash, "WITH", ", config: '${{ vars.COMMANDS }}'", 1), ""},
		"another uses one":     {strings.Replace(claude, "WITH", "", 1) + "      - run: make\n        env: {KEY: '${{ secrets.KEY }}'}\n", ""},
		"a stranger's code":    {"      - run: gh pr checkout 1\n" + strings.Replace(claude, "WITH", "", 1), ""},
		"an agent that is not": {"      - uses: google-github-actions/run-gemini-cli@v0\n        with: {gemini_api_key: '${{ secrets.KEY }}'}\n", ""},
	} {
		seen := one(t, comment+"  a:\n    runs-on: x\n    steps:\n"+test.steps)
		if got := gatesText(seen.Workflows[0].Jobs[0].Gates); got != test.gates {
			t.Errorf("%s: asks for %q, not %q", name, got, test.gates)
		}
	}
}

// TestAsksByOutput: an output that tells what a person may do, and one that may tell anything.
func TestAsksByOutput(t *testing.T) {
	const jobs = comment + "  before:\n    runs-on: x\n    outputs: {allowed: '${{ steps.ask.outputs.allowed }}'}\n    steps:\n      - id: ask\n        STEP\n" +
		"  a:\n    needs: before\n    if: CONDITION\n    runs-on: x\n    steps: [{run: make, env: {KEY: '${{ secrets.KEY }}'}}]\n"
	const script = "run: gh api /repos/a/b/collaborators/$WHO/permission >>$GITHUB_OUTPUT"
	for _, test := range []struct{ step, condition, gates string }{
		{script, "needs.before.outputs.allowed == 'true'", "permission"},
		{script, "needs.before.outputs.allowed", "permission"},
		{script, "needs.before.outputs.allowed != 'false'", "permission"},
		{script, "contains(needs.before.outputs.allowed, 'admin')", "permission"},
		{script, "needs.before.outputs.allowed != 'true'", "output"}, // who is refused
		{script, "needs.before.outputs.allowed == 'false'", "output"},
		{script, "!needs.before.outputs.allowed", "output"},
		{script, "needs.before.outputs.other == 'true'", "output"},
		{"uses: actions-cool/check-user-permission@v2", "needs.before.outputs.allowed == 'true'", "permission"},
		{"uses: tspascoal/get-user-teams-membership@v3", "needs.before.outputs.allowed == 'true'", "permission"},
		{"uses: dorny/paths-filter@v3", "needs.before.outputs.allowed == 'true'", "output"},
		{"run: ./changed.sh", "needs.before.outputs.allowed == 'true'", "output"},
	} {
		content := strings.NewReplacer("STEP", test.step, "CONDITION", quote(test.condition)).Replace(jobs)
		if got := gatesText(one(t, content).Workflows[0].Jobs[1].Gates); got != test.gates {
			t.Errorf("%s if %s: asks for %q, not %q", test.step, test.condition, got, test.gates)
		}
	}
}

// TestGuarded: of the events that strangers can fire, those on which they are kept out while another lets them in.
func TestGuarded(t *testing.T) {
	for _, test := range []struct{ on, condition, guarded, gates string }{
		{"[issues, issue_comment]", "github.event_name == 'issues' || github.event.comment.author_association == 'OWNER'", "issue_comment", ""},
		{"[issues, issue_comment]", "github.event_name == 'issues' || github.event.comment.body == '/go'", "", ""},
		{"[issues, issue_comment]", "github.event_name == 'issues' || github.event.label.name == 'go'", "", ""}, // a label is no wall
		{"[issues, issue_comment]", "github.actor == 'octocat'", "", "actor"},                                   // all are, which the gate tells
		{"[pull_request_target, issues]", "github.event_name == 'issues' || github.event.pull_request.merged", "", ""},
		{"[pull_request_target, issues]", "github.event_name == 'issues' || !github.event.pull_request.head.repo.fork", "pull_request_target", ""},
		{"[issues, push]", "github.event_name == 'issues' || github.actor == 'octocat'", "", ""}, // no stranger pushes
		{"[issue_comment, workflow_call]", "github.event_name != 'issue_comment' || github.actor == 'octocat'", "issue_comment", ""},
	} {
		seen := one(t, "on: "+test.on+"\njobs:\n  a:\n    if: "+quote(test.condition)+"\n    runs-on: x\n    steps: [{run: make}]\n")
		job := seen.Workflows[0].Jobs[0]
		if guarded, gates := strings.Join(job.GuardedOn, " "), gatesText(job.Gates); guarded != test.guarded || gates != test.gates {
			t.Errorf("on %s if %s: guarded on %q, asks for %q; want %q and %q", test.on, test.condition, guarded, gates, test.guarded, test.gates)
		}
	}
}
