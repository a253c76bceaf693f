package workflows_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestHandedInputs: what a workflow that strangers can start hands to one that it calls is followed into scripts and checkouts there.
func TestHandedInputs(t *testing.T) {
	const head, merge = "${{ github.event.pull_request.head.sha }}", "refs/pull/${{ github.event.issue.number }}/merge"
	for name, test := range map[string]struct {
		on, uses, with, step string
		checkout, injection  bool
	}{
		"a text":              {"issue_comment", "./.github/workflows/called.yml", "{Title: '${{ github.event.comment.body }}'}", "{run: 'echo ${{ inputs.title }}'}", false, true},
		"in this repository":  {"issues", "$/.github/workflows/called.yml", "{title: 'x ${{ github.event.issue.title }}'}", "{run: 'echo ${{ inputs[''title''] }}'}", false, true},
		"by a variable":       {"issues", "./.github/workflows/called.yml", "{title: '${{ github.event.issue.title }}'}", "{run: 'echo ${{ env.T }}', env: {T: '${{ inputs.title }}'}}", false, true},
		"as data":             {"issues", "./.github/workflows/called.yml", "{title: '${{ github.event.issue.title }}'}", "{run: 'echo $T', env: {T: '${{ inputs.title }}'}}", false, false},
		"a number":            {"issues", "./.github/workflows/called.yml", "{title: '${{ github.event.issue.number }}'}", "{run: 'echo ${{ inputs.title }}'}", false, false},
		"another input":       {"issues", "./.github/workflows/called.yml", "{body: '${{ github.event.issue.title }}'}", "{run: 'echo ${{ inputs.title }}'}", false, false},
		"another workflow":    {"issues", "./.github/workflows/other.yml", "{title: '${{ github.event.issue.title }}'}", "{run: 'echo ${{ inputs.title }}'}", false, false},
		"another repository":  {"issues", "acme/x/.github/workflows/called.yml@v1", "{title: '${{ github.event.issue.title }}'}", "{run: 'echo ${{ inputs.title }}'}", false, false},
		"a caller of ours":    {"push", "./.github/workflows/called.yml", "{title: '${{ github.event.issue.title }}'}", "{run: 'echo ${{ inputs.title }}'}", false, false},
		"code":                {"[push, issue_comment]", "./.github/workflows/called.yml", "{ref: '" + merge + "'}", "{uses: actions/checkout@v7, with: {ref: '${{ inputs.ref }}'}}", true, false},
		"code, declined":      {"{pull_request_target: {}}", "./.github/workflows/called.yml", "{ref: '" + head + "'}", "{uses: actions/checkout@v7, with: {ref: '${{ inputs.ref }}'}}", false, false},
		"code, not declined":  {"{pull_request_target: {}}", "./.github/workflows/called.yml", "{ref: '" + head + "'}", "{uses: actions/checkout@v4.1.0, with: {ref: '${{ inputs.ref }}'}}", true, false},
		"code without rights": {"pull_request", "./.github/workflows/called.yml", "{ref: '" + head + "'}", "{uses: actions/checkout@v4.1.0, with: {ref: '${{ inputs.ref }}'}}", false, false},
		"our code":            {"issue_comment", "./.github/workflows/called.yml", "{ref: main}", "{uses: actions/checkout@v7, with: {ref: '${{ inputs.ref }}'}}", false, false},
	} {
		seen := observe(t, fstest.MapFS{
			".github/workflows/called.yml": {Data: []byte("on: {workflow_call: {inputs: {title: {type: string}, ref: {type: string}, body: {type: string}}}}\njobs:\n  a:\n    runs-on: x\n    steps: [" + test.step + ", {run: make}]\n")},
			".github/workflows/caller.yml": {Data: []byte("on: " + test.on + "\njobs:\n  c: {uses: " + test.uses + ", with: " + test.with + "}\n")},
		})
		job := seen.Workflows[0].Jobs[0]
		if checkout, injection := job.UntrustedCheckout != nil, len(job.Injections) > 0; checkout != test.checkout || injection != test.injection || !strings.HasSuffix(seen.Workflows[0].Path, "called.yml") {
			t.Errorf("%s: checkout %v, injection %v: %+v", name, checkout, injection, seen.Gaps)
		}
	}
}
