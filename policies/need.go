package policies

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// needs are what must be in the input for a policy to say anything: of one of the lists all. Each is a path from the
// document on, as "identities.*.uses.*.untrusted", where * is any element. Behind it can stand what is asked of what is there:
// "!" that it is not false, "=a|b" that it is one of these texts, true or false. They are derived from the conditions of the policy's rules
// `findings` and `passes`, when the pack is written down: so most policies need not be compiled where nothing of theirs is in
// sight. Without any list the policy is always asked. The lists are lines, and what is in one is between blanks: to read it is put
// off until it is asked.
type needs string

const (
	holds = "!"
	is    = "="
	or    = "|"
)

// met tells whether things, which are the document's field, have all that one of the lists names. known are the paths that were
// asked of them before: policies ask for much the same.
func (n needs) met(field string, things *ast.Term, known map[string]bool) bool {
	has := func(path string) bool {
		found, ok := known[path]
		if !ok {
			found = hasPath(field, things, path)
			known[path] = found
		}
		return found
	}
	for all := range strings.Lines(string(n)) {
		met := true
		for path := range strings.FieldsSeq(all) {
			met = met && has(path)
		}
		if met {
			return true
		}
	}
	return n == ""
}

func hasPath(field string, things *ast.Term, path string) bool {
	place, texts, equal := strings.Cut(path, is)
	place, must := strings.CutSuffix(place, holds)
	first, below, _ := strings.Cut(place, ".")
	if first != field {
		return false
	}
	var steps []*ast.Term
	for step := range strings.SplitSeq(below, ".") {
		steps = append(steps, ast.StringTerm(step))
	}
	return isAt(things.Value, steps, func(v ast.Value) bool {
		switch {
		case must:
			return v.Compare(ast.Boolean(false)) != 0
		case equal:
			text := v.String()
			if s, ok := v.(ast.String); ok {
				text = string(s)
			}
			return slices.Contains(strings.Split(texts, or), text)
		}
		return true
	})
}

// anyStep is a step to every element.
const anyStep = ast.String("*")

// isAt tells whether there is something in a value, at the end of the steps, that fits.
func isAt(v ast.Value, steps []*ast.Term, fits func(ast.Value) bool) bool {
	if len(steps) == 0 {
		return fits(v)
	}
	within := func(t *ast.Term) bool { return isAt(t.Value, steps[1:], fits) }
	all := steps[0].Value == anyStep
	switch v := v.(type) {
	case ast.Object:
		if !all {
			t := v.Get(steps[0])
			return t != nil && within(t)
		}
		return v.Until(func(_, t *ast.Term) bool { return within(t) })
	case *ast.Array:
		return all && v.Until(within)
	case ast.Set:
		return all && v.Until(within)
	}
	return false
}

// nothingSaid is the answer of a policy that has nothing to say.
var nothingSaid = []map[string]any{{"findings": []any{}, "passes": []any{}}}
