package agents_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/scanner/agents"
)

// An agent may hide behind a reusable workflow that its makers keep beside its action.
func TestAgentBehindCall(t *testing.T) {
	for uses, want := range map[string]string{
		"docker/docker-agent-action/.github/workflows/review-pr.yml@v1":       "Docker Agent Action",
		"Google-GitHub-Actions/run-gemini-cli/.github/workflows/triage.yml@x": "Gemini CLI Action",
		"docker/github-builder/.github/workflows/bake.yml@v1":                 "",
		"./.github/workflows/review-pr.yml":                                   "",
	} {
		content := "on: issue_comment\njobs:\n  review:\n    uses: " + uses + "\n    secrets: inherit\n"
		seen, err := agents.New(fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content)}}).Observe(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, a := range seen.Agents {
			got += a.Product
			if a.Job != "review" || a.Step != -1 || a.Location.Line != 3 && a.Location.Line != 4 {
				t.Errorf("%s: %+v", uses, a)
			}
		}
		if got != want {
			t.Errorf("%s: %q, not %q", uses, got, want)
		}
	}
}
