package leaks

import (
	"bytes"
	"hash/maphash"
	"maps"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/zricethezav/gitleaks/v8/config"
)

// A match of an ordinary rule lies within a few lines, and so within the margin of a line that is
// new. A rule that spans many lines, such as the one for private keys, reaches further: its
// beginning and its end may be old and only something between them new, or gone. Such far rules
// run apart, on the chains of what their keywords reach.

// nearLines is how many newlines a rule may span that is not far. Most could span nine, by allowing
// white space around an operator, and span none.
const nearLines = 12

// How far such a rule is followed from its keyword, in bytes. A rule without an end starts at its
// keyword; the largest keys in use are 13 KiB.
const (
	endlessReach = 16 << 10
	limitedReach = 1 << 10
	longChain    = 128 << 10 // a longer one is cut, with an overlap of endlessReach
)

// farKeyword is a keyword of a far rule.
type farKeyword struct {
	text    string
	endless bool
}

// isFar tells whether a rule is a far one, and whether its matches have no end.
func isFar(rule config.Rule) (far, hasNoEnd bool) {
	parsed, err := syntax.Parse(rule.Regex.String(), syntax.Perl)
	if err != nil {
		return false, false // it was compiled, so it parses
	}
	lines := lineReach(parsed)
	return lines > nearLines, lines >= endless
}

// splitByReach gives the rules for pieces and the far rules, with the far ones' keywords sorted. A
// far rule without a keyword has to look at all of a text: ok is false.
func splitByReach(all config.Config) (near, far config.Config, keywords []farKeyword, ok bool) {
	near, far = all, all
	near.Rules, far.Rules = map[string]config.Rule{}, map[string]config.Rule{}
	reach := map[string]bool{}
	ok = true
	for id, rule := range all.Rules {
		isFar, hasNoEnd := isFar(rule)
		if !isFar {
			near.Rules[id] = rule
			continue
		}
		far.Rules[id] = rule
		ok = ok && len(rule.Keywords) > 0
		for _, keyword := range rule.Keywords {
			reach[keyword] = reach[keyword] || hasNoEnd
		}
	}
	for _, text := range slices.Sorted(maps.Keys(reach)) {
		keywords = append(keywords, farKeyword{text, reach[text]})
	}
	return near, far, keywords, ok
}

// endless is the reach of an expression that has no limit.
const endless = 1 << 20

// lineReach is the number of newlines that a match of re can hold, at most endless.
func lineReach(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return strings.Count(string(re.Rune), "\n")
	case syntax.OpAnyChar:
		return 1
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= '\n' && '\n' <= re.Rune[i+1] {
				return 1
			}
		}
		return 0
	case syntax.OpStar, syntax.OpPlus:
		return repeatedReach(re.Sub[0], endless)
	case syntax.OpRepeat:
		if re.Max < 0 {
			return repeatedReach(re.Sub[0], endless)
		}
		return repeatedReach(re.Sub[0], re.Max)
	case syntax.OpAlternate:
		most := 0
		for _, sub := range re.Sub {
			most = max(most, lineReach(sub))
		}
		return most
	}
	sum := 0
	for _, sub := range re.Sub {
		sum = min(sum+lineReach(sub), endless)
	}
	return sum
}

// repeatedReach takes white space for what it is in practice: an empty line or two, not a page.
func repeatedReach(re *syntax.Regexp, times int) int {
	if re.Op == syntax.OpCharClass && len(re.Rune) <= 6 && re.Rune[len(re.Rune)-1] == ' ' {
		times = min(times, 2)
	}
	return min(lineReach(re)*times, endless)
}

// chains gives the parts of text that far rules have to look at, each as a whole: what their
// keywords reach, merged where it overlaps, unless the same chain was looked at before and held
// nothing. What comes of a chain depends on the chain alone.
func (r *reader) chains(text []byte) (parts []region, hashes []uint64) {
	lower := bytes.ToLower(text)
	if len(lower) != len(text) {
		lower = text // letters that change their length: only the keyword as written is looked for
	}
	var all []region
	for _, keyword := range r.keywords {
		for at := 0; ; at += len(keyword.text) {
			i := bytes.Index(lower[at:], []byte(keyword.text))
			if i < 0 {
				break
			}
			at += i
			all = append(all, keyword.region(text, at))
		}
	}
	for _, part := range merged(all) {
		hash := maphash.Bytes(r.seen.seed, text[part.from:part.to])
		if r.seen.interesting(hash) {
			parts, hashes = append(parts, part), append(hashes, hash)
		}
	}
	return parts, hashes
}

// region is what has to be looked at around an occurrence of the keyword.
func (k farKeyword) region(text []byte, at int) region {
	if k.endless {
		return region{lineStartNear(text, at, limitedReach), lineEndNear(text, min(at+endlessReach, len(text)), limitedReach)}
	}
	return region{lineStartNear(text, max(at-limitedReach, 0), limitedReach), lineEndNear(text, min(at+limitedReach, len(text)), limitedReach)}
}

// merged sorts parts and joins those that touch.
func merged(parts []region) []region {
	if len(parts) == 0 {
		return nil
	}
	slices.SortFunc(parts, func(a, b region) int { return a.from - b.from })
	out := parts[:1]
	for _, part := range parts[1:] {
		if last := &out[len(out)-1]; part.from <= last.to {
			last.to = max(last.to, part.to)
		} else {
			out = append(out, part)
		}
	}
	return out
}
