package leaks

import (
	"bytes"
	"hash/maphash"
)

// Margins of a region, on each side of lines not seen before. Rules look at one line, or at a
// few that follow each other; the longest, a private key, is new in all its lines, or in
// lines between others that are hot.
const (
	marginLines = 6
	marginBytes = 8 << 10
)

// maximumSeen bounds the memory of one lane's seen, at about 20 bytes a pair. Beyond it lines are
// looked at again, which costs time and loses nothing.
const maximumSeen = 24 << 20 / lanes

// seen remembers which lines were looked at. Its unit is a line together with the line before,
// so that known lines in a new order are new. A pair is hot when something was found there: it is
// looked at again wherever it occurs, and so found again, at its place there.
type seen struct {
	seed maphash.Seed
	hot  map[uint64]bool
}

func newSeen() *seen { return &seen{seed: maphash.MakeSeed(), hot: map[uint64]bool{}} }

// interesting tells whether a pair has to be looked at.
func (s *seen) interesting(pair uint64) bool {
	hot, known := s.hot[pair]
	return hot || !known
}

// add records that a pair was looked at. Hot stays hot.
func (s *seen) add(pair uint64, hot bool) {
	if hot || len(s.hot) < maximumSeen {
		s.hot[pair] = s.hot[pair] || hot
	}
}

// next chains the hash of a line to the line before's, and gives the pair and the line's own hash.
func (s *seen) next(before uint64, line []byte) (pair, own uint64) {
	own = maphash.Bytes(s.seed, line)
	return own ^ (before*0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019), own
}

// region is a range of a text, at line ends.
type region struct{ from, to int }

// regions gives the parts of text that have to be looked at, in the window where it can differ
// from what was seen, each with its margin, and the pairs that are new there.
func (s *seen) regions(text []byte, window region) (parts []region, pairs []uint64) {
	start := lineStart(text, window.from)
	var before uint64
	if start > 0 {
		_, before = s.next(0, text[lineStart(text, start-1):start-1])
	}
	for start < window.to {
		end := lineEnd(text, start)
		var pair uint64
		pair, before = s.next(before, text[start:end])
		if s.interesting(pair) {
			pairs = append(pairs, pair)
			part := region{max(retreat(text, start), 0), advance(text, end)}
			if last := len(parts) - 1; last >= 0 && part.from <= parts[last].to {
				parts[last].to = max(parts[last].to, part.to)
			} else {
				parts = append(parts, part)
			}
		}
		start = end + 1
	}
	return parts, pairs
}

// heat marks the lines from first to last, by offsets, and the step to the line after them.
func (s *seen) heat(text []byte, first, last int) {
	start := lineStart(text, first)
	var before uint64
	if start > 0 {
		_, before = s.next(0, text[lineStart(text, start-1):start-1])
	}
	for after := false; start <= len(text) && !after; {
		end := lineEnd(text, start)
		var pair uint64
		pair, before = s.next(before, text[start:end])
		s.add(pair, true)
		after = start > last
		start = end + 1
	}
}

// retreat goes back from a line's start by the margin.
func retreat(text []byte, start int) int {
	limit := max(start-marginBytes, 0)
	for range marginLines {
		if start <= limit {
			return start
		}
		start = lineStartNear(text, start-1, marginBytes)
	}
	return start
}

// advance goes on from a line's end by the margin.
func advance(text []byte, end int) int {
	limit := min(end+marginBytes, len(text))
	for range marginLines {
		if end >= limit {
			return end
		}
		end = lineEndNear(text, end+1, marginBytes)
	}
	return end
}

// changed is the window in which text differs from another version of it.
func changed(old, text []byte) region {
	shorter := min(len(old), len(text))
	prefix := commonPrefix(old[:shorter], text[:shorter])
	suffix := commonSuffix(old[prefix:], text[prefix:])
	return region{prefix, max(min(lineEnd(text, len(text)-suffix)+1, len(text)), prefix)}
}

// block is how much is compared at once.
const block = 256

func commonPrefix(a, b []byte) int {
	n := 0
	for n+block <= len(a) && n+block <= len(b) && bytes.Equal(a[n:n+block], b[n:n+block]) {
		n += block
	}
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b []byte) int {
	n := 0
	for n+block <= len(a) && n+block <= len(b) && bytes.Equal(a[len(a)-n-block:len(a)-n], b[len(b)-n-block:len(b)-n]) {
		n += block
	}
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
