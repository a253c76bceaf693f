package match

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// Rule is an expression to look for.
type Rule struct {
	Expression *lazyregexp.Expression
	// Keywords are strings in lower case of which one must be in the text, in any case, for matches
	// to count; none means that they always do. They are asked only where that saves work: for an
	// expression with an anchor the caller has to.
	Keywords []string
}

// Judge is told what a rule matched, as offsets in text, in the window of a record. It gives what
// the record is to carry, and the range of text that this depends on besides the window. It is
// also asked about Extra's windows, with a rule of -1 and no matches.
type Judge func(text []byte, rule int, matches [][]int, from, to int) (outcome any, lo, hi int)

// Extra finds windows of another kind, around things.
type Extra struct {
	// Find yields the things that lie in [from, to) of text or reach into it, each once. Whether
	// something is a thing must depend on its bytes, and one more on each side, alone. No thing goes
	// beyond a line.
	Find func(text []byte, from, to int, yield func(from, to int))
	// Window is the window around a thing. It must depend on the bytes of the window alone.
	Window func(text []byte, from, to int) (start, end int)
	Reach  int // how far a window goes beyond its thing at most, in bytes
}

// Matcher holds rules ready for search. It may be used from several goroutines.
type Matcher struct {
	rules      []Rule
	anchors    []prepared
	whole      []*wholeRule
	index      *index // of the anchors, and behind them of the keywords of whole rules
	before     int    // the most bytes that a window begins before its anchor
	pieces     *pieceStore
	remembered *windowStore
	long       *shared
	judge      Judge
	extra      *Extra
}

// prepared is an anchor whose automaton's program is made when it is first met.
type prepared struct {
	anchor
	rule    int
	once    sync.Once
	program *program
}

// wholeRule is a rule without an anchor. Its program looks for a match anywhere.
type wholeRule struct {
	prepared
	indexed bool // its keywords are in the index
}

// maximumWhole is how many rules without an anchor can have their keywords in the index.
const maximumWhole = 64

// New prepares rules; extra and known may be nil.
func New(rules []Rule, judge Judge, extra *Extra, known Known) *Matcher {
	m := &Matcher{rules: rules, judge: judge, extra: extra, pieces: newPieceStore(), remembered: &windowStore{}, long: &shared{backward: map[int]*backward{}}}
	found := make([][]anchor, len(rules))
	count := 0
	for i, rule := range rules {
		found[i] = known.anchors(rule.Expression.String())
		count += len(found[i])
		if found[i] == nil {
			indexed := len(m.whole) < maximumWhole && shortestOf(rule.Keywords) >= minimumLiteral && allASCII(rule.Keywords)
			m.whole = append(m.whole, &wholeRule{prepared{anchor: anchor{before: endless}, rule: i}, indexed})
		}
	}
	m.anchors = make([]prepared, 0, count)
	var sets []literalSet
	for rule, anchors := range found {
		for _, a := range anchors {
			m.anchors = append(m.anchors, prepared{anchor: a, rule: rule})
			m.before = max(m.before, a.before)
			sets = append(sets, literalSet{a.literals, a.word})
		}
	}
	for _, w := range m.whole {
		var keywords []string
		if w.indexed {
			keywords = rules[w.rule].Keywords
		}
		sets = append(sets, literalSet{texts: keywords})
	}
	m.index = newIndex(sets)
	return m
}

func allASCII(keywords []string) bool {
	return !slices.ContainsFunc(keywords, func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || r != unicode.ToLower(r) })
	})
}

// With is a matcher for the same rules with another judge and without Extra.
func (m *Matcher) With(judge Judge) *Matcher {
	other := *m
	other.judge, other.extra, other.pieces = judge, nil, newPieceStore()
	return &other
}

// compiled gives the anchor's program, nil if it cannot be made: then every anchor counts.
func (m *Matcher) compiled(p *prepared) *program {
	p.once.Do(func() { p.program = p.anchor.program(m.rules[p.rule].Expression.String()) })
	return p.program
}

// asks tells whether the text has one of the keywords that a rule without an anchor needs.
func (r *Rule) asks(lowered []byte) bool {
	for _, keyword := range r.Keywords {
		if bytes.Contains(lowered, []byte(keyword)) {
			return true
		}
	}
	return len(r.Keywords) == 0
}

func lowered(text []byte) []byte { return []byte(strings.ToLower(string(text))) }
