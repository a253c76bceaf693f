package detect

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"
)

// locate says where in text a hit is, all but its lines.
func (h *Hit) locate(text []byte, from, to int) {
	h.from, h.to, h.place = from, to, from
	if i := bytes.Index(text[from:min(to+4, len(text))], []byte(h.Secret)); i >= 0 {
		h.place += i
	}
	h.Name = assignedName(surroundings(text, h.place))
	h.Comment = commentIn(around(text, from, to, maximumComment))
}

// moved is the hit so many bytes further on.
func (h Hit) moved(by int) Hit {
	h.from, h.to, h.place = h.from+by, h.to+by, h.place+by
	return h
}

// number counts the lines and columns of hits that are sorted by place.
func number(text []byte, hits []Hit) {
	line, start, at, column := 1, 0, 0, 1
	advance := func(to int) {
		if n := bytes.Count(text[at:to], newline); n > 0 {
			line += n
			start = lineStart(text, to)
			at, column = start, 1
		}
		column += utf8.RuneCount(text[at:to])
		at = to
	}
	for i := range hits {
		h := &hits[i]
		advance(h.place)
		h.ValueLine, h.Column = line, column
		h.StartLine, h.matchColumn = line, h.from-start+1
		if above := bytes.Count(text[h.from:h.place], newline); above > 0 {
			h.StartLine, h.matchColumn = line-above, h.from-lineStart(text, h.from)+1
		}
	}
}

var newline = []byte{'\n'}

// distinct sorts hits by place and drops those that were found twice.
func distinct(hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Secret, b.Secret))
	})
	return slices.CompactFunc(hits, func(a, b Hit) bool {
		return a.place == b.place && a.Rule == b.Rule && a.Secret == b.Secret
	})
}

// around is the lines of a match, at most so much of them on each side.
func around(text []byte, from, to, reach int) []byte {
	return text[lineStartNear(text, from, reach):lineEndNear(text, to, reach)]
}

// surroundings is the line of a value up to the value, and the line before.
func surroundings(text []byte, place int) string {
	start := lineStartNear(text, place, maximumContext)
	if start > 0 && text[start-1] == '\n' {
		start = lineStartNear(text, start-1, maximumContext)
	}
	return string(text[start:place])
}

// reachOfContext is the range of text that around and surroundings depend on, beyond the text's
// ends where these decide.
func reachOfContext(text []byte, from, to int) (lo, hi int) {
	start := lineStartNear(text, from, maximumContext)
	if lo = start; start > 0 && text[start-1] == '\n' {
		lo = lineStartNear(text, start-1, maximumContext)
	}
	if lo = min(lo, lineStartNear(text, from, maximumComment)) - 1; lo <= 0 {
		lo = -1
	}
	if hi = lineEndNear(text, to, maximumComment) + 1; hi >= len(text) {
		hi = len(text) + 1
	}
	return lo, hi
}
