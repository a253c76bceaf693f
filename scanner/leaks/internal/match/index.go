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
	buckets  [1 << filterBits]uint32 // by the same hash: where in literals its bucket begins, from 1; 0 for none
	literals []literal               // by bucket
	longest  int                     // of them, in bytes
}

type literal struct {
	first uint64 // its first eight bytes, with foldBits set, as far as there are so many
	known uint64 // the bits of these
	text  string // in lower case
	ids   []int32
	word  bool // counts only where a word begins
	last  bool // of its bucket
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
	x, buckets := &index{}, map[uint32][]literal{}
	for id, set := range sets {
		for _, text := range set.texts {
			h := x.admit(text)
			buckets[h] = withID(buckets[h], text, set.word, int32(id))
		}
	}
	for h, bucket := range buckets {
		bucket[len(bucket)-1].last = true
		x.buckets[h] = uint32(len(x.literals) + 1)
		x.literals = append(x.literals, bucket...)
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

// admit lets a literal pass the filter, and gives the hash of its beginning.
func (x *index) admit(text string) uint32 {
	x.longest = max(x.longest, len(text))
	h := hashOf(uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16)
	if len(text) > minimumLiteral {
		x.filter[h] |= 1 << (text[minimumLiteral] & 7)
	} else {
		x.filter[h] = 0xFF
	}
	return h
}

// withID adds a set to a literal of a bucket.
func withID(bucket []literal, text string, word bool, id int32) []literal {
	for i := range bucket {
		if l := &bucket[i]; l.text == text && l.word == word {
			l.ids = append(l.ids, id)
			return bucket
		}
	}
	first, known := firstEight(text)
	return append(bucket, literal{first: first, known: known, text: text, ids: []int32{id}, word: word})
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
				hits = x.at(hits, text, at, false)
			}
		}
	}
	for ; i < to && i+minimumLiteral <= len(text); i++ {
		hits = x.at(hits, text, i, false)
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

// at appends a hit for each set that has a literal at a place; those of words only where one begins, or anywhere.
func (x *index) at(hits []hit, text []byte, at int, anywhere bool) []hit {
	i := x.buckets[hashOf(uint32(text[at])|uint32(text[at+1])<<8|uint32(text[at+2])<<16)]
	if i == 0 {
		return hits
	}
	var eight uint64
	if at+8 <= len(text) {
		eight = binary.LittleEndian.Uint64(text[at:]) | foldBits
	} else {
		eight, _ = firstEight(string(text[at:]))
	}
	for bucket := x.literals[i-1:]; ; bucket = bucket[1:] {
		l := &bucket[0]
		if (eight^l.first)&l.known == 0 && hasFold(text[at:], l.text) && (anywhere || !l.word || at == 0 || !isWord(text[at-1])) {
			for _, id := range l.ids {
				hits = append(hits, hit{at: at, id: id})
			}
		}
		if l.last {
			return hits
		}
	}
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
