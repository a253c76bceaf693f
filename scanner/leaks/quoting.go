package leaks

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// isLiteral tells a value from a name in a program: in its files a value stands in quotes.
func isLiteral(h *hit, path string) bool {
	return h.depth > 0 || !evidence.IsCode(path) || quotedIn(h) != bareValue
}

// quoting is how a value stands in its line.
type quoting int

const (
	bareValue    quoting = iota
	insideQuotes         // a part of what is in quotes
	wholeQuotes          // between two quotes
)

// quotedIn looks at the line of a hit for the quotes around its value.
func quotedIn(h *hit) quoting {
	at := strings.Index(h.line, h.match)
	if at < 0 {
		return insideQuotes // it was decoded
	}
	in := strings.Index(h.match, h.secret)
	if in < 0 {
		return insideQuotes
	}
	from := at + in
	to := from + len(h.secret)
	if from > 0 && to < len(h.line) && h.line[from-1] == h.line[to] && strings.IndexByte("\"'`", h.line[to]) >= 0 {
		return wholeQuotes
	}
	line := h.line[strings.LastIndexByte(h.line[:from], '\n')+1 : from]
	if openQuote(line) >= 0 {
		return insideQuotes
	}
	return bareValue
}

// nameInMatch is the name in front of an assignment that a detector of ours found by that name: it is a
// part of the match, and may begin before it.
func nameInMatch(h *hit) string {
	at := strings.Index(h.line, h.match)
	if at < 0 {
		return h.name
	}
	from, to := at, at
	for from > 0 && isNameByte(h.line[from-1]) {
		from--
	}
	for to < len(h.line) && isNameByte(h.line[to]) {
		to++
	}
	name := h.line[from:to]
	if to < len(h.line) && h.line[to] == '(' { // a call on it: password.equals("x")
		if called := strings.LastIndexByte(name, '.'); called > at-from {
			name = name[:called]
		}
	}
	return tidy(strings.Trim(name, ".-"))
}

func isNameByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.'
}

// withoutDoubles drops what was found twice: by a detector of our own where one of gitleaks' rules, or a more specific
// one of ours, found it too; and by gitleaks' rule for anything where one of ours knows the form of a key.
func (s *ruleset) withoutDoubles(hits []*hit) []*hit {
	var kept []*hit
	for _, h := range hits {
		if !slices.ContainsFunc(hits, func(other *hit) bool { return other != h && sameText(h, other) && s.outranks(other, h) }) {
			kept = append(kept, h)
		}
	}
	return kept
}

// outranks tells which of two hits for one value counts.
func (s *ruleset) outranks(better, h *hit) bool {
	over, d := s.own[better.rule], s.own[h.rule]
	switch {
	case d == nil:
		return over != nil && over.Sort == evidence.Block && s.generic(h)
	case d.PartOnly:
		return false
	case over == nil:
		return d.Sort != evidence.Block || !s.generic(better)
	case better.depth != h.depth:
		return better.depth < h.depth
	}
	return over.Rank < d.Rank && !over.PartOnly
}

// sameText tells whether two hits' values overlap where they lie.
func sameText(a, b *hit) bool {
	aFrom, aTo := a.extent()
	bFrom, bTo := b.extent()
	return aFrom < bTo && bFrom < aTo
}

// extent is where a hit's value lies, as offsets in the text; that of a decoded one all that was decoded.
func (h *hit) extent() (from, to int) {
	if h.depth > 0 {
		return h.from, h.to
	}
	return h.place, h.place + len(h.secret)
}
