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
	filter  [1 << filterBits / 64]uint64
	buckets map[uint16][]literal
}

type literal struct {
	text string // in lower case
	ids  []int32
}

// newIndex makes an index of sets of literals, in lower case and each at least minimumLiteral
// long. A set's place in the list is its id.
func newIndex(sets [][]string) *index {
	ids := map[string][]int32{}
	var order []string
	for id, set := range sets {
		for _, text := range set {
			if ids[text] == nil {
				order = append(order, text)
			}
			ids[text] = append(ids[text], int32(id))
		}
	}
	x := &index{buckets: map[uint16][]literal{}}
	for _, text := range order {
		h := hashOf(uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16)
		x.filter[h/64] |= 1 << (h % 64)
		x.buckets[uint16(h)] = append(x.buckets[uint16(h)], literal{text, ids[text]})
	}
	return x
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
	for _, l := range x.buckets[uint16(h)] {
		if hasFold(text[at:], l.text) {
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
