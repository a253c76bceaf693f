package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// relay is what the steps of a job hand on in their outputs of strangers' texts: the events that bring them, by the step's id and
// the output's name in lower case.
type relay struct {
	fixed   []string // texts of which the workflow's triggers leave no choice
	levels  []*actionlint.Env
	files   bool // a step got files that another run made
	outputs map[[2]string][]string
}

// follow notes what a step's script writes to GITHUB_OUTPUT as it is: a text that an event brings, by a variable, or a file of
// another run. A script that asks what such a text is made of, or takes a part of it, hands on no such text.
func (r *relay) follow(step *actionlint.Step) {
	r.files = r.files || bringsFiles(step)
	script, ok := step.Exec.(*actionlint.ExecRun)
	if !ok || step.ID == nil || script.Run == nil || !strings.Contains(script.Run.Value, "GITHUB_OUTPUT") || judges().MatchString(script.Run.Value) {
		return
	}
	held := r.variables(step)
	for line := range strings.Lines(script.Run.Value) {
		events := slices.Concat(eventsIn(line, held)...)
		if r.files && readsFile().MatchString(line) {
			events = append(events, followingRun)
		}
		if len(events) == 0 || narrows().MatchString(line) {
			continue
		}
		if to := handOnPattern().FindStringSubmatch(line); to != nil && to[3] == "GITHUB_OUTPUT" {
			r.outputs[[2]string{strings.ToLower(step.ID.Value), strings.ToLower(to[1])}] = sortedOnce(events)
		} else if to := assigns().FindStringSubmatch(line); to != nil && len(held) < maximumHeadVariables {
			held[to[1]] = sortedOnce(events)
		}
	}
}

// variables are those of a step that hold a text of a stranger, and the events that bring it.
func (r *relay) variables(step *actionlint.Step) map[string][]string {
	held := map[string][]string{}
	for _, env := range append([]*actionlint.Env{step.Env}, r.levels...) {
		if env == nil {
			continue
		}
		for _, v := range inOrder(env) {
			for _, text := range carried(v.Value) {
				if events := text.bringers(r.fixed...); len(events) > 0 && held[v.Name.Value] == nil && len(held) < maximumHeadVariables {
					held[v.Name.Value] = events
				}
			}
		}
	}
	return held
}

// eventsIn are the events that bring the texts of the variables that a shell's line reads.
func eventsIn(line string, held map[string][]string) (events [][]string) {
	if len(held) == 0 {
		return nil
	}
	for _, match := range variablePattern().FindAllStringSubmatch(line, -1) {
		events = append(events, held[match[1]])
	}
	return events
}

func sortedOnce(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// brought are the events that bring a stranger's text to an output, none where it holds none.
func (r *relay) brought(text carriedText) []string {
	if text.context != "steps" || len(text.path) != 3 || text.path[1] != "outputs" {
		return nil
	}
	return r.outputs[[2]string{text.path[0], text.path[2]}]
}
