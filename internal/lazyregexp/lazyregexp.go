// Package lazyregexp compiles regular expressions when they are first used, so that a
// program that needs none of them does not pay for them when it starts.
package lazyregexp

import (
	"regexp"
	"regexp/syntax"
	"sync"
)

// New returns the expression behind a function that compiles it once. The function panics
// if the expression is wrong, as regexp.MustCompile does.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// Expression is a regular expression that is known by its text until it is used.
type Expression struct {
	text    string
	compile func() *regexp.Regexp
}

// Of gives the expression of a text, which must be right: Regexp panics otherwise, as
// regexp.MustCompile does.
func Of(text string) *Expression { return &Expression{text, New(text)} }

// Parse gives the expression of a text that may be wrong, with the error that regexp.Compile would give.
func Parse(text string) (*Expression, error) {
	if _, err := syntax.Parse(text, syntax.Perl); err != nil {
		return nil, err
	}
	return Of(text), nil
}

// String is the expression's text.
func (e *Expression) String() string { return e.text }

// Regexp is the compiled expression.
func (e *Expression) Regexp() *regexp.Regexp { return e.compile() }
