package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// maximumExpressionBytes is GitHub's own limit on an expression.
const maximumExpressionBytes = 21_000

// maximumFailures is after how many unreadable expressions a text is given up.
const maximumFailures = 20

// reference is one access to a context in an expression: secrets.NPM_TOKEN.
type reference struct {
	context string   // "secrets", "github", …, in lower case
	path    []string // its properties, in lower case; anyProperty and unknownProperty stand for themselves
	offset  int      // of its first byte in the text that holds the expression

	part     bool                // of what fromJSON reads
	asked    bool                // it is asked something, and no part of the value
	computed actionlint.ExprNode // what gives the first property, where that is unknownProperty
}

// Properties that are not a name.
const (
	anyProperty     = "*"
	unknownProperty = "?" // computed by an expression
)

// is tells whether the reference is to context.path.
func (r reference) is(context string, path ...string) bool {
	if r.context != context || len(r.path) < len(path) {
		return false
	}
	for i, p := range path {
		if r.path[i] != p {
			return false
		}
	}
	return true
}

// tail is the last property, "" when there is none.
func (r reference) tail() string {
	if len(r.path) == 0 {
		return ""
	}
	return r.path[len(r.path)-1]
}

// expression is one parsed expression and where it begins in its text.
type expression struct {
	node   actionlint.ExprNode
	offset int
}

// expressions parses the expressions of a text. Bare says that a text without ${{ is an
// expression itself, as in `if:`. Failed counts those that are no expression.
func expressions(text string, bare bool) (parsed []expression, failed int) {
	if bare && !strings.Contains(text, "${{") {
		node, _, ok := parseExpression(text + "}}")
		if !ok {
			return nil, 1
		}
		return []expression{{node, 0}}, 0
	}
	for at := 0; ; {
		begin := strings.Index(text[at:], "${{")
		if begin < 0 {
			return parsed, failed
		}
		at += begin + len("${{")
		node, length, ok := parseExpression(text[at:])
		if !ok {
			if failed++; failed == maximumFailures {
				return parsed, failed
			}
			continue
		}
		parsed = append(parsed, expression{node, at})
		at += length
	}
}

// parseExpression parses up to the closing braces and returns the length that it took.
func parseExpression(text string) (node actionlint.ExprNode, length int, ok bool) {
	if len(text) > maximumExpressionBytes {
		text = text[:maximumExpressionBytes]
	}
	for _, spelling := range []string{text, strings.ReplaceAll(text, "[*]", ".* ")} { // which the parser does not know
		lexer := actionlint.NewExprLexer(spelling)
		if node, err := actionlint.NewExprParser().Parse(lexer); err == nil {
			return node, min(lexer.Offset(), len(text)), true
		}
	}
	return nil, 0, false
}

// references lists the accesses to contexts in the expression, outermost first.
func (e expression) references() []reference {
	var found []reference
	collectReferences(e.node, false, func(r reference) {
		r.offset += e.offset
		found = append(found, r)
	})
	return found
}

// collectReferences finds the accesses in an expression; asked says that the expression around it only asks about its value.
func collectReferences(node actionlint.ExprNode, asked bool, found func(reference)) {
	switch n := node.(type) {
	case *actionlint.VariableNode, *actionlint.ObjectDerefNode, *actionlint.ArrayDerefNode, *actionlint.IndexAccessNode:
		collectAccess(node, asked, found)
	case *actionlint.NotOpNode:
		collectReferences(n.Operand, true, found)
	case *actionlint.CompareOpNode:
		collectReferences(n.Left, true, found)
		collectReferences(n.Right, true, found)
	case *actionlint.LogicalOpNode: // of `a && b`, a is the value only when there is nothing in it
		collectReferences(n.Left, asked || n.Kind == actionlint.LogicalOpNodeKindAnd, found)
		collectReferences(n.Right, asked, found)
	case *actionlint.FuncCallNode:
		asked = asked || !slices.Contains(carriers, strings.ToLower(n.Callee))
		for _, argument := range n.Args {
			collectReferences(argument, asked, found)
		}
	}
}

// collectAccess follows a chain of properties to the context at its root.
func collectAccess(node actionlint.ExprNode, asked bool, found func(reference)) {
	var path []string
	var computed actionlint.ExprNode
	for {
		switch n := node.(type) {
		case *actionlint.ObjectDerefNode:
			path = append(path, n.Property)
			node = n.Receiver
			continue
		case *actionlint.ArrayDerefNode:
			path = append(path, anyProperty)
			node = n.Receiver
			continue
		case *actionlint.IndexAccessNode:
			path, computed = append(path, indexProperty(n.Index)), n.Index
			collectReferences(n.Index, asked, found)
			node = n.Operand
			continue
		case *actionlint.VariableNode:
			slices.Reverse(path)
			found(reference{context: n.Name, path: path, offset: n.Token().Offset, asked: asked, computed: computed})
		case *actionlint.FuncCallNode:
			part := len(path) > 0 && strings.EqualFold(n.Callee, "fromJSON")
			collectReferences(node, asked, func(r reference) { r.part = r.part || part; found(r) })
		default: // a parenthesis
			collectReferences(node, asked, found)
		}
		return
	}
}

func indexProperty(index actionlint.ExprNode) string {
	if literal, ok := index.(*actionlint.StringNode); ok {
		return strings.ToLower(literal.Value)
	}
	return unknownProperty
}
