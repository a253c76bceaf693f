package workflows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

const head = "on: %s\njobs:\n  a:\n    runs-on: x\n    steps: [{run: make}]\n"

func TestUntrustedTriggers(t *testing.T) {
	for on, want := range map[string]bool{
		"pull_request_target":         true,
		"issue_comment":               true,
		"issues":                      true,
		"{issues: {types: [opened]}}": true,
		"{issues: {types: [milestoned, unlabeled]}}": false,
		"discussion":                      true,
		"{discussion: {types: [pinned]}}": false,
		"discussion_comment":              true,
		"fork":                            true,
		"watch":                           true,
		"commit_comment":                  true,
		"{workflow_run: {workflows: [Elsewhere]}}": true,
		"pull_request":                    false,
		"pull_request_review":             false,
		"pull_request_review_comment":     false,
		"push":                            false,
		"workflow_dispatch":               false,
		"repository_dispatch":             false,
		"workflow_call":                   false,
		"{schedule: [{cron: 0 3 * * *}]}": false,
		"release":                         false,
		"gollum":                          false,
	} {
		seen := one(t, fmt.Sprintf(head, on))
		if len(seen.Workflows) != 1 || len(seen.Workflows[0].Triggers) != 1 {
			t.Fatalf("%s: %+v", on, seen)
		}
		if got := seen.Workflows[0].Triggers[0].Untrusted; got != want {
			t.Errorf("%s: untrusted is %v", on, got)
		}
	}
}

func TestPins(t *testing.T) {
	sha := strings.Repeat("0123456789abcdef", 4)
	for uses, want := range map[string]nhi.ActionRef{
		"actions/checkout@v4":                {Owner: "actions", Repo: "checkout", Ref: "v4", Pin: nhi.PinTag, FirstParty: true},
		"third/party@" + sha[:40]:            {Owner: "third", Repo: "party", Ref: sha[:40], Pin: nhi.PinCommit},
		"third/party@" + sha:                 {Owner: "third", Repo: "party", Ref: sha, Pin: nhi.PinCommit},
		"third/party@" + sha[:12]:            {Owner: "third", Repo: "party", Ref: sha[:12], Pin: nhi.PinBranch},
		"third/party/sub/dir@v1.2.3-rc.1":    {Owner: "third", Repo: "party", Path: "sub/dir", Ref: "v1.2.3-rc.1", Pin: nhi.PinTag},
		"third/party@release/v1":             {Owner: "third", Repo: "party", Ref: "release/v1", Pin: nhi.PinBranch},
		"third/party@pkg/v1.2.3":             {Owner: "third", Repo: "party", Ref: "pkg/v1.2.3", Pin: nhi.PinTag},
		"third/party@main":                   {Owner: "third", Repo: "party", Ref: "main", Pin: nhi.PinBranch},
		"third/party":                        {Owner: "third", Repo: "party", Pin: nhi.PinNone},
		"Acme/tool@main":                     {Owner: "Acme", Repo: "tool", Ref: "main", Pin: nhi.PinBranch, FirstParty: true},
		"./.github/actions/x":                {Pin: nhi.PinLocal, FirstParty: true},
		"$/.github/actions/x":                {Pin: nhi.PinLocal, FirstParty: true},
		"docker://alpine":                    {Pin: nhi.PinNone},
		"docker://alpine:3.22":               {Ref: "3.22", Pin: nhi.PinTag},
		"docker://host:5000/team/image":      {Pin: nhi.PinNone},
		"docker://ghcr.io/a/b:latest":        {Ref: "latest", Pin: nhi.PinBranch},
		"docker://ghcr.io/a/b@sha256:" + sha: {Ref: "sha256:" + sha, Pin: nhi.PinDigest},
	} {
		want.Raw = uses
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: "+uses+"\n")
		got := seen.Workflows[0].Jobs[0].Steps[0].Uses
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", uses, diff)
		}
	}
}

// TestGates: what a condition asks of a stranger, whatever starts the run.
func TestGates(t *testing.T) {
	for condition, want := range map[string]string{
		"github.actor == 'dependabot[bot]'":                                                          "bot",
		"'Renovate[Bot]' == github.triggering_actor":                                                 "bot",
		"github.event.sender.login == 'dependabot[bot]'":                                             "bot",
		"endsWith(github.actor, '[bot]')":                                                            "bot",
		"github.event.pull_request.user.login == 'dependabot[bot]'":                                  "actor", // its author is who he is
		"github.actor == 'octocat'":                                                                  "actor",
		"github.event.sender.id == 583231 || github.actor_id == 583231":                              "",
		"github.actor_id == 583231":                                                                  "actor",
		"contains(fromJSON('[\"octocat\"]'), github.actor)":                                          "actor",
		"contains(vars.PEOPLE, github.actor)":                                                        "actor",
		"contains(github.actor, 'octo')":                                                             "", // octopus is another
		"startsWith(github.actor, 'octo')":                                                           "",
		"github.actor != 'dependabot[bot]'":                                                          "",
		"!(github.actor != 'octocat')":                                                               "actor",
		"contains(fromJSON('[\"OWNER\",\"MEMBER\"]'), github.event.comment.author_association)":      "author_association",
		"contains('OWNER, MEMBER', github.event.comment.author_association)":                         "author_association",
		"contains(vars.TRUSTED, github.event.comment.author_association)":                            "author_association",
		"contains(fromJSON('[\"OWNER\",\"CONTRIBUTOR\"]'), github.event.comment.author_association)": "",
		"contains('OWNER CONTRIBUTOR', github.event.comment.author_association)":                     "",
		"github.event.comment.author_association == 'COLLABORATOR'":                                  "author_association",
		"github.event.comment.author_association == 'FIRST_TIME_CONTRIBUTOR'":                        "",
		"github.event.comment.author_association != 'NONE'":                                          "",
		"github.event.label.name == 'safe'":                                                          "label",
		"contains(github.event.pull_request.labels.*.name, 'safe')":                                  "label",
		"github.event.pull_request.head.label == 'a:b'":                                              "",
		"!github.event.pull_request.head.repo.fork":                                                  "fork",
		"github.event.pull_request.head.repo.fork == false":                                          "fork",
		"github.event.pull_request.head.repo.fork":                                                   "",
		"github.event.pull_request.head.repo.full_name == github.repository":                         "fork",
		"github.event.pull_request.head.repo.full_name == 'acme/app'":                                "fork",
		"github.event.pull_request.merged":                                                           "merged",
		"github.event.pull_request.merged == true":                                                   "merged",
		"github.event.pull_request.merged != true":                                                   "",
		"github.repository_owner == 'acme' && github.event_name == 'push'":                           "event",
		"github.repository == 'acme/app' && github.ref == 'refs/heads/main'":                         "",
		"github.event.workflow_run.event == 'pull_request'":                                          "",
		"github.event_name == 'issue_comment'":                                                       "",
		"github.event.workflow_run.event == 'push'":                                                  "fork",
		"github.actor == 'octocat' || always()":                                                      "",
		"github.actor == 'octocat' || github.event.label.name == 'safe'":                             "label", // the easier way in
		"github.actor == 'octocat' || !github.event.pull_request.head.repo.fork":                     "actor fork",
		"github.actor == 'octocat' && github.event.label.name == 'safe'":                             "actor label",
		"success()":                                "",
		"${{ github.actor == 'octocat' }}":         "actor",
		"${{ github.actor == 'octocat' }} == true": "", // a text, and so true
	} {
		content := "on: workflow_call\njobs:\n  a:\n    if: " + quote(condition) + "\n    runs-on: x\n    steps: [{run: make}]\n"
		if got := gatesText(one(t, content).Workflows[0].Jobs[0].Gates); got != want {
			t.Errorf("%s asks for %q, not %q", condition, got, want)
		}
	}
}

func gatesText(gates []nhi.Gate) string {
	words := make([]string, len(gates))
	for i, g := range gates {
		words[i] = string(g)
	}
	return strings.Join(words, " ")
}

// TestStarts: on which events a job does not run, and what it asks of strangers on the others.
func TestStarts(t *testing.T) {
	for _, test := range []struct{ on, condition, skipped, gates string }{
		{"[push, pull_request_target]", "github.event_name == 'push'", "pull_request_target", ""},
		{"[push, pull_request_target]", "github.event_name != 'push'", "push", ""},
		{"[push, pull_request_target]", "'PUSH' == github.event_name", "pull_request_target", ""},
		{"[push, pull_request_target]", "contains(fromJSON('[\"push\", \"schedule\"]'), github.event_name)", "pull_request_target", ""},
		{"[push, pull_request_target]", "contains('push schedule', github.event_name)", "pull_request_target", ""},
		{"[push, pull_request_target]", "startsWith(github.event_name, 'pull_request')", "push", ""},
		{"[push, pull_request_target]", "endsWith(github.event_name, '_target')", "push", ""},
		{"[push, pull_request_target]", "github.event_name == 'push' || github.actor == 'octocat'", "", "actor"},
		{"[push, pull_request_target]", "github.event_name != 'pull_request_target' || !github.event.pull_request.head.repo.fork", "", "fork"},
		{"[push, pull_request_target]", "github.event_name == 'push' && always()", "pull_request_target", ""},
		{"[push, pull_request_target]", "!always()", "pull_request_target push", ""},
		{"[push, pull_request_target]", "false", "pull_request_target push", ""},
		{"[push, pull_request_target]", "startsWith(github.ref, 'refs/tags/')", "pull_request_target", ""},
		{"[push, pull_request_target]", "github.ref == 'refs/heads/main'", "", ""}, // the base's branch
		{"[push, pull_request_target]", "github.ref == 'refs/tags/v1'", "pull_request_target", ""},
		{"[push, pull_request_target]", "github.ref_type == 'tag'", "pull_request_target", ""},
		{"[pull_request, push]", "startsWith(github.ref, 'refs/tags/v')", "pull_request", ""}, // refs/pull/N/merge
		{"[pull_request, push]", "startsWith(github.ref, 'refs/')", "", ""},
		{"[pull_request, push]", "contains(github.ref, 'refs/tags/')", "pull_request", ""},
		{"[pull_request, push]", "github.ref == 'refs/heads/main'", "pull_request", ""},
		{"[pull_request, push]", "github.ref_type == 'tag'", "pull_request", ""},
		{"[pull_request, push]", "github.ref != 'refs/heads/main'", "", ""},
		{"{pull_request: {types: [closed]}, push: {}}", "github.ref == 'refs/heads/main'", "", ""}, // once merged
		{"{schedule: [{cron: '0 0 * * *'}], push: {}}", "startsWith(github.ref, 'refs/tags/')", "schedule", ""},
		{"[push, pull_request_target]", "github.event.pull_request", "push", ""},
		{"[push, pull_request_target]", "github.event.pull_request == null", "pull_request_target", ""},
		{"[push, pull_request_target]", "github.event.pull_request.head.repo.fork == false", "", "fork"}, // nothing is false, too
		{"[issues, issue_comment]", "github.event.issue.pull_request", "issues", ""},
		{"[issues, issue_comment]", "github.event.comment.author_association == 'OWNER'", "issues", "author_association"},
		{"[issues, workflow_dispatch]", "inputs.dry == ''", "", ""},
		{"[issues, workflow_dispatch]", "inputs.dry", "issues", ""},
		{"{issues: {types: [opened, pinned]}}", "github.event.action == 'pinned'", "", "triage"},
		{"{issues: {types: [opened, pinned]}, push: {}}", "github.event.action == 'opened'", "push", ""},
		{"{issues: {types: [opened]}}", "github.event.action == 'closed'", "issues", ""},
		{"{issues: {types: ['${{ x }}']}}", "github.event.action == 'closed'", "", "event"},
		{"pull_request_target", "github.event.action == 'closed'", "pull_request_target", ""}, // starts nothing unasked
		{"{pull_request_target: {types: [labeled]}}", "", "", "triage"},
		{"{pull_request_target: {types: [opened, labeled]}}", "", "", ""},
		{"{pull_request_target: {types: [opened, labeled]}}", "github.event.action == 'labeled'", "", "triage"},
		{"{pull_request_target: {types: [opened, labeled]}}", "!github.event.pull_request.head.repo.fork", "", "fork"},
		{"{pull_request_target: {types: [closed]}}", "github.event.pull_request.merged == true", "", "merged"},
		{"repository_dispatch", "github.event.action == 'x'", "", "event"},
		{"[push, workflow_call]", "github.event_name == 'pull_request_target'", "push", ""},
		{"push", "github.actor == 'octocat'", "", "actor"},
		{"issue_comment", "needs.ask.outputs.allowed == 'true'", "", "output"},
		{"issue_comment", "needs.ask.outputs.allowed != 'false'", "", "output"},
		{"issue_comment", "needs.ask.outputs.allowed", "", "output"},
		{"issue_comment", "contains(needs.ask.outputs.roles, 'admin')", "", "output"},
		{"issue_comment", "needs.ask.outputs.cache-hit != 'true'", "", ""},
		{"issue_comment", "needs.ask.outputs.allowed == 'true' || github.event.comment.body == '/go'", "", ""},
	} {
		seen := one(t, "on: "+test.on+"\njobs:\n  a:\n    if: "+quote(test.condition)+"\n    runs-on: x\n    steps: [{run: make}]\n")
		job := seen.Workflows[0].Jobs[0]
		if skipped, gates := strings.Join(job.SkippedOn, " "), gatesText(job.Gates); skipped != test.skipped || gates != test.gates {
			t.Errorf("on %s if %s: skipped on %q, asks for %q; want %q and %q", test.on, test.condition, skipped, gates, test.skipped, test.gates)
		}
	}
}

// TestNeeds: a job runs when those that it needs have, unless its condition has a word on how they end.
func TestNeeds(t *testing.T) {
	for condition, want := range map[string]string{
		"":                                  "actor",
		"success()":                         "actor",
		"github.event.label.name == 'safe'": "actor label",
		"always()":                          "",
		"!cancelled()":                      "",
		"failure()":                         "",
		"needs.MIDDLE.result == 'success'":  "actor",
		"always() && needs.first.result == 'success'":             "actor",
		"always() && needs.first.result != 'skipped'":             "actor",
		"always() && needs.first.result != 'failure'":             "",
		"!cancelled() && contains(needs.*.result, 'success')":     "",
		"always() && (needs.first.result == 'success' || true)":   "",
		"always() && needs.nobody.result == 'success'":            "",
		"!cancelled() && needs.first.outputs.result == 'success'": "output",
	} {
		seen := one(t, "on: [push, issue_comment]\njobs:\n  first: {if: github.event_name != 'push' && github.actor == 'octocat', runs-on: x, steps: [{run: a}]}\n"+
			"  Middle: {needs: first, runs-on: x, steps: [{run: a}]}\n  last: {needs: [middle], if: "+quote(condition)+", runs-on: x, steps: [{run: a}]}\n")
		if got := gatesText(seen.Workflows[0].Jobs[2].Gates); got != want {
			t.Errorf("%s asks for %q, not %q", condition, got, want)
		}
		skipped := ""
		if strings.Contains(want, "actor") {
			skipped = "push"
		}
		if got := strings.Join(seen.Workflows[0].Jobs[2].SkippedOn, " "); got != skipped {
			t.Errorf("%s is skipped on %q, not %q", condition, got, skipped)
		}
	}
	for uses, want := range map[string]string{"other/repo/.github/workflows/check.yml@v1": "elsewhere", "./.github/workflows/check.yml": ""} {
		seen := one(t, "on: issue_comment\njobs:\n  check: {uses: "+uses+"}\n  a: {needs: check, runs-on: x, steps: [{run: a}]}\n")
		if got := gatesText(seen.Workflows[0].Jobs[1].Gates); got != want {
			t.Errorf("after %s asks for %q, not %q", uses, got, want)
		}
	}
	seen := one(t, "on: issue_comment\njobs:\n  a: {needs: b, if: github.actor == 'x', runs-on: x, steps: [{run: a}]}\n  b: {needs: a, runs-on: x, steps: [{run: a}]}\n")
	if got := seen.Workflows[0].Jobs[0].Gates; !cmp.Equal(got, []nhi.Gate{nhi.GateActor}) {
		t.Errorf("jobs that need each other: %q", got)
	}
}

// TestStepGates: a condition of a step keeps a job shut only when every step that uses a
// credential has it.
func TestStepGates(t *testing.T) {
	gated := "{run: a, if: \"github.actor == 'x'\", env: {T: \"${{ secrets.T }}\"}}"
	open := "{run: b, env: {T: \"${{ secrets.T }}\"}}"
	for steps, want := range map[string][]nhi.Gate{
		gated:                       {"actor"},
		gated + ", {run: make}":     {"actor"},
		gated + ", " + open:         nil,
		gated + ", " + gated:        {"actor"},
		"{run: a, if: 'success()'}": nil,
		"{run: a, if: \"github.event_name == 'push'\", env: {T: \"${{ secrets.T }}\"}}":                                  {"event"},
		"{run: a, if: \"github.event_name == 'push'\", env: {T: \"${{ secrets.T }}\"}}, " + gated:                        {"actor"},
		"{run: a, if: \"github.event_name == 'push' || github.actor == 'x'\", env: {T: \"${{ secrets.T }}\"}}, " + gated: {"actor"},
	} {
		seen := one(t, "on: issue_comment\njobs:\n  a:\n    runs-on: x\n    steps: ["+steps+"]\n")
		if diff := cmp.Diff(want, seen.Workflows[0].Jobs[0].Gates); diff != "" {
			t.Errorf("%s (-want +got):\n%s", steps, diff)
		}
	}
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func TestUntrustedCheckout(t *testing.T) {
	const ref = "${{ github.event.pull_request.head.sha }}"
	const byOutput = "{uses: actions/checkout@v7, with: {ref: '${{ steps.tag.outputs.sha }}', allow-unsafe-pr-checkout: true}}"
	for _, test := range []struct {
		on, step string
		want     bool
	}{
		{"pull_request_target", "{uses: actions/checkout@v4, with: {ref: '" + ref + "'}}", false}, // moved to v4.4
		{"pull_request_target", "{uses: actions/checkout@v6, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v1, with: {ref: '" + ref + "'}}", true},
		{"pull_request_target", "{uses: actions/checkout@main, with: {ref: '" + ref + "'}}", true},
		{"pull_request_target", "{uses: actions/checkout@v4.3.1, with: {ref: '" + ref + "'}}", true},
		{"pull_request_target", "{uses: actions/checkout@v4.4.0, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v3.10, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd, with: {ref: '" + ref + "'}}", true}, // v6.0.2
		{"pull_request_target", "{uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v4, with: {ref: '" + ref + "', allow-unsafe-pr-checkout: true}}", true},
		{"pull_request_target", "{uses: actions/checkout@v6.0.3, with: {ref: '" + ref + "'}}", true},
		{"pull_request_target", "{uses: actions/checkout@v6.1.0, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v7.0.1, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v7, with: {ref: '" + ref + "', allow-unsafe-pr-checkout: true}}", true},
		{"issue_comment", "{uses: actions/checkout@v7, with: {ref: 'refs/pull/${{ github.event.issue.number }}/head'}}", true},
		{"pull_request", "{uses: actions/checkout@v4, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{id: Tag, run: 'echo \"sha=$HEAD\" >> $GITHUB_OUTPUT', env: {HEAD: '" + ref + "'}}, " + byOutput, true},
		{"pull_request_target", "{id: tag, run: 'echo \"sha=" + ref + "\" >> $GITHUB_OUTPUT'}, " + byOutput, true},
		{"pull_request_target", "{id: tag, uses: acme/resolve@v1, with: {of: '" + ref + "'}}, " + byOutput, true},
		{"pull_request_target", "{id: tag, run: 'echo \"sha=$GITHUB_SHA\" >> $GITHUB_OUTPUT'}, " + byOutput, false},
		{"pull_request_target", "{id: other, run: 'echo " + ref + "'}, " + byOutput, false},
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}'}}", false}, // a branch of ours, which has that name
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: '${{ github.event.workflow_run.head_branch }}', repository: '${{ github.repository }}'}}", false},
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}', repository: acme/other}}", false},
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: 'refs/heads/${{ github.event.pull_request.head.ref }}'}}", false},
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}', repository: '${{ github.event.pull_request.head.repo.full_name }}'}}", true},
		{"issue_comment", "{uses: actions/checkout@v4, with: {repository: '${{ github.event.pull_request.head.repo.full_name }}'}}", true}, // its default branch
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: '${{ github.head_ref || github.event.pull_request.head.sha }}'}}", true},
		{"issue_comment", "{uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}', repository: '${{ steps.pr.outputs.repo }}'}}", true},
		{"issue_comment", "{id: tag, run: 'echo sha=$HEAD >> $GITHUB_OUTPUT', env: {HEAD: '${{ github.head_ref }}'}}, " + byOutput, false},
		{"pull_request_target", "{uses: actions/checkout@v4}", false},
		{"pull_request_target", "{uses: actions/checkout@v4, with: {ref: main}}", false},
		{"pull_request_target", "{run: 'gh pr checkout 1'}", true},
		{"pull_request_target", "{run: 'gh pr view 1'}", false},
		{"pull_request_target", "{run: 'git fetch origin pull/${{ github.event.number }}/head && git checkout FETCH_HEAD'}", true},
		{"pull_request_target", "{run: 'git fetch origin pull/${{ github.event.number }}/head'}, {run: git merge FETCH_HEAD}", true},
		{"pull_request_target", "{run: 'git fetch origin pull/${{ github.event.number }}/head:pr'}, {run: git log pr}", false}, // only looks
		{"pull_request_target", "{run: 'git fetch origin main'}", false},
		{"pull_request_target", "{run: 'git clone ${{ github.event.pull_request.head.repo.clone_url }} x && cd x && make'}", true},
		{"pull_request_target", "{run: 'git clone ${{ github.event.pull_request.head.repo.clone_url }} x && cat x/y'}", false}, // in a folder of its own
		{"pull_request_target", "{run: 'git clone \"$URL\" .', env: {URL: '${{ github.event.pull_request.head.repo.clone_url }}'}}", true},
		{"pull_request_target", "{run: 'git remote add fork ${{ github.event.pull_request.head.repo.clone_url }}; git log'}", false},
		{"pull_request_target", "{run: 'git clone ${{ github.event.pull_request.base.repo.clone_url }} x'}", false},
		{"pull_request_target", "{run: 'wget -O p ${{ github.event.pull_request.patch_url }} && git apply p'}", true},
		{"pull_request_target", "{run: 'curl -L \"$URL\" | git am', env: {URL: '${{ github.event.pull_request.diff_url }}'}}", true},
		{"pull_request_target", "{run: 'gh pr diff ${{ github.event.number }} | patch -p1'}", true},
		{"pull_request_target", "{run: 'curl -L ${{ github.event.pull_request.diff_url }} > p; grep -c x p'}", false}, // only looks
		{"pull_request_target", "{run: 'git checkout \"$HEAD\"', env: {HEAD: '${{ github.head_ref }}'}}", true},
		{"pull_request_target", "{run: 'echo \"$HEAD\"', env: {HEAD: '${{ github.head_ref }}'}}", false},
		{"[pull_request_target, push]", "{if: \"github.event_name == 'push'\", uses: actions/checkout@v4, with: {ref: '" + ref + "'}}", false},
		{"[pull_request_target, push]", "{if: \"github.event_name != 'push'\", uses: actions/checkout@v4.2.0, with: {ref: '" + ref + "'}}", true},
		{"workflow_call", "{uses: actions/checkout@v1, with: {ref: '" + ref + "'}}", true},  // a caller's event decides
		{"workflow_call", "{uses: actions/checkout@v4, with: {ref: '" + ref + "'}}", false}, // which pull_request_target has to be
		{"workflow_call", "{uses: actions/checkout@v7, with: {ref: '" + ref + "', allow-unsafe-pr-checkout: true}}", true},
		{"workflow_call", "{uses: actions/checkout@v7, with: {repository: '${{ github.event.workflow_run.head_repository.full_name }}'}}", false},
		{"workflow_call", "{uses: actions/checkout@v7, with: {ref: 'refs/pull/${{ inputs.number }}/head'}}", true},
		{"workflow_call", "{uses: actions/checkout@v7, with: {ref: '" + ref + "${{ inputs.number && format(''refs/pull/{0}/head'', inputs.number) }}'}}", true},
		{"[workflow_call, pull_request_target]", "{if: \"github.event_name == 'pull_request_target'\", uses: actions/checkout@v3, with: {ref: '" + ref + "'}}", false},
		{"[workflow_call, issue_comment]", "{uses: actions/checkout@v7, with: {ref: 'refs/pull/${{ github.event.issue.number }}/head'}}", true},
	} {
		seen := one(t, "on: "+test.on+"\njobs:\n  a:\n    runs-on: x\n    steps: ["+test.step+", {run: make}]\n")
		if got := seen.Workflows[0].Jobs[0].UntrustedCheckout != nil; got != test.want {
			t.Errorf("%s on %s: %v", test.step, test.on, got)
		}
	}
}

// TestUntrustedCheckoutByJob: the commit comes from a job before.
func TestUntrustedCheckoutByJob(t *testing.T) {
	const head = "${{ github.event.pull_request.head.sha }}"
	for output, want := range map[string]bool{head: true, "${{ steps.tag.outputs.sha }}": true, "${{ steps.none.outputs.sha }}": false, "v1": false} {
		seen := one(t, `on: pull_request_target
jobs:
  a:
    runs-on: x
    outputs: {sha: "`+output+`"}
    steps: [{id: tag, run: echo, env: {HEAD: "`+head+`"}}]
  b:
    needs: a
    runs-on: x
    steps: [{uses: actions/checkout@v7, with: {ref: "${{ needs.A.outputs.sha }}", allow-unsafe-pr-checkout: true}}, {run: make}]
`)
		if got := seen.Workflows[0].Jobs[1].UntrustedCheckout != nil; got != want {
			t.Errorf("%s: %v", output, got)
		}
	}
}

// TestReferences: what counts as reading a credential.
func TestReferences(t *testing.T) {
	for expression, want := range map[string]string{
		"secrets.A":                            "secrets A run",
		"SECRETS.a_b":                          "secrets A_B run",
		"secrets['A']":                         "secrets A run",
		"secrets[matrix.name]":                 "secrets  dynamic",
		"secrets['no name']":                   "secrets  dynamic",
		"secrets.*":                            "secrets * all",
		"toJSON(secrets)":                      "secrets * all",
		"vars.A":                               "vars A run",
		"toJSON(vars)":                         "vars * all",
		"github.token":                         "token GITHUB_TOKEN run",
		"github['token']":                      "token GITHUB_TOKEN run",
		"secrets.GITHUB_TOKEN":                 "token GITHUB_TOKEN run",
		"toJSON(github)":                       "token GITHUB_TOKEN run",
		"github.sha":                           "",
		"env.A":                                "",
		"inputs.secrets":                       "",
		"'secrets.A'":                          "",
		"format('{0}', secrets.A || '')":       "secrets A run",
		"(github.ref == 'x' && secrets.A)":     "secrets A run",
		"fromJSON(secrets.A).key":              "secrets A run",
		"steps.x.outputs.secrets":              "",
		"secrets.A.length":                     "secrets A run",
		"join(fromJSON(secrets.A)[*].key, '')": "secrets A run",
		"toJSON(secrets[*])":                   "secrets * all",
		"contains(vars['A'], secrets[ 'b' ] )": "vars A if; secrets B if",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          x ${{ "+expression+" }}\n")
		var got []string
		for _, use := range seen.Workflows[0].Jobs[0].Credentials[1:] {
			got = append(got, strings.Join([]string{string(use.Store), use.Name, string(use.Route)}, " "))
		}
		if strings.Join(got, "; ") != want || len(seen.Gaps) > 0 {
			t.Errorf("%s reads %q, not %q; gaps %v", expression, strings.Join(got, "; "), want, seen.Gaps)
		}
	}
}

// TestCacheMode: what is declared of the cache, for the job or its workflow, is understood, and no gap.
func TestCacheMode(t *testing.T) {
	for _, test := range []struct{ workflow, job, want string }{
		{"", "", ""},
		{"cache-mode: read\n", "", "read"},
		{"cache-mode: read\n", "    cache-mode: write-only\n", "write-only"},
		{"", "    cache-mode: &m write\n", "write"},
		{"", "    cache-mode: [write]\n", ""},
		{"", "    cache-mode: some\n", ""},
	} {
		seen := one(t, "on: push\n"+test.workflow+"jobs:\n  a:\n    runs-on: x\n"+test.job+"    steps: [{run: make}]\n")
		if got := seen.Workflows[0].Jobs[0].CacheMode; got != test.want || len(seen.Gaps) > 0 {
			t.Errorf("%+v: %q, gaps %v", test, got, seen.Gaps)
		}
	}
}
