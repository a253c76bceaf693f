package match

import (
	"encoding/binary"
	"math/bits"
)

// filterBits is the size of the filter's hash. Three bytes of ordinary text pass it about one time in fifty.
const filterBits = 15

// index finds many literals in one pass. A bitmap of their first three bytes tells for
// almost every place that none begins there.
type index struct {
	filter   [1 << filterBits / 64]uint64
	buckets  [1 << filterBits]uint16 // by hash: where in literals its bucket is, from 1
	literals [][]literal
}

type literal struct {
	text string // in lower case
	word bool   // counts only where a word begins
	ids  []int32
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

func (x *index) add(text string, word bool, id int32) {
	h := hashOf(uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16)
	x.filter[h/64] |= 1 << (h % 64)
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
	*bucket = append(*bucket, literal{text, word, []int32{id}})
}

// hashOf folds the case of three bytes, and a few other bytes with it, and hashes them.
func hashOf(three uint32) uint32 {
	return ((three | 0x202020) & 0xFFFFFF * 0x9E3779B1) >> (32 - filterBits)
}

// step is how many places are looked at with one load of eight bytes.
const step = 6

// find calls yield with each set that has a literal at a place in [from, to).
func (x *index) find(text []byte, from, to int, yield func(id int32, at int)) {
	i := from
	for ; i+step <= to && i+8 <= len(text); i += step {
		v := binary.LittleEndian.Uint64(text[i:]) | 0x2020202020202020
		var hit uint64
		for k := range step {
			h := uint32(v>>(8*k)) & 0xFFFFFF * 0x9E3779B1 >> (32 - filterBits)
			hit |= (x.filter[h/64] >> (h % 64) & 1) << k
		}
		for ; hit != 0; hit &= hit - 1 {
			x.verify(text, i+bits.TrailingZeros64(hit), yield)
		}
	}
	for ; i < to && i+minimumLiteral <= len(text); i++ {
		h := hashOf(uint32(text[i]) | uint32(text[i+1])<<8 | uint32(text[i+2])<<16)
		if x.filter[h/64]>>(h%64)&1 != 0 {
			x.verify(text, i, yield)
		}
	}
}

func (x *index) verify(text []byte, at int, yield func(id int32, at int)) {
	h := hashOf(uint32(text[at]) | uint32(text[at+1])<<8 | uint32(text[at+2])<<16)
	inside := at > 0 && isWord(text[at-1])
	bucket := x.literals[x.buckets[h]-1]
	for i := range bucket {
		if l := &bucket[i]; !(l.word && inside) && hasFold(text[at:], l.text) {
			for _, id := range l.ids {
				yield(id, at)
			}
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
