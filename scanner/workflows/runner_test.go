package workflows_test

import (
	"strings"
	"testing"
)

// Which runners are not GitHub's, and what they are called.
func TestRunners(t *testing.T) {
	for runsOn, want := range map[string]string{
		"ubuntu-latest":                              "",
		"my-label":                                   "", // may be a larger runner of GitHub's
		"{group: big, labels: [x64]}":                "",
		"[self-hosted, linux]":                       "self-hosted linux",
		"{group: big, labels: self-hosted}":          "self-hosted group:big",
		"ubicloud-standard-2":                        "ubicloud-standard-2",
		"depot-ubuntu-24.04":                         "depot-ubuntu-24.04",
		"blacksmith-4vcpu-ubuntu-2204":               "blacksmith-4vcpu-ubuntu-2204",
		"namespace-profile-default":                  "namespace-profile-default",
		"buildjet-4vcpu-ubuntu-2204":                 "buildjet-4vcpu-ubuntu-2204",
		"'runs-on=${{ github.run_id }}/runner=2cpu'": "runs-on=${{ github.run_id }}/runner=2cpu",
		"warp-ubuntu-latest-x64-4x":                  "warp-ubuntu-latest-x64-4x",
		"${{ github.event_name == 'push' && 'self-hosted' || 'ubuntu-latest' }}": "${{ github.event_name == 'push' && 'self-hosted' || 'ubuntu-latest' }}",
		"${{ matrix.hosted }}":           "",
		"${{ matrix.one }}":              "self-hosted",
		"${{ matrix.list }}":             "self-hosted gpu",
		"${{ matrix.more }}":             "depot-ubuntu-24.04|self-hosted",
		"${{ matrix.absent }}":           "",
		"${{ matrix.target.runner }}":    "depot-macos-14",
		"${{ matrix.target['labels'] }}": "self-hosted gpu",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: "+runsOn+`
    strategy:
      matrix:
        hosted: [ubuntu-latest, macos-14]
        one: [ubuntu-latest, self-hosted]
        list: [[self-hosted, gpu], ubuntu-latest]
        more: [self-hosted, depot-ubuntu-24.04, ubuntu-latest]
        target: [{runner: ubuntu-latest}, {runner: depot-macos-14, labels: [self-hosted, gpu]}]
    steps: [{run: make}]
`)
		job, got := seen.Workflows[0].Jobs[0], ""
		if job.SelfHosted {
			got = strings.Join(job.RunsOn, " ")
		}
		if got != want || len(seen.Gaps) > 0 {
			t.Errorf("%s: %q, not %q; gaps %v", runsOn, got, want, seen.Gaps)
		}
	}
}

// What a matrix that is written out says of a job is known: its machines, and its environment where that is always the same.
func TestMatrixOfJob(t *testing.T) {
	seen := one(t, `on: push
jobs:
  a:
    runs-on: ${{ matrix.os }}
    environment: ${{ matrix.env }}
    strategy:
      matrix: {os: [windows-2025, ubuntu-latest], env: [production]}
    steps: [{run: make}]
  b:
    runs-on: ${{ matrix.os }}
    environment: ${{ format('{0}-eu', matrix.env) }}
    strategy:
      matrix: {os: "${{ fromJSON(inputs.os) }}", env: [staging]}
    steps: [{run: make}]
  c:
    runs-on: x
    environment: ${{ matrix.env }}
    strategy:
      matrix: {env: [staging, production]}
    steps: [{run: make}]
`)
	for i, want := range []struct {
		runsOn, environment string
		dynamic             bool
		each                string
	}{
		{"ubuntu-latest|windows-2025", "production", false, ""},
		{"${{ matrix.os }}", "${{ format('{0}-eu', matrix.env) }}", true, ""}, // a part of the matrix is not written out
		{"x", "${{ matrix.env }}", true, "production staging"},
	} {
		job := seen.Workflows[0].Jobs[i]
		if job.RunsOn[0] != want.runsOn || job.Environment != want.environment || job.EnvironmentDynamic != want.dynamic || strings.Join(job.Environments, " ") != want.each {
			t.Errorf("%s runs on %v in %q, dynamic %v, %v", job.ID, job.RunsOn, job.Environment, job.EnvironmentDynamic, job.Environments)
		}
	}
}

// Keys of services that came after the parser hide nothing.
func TestServiceCommand(t *testing.T) {
	seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    services:\n      db: {image: postgres, command: 'x ${{ secrets.IN_COMMAND }}', entrypoint: y, credentials: {username: u, password: '${{ secrets.PULL }}'}}\n    steps: [{run: make}]\n")
	var got []string
	for _, use := range seen.Workflows[0].Jobs[0].Credentials[1:] {
		got = append(got, use.Name)
	}
	if strings.Join(got, " ") != "IN_COMMAND PULL" || len(seen.Gaps) > 0 {
		t.Errorf("%v, gaps %v", got, seen.Gaps)
	}
}
