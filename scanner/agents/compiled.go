package agents

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// compiledAgent is the agent in a workflow that GitHub Agentic Workflows has compiled. What it is told, and who may start
// it, stands in the page that it was compiled from.
var compiledAgent = product{
	vendor: "GitHub", name: agenticWorkflows,
	keys: append([]string{"COPILOT_GITHUB_TOKEN", "CODEX_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"}, modelKeyVariables...),
}

// compilersActions begin the names of the actions that every job of such a workflow uses.
var compilersActions = []string{"github/gh-aw-actions/", "github/gh-aw/actions/", "githubnext/gh-aw/actions/"}

// compiledStep is the id of the step that starts the agent there. The other jobs of the workflow prepare it, check what it
// made and pass that on.
const compiledStep = "agentic_execution"

// isCompiled tells whether a job is one of a compiled workflow.
func (j *job) isCompiled() bool {
	return slices.ContainsFunc(j.steps, func(n *node) bool {
		name := actionName(n.get("uses").string())
		return slices.ContainsFunc(compilersActions, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}

// compiled is the agent of a job of a compiled workflow, where that is the one that starts it.
func (w *workflow) compiled(j *job, scopes []*node) []nhi.Agent {
	for i, n := range j.steps {
		if n.get("id").is(compiledStep) {
			s := &step{workflow: w, node: n, job: j, index: i, scopes: append(slices.Clone(scopes), n.get("env"))}
			a, found := s.begin(&compiledAgent)
			s.end(&a, &compiledAgent, found)
			return []nhi.Agent{a}
		}
	}
	return nil
}
