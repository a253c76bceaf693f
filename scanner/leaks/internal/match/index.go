package match

import (
	"encoding/binary"
	"math/bits"
)

// filterBits is the size of the filter's hash. Ordinary text passes it about one time in fifty.
const filterBits = 14

// index finds many literals in one pass. A table of their first bytes tells for almost every place that
// none begins there.
type index struct {
	// filter has, by the hash of three bytes, a bit for each of the eight kinds of bytes that may come
	// fourth.
	filter   [1 << filterBits]uint8
	buckets  [1 << filterBits]uint16 // by the same hash: where in literals its bucket is, from 1
	literals [][]literal
	longest  int // of the literals, in bytes
}

type literal struct {
	text  string // in lower case
	word  bool   // counts only where a word begins
	ids   []int32
	first uint64 // its first eight bytes, with foldBits set, as far as there are so many
	known uint64 // the bits of these
}

// foldBits is the bit that two cases of a letter differ in, in eight bytes.
const foldBits = 0x2020202020202020

// firstEight gives the first eight bytes of a literal for a quick comparison, and which bits of them count.
func firstEight(text string) (first, known uint64) {
	for i := range min(len(text), 8) {
		first |= uint64(text[i]|0x20) << (8 * i)
		known |= 0xFF << (8 * i)
	}
	return first, known
}

// literalSet is strings in lower case, each at least minimumLiteral long.
type literalSet struct {
	texts []string
	word  bool // they count only where a word begins
}

// newIndex makes an index of sets. A set's place in the list is its id.
func newIndex(sets []literalSet) *index {
	x := &index{}
	for id, set := range sets {
		for _, text := range set.texts {
			x.add(text, set.word, int32(id))
		}
	}
	return x
}

// hit is a place where a set's literal stands.
type hit struct {
	at    int
	id    int32
	reach int32 // what the anchor's automaton said there, see know; 0 when it was not asked
}

// know notes what an anchor's automaton said: whether a match can be there, and how many bytes it took to know.
func (h *hit) know(live bool, reach int) {
	if reach < 1<<30 {
		h.reach = int32(reach) << 1
		if live {
			h.reach |= 1
		}
	}
}

func (x *index) add(text string, word bool, id int32) {
	x.longest = max(x.longest, len(text))
	h := hashOf(uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16)
	if len(text) > minimumLiteral {
		x.filter[h] |= 1 << (text[minimumLiteral] & 7)
	} else {
		x.filter[h] = 0xFF
	}
	if x.buckets[h] == 0 {
		x.literals = append(x.literals, nil)
		x.buckets[h] = uint16(len(x.literals))
	}
	bucket := &x.literals[x.buckets[h]-1]
	for i := range *bucket {
		if l := &(*bucket)[i]; l.text == text && l.word == word {
			l.ids = append(l.ids, id)
			return
		}
	}
	first, known := firstEight(text)
	*bucket = append(*bucket, literal{text, word, []int32{id}, first, known})
}

// hashOf folds the case of three bytes, and a few other bytes with it, and hashes them.
func hashOf(three uint32) uint32 {
	return ((three | 0x202020) & 0xFFFFFF * 0x9E3779B1) >> (32 - filterBits)
}

// step is how many places are looked at with one load of eight bytes, and half of those of a turn.
const step = 4

// find appends a hit for each set that has a literal at a place in [from, to), in the order of places.
func (x *index) find(hits []hit, text []byte, from, to int) []hit {
	i := from
	for ; i < to && i+step+8 <= len(text); i += 2 * step {
		v := binary.LittleEndian.Uint64(text[i:]) | foldBits
		w := binary.LittleEndian.Uint64(text[i+step:]) | foldBits
		found := uint(x.passes(v)) | uint(x.passes(w))<<step
		for ; found != 0; found &= found - 1 {
			if at := i + bits.TrailingZeros(found); at < to {
				hits = x.verify(hits, text, at)
			}
		}
	}
	for ; i < to && i+minimumLiteral <= len(text); i++ {
		hits = x.verify(hits, text, i)
	}
	return hits
}

// passes tells, a bit for each, at which of the first four places in eight bytes a literal may begin.
func (x *index) passes(v uint64) uint8 {
	return x.pass(v) | x.pass(v>>8)<<1 | x.pass(v>>16)<<2 | x.pass(v>>24)<<3
}

// pass is 1 if a literal may begin at the first place.
func (x *index) pass(v uint64) uint8 {
	return x.filter[uint32(v)&0xFFFFFF*0x9E3779B1>>(32-filterBits)] >> (v >> 24 & 7) & 1
}

func (x *index) verify(hits []hit, text []byte, at int) []hit {
	return x.at(hits, text, at, at > 0 && isWord(text[at-1]))
}

// at appends a hit for each set that has a literal at a place, which may be inside a word.
func (x *index) at(hits []hit, text []byte, at int, inside bool) []hit {
	h := hashOf(uint32(text[at]) | uint32(text[at+1])<<8 | uint32(text[at+2])<<16)
	if x.buckets[h] == 0 {
		return hits
	}
	var eight uint64
	if at+8 <= len(text) {
		eight = binary.LittleEndian.Uint64(text[at:]) | foldBits
	} else {
		eight, _ = firstEight(string(text[at:]))
	}
	bucket := x.literals[x.buckets[h]-1]
	for i := range bucket {
		if l := &bucket[i]; (eight^l.first)&l.known == 0 && !(l.word && inside) && hasFold(text[at:], l.text) {
			for _, id := range l.ids {
				hits = append(hits, hit{at: at, id: id})
			}
		}
	}
	return hits
}

// hasFold tells whether text begins with a literal, whatever its case.
func hasFold(text []byte, literal string) bool {
	if len(text) < len(literal) {
		return false
	}
	for i := range len(literal) {
		if lower(text[i]) != literal[i] {
			return false
		}
	}
	return true
}
