package detect

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// isLiteral tells a value from a name in a program: in its files a value stands in quotes.
func isLiteral(h *Hit, path string) bool {
	return h.Depth > 0 || !evidence.IsCode(path) || quotedIn(h) != bareValue
}

// inComment tells whether the line of a hit is a comment.
func inComment(h *Hit) bool {
	at := max(strings.Index(h.Line, h.match), 0)
	return evidence.IsComment(h.Line[strings.LastIndexByte(h.Line[:at], '\n')+1:])
}

// quoting is how a value stands in its line.
type quoting int

const (
	bareValue    quoting = iota
	insideQuotes         // a part of what is in quotes
	wholeQuotes          // between two quotes
)

// quotedIn looks at the line of a hit for the quotes around its value.
func quotedIn(h *Hit) quoting {
	at := strings.Index(h.Line, h.match)
	if at < 0 {
		return insideQuotes // it was decoded
	}
	in := strings.Index(h.match, h.Secret)
	if in < 0 {
		return insideQuotes
	}
	from := at + in
	to := from + len(h.Secret)
	if from > 0 && to < len(h.Line) && h.Line[from-1] == h.Line[to] && strings.IndexByte("\"'`", h.Line[to]) >= 0 {
		return wholeQuotes
	}
	line := h.Line[strings.LastIndexByte(h.Line[:from], '\n')+1 : from]
	if evidence.OpenQuote(line) >= 0 {
		return insideQuotes
	}
	return bareValue
}

// NameInMatch is the name in front of an assignment that a detector of ours found by that name: it is a
// part of the match, and may begin before it.
func (h *Hit) NameInMatch() string {
	at := strings.Index(h.Line, h.match)
	if at < 0 {
		return h.Name
	}
	from, to := at, at
	for from > 0 && isNameByte(h.Line[from-1]) {
		from--
	}
	for to < len(h.Line) && isNameByte(h.Line[to]) {
		to++
	}
	name := h.Line[from:to]
	if to < len(h.Line) && h.Line[to] == '(' { // a call on it: password.equals("x")
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
// one of ours, found it too; and by gitleaks' rule for anything where one of ours knows the form of it.
func (s *Ruleset) withoutDoubles(hits []*Hit) []*Hit {
	var kept []*Hit
	for _, h := range hits {
		if !slices.ContainsFunc(hits, func(other *Hit) bool { return other != h && sameText(h, other) && s.outranks(other, h) }) {
			kept = append(kept, h)
		}
	}
	return kept
}

// outranks tells which of two hits for one value counts.
func (s *Ruleset) outranks(better, h *Hit) bool {
	over, d := s.own[better.Rule], s.own[h.Rule]
	switch {
	case d == nil:
		return over != nil && knowsForm(over) && s.generic(h)
	case d.PartOnly:
		return false
	case over == nil:
		return !knowsForm(d) || !s.generic(better)
	case better.Depth != h.Depth:
		return better.Depth < h.Depth
	}
	return over.Rank < d.Rank && !over.PartOnly
}

// knowsForm tells whether a detector knows whose value it is, or what, by more than a name, or the whole of what others know a part of.
func knowsForm(d *rules.Detector) bool {
	return d.Sort == evidence.Block || d.Sort == evidence.Issued || d.Split
}

// sameText tells whether two hits' values overlap where they lie.
func sameText(a, b *Hit) bool {
	aFrom, aTo := a.extent()
	bFrom, bTo := b.extent()
	return aFrom < bTo && bFrom < aTo
}

// extent is where a hit's value lies, as offsets in the text; that of a decoded one all that was decoded.
func (h *Hit) extent() (from, to int) {
	if h.Depth > 0 {
		return h.from, h.to
	}
	return h.place, h.place + len(h.Secret)
}

// Quoted tells whether a hit's value is all that stands between two quotes.
func (h *Hit) Quoted() bool { return quotedIn(h) == wholeQuotes }
