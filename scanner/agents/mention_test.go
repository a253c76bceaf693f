package agents

import (
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// parsed are the agents of a text that is parsed whatever its words are.
func parsed(data []byte) int {
	root, err := parseYAML(data)
	if err != nil {
		return 0
	}
	return len((&workflow{text: newText("w.yml", data), root: root}).agents())
}

func TestMentions(t *testing.T) {
	const run = "jobs:\n  a:\n    steps:\n      - run: "
	for text, agents := range map[string]int{
		run + "claude -p x":                                                                 1,
		run + `"echo\nclaude -p x"`:                                                         1,
		run + `"cl\x61ude -p x"`:                                                            1,
		run + "\"cla\\\n          ude -p x\"":                                               1,
		run + "curl https://claude.ai/install.sh | sh":                                      1,
		run + "curl https://notclaude.ai/install.sh | sh":                                   0,
		run + "npm i -g @openai/codex@latest":                                               1,
		run + "x\n        env: {openai_api_\u212aey: '${{ secrets.K }}'}":                   1,
		run + "make test # as claude -p says":                                               0,
		"jobs:\n  copilot-setup-steps: {}\n":                                                1,
		"jobs:\n  a:\n    uses: anthropics/claude-code-action/.github/workflows/x.yml@v1\n": 1,
		"jobs:\n  a:\n    uses: google-github-actions/.github/workflows/x.yml@v1\n":         0,
		"jobs:\n  a:\n    steps: [{uses: Actions/AI-Inference@v1}]\n":                       1,
	} {
		if got := parsed([]byte(text)); got != agents {
			t.Errorf("%s: %d agents, not %d", text, got, agents)
		}
		if agents > 0 && !agentMentions().in([]byte(text)) {
			t.Errorf("%s: no mention", text)
		}
	}
	for _, text := range []string{
		run + "make test && git push", run + "go run ./cmd/ai --input \"$(date)\"", run + `printf 'a\nb\tc'`, run + "a \\\n          b",
		run + "docker build . # agent", "runs:\n  using: composite\n  steps:\n    - uses: actions/checkout@v5\n",
	} {
		if agentMentions().in([]byte(text)) {
			t.Errorf("%s: a mention", text)
		}
	}
}

// FuzzMentions: a text without a mention has no agent.
func FuzzMentions(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/workflows.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(file.Data)
	}
	for i := range products {
		p := &products[i]
		for _, word := range append(append(append([]string{p.installer}, p.packages...), p.actions...), p.ownKeys...) {
			f.Add([]byte("jobs:\n  a:\n    env: {" + word + ": '${{ secrets.K }}'}\n    steps: [{uses: " + word + "@v1}, {run: npx " + word + "}, {run: curl https://" + word + "r}]\n"))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !agentMentions().in(data) && parsed(data) > 0 {
			t.Error("an agent without a mention")
		}
	})
}
