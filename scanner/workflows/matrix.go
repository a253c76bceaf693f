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
