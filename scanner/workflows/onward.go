package workflows

import (
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// onward is what the steps of a job hand on to later ones, by names in lower case.
type onward struct {
	variables map[string][]source            // by GITHUB_ENV
	outputs   map[string]map[string][]source // by GITHUB_OUTPUT, of a step's id
}

func newOnward() onward {
	return onward{variables: map[string][]source{}, outputs: map[string]map[string][]source{}}
}

var (
	// handOnPattern matches a line that appends an assignment to one of the two files.
	handOnPattern = lazyregexp.New(`(?:^|[\s"'])([A-Za-z_][\w-]*)=(.*?)["']?\s*(?:>>|\|\s*tee\s+-a)\s*["']?\$\{?(GITHUB_ENV|GITHUB_OUTPUT)\b`)
	// variablePattern matches the use of a shell's variable.
	variablePattern = lazyregexp.New(`\$\{?([A-Za-z_]\w*)\}?`)
)

// handOn notes the credentials that a script hands on as they are: by `echo "NAME=$VALUE" >> "$GITHUB_ENV"` and its like. What a
// command makes of them is not followed.
func (c *collector) handOn(id *actionlint.String, run *actionlint.String) {
	if run == nil || !strings.Contains(run.Value, "GITHUB_") {
		return
	}
	for line := range strings.SplitSeq(run.Value, "\n") {
		match := handOnPattern().FindStringSubmatch(line)
		if match == nil || strings.ContainsAny(match[2], "`") || strings.Contains(match[2], "$(") {
			continue
		}
		name, held := strings.ToLower(match[1]), c.heldIn(match[2])
		switch {
		case len(held) == 0:
		case match[3] == "GITHUB_ENV":
			c.onward.variables[name] = held
		case id != nil:
			outputs := c.onward.outputs[strings.ToLower(id.Value)]
			if outputs == nil {
				outputs = map[string][]source{}
				c.onward.outputs[strings.ToLower(id.Value)] = outputs
			}
			outputs[name] = held
		}
	}
}

// heldIn is the credentials that a shell's text has in it: by its expressions, or by variables.
func (c *collector) heldIn(text string) []source {
	var held []source
	parsed, _ := expressions(text, false)
	for _, e := range parsed {
		for _, r := range e.references() {
			held = append(held, c.sourcesOf(r)...)
		}
	}
	for _, match := range variablePattern().FindAllStringSubmatch(text, -1) {
		held = append(held, c.held(strings.ToLower(match[1]))...)
	}
	return held
}
