package workflows

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rhysd/actionlint"
)

// maximumTexts is how many values of an expression are followed; GitHub runs at most 256 jobs of a matrix.
const maximumTexts = 256

// textsFrom is all values that an expression can have: a text, a variable of a matrix that is written out, or a format of
// such. Not known is what depends on anything else.
func textsFrom(node actionlint.ExprNode, strategy *actionlint.Strategy) (texts []string, known bool) {
	switch n := node.(type) {
	case *actionlint.StringNode:
		return []string{n.Value}, true
	case *actionlint.ObjectDerefNode, *actionlint.IndexAccessNode:
		return matrixTexts(matrixPath(n), strategy)
	case *actionlint.FuncCallNode:
		if strings.EqualFold(n.Callee, "format") && len(n.Args) > 1 {
			return formatted(n.Args, strategy)
		}
	}
	return nil, false
}

// matrixTexts is the values of a variable of the matrix, or of a property of it, known where the matrix is written out.
func matrixTexts(path []string, strategy *actionlint.Strategy) (texts []string, known bool) {
	if len(path) == 0 || !writtenOut(strategy) {
		return nil, false
	}
	for _, value := range matrixValues(strategy, path) {
		text, ok := value.(*actionlint.RawYAMLString)
		if !ok || strings.Contains(text.Value, "${{") || len(texts) == maximumTexts {
			return nil, false
		}
		texts = append(texts, text.Value)
	}
	slices.Sort(texts)
	return slices.Compact(texts), len(texts) > 0
}

// matrixVariable is the variable of the matrix that a text is, and nothing else, with the properties that are taken of it.
func matrixVariable(text string) []string {
	parsed, failed := expressions(text, false)
	if failed > 0 || len(parsed) != 1 || !isOneExpression(text) {
		return nil
	}
	return matrixPath(parsed[0].node)
}

// matrixPath is the variable of the matrix that an expression is, and the properties that are taken of it.
func matrixPath(node actionlint.ExprNode) []string {
	switch node.(type) {
	case *actionlint.ObjectDerefNode, *actionlint.IndexAccessNode:
		if references := (expression{node: node}).references(); len(references) == 1 && references[0].is("matrix") {
			return references[0].path
		}
	}
	return nil
}

// matrixValues is the values that a variable of the matrix, or a property of it, takes, as far as they are written out.
func matrixValues(s *actionlint.Strategy, path []string) []actionlint.RawYAMLValue {
	if s == nil || s.Matrix == nil || len(path) == 0 {
		return nil
	}
	var values []actionlint.RawYAMLValue
	if row := s.Matrix.Rows[path[0]]; row != nil {
		values = append(values, row.Values...)
	}
	if s.Matrix.Include != nil {
		for _, c := range s.Matrix.Include.Combinations {
			if assigned := c.Assigns[path[0]]; assigned != nil {
				values = append(values, assigned.Value)
			}
		}
	}
	for _, property := range path[1:] {
		values = properties(values, property)
	}
	return values
}

// properties is a property of each value that has it.
func properties(values []actionlint.RawYAMLValue, name string) []actionlint.RawYAMLValue {
	var found []actionlint.RawYAMLValue
	for _, value := range values {
		if object, ok := value.(*actionlint.RawYAMLObject); ok && object.Props[name] != nil {
			found = append(found, object.Props[name])
		}
	}
	return found
}

// textsOf is the texts in a value: itself, or those of a list.
func textsOf(value actionlint.RawYAMLValue) []string {
	switch v := value.(type) {
	case *actionlint.RawYAMLString:
		return []string{clean(v.Value)}
	case *actionlint.RawYAMLArray:
		var all []string
		for _, element := range v.Elems {
			all = append(all, textsOf(element)...)
		}
		return all
	}
	return nil
}

// writtenOut tells whether a matrix has no part that an expression gives.
func writtenOut(s *actionlint.Strategy) bool {
	if s == nil || s.Matrix == nil || s.Matrix.Expression != nil {
		return false
	}
	for _, row := range s.Matrix.Rows {
		if row.Expression != nil {
			return false
		}
	}
	if s.Matrix.Include == nil {
		return true
	}
	return s.Matrix.Include.Expression == nil && !slices.ContainsFunc(s.Matrix.Include.Combinations, func(c *actionlint.MatrixCombination) bool {
		return c.Expression != nil
	})
}

// formatted is the values of format('{0}_{1}', …), each argument with each of its values.
func formatted(arguments []actionlint.ExprNode, strategy *actionlint.Strategy) (texts []string, known bool) {
	texts, known = textsFrom(arguments[0], strategy)
	if !known {
		return nil, false
	}
	for i, argument := range arguments[1:] {
		values, known := textsFrom(argument, strategy)
		if !known || len(texts)*len(values) > maximumTexts {
			return nil, false
		}
		var filled []string
		for _, text := range texts {
			for _, value := range values {
				filled = append(filled, strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", value))
			}
		}
		texts = filled
	}
	return texts, true
}

// maximumEnvironments is how many environments of one job are named.
const maximumEnvironments = 20

// environmentOf is the environment of a job, and whether it is an expression of which more than one can come, with those
// that can where the matrix says so. One that a variable of the matrix names, and always alike, is that.
func environmentOf(name *actionlint.String, strategy *actionlint.Strategy) (environment string, dynamic bool, each []string) {
	if !name.ContainsExpression() {
		return textOf(name), false, nil
	}
	texts, known := wholeTexts(name, strategy)
	if known && len(texts) == 1 {
		return clean(texts[0]), false, nil
	}
	if known && len(texts) <= maximumEnvironments {
		for _, text := range texts {
			each = append(each, clean(text))
		}
	}
	return textOf(name), true, each
}

// wholeTexts is all values of a text that is one expression and nothing else.
func wholeTexts(s *actionlint.String, strategy *actionlint.Strategy) (texts []string, known bool) {
	parsed, failed := expressions(s.Value, false)
	if failed > 0 || len(parsed) != 1 || !isOneExpression(s.Value) {
		return nil, false
	}
	return textsFrom(parsed[0].node, strategy)
}
