package pack

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"sync"
)

var (
	errDeflate = errors.New("not a valid zlib stream")
	errLength  = errors.New("another length than announced")
)

// inflater inflates one zlib stream after the other. Stream and content are in memory and the
// content's length is known, which makes it several times as fast as the standard library's
// reader. It is for one goroutine.
type inflater struct {
	src      []byte
	pos      int    // in src, of the next byte to load
	hold     uint64 // bits loaded
	bits     int    // number of these that count
	dst      []byte
	out      int // bytes of dst that are filled
	literals huffman
	distance huffman
	codes    huffman // in which the two others are told
	lengths  [maximumCodes]uint8
}

// Numbers of RFC 1951.
const (
	maximumCodes  = fixedLiterals + fixedDistances
	endOfBlock    = 256
	firstLength   = 257
	lengthSymbols = 29
	distSymbols   = 30

	fixedLiterals  = 288 // two of them and of the distances have codes and no meaning
	fixedDistances = 32
)

var (
	lengthBase  = [lengthSymbols]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthExtra = [lengthSymbols]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distBase    = [distSymbols]uint16{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	distExtra   = [distSymbols]uint8{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
	codeOrder   = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// What symbols mean, by symbol: see meaning.
var (
	literalMeanings  = meaningsOf(fixedLiterals, endOfBlock, lengthBase[:], lengthExtra[:])
	distanceMeanings = meaningsOf(fixedDistances, -1, distBase[:], distExtra[:])
	codeMeanings     = meaningsOf(len(codeOrder), -1, nil, nil)
)

// meaning is what a decoder has to know at a symbol: in bits 0 to 3 the length of its code, 0 when there
// is none in the table, in 4 to 7 how many extra bits follow, in 8 and 9 the kind, and from 16 on the
// literal, or the base of the length or distance.
type meaning uint32

// Kinds of meanings.
const (
	isLiteral = iota << 8
	isBase
	isEnd
	isNothing
	kindMask = 3 << 8
)

func (m meaning) codeLength() int { return int(m & 15) }
func (m meaning) extra() int      { return int(m >> 4 & 15) }
func (m meaning) kind() meaning   { return m & kindMask }
func (m meaning) value() int      { return int(m >> 16) }

// isTableLiteral tells whether it is a literal with a short code.
func (m meaning) isTableLiteral() bool { return m&kindMask == isLiteral && m&15 != 0 }

// meaningsOf lists the meanings of n symbols: what is before end is a literal, and behind it come the
// bases. Without bases all are literals.
func meaningsOf(n, end int, bases []uint16, extra []uint8) []meaning {
	all := make([]meaning, n)
	for i := range all {
		base := i - end - 1
		switch {
		case bases == nil, i < end:
			all[i] = isLiteral | meaning(i)<<16
		case i == end:
			all[i] = isEnd
		case base < len(bases):
			all[i] = isBase | meaning(extra[base])<<4 | meaning(bases[base])<<16
		default:
			all[i] = isNothing
		}
	}
	return all
}

// exactly fills content from the stream at the beginning of source, which must hold no more, and
// whose checksum must be right.
func (f *inflater) exactly(content, source []byte) error {
	if len(source) < 2 || source[0]&15 != 8 || source[1]&0x20 != 0 || binary.BigEndian.Uint16(source)%31 != 0 {
		return errDeflate
	}
	f.src, f.pos, f.hold, f.bits, f.dst, f.out = source, 2, 0, 0, content, 0
	for last := false; !last; {
		f.load()
		last = f.take(1) == 1
		if err := f.block(f.take(2)); err != nil {
			return err
		}
	}
	if f.out != len(content) {
		return errLength
	}
	f.align()
	if f.bits < 0 || f.pos+4 > len(source) || binary.BigEndian.Uint32(source[f.pos:]) != adler(content) {
		return errDeflate
	}
	return nil
}

func (f *inflater) block(kind uint64) error {
	switch {
	case f.bits < 0:
		return errDeflate
	case kind == 0:
		return f.stored()
	case kind == 1:
		fixed := fixedCodes()
		return f.coded(&fixed.literals, &fixed.distance)
	case kind == 2:
		if err := f.dynamic(); err != nil {
			return err
		}
		return f.coded(&f.literals, &f.distance)
	}
	return errDeflate
}

// load makes sure that there are at least 56 bits, unless the stream ends.
func (f *inflater) load() {
	if f.bits >= 0 && f.pos+8 <= len(f.src) {
		f.hold |= binary.LittleEndian.Uint64(f.src[f.pos:]) << f.bits
		f.pos += (63 - f.bits) >> 3
		f.bits |= 56
		return
	}
	for f.bits >= 0 && f.bits < 56 && f.pos < len(f.src) {
		f.hold |= uint64(f.src[f.pos]) << f.bits
		f.pos++
		f.bits += 8
	}
}

// take takes bits out. When there are not that many, bits becomes negative.
func (f *inflater) take(n int) uint64 {
	v := f.hold & (1<<n - 1)
	f.hold >>= n
	f.bits -= n
	return v
}

// align goes on at the next whole byte.
func (f *inflater) align() {
	f.pos -= max(f.bits, 0) >> 3
	f.hold, f.bits = 0, min(f.bits, 0)
}

func (f *inflater) stored() error {
	f.align()
	if f.pos+4 > len(f.src) {
		return errDeflate
	}
	n := int(binary.LittleEndian.Uint16(f.src[f.pos:]))
	if n != int(^binary.LittleEndian.Uint16(f.src[f.pos+2:])) {
		return errDeflate
	}
	f.pos += 4
	if n > len(f.src)-f.pos || n > len(f.dst)-f.out {
		return errLength
	}
	f.out += copy(f.dst[f.out:], f.src[f.pos:f.pos+n])
	f.pos += n
	return nil
}

// fixedCodes holds the codes that need not be told.
var fixedCodes = sync.OnceValue(func() *inflater {
	f := &inflater{}
	for i := range fixedLiterals {
		switch {
		case i < 144, i >= 280:
			f.lengths[i] = 8
		case i < 256:
			f.lengths[i] = 9
		default:
			f.lengths[i] = 7
		}
	}
	f.literals.build(f.lengths[:fixedLiterals], literalMeanings)
	for i := range fixedDistances {
		f.lengths[i] = 5
	}
	f.distance.build(f.lengths[:fixedDistances], distanceMeanings)
	return f
})

// dynamic reads the codes of a block, which are coded themselves.
func (f *inflater) dynamic() error {
	literals, distances, codes := int(f.take(5))+257, int(f.take(5))+1, int(f.take(4))+4
	if f.bits < 0 || literals > 286 || distances > distSymbols {
		return errDeflate
	}
	clear(f.lengths[:19])
	for _, symbol := range codeOrder[:codes] {
		f.load()
		f.lengths[symbol] = uint8(f.take(3))
	}
	if !f.codes.build(f.lengths[:19], codeMeanings) {
		return errDeflate
	}
	for i := 0; i < literals+distances; {
		f.load()
		m := f.symbol(&f.codes)
		symbol := m.value()
		value, times := uint8(symbol), 1
		switch {
		case m.kind() == isNothing || symbol == 16 && i == 0:
			return errDeflate
		case symbol == 16:
			value, times = f.lengths[i-1], 3+int(f.take(2))
		case symbol == 17:
			value, times = 0, 3+int(f.take(3))
		case symbol == 18:
			value, times = 0, 11+int(f.take(7))
		}
		if f.bits < 0 || i+times > literals+distances {
			return errDeflate
		}
		for range times {
			f.lengths[i] = value
			i++
		}
	}
	if f.lengths[endOfBlock] == 0 || !f.literals.build(f.lengths[:literals], literalMeanings) ||
		!f.distance.build(f.lengths[literals:literals+distances], distanceMeanings) {
		return errDeflate
	}
	return nil
}

// coded inflates a block by its codes.
func (f *inflater) coded(literals, distances *huffman) error {
	for {
		if f.quick(literals, distances) {
			return nil
		}
		f.load()
		m := f.symbol(literals)
		switch {
		case m.kind() == isNothing || f.bits < 0:
			return errDeflate
		case m.kind() == isEnd:
			return nil
		case m.kind() == isLiteral:
			if f.out == len(f.dst) {
				return errLength
			}
			f.dst[f.out] = byte(m.value())
			f.out++
			continue
		}
		length := m.value() + int(f.take(m.extra()))
		far := f.symbol(distances)
		distance := far.value() + int(f.take(far.extra()))
		if far.kind() != isBase || f.bits < 0 || distance > f.out {
			return errDeflate
		}
		if length > len(f.dst)-f.out {
			return errLength
		}
		repeat(f.dst, f.out, distance, length)
		f.out += length
	}
}

// How far from their ends source and content must be for quick to go on, in bytes: what one turn of it
// reads and writes at most.
const (
	quickSource  = 16
	quickContent = 2 + 258 + quickCopy
	quickCopy    = 16 // bytes that are copied at a time
)

// quick is coded far from the ends of source and content, where most checks are not needed. It
// tells whether the block ended; else coded has to go on. What it meets that is rare or wrong it leaves to coded.
func (f *inflater) quick(literals, distances *huffman) (end bool) {
	src, dst := f.src, f.dst
	pos, hold, bits, out := f.pos, f.hold, f.bits, f.out
	if bits < 0 {
		return false
	}
	for pos+quickSource <= len(src) && out+quickContent <= len(dst) {
		hold |= binary.LittleEndian.Uint64(src[pos:]) << (bits & 63)
		pos += (63 - bits) >> 3
		bits |= 56
		m := literals.table[hold&(1<<tableBits-1)]
		if m.isTableLiteral() {
			dst[out] = byte(m >> 16)
			out++
			hold >>= m & 15
			bits -= m.codeLength()
			if m = literals.table[hold&(1<<tableBits-1)]; m.isTableLiteral() {
				dst[out] = byte(m >> 16)
				out++
				hold >>= m & 15
				bits -= m.codeLength()
				if m = literals.table[hold&(1<<tableBits-1)]; m.isTableLiteral() {
					continue
				}
			}
		}
		f.pos, f.hold, f.bits, f.out = pos, hold, bits, out
		hold >>= m & 15
		bits -= m.codeLength()
		if m.codeLength() == 0 || m.kind() != isBase {
			if end = m.codeLength() != 0 && m.kind() == isEnd; end {
				f.hold, f.bits = hold, bits
			}
			return end
		}
		length := m.value() + int(hold&(1<<(m>>4&15)-1))
		hold >>= m >> 4 & 15
		bits -= m.extra()
		if bits < tableBits+maximumExtra {
			hold |= binary.LittleEndian.Uint64(src[pos:]) << (bits & 63)
			pos += (63 - bits) >> 3
			bits |= 56
		}
		far := distances.table[hold&(1<<tableBits-1)]
		hold >>= far & 15
		distance := far.value() + int(hold&(1<<(far>>4&15)-1))
		hold >>= far >> 4 & 15
		bits -= far.codeLength() + far.extra()
		if far.codeLength() == 0 || far.kind() != isBase || distance > out {
			return false
		}
		if distance >= 8 && length <= quickCopy { // as most are
			to, from := dst[out:out+quickCopy], dst[out-distance:]
			binary.LittleEndian.PutUint64(to, binary.LittleEndian.Uint64(from))
			binary.LittleEndian.PutUint64(to[8:], binary.LittleEndian.Uint64(from[8:]))
		} else {
			repeat(dst, out, distance, length)
		}
		out += length
	}
	f.pos, f.hold, f.bits, f.out = pos, hold, bits, out
	return false
}

// repeat copies what was filled before, which may reach into what it fills.
func repeat(dst []byte, out, distance, length int) {
	from, end := out-distance, out+length
	if distance == 1 {
		c := dst[from]
		for i := range dst[out:end] {
			dst[out+i] = c
		}
		return
	}
	for out < end {
		out += copy(dst[out:end], dst[from:out])
	}
}

// symbol decodes one symbol; what it means is nothing if there is none.
func (f *inflater) symbol(h *huffman) meaning {
	if m := h.table[f.hold&(1<<tableBits-1)]; m.codeLength() != 0 {
		f.hold >>= m & 15
		f.bits -= m.codeLength()
		return m
	}
	code, first, index := 0, 0, 0
	for n := 1; n < len(h.count); n++ {
		code |= int(f.take(1))
		count := int(h.count[n])
		if code-count < first {
			return h.meanings[h.symbols[index+code-first]]
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return isNothing
}

const (
	tableBits    = 11 // the length of codes that are decoded with one look, in bits
	maximumExtra = 13 // bits behind a distance's code
)

// huffman is a code, in canonical order.
type huffman struct {
	table    [1 << tableBits]meaning // by the next bits, of short codes
	meanings []meaning               // by symbol
	count    [16]uint16              // by length
	symbols  [maximumCodes]uint16    // in the order of their codes
}

// build makes the code whose lengths are given. It tells whether there can be one. As in zlib, only a
// code of a single symbol may leave bits unused.
func (h *huffman) build(lengths []uint8, meanings []meaning) bool {
	h.count, h.meanings = [16]uint16{}, meanings
	for _, n := range lengths {
		h.count[n&15]++
	}
	used := len(lengths) - int(h.count[0])
	h.count[0] = 0
	left := 1
	var offset [17]uint16 // by length: where its symbols go
	for n := 1; n < len(h.count); n++ {
		left = left<<1 - int(h.count[n])
		if left < 0 {
			return false
		}
		offset[n+1] = offset[n] + h.count[n]
	}
	if left > 0 && used > 1 {
		return false
	}
	for symbol, n := range lengths {
		if n != 0 {
			h.symbols[offset[n&15]] = uint16(symbol)
			offset[n&15]++
		}
	}
	h.fill(used)
	return true
}

// fill makes the table, for codes of one bit first: what it says of n bits is the same for both values of
// the next one, but for codes that are longer.
func (h *huffman) fill(used int) {
	h.table[0] = isNothing
	if used < 2 {
		clear(h.table[:])
	}
	code, at := 0, 0
	for n := 1; n < len(h.count); n++ {
		code <<= 1
		if n <= tableBits {
			copy(h.table[1<<(n-1):1<<n], h.table[:1<<(n-1)])
		}
		for range h.count[n] {
			// Codes come with their first bit highest, bits with theirs lowest.
			reversed := int(bits.Reverse16(uint16(code)) >> (16 - n))
			if n <= tableBits {
				h.table[reversed] = h.meanings[h.symbols[at]] | meaning(n)
			} else {
				h.table[reversed&(1<<tableBits-1)] = 0
			}
			code++
			at++
		}
	}
}

// beginning inflates at most so many bytes.
func beginning(source []byte, limit int) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(source))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, int64(limit)))
}
