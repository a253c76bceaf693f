package match

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// Limits of the search for an anchor.
const (
	maximumLiterals = 64  // strings of one anchor
	minimumLiteral  = 3   // bytes of each, for the prefilter
	usefulLiteral   = 6   // bytes beyond which a string is not rarer in practice
	maximumLiteral  = 8   // bytes of each; the automaton checks the rest
	maximumBefore   = 384 // bytes of a match before its anchor
	maximumAnchors  = 16  // of one expression
	endless         = 1 << 30
)

// anchor says where matches of an expression can be: every match holds one of the literals, at
// most before bytes after its beginning, and what follows from there on matches rest.
type anchor struct {
	literals []string // in lower case; nil when there is no anchor
	before   int      // in bytes
	word     bool     // a word must begin at the literal
	rest     *syntax.Regexp
	written  string // rest, of an anchor that was known
}

// findAnchors gives an anchor for an expression, or one for each of its alternatives; nil when there
// is none.
func findAnchors(expression string) []anchor {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	return anchorsOf(parsed)
}

// program makes what follows the anchor in every match of the expression into a program; nil if that cannot be.
func (a *anchor) program(expression string) *program {
	rest := a.rest
	switch {
	case a.before == endless:
		rest = anywhere(expression)
	case rest == nil:
		rest, _ = syntax.Parse(a.written, syntax.Perl)
	}
	if rest == nil {
		return nil
	}
	made, err := newProgram(rest, a.before == 0)
	if err != nil {
		return nil
	}
	return made
}

func anchorsOf(re *syntax.Regexp) (anchors []anchor) {
	parts := flatten(nil, re)
	if best := bestAnchor(parts); best.literals != nil {
		return []anchor{best}
	}
	i := slices.IndexFunc(parts, func(part *syntax.Regexp) bool { return part.Op == syntax.OpAlternate })
	if i < 0 {
		return nil
	}
	for _, alternative := range parts[i].Sub {
		more := anchorsOf(concat(slices.Concat(parts[:i], []*syntax.Regexp{alternative}, parts[i+1:])))
		if more == nil || len(anchors)+len(more) > maximumAnchors {
			return nil
		}
		anchors = append(anchors, more...)
	}
	return anchors
}

// bestAnchor takes the best place in parts that follow each other to look for.
func bestAnchor(parts []*syntax.Regexp) anchor {
	best, bestScore, before := anchor{}, 0, 0
	for i, part := range parts {
		if longest(part) == 0 {
			continue // an assertion
		}
		literals, _ := prefixes(parts[i:])
		shortest := shortestOf(literals)
		if score := min(shortest, usefulLiteral); score > bestScore && shortest >= minimumLiteral && before <= maximumBefore {
			best = anchor{literals: shortened(literals), before: before, rest: concat(parts[i:])}
			best.word = before == 0 && i > 0 && parts[i-1].Op == syntax.OpWordBoundary && allBeginWords(literals)
			bestScore = score
		}
		before = min(before+longest(part), endless)
	}
	return best
}

// shortened cuts strings down to what is looked for.
func shortened(literals []string) []string {
	cut := make([]string, len(literals))
	for i, s := range literals {
		cut[i] = s[:min(len(s), maximumLiteral)]
	}
	slices.Sort(cut)
	return slices.Compact(cut)
}

// anywhere is what follows an anchor where there is none: a match may begin at any distance.
func anywhere(expression string) *syntax.Regexp {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	skipped := &syntax.Regexp{Op: syntax.OpStar, Flags: syntax.Perl, Sub: []*syntax.Regexp{{Op: syntax.OpAnyChar}}}
	return concat([]*syntax.Regexp{skipped, parsed})
}

// flatten gives the parts that follow each other in every match, without captures.
func flatten(parts []*syntax.Regexp, re *syntax.Regexp) []*syntax.Regexp {
	switch re.Op {
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			parts = flatten(parts, sub)
		}
		return parts
	}
	return append(parts, re)
}

func concat(parts []*syntax.Regexp) *syntax.Regexp {
	return &syntax.Regexp{Op: syntax.OpConcat, Sub: parts, Flags: syntax.Perl}
}

func shortestOf(literals []string) int {
	if len(literals) == 0 {
		return 0
	}
	shortest := len(literals[0])
	for _, s := range literals {
		shortest = min(shortest, len(s))
	}
	return shortest
}

func allBeginWords(literals []string) bool {
	return !slices.ContainsFunc(literals, func(s string) bool { return !isWord(s[0]) })
}

// isWord is what \b takes for a part of a word.
func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_'
}

// prefixes gives strings of which every match of the parts begins with one, in lower case; whole
// tells that nothing comes after them.
func prefixes(parts []*syntax.Regexp) (set []string, whole bool) {
	set = []string{""}
	for _, part := range parts {
		next, whole := prefixesOf(part)
		if len(next) > 1 && shortestOf(set) >= minimumLiteral && len(set)*len(next) > len(set)+4 {
			return set, false // longer strings would not pay for their number
		}
		combined := cross(set, next)
		if combined == nil {
			return set, false
		}
		set = combined
		if !whole || shortestOf(set) >= maximumLiteral {
			return set, false
		}
	}
	return set, true
}

// cross is each string of a with each of b at its end; nil when these are too many.
func cross(a, b []string) []string {
	if len(a)*len(b) > maximumLiterals {
		return nil
	}
	var set []string
	for _, x := range a {
		for _, y := range b {
			set = append(set, x+y)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func prefixesOf(re *syntax.Regexp) (set []string, whole bool) {
	switch re.Op {
	case syntax.OpLiteral:
		return literalPrefix(re.Rune)
	case syntax.OpCharClass:
		return classPrefixes(re.Rune)
	case syntax.OpConcat, syntax.OpCapture:
		return prefixes(re.Sub)
	case syntax.OpAlternate:
		return alternatives(re.Sub)
	case syntax.OpPlus:
		set, _ = prefixesOf(re.Sub[0])
		return set, false
	case syntax.OpRepeat:
		if re.Min == 0 {
			return []string{""}, false
		}
		set, whole = prefixesOf(re.Sub[0])
		return set, whole && re.Min == 1 && re.Max == 1
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}, true
	}
	return []string{""}, false
}

// literalPrefix is the ASCII beginning of a literal. Case is left to the automaton.
func literalPrefix(runes []rune) (set []string, whole bool) {
	var s []byte
	for _, r := range runes {
		if r >= utf8.RuneSelf {
			return []string{string(s)}, false
		}
		s = append(s, lower(byte(r)))
	}
	return []string{string(s)}, true
}

// classPrefixes is a class's members, if they are few. The two letters beyond ASCII that fold
// to ASCII ones are left out: see findFolded.
func classPrefixes(ranges []rune) (set []string, whole bool) {
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i] == ranges[i+1] && foldsToASCII(ranges[i]) {
			continue
		}
		if ranges[i+1] >= utf8.RuneSelf {
			return []string{""}, false
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			set = append(set, string([]byte{lower(byte(r))}))
		}
	}
	slices.Sort(set)
	set = slices.Compact(set)
	if len(set) == 0 || len(set) > maximumLiterals {
		return []string{""}, false
	}
	return set, true
}

func alternatives(subs []*syntax.Regexp) (set []string, whole bool) {
	whole = true
	for _, sub := range subs {
		more, complete := prefixesOf(sub)
		set, whole = append(set, more...), whole && complete
	}
	slices.Sort(set)
	set = slices.Compact(set)
	if len(set) > maximumLiterals {
		return []string{""}, false
	}
	return set, whole
}

func foldsToASCII(r rune) bool { return r == 0x17f || r == 0x212a }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// longestRune is the bytes that a class's members can have, but for those that fold to ASCII.
func longestRune(ranges []rune) int {
	for i := 0; i < len(ranges); i += 2 {
		single := ranges[i] == ranges[i+1] && foldsToASCII(ranges[i])
		if ranges[i+1] >= utf8.RuneSelf && !single {
			return utf8.UTFMax
		}
	}
	return 1
}

func longestLiteral(runes []rune) int {
	sum := 0
	for _, r := range runes {
		if r < utf8.RuneSelf {
			sum++
		} else {
			sum += utf8.UTFMax
		}
	}
	return sum
}

// longest is the number of bytes that a match of re can have, at most endless.
func longest(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return longestLiteral(re.Rune)
	case syntax.OpCharClass:
		return longestRune(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return utf8.UTFMax
	case syntax.OpStar, syntax.OpPlus:
		return endless
	case syntax.OpRepeat:
		if re.Max < 0 {
			return endless
		}
		return min(longest(re.Sub[0])*re.Max, endless)
	case syntax.OpAlternate:
		most := 0
		for _, sub := range re.Sub {
			most = max(most, longest(sub))
		}
		return most
	}
	sum := 0
	for _, sub := range re.Sub {
		sum = min(sum+longest(sub), endless)
	}
	return sum
}
