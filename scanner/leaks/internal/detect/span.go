package detect

import (
	"strings"
)

// Span is where a hit stands in its text, in bytes: enough to have it again without searching.
type Span struct{ From, To, Place, Size int }

// Span gives where a hit stands. It is not ok for what was decoded or unpacked: that is to be searched for.
func (h *Hit) Span() (s Span, ok bool) {
	s = Span{h.from, h.to, h.place, len(h.Secret)}
	within := h.place - h.from
	plain := h.Depth == 0 && !h.Packed && h.Secret != "" && h.to-h.from == len(h.match) && within >= 0 && within < len(h.match)
	return s, plain && strings.HasPrefix(h.match[within:], h.Secret)
}

// Hit cuts a hit out of its text, all but its rule. It is not ok for a span of another text.
func (s Span) Hit(text []byte) (h Hit, ok bool) {
	inside := 0 <= s.From && s.From <= s.Place && 0 < s.Size && s.Size <= s.To-s.Place && s.To <= len(text)
	if !inside {
		return Hit{}, false
	}
	h = Hit{Secret: string(text[s.Place : s.Place+s.Size]), match: string(text[s.From:s.To])}
	if h.match != strings.Trim(h.match, "\n") {
		return Hit{}, false // nothing that is found is like that
	}
	h.Line = string(around(text, s.From, s.To, maximumContext))
	h.locate(text, s.From, s.To)
	if h.place != s.Place {
		return Hit{}, false
	}
	one := []Hit{h}
	number(text, one)
	return one[0], true
}
