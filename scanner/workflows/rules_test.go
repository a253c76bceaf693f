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

func TestGates(t *testing.T) {
	for condition, want := range map[string][]string{
		"github.actor == 'dependabot[bot]'":                                                     {"bot"},
		"'Renovate[Bot]' == github.triggering_actor":                                            {"bot"},
		"github.event.sender.login == 'dependabot[bot]'":                                        {"bot"},
		"github.event.pull_request.user.login == 'dependabot[bot]'":                             {"actor"}, // its author is who he is
		"github.actor == 'octocat'":                                                             {"actor"},
		"github.actor != 'dependabot[bot]'":                                                     nil,
		"!(github.actor != 'octocat')":                                                          {"actor"},
		"contains(fromJSON('[\"OWNER\",\"MEMBER\"]'), github.event.comment.author_association)": {"author_association"},
		"github.event.label.name == 'safe'":                                                     {"label"},
		"!github.event.pull_request.head.repo.fork":                                             {"fork"},
		"github.event.pull_request.head.repo.fork == false":                                     {"fork"},
		"github.event.pull_request.head.repo.fork":                                              nil,
		"github.event.pull_request.head.repo.full_name == github.repository":                    {"fork"},
		"github.repository_owner == 'acme' && github.event_name == 'push'":                      {"event", "repository_owner"},
		"github.event.workflow_run.event == 'pull_request'":                                     nil,
		"github.event_name == 'issue_comment'":                                                  nil,
		"github.event.workflow_run.event == 'push'":                                             {"event"},
		"github.actor == 'octocat' || always()":                                                 nil,
		"github.actor == 'octocat' || github.event.label.name == 'safe'":                        {"actor", "label"},
		"success()":                              nil,
		"${{ github.repository == 'acme/app' }}": {"repository"},
	} {
		content := "on: issue_comment\njobs:\n  a:\n    if: " + quote(condition) + "\n    runs-on: x\n    steps: [{run: make}]\n"
		if diff := cmp.Diff(want, one(t, content).Workflows[0].Jobs[0].Gates); diff != "" {
			t.Errorf("%s (-want +got):\n%s", condition, diff)
		}
	}
}

// TestStepGates: a condition of a step keeps a job shut only when every step that uses a
// credential has it.
func TestStepGates(t *testing.T) {
	gated := "{run: a, if: \"github.actor == 'x'\", env: {T: \"${{ secrets.T }}\"}}"
	open := "{run: b, env: {T: \"${{ secrets.T }}\"}}"
	for steps, want := range map[string][]string{
		gated:                       {"actor"},
		gated + ", {run: make}":     {"actor"},
		gated + ", " + open:         nil,
		gated + ", " + gated:        {"actor"},
		"{run: a, if: 'success()'}": nil,
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
	for _, test := range []struct {
		on, step string
		want     bool
	}{
		{"pull_request_target", "{uses: actions/checkout@v4, with: {ref: '" + ref + "'}}", true},
		{"pull_request_target", "{uses: actions/checkout@v6, with: {ref: '" + ref + "'}}", true}, // v6 moves
		{"pull_request_target", "{uses: actions/checkout@v6.0.3, with: {ref: '" + ref + "'}}", true},
		{"pull_request_target", "{uses: actions/checkout@v6.1.0, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v7.0.1, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v7, with: {ref: '" + ref + "', allow-unsafe-pr-checkout: true}}", true},
		{"issue_comment", "{uses: actions/checkout@v7, with: {ref: 'refs/pull/${{ github.event.issue.number }}/head'}}", true},
		{"pull_request", "{uses: actions/checkout@v4, with: {ref: '" + ref + "'}}", false},
		{"pull_request_target", "{uses: actions/checkout@v4}", false},
		{"pull_request_target", "{uses: actions/checkout@v4, with: {ref: main}}", false},
		{"pull_request_target", "{run: 'gh pr checkout 1'}", true},
		{"pull_request_target", "{run: 'gh pr view 1'}", false},
		{"pull_request_target", "{run: 'git fetch origin pull/${{ github.event.number }}/head'}", true},
		{"pull_request_target", "{run: 'git fetch origin main'}", false},
		{"pull_request_target", "{run: 'git checkout \"$HEAD\"', env: {HEAD: '${{ github.head_ref }}'}}", true},
		{"pull_request_target", "{run: 'echo \"$HEAD\"', env: {HEAD: '${{ github.head_ref }}'}}", false},
	} {
		seen := one(t, "on: "+test.on+"\njobs:\n  a:\n    runs-on: x\n    steps: ["+test.step+"]\n")
		if got := seen.Workflows[0].Jobs[0].UntrustedCheckout != nil; got != test.want {
			t.Errorf("%s on %s: %v", test.step, test.on, got)
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
		"contains(vars['A'], secrets[ 'b' ] )": "vars A run; secrets B run",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          x ${{ "+expression+" }}\n")
		var got []string
		for _, use := range seen.Workflows[0].Jobs[0].Credentials[1:] {
			got = append(got, strings.Join([]string{use.Store, use.Name, string(use.Route)}, " "))
		}
		if strings.Join(got, "; ") != want || len(seen.Gaps) > 0 {
			t.Errorf("%s reads %q, not %q; gaps %v", expression, strings.Join(got, "; "), want, seen.Gaps)
		}
	}
}
