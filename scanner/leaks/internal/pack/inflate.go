package pack

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
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
	if f.bits < 0 || f.pos+4 > len(source) || binary.BigEndian.Uint32(source[f.pos:]) != adler32.Checksum(content) {
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
		f.fixed()
		return f.coded()
	case kind == 2:
		if err := f.dynamic(); err != nil {
			return err
		}
		return f.coded()
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

// fixed sets the codes that need not be told.
func (f *inflater) fixed() {
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
	f.literals.build(f.lengths[:fixedLiterals])
	for i := range fixedDistances {
		f.lengths[i] = 5
	}
	f.distance.build(f.lengths[:fixedDistances])
}

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
	if !f.literals.build(f.lengths[:19]) {
		return errDeflate
	}
	for i := 0; i < literals+distances; {
		f.load()
		symbol := f.symbol(&f.literals)
		value, times := uint8(symbol), 1
		switch {
		case symbol < 0 || symbol == 16 && i == 0:
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
	if f.lengths[endOfBlock] == 0 || !f.literals.build(f.lengths[:literals]) || !f.distance.build(f.lengths[literals:literals+distances]) {
		return errDeflate
	}
	return nil
}

// coded inflates a block by its codes.
func (f *inflater) coded() error {
	for {
		f.load()
		symbol := f.symbol(&f.literals)
		switch {
		case symbol < 0 || f.bits < 0 || symbol >= firstLength+lengthSymbols:
			return errDeflate
		case symbol == endOfBlock:
			return nil
		case symbol < endOfBlock:
			if f.out == len(f.dst) {
				return errLength
			}
			f.dst[f.out] = byte(symbol)
			f.out++
			continue
		}
		length := int(lengthBase[symbol-firstLength]) + int(f.take(int(lengthExtra[symbol-firstLength])))
		far := f.symbol(&f.distance)
		if far < 0 || far >= distSymbols {
			return errDeflate
		}
		distance := int(distBase[far]) + int(f.take(int(distExtra[far])))
		if f.bits < 0 || distance > f.out {
			return errDeflate
		}
		if length > len(f.dst)-f.out {
			return errLength
		}
		f.repeat(distance, length)
	}
}

// repeat copies what was filled before, which may reach into what it fills.
func (f *inflater) repeat(distance, length int) {
	from, end := f.out-distance, f.out+length
	for f.out < end {
		f.out += copy(f.dst[f.out:end], f.dst[from:f.out])
	}
}

// symbol decodes one symbol, -1 if there is none.
func (f *inflater) symbol(h *huffman) int {
	if e := h.fast[f.hold&(1<<fastBits-1)]; e != 0 {
		n := int(e & 15)
		f.hold >>= n
		f.bits -= n
		return int(e >> 4)
	}
	code, first, index := 0, 0, 0
	for n := 1; n < len(h.count); n++ {
		code |= int(f.take(1))
		count := int(h.count[n])
		if code-count < first {
			return int(h.symbols[index+code-first])
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return -1
}

// fastBits is the length of codes that are decoded with one look, in bits.
const fastBits = 10

// huffman is a code, in canonical order.
type huffman struct {
	fast    [1 << fastBits]uint16 // by the next bits: symbol and length of a short code
	count   [16]uint16            // by length
	symbols [maximumCodes]uint16  // in the order of their codes
}

// build makes the code whose lengths are given. It tells whether there can be one. As in zlib, only a
// code of a single symbol may leave bits unused.
func (h *huffman) build(lengths []uint8) bool {
	h.count = [16]uint16{}
	for _, n := range lengths {
		h.count[n]++
	}
	used := len(lengths) - int(h.count[0])
	h.count[0] = 0
	left := 1
	var next, offset [17]uint16 // by length: the next code, and where its symbol goes
	for n := 1; n < len(h.count); n++ {
		left = left<<1 - int(h.count[n])
		if left < 0 {
			return false
		}
		next[n+1] = (next[n] + h.count[n]) << 1
		offset[n+1] = offset[n] + h.count[n]
	}
	if left > 0 && used > 1 {
		return false
	}
	clear(h.fast[:])
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		h.symbols[offset[n]] = uint16(symbol)
		offset[n]++
		h.fill(next[n], n, uint16(symbol))
		next[n]++
	}
	return true
}

// fill puts a short code wherever the next bits begin with it. Codes come with their first bit
// highest, bits with theirs lowest.
func (h *huffman) fill(code uint16, length uint8, symbol uint16) {
	if length > fastBits {
		return
	}
	reversed := 0
	for i := range length {
		reversed |= int(code>>i&1) << (length - 1 - i)
	}
	for i := reversed; i < len(h.fast); i += 1 << length {
		h.fast[i] = symbol<<4 | uint16(length)
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
