package agents_test

import (
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestUnstarted: what tells of an agent that a job starts in a way nobody knows.
func TestUnstarted(t *testing.T) {
	key := func(name string) string { return name + ": '${{ secrets." + name + " }}'" }
	for job, want := range map[string]nhi.Agent{
		"steps: [{run: 'curl -fsSL https://opencode.ai/install | bash'}, {run: node release.mjs, env: {" + key("OPENCODE_API_KEY") + "}}]": {
			Vendor: "Anomaly", Product: "OpenCode", Step: 0},
		"steps: [{run: npm ci}, {run: 'npm install -g @anthropic-ai/claude-code@2.0.1'}]":                    {Vendor: "Anthropic", Product: "Claude Code", Step: 1},
		"steps: [{run: 'npm i -g @anthropic-ai/claude-code-sdk'}]":                                           {},
		"steps: [{run: '# npm i -g @anthropic-ai/claude-code'}]":                                             {},
		"steps: [{run: ./review, env: {" + key("CURSOR_API_KEY") + "}}]":                                     {Vendor: "Anysphere", Product: "Cursor CLI"},
		"steps: [{run: make}, {run: ./eval, env: {" + key("OPENAI_API_KEY") + "}}]":                          {Vendor: "OpenAI", Product: "Program with a model key", Step: 1},
		"steps: [{run: make}, {uses: Some/Reviewer@v1, with: {" + key("anthropic_api_key") + "}}]":           {Vendor: "Anthropic", Product: "some/reviewer", Step: 1},
		"steps: [{uses: actions/github-script@v8, env: {" + key("GEMINI_API_KEY") + "}, with: {script: x}}]": {Vendor: "Google", Product: "Program with a model key"},
		"env: {" + key("OPENAI_API_KEY") + "}, steps: [{uses: actions/checkout@v5}, {run: make}]":            {Vendor: "OpenAI", Product: "Program with a model key", Step: -1},
		"env: {uses: a/b, " + key("OPENAI_API_KEY") + "}, steps: [{run: make}]":                              {Vendor: "OpenAI", Product: "Program with a model key", Step: -1},
		"steps: [{run: ./test, env: {OPENAI_API_KEY: dummy}}]":                                               {},
		"steps: [{run: ./test, env: {OPENAI_API_KEY: '${{ github.token }}'}}]":                               {},
		"steps: [{run: ./test, env: {OPENAI_BASE_URL: '${{ secrets.OPENAI_BASE_URL }}'}}]":                   {},
	} {
		content := "on: push\nenv: {" + key("GROQ_API_KEY") + "}\njobs:\n  a: {runs-on: x, " + job + "}\n"
		seen := observe(t, fstest.MapFS{".github/workflows/x.yml": {Data: []byte(content)}}).Agents
		if want.Product == "" {
			if len(seen) > 0 {
				t.Errorf("%s: %+v", job, seen)
			}
			continue
		}
		if len(seen) != 1 || seen[0].Vendor != want.Vendor || seen[0].Product != want.Product || seen[0].Step != want.Step || seen[0].Job != "a" {
			t.Errorf("%s: %+v", job, seen)
			continue
		}
		if s := seen[0].Settings; len(s) != 1 || s[0].Name != "unknown_start" || s[0].Detail == "" || s[0].Location.Line != 4 {
			t.Errorf("%s: %+v", job, s)
		}
	}
}

// TestStartedAgentIsEnough: where a start is known, its key and its installation tell of no other agent.
func TestStartedAgentIsEnough(t *testing.T) {
	seen := observe(t, fstest.MapFS{".github/workflows/x.yml": {Data: []byte("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" +
		"      - run: npm i -g @anthropic-ai/claude-code\n      - {run: claude -p hello, env: {ANTHROPIC_API_KEY: '${{ secrets.A }}'}}\n")}}).Agents
	if len(seen) != 1 || seen[0].Step != 1 {
		t.Errorf("%+v", seen)
	}
}

// TestCompiled: of a workflow that GitHub Agentic Workflows has compiled only the step that starts the agent is one.
func TestCompiled(t *testing.T) {
	seen := observe(t, fstest.MapFS{".github/workflows/x.lock.yml": {Data: []byte(`on: issues
jobs:
  activation:
    runs-on: x
    steps:
      - uses: github/gh-aw-actions/setup@0123456789012345678901234567890123456789
      - {run: validate, env: {COPILOT_GITHUB_TOKEN: "${{ secrets.COPILOT_GITHUB_TOKEN }}"}}
  agent:
    runs-on: x
    steps:
      - uses: github/gh-aw-actions/setup@0123456789012345678901234567890123456789
      - {id: agentic_execution, run: "awf -- copilot -p x", env: {COPILOT_GITHUB_TOKEN: "${{ secrets.COPILOT_GITHUB_TOKEN }}"}}
`)}}).Agents
	if len(seen) != 1 || seen[0].Job != "agent" || seen[0].Step != 1 || seen[0].Product != "GitHub Agentic Workflows" {
		t.Fatalf("%+v", seen)
	}
	if s := seen[0].Settings; len(s) != 1 || s[0].Name != "static_model_key" {
		t.Errorf("%+v", s)
	}
}
