package match

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// Rule is an expression to look for.
type Rule struct {
	Expression *regexp.Regexp
	// Keywords are strings in lower case of which one must be in the text, in any case, if the
	// expression has no anchor of its own. None means that every text is searched.
	Keywords []string
}

// Judge is told what a rule matched, as offsets in text, in the window of a record. It gives what
// the record is to carry, and the range of text that this depends on besides the window. It is
// also asked about Extra's windows, with a rule of -1 and no matches.
type Judge func(text []byte, rule int, matches [][]int, from, to int) (outcome any, lo, hi int)

// Extra finds windows of another kind that begin in [from, to) of text, or reach into it,
// for which Judge is asked as well. A window must not depend on bytes outside of it.
type Extra func(text []byte, from, to int, yield func(from, to int))

// Matcher holds rules ready for search. It may be used from several goroutines.
type Matcher struct {
	rules  []*prepared
	index  *index
	whole  []int // rules without an anchor
	before int   // the most bytes that a window begins before its anchor
	judge  Judge
	extra  Extra
}

// prepared is a rule whose automaton's program is made when its anchor is first met.
type prepared struct {
	Rule
	anchor
	once    sync.Once
	program *program
}

// New prepares rules; extra may be nil.
func New(rules []Rule, judge Judge, extra Extra) *Matcher {
	m := &Matcher{judge: judge, extra: extra}
	anchors := make([]anchor, len(rules))
	for i, rule := range rules {
		p := &prepared{Rule: rule, anchor: findAnchor(rule.Expression.String())}
		if p.literals == nil {
			m.whole = append(m.whole, i)
		}
		anchors[i] = p.anchor
		m.before = max(m.before, p.before)
		m.rules = append(m.rules, p)
	}
	m.index = newIndex(anchors)
	return m
}

// compiled gives the rule's program, nil if it cannot be made: then every anchor counts.
func (p *prepared) compiled() *program {
	p.once.Do(func() {
		program, err := newProgram(p.rest, p.before == 0)
		if err == nil {
			p.program = program
		}
	})
	return p.program
}

// asks tells whether the text has one of the keywords that a rule without an anchor needs.
func (p *prepared) asks(lowered []byte) bool {
	for _, keyword := range p.Keywords {
		if bytes.Contains(lowered, []byte(keyword)) {
			return true
		}
	}
	return len(p.Keywords) == 0
}

// folds tells whether text holds letters beyond ASCII that some expressions take for ASCII ones.
func folds(text []byte) bool {
	return bytes.Contains(text, []byte(longS)) || bytes.Contains(text, []byte(kelvin))
}

func lowered(text []byte) []byte { return []byte(strings.ToLower(string(text))) }
