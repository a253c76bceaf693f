package registry

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// index finds the entries that may speak of an identity without trying them all. Each entry stands under one piece of text
// that an identity must have for it: the one that fewest entries need.
type index struct {
	entries   []Entry    // the narrowest first
	selectors []Selector // theirs, in lower case
	under     map[piece][]int
	widths    [fieldCount][pieceWidth + 1]bool // of the pieces of each field that entries stand under
	always    []int                            // the entries that need none: their patterns are stars alone
}

// piece is a text in a field of an identity.
type piece struct {
	field int // in the order of Selector.fields
	whole bool
	text  string
}

// pieceWidth is the most bytes of a piece that is not a whole field. Of four there are enough to tell numbers apart.
const pieceWidth = 4

func newIndex(entries []Entry) index {
	x := index{entries: slices.Clone(entries), under: map[piece][]int{}}
	slices.Reverse(x.entries) // of two equally narrow entries the later one holds
	nhi.Sort(x.entries, func(a, b Entry) int {
		an, bn := a.Match.narrowness(), b.Match.narrowness()
		return slices.Compare(bn[:], an[:])
	})
	common := map[piece]int{}
	for _, e := range x.entries {
		s := e.Match.lower()
		x.selectors = append(x.selectors, s)
		for _, p := range s.needs() {
			common[p]++
		}
	}
	for i, s := range x.selectors {
		x.add(i, s.needs(), common)
	}
	return x
}

// add puts an entry under the one of its pieces that is in fewest.
func (x *index) add(position int, pieces []piece, common map[piece]int) {
	if len(pieces) == 0 {
		x.always = append(x.always, position)
		return
	}
	rarest := slices.MinFunc(pieces, func(a, b piece) int { return common[a] - common[b] })
	x.under[rarest] = append(x.under[rarest], position)
	if !rarest.whole {
		x.widths[rarest.field][len(rarest.text)] = true
	}
}

// needs is the pieces that an identity has if the selector, in lower case, speaks of it: exact values, and what stands between
// the stars of patterns, cut into pieces that overlap.
func (s Selector) needs() (pieces []piece) {
	for field, pattern := range s.fields() {
		if isExact(pattern) {
			pieces = append(pieces, piece{field, true, pattern})
			continue
		}
		for literal := range strings.SplitSeq(pattern, "*") {
			width := min(len(literal), pieceWidth)
			for i := 0; width > 0 && i+width <= len(literal); i++ {
				pieces = append(pieces, piece{field, false, literal[i : i+width]})
			}
		}
	}
	return pieces
}

// candidates is the positions of the entries that may speak of an identity, in lower case.
func (x index) candidates(one Selector) []int {
	found := slices.Clone(x.always)
	for field, text := range one.fields() {
		found = append(found, x.under[piece{field, true, text}]...)
		for width, used := range x.widths[field] {
			for i := 0; used && i+width <= len(text); i++ {
				part := text[i : i+width]
				if under := x.under[piece{field, false, part}]; len(under) > 0 && strings.Index(text, part) == i {
					found = append(found, under...)
				}
			}
		}
	}
	return found
}

// selecting is the positions of the entries that speak of an identity, in lower case.
func (x index) selecting(one Selector) []int {
	return slices.DeleteFunc(x.candidates(one), func(i int) bool { return !x.selectors[i].selects(one) })
}

// Match returns the entries that speak of the identity, the narrowest first: what the first
// says of a field holds, and where it says nothing, the next. Entries that name one of the
// aliases, without any *, speak of it too.
//
// Selectors are compared by id, then name, repo, environment, store, service, kind and provider: an exact value
// is narrower than a pattern, a pattern with more literal characters than one with fewer,
// and any than none. Of two that are equal in all, the later in the file is the narrower.
func (d Declarations) Match(identity nhi.Identity, aliases ...nhi.Identity) []Entry {
	hits := d.index.selecting(subject(identity))
	for _, alias := range aliases {
		for _, i := range d.index.selecting(subject(alias)) {
			if d.index.selectors[i].Exact() {
				hits = append(hits, i)
			}
		}
	}
	slices.Sort(hits)
	var entries []Entry
	for _, i := range slices.Compact(hits) {
		entries = append(entries, d.index.entries[i])
	}
	return entries
}
