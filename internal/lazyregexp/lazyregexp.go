// Package lazyregexp compiles regular expressions when they are first used, so that a
// program that needs none of them does not pay for them when it starts.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns the expression behind a function that compiles it once. The function panics
// if the expression is wrong, as regexp.MustCompile does.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
