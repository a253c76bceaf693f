package workflows

import (
	"path"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// What a Dockerfile runs it runs in a container: it has the network, and neither the job's variables nor its files, but for what the
// build is given. That is what a stranger's Dockerfile can take; and an image that is pushed is his under our name.

// givingInputs are the inputs of docker/build-push-action that give the build something of the job.
var givingInputs = []string{"secrets", "secret-envs", "secret-files", "ssh", "allow"}

// harmlessOutputs are results of a build that lie where nothing runs them by itself.
var harmlessOutputs = []string{"", "type=docker", "type=cacheonly"}

// buildReaches tells whether a stranger's Dockerfile that the action builds can reach what is the job's, or is published.
func (f *file) buildReaches(action *actionlint.ExecAction) bool {
	for name, input := range action.Inputs {
		if input.Value == nil {
			continue
		}
		switch value := strings.TrimSpace(input.Value.Value); {
		case slices.Contains(givingInputs, name) && value != "",
			name == "build-args" && slices.ContainsFunc(referencesIn(value), mayBeSecret),
			name == "outputs" && !slices.Contains(harmlessOutputs, value),
			name == "push" && value != "" && f.mayHold(input.Value):
			return true
		}
	}
	return false
}

// mayBeSecret tells whether a reference may give a credential: a secret, a token, or what a variable or an output holds.
func mayBeSecret(r reference) bool {
	return slices.Contains([]string{"secrets", "env", "steps", "needs"}, r.context) || r.context == "github" && (len(r.path) == 0 || r.path[0] == "token")
}

// mayHold tells whether a condition may hold when a stranger has started the workflow.
func (f *file) mayHold(condition *actionlint.String) bool {
	return slices.ContainsFunc(f.circumstances, func(c *circumstance) bool { return c.stranger && !c.condition(condition).never })
}

// isImageBuild tells of a command that builds an image from a Dockerfile.
func isImageBuild(program []string) bool {
	if len(program) < 2 || path.Base(program[0]) != "docker" && path.Base(program[0]) != "podman" {
		return false
	}
	return program[1] == "build" || len(program) > 2 && (program[1] == "buildx" || program[1] == "image") && program[2] == "build"
}

// givingOptions are the beginnings of the options by which such a command gives the build something of the job, or writes what it
// made to files or to a registry.
var givingOptions = []string{"--secret", "--ssh", "--allow", "--push", "--output", "-o", "--volume", "-v", "--security-opt", "--env", "--build-context", "--mount"}

// buildCommandReaches tells whether a stranger's Dockerfile that the command builds can reach what is the job's, or is published.
func buildCommandReaches(program []string) bool {
	for i, word := range program {
		if slices.ContainsFunc(givingOptions, func(option string) bool { return strings.HasPrefix(word, option) }) || strings.HasPrefix(word, "$") {
			return true
		}
		argument, isOne := strings.CutPrefix(word, "--build-arg=")
		if word == "--build-arg" && i+1 < len(program) {
			argument, isOne = program[i+1], true
		}
		if _, value, said := strings.Cut(argument, "="); isOne && (!said || strings.ContainsAny(value, "$`")) {
			return true // a variable of the job
		}
	}
	return false
}
