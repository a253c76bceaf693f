package pack

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"sort"
	"strings"
)

// Types of objects in a pack.
const (
	typeCommit   = 1
	typeTree     = 2
	typeBlob     = 3
	typeTag      = 4
	typeOffset   = 6 // the difference from an object at another place in the pack
	typeNamed    = 7 // the difference from an object with a name
	hashLength   = len(ID{})
	fanoutLength = 256 * 4
	indexHeader  = 8
	packHeader   = 12
)

// packFile is a pack, which is read where it is needed, and its index in memory.
type packFile struct {
	data  io.ReaderAt
	whole []byte // all of data, of a small pack
	size  int64
	index []byte
	count int
	file  *os.File
}

// smallPack is the largest pack that is read at once, in bytes. Of others each entry is read alone.
const smallPack = 24 << 20

// maximumIndex is the largest index that is read, in bytes: that of about forty million objects.
const maximumIndex = 1 << 30

var errIndex = errors.New("index does not fit the pack")

// openPack opens a pack. Version 2 of both formats is all that git has written for many years. It
// is not mapped into memory: a file that somebody shortens meanwhile would end the process.
func openPack(indexPath string) (*packFile, error) {
	index, err := readRegular(indexPath, maximumIndex)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(strings.TrimSuffix(indexPath, ".idx")+".pack", os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	p := &packFile{data: file, index: index, file: file}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errIndex
	}
	if err == nil {
		p.size = info.Size()
		err = p.check()
	}
	if err == nil && p.size <= smallPack {
		err = p.readWhole()
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

// readWhole reads a small pack at once.
func (p *packFile) readWhole() error {
	whole := make([]byte, p.size)
	if _, err := p.data.ReadAt(whole, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	p.whole, p.data = whole, bytes.NewReader(whole)
	return nil
}

// check makes sure that the tables lie in the index, and that it is this pack's.
func (p *packFile) check() error {
	if len(p.index) < indexHeader+fanoutLength+2*hashLength || !bytes.HasPrefix(p.index, []byte("\xfftOc\x00\x00\x00\x02")) || p.size < packHeader+int64(hashLength) {
		return errIndex
	}
	var header [packHeader]byte
	var trailer ID
	if _, err := p.data.ReadAt(header[:], 0); err != nil {
		return err
	}
	if _, err := p.data.ReadAt(trailer[:], p.end()); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	p.count = int(binary.BigEndian.Uint32(p.index[indexHeader+fanoutLength-4:]))
	switch {
	case !bytes.HasPrefix(header[:], []byte("PACK\x00\x00\x00\x02")),
		p.count != int(binary.BigEndian.Uint32(header[8:])),
		p.count > len(p.index)/(hashLength+8),
		len(p.index) < p.largeOffsets()+2*hashLength,
		!bytes.Equal(trailer[:], p.index[len(p.index)-2*hashLength:len(p.index)-hashLength]):
		return errIndex
	}
	return nil
}

// The index's tables: names, checksums, offsets, and offsets that need more than 31 bits.
func (p *packFile) names() []byte     { return p.index[indexHeader+fanoutLength:][:p.count*hashLength] }
func (p *packFile) offsetTable() int  { return indexHeader + fanoutLength + p.count*(hashLength+4) }
func (p *packFile) largeOffsets() int { return p.offsetTable() + p.count*4 }

func (p *packFile) id(i int) ID { return ID(p.names()[i*hashLength:][:hashLength]) }

// offset is where the i-th object of the index lies; -1 if that cannot be.
func (p *packFile) offset(i int) int64 {
	short := binary.BigEndian.Uint32(p.index[p.offsetTable()+4*i:])
	offset := int64(short)
	if short&(1<<31) != 0 {
		at := p.largeOffsets() + 8*int(short&^(1<<31))
		if at+8 > len(p.index)-2*hashLength {
			return -1
		}
		offset = int64(binary.BigEndian.Uint64(p.index[at:]))
	}
	if offset < packHeader || offset >= p.end() {
		return -1
	}
	return offset
}

// end is where the objects end and the pack's checksum begins.
func (p *packFile) end() int64 { return p.size - int64(hashLength) }

// find gives an object's place in the index, -1 if it is not there.
func (p *packFile) find(id ID) int {
	names := p.names()
	i := sort.Search(p.count, func(i int) bool { return bytes.Compare(names[i*hashLength:][:hashLength], id[:]) >= 0 })
	if i < p.count && p.id(i) == id {
		return i
	}
	return -1
}

// entry is an object in a pack.
type entry struct {
	id      ID
	offset  int64 // of its header
	content int64 // of its deflated content
	size    int64 // of its content, or of the difference
	base    int32 // index into the entries, -1 for none
	kind    byte
	broken  bool
}

// entries lists a pack's objects by offset, with what their headers say.
func (p *packFile) entries() []entry {
	order := make([]located, 0, p.count)
	for i := range p.count {
		if offset := p.offset(i); offset > 0 {
			order = append(order, located{offset, int32(i)})
		}
	}
	all := make([]entry, len(order))
	for i, l := range sortByOffset(order, p.end()) {
		all[i] = entry{id: p.id(int(l.at)), offset: l.offset, base: -1}
	}
	headers := &blockReader{data: p.data, end: p.end()}
	for i := range all {
		p.readHeader(all, i, headers.at(all[i].offset, maximumEntryHeader))
	}
	return all
}

// located is an object's place in the pack and in its index.
type located struct {
	offset int64
	at     int32
}

// sortByOffset sorts what lies before an end, a few bits after the other: there may be millions.
func sortByOffset(all []located, end int64) []located {
	const digit = 11 // bits
	sorted := make([]located, len(all))
	for shift := 0; end>>shift > 0; shift += digit {
		var next [1<<digit + 1]int // by digit: where the next that has it goes
		for i := range all {
			next[all[i].offset>>shift&(1<<digit-1)+1]++
		}
		for i := range 1 << digit {
			next[i+1] += next[i]
		}
		for _, l := range all {
			to := &next[l.offset>>shift&(1<<digit-1)]
			sorted[*to] = l
			*to++
		}
		all, sorted = sorted, all
	}
	return all
}

// maximumEntryHeader is the most bytes that stand before an object's content: its type and size, and the
// name of its base.
const maximumEntryHeader = 10 + hashLength

// blockReader reads a file from its beginning on, a block at a time.
type blockReader struct {
	data  io.ReaderAt
	end   int64
	block []byte
	start int64 // of the block
}

// blockLength is how much is read at once, in bytes.
const blockLength = 16 << 10

// at gives so many bytes at an offset, fewer at the end or where they cannot be read.
func (r *blockReader) at(offset int64, length int) []byte {
	if offset < r.start || offset+int64(length) > r.start+int64(len(r.block)) {
		r.start = offset
		r.block = slices.Grow(r.block[:0], blockLength)[:min(blockLength, max(r.end-offset, 0))]
		n, err := r.data.ReadAt(r.block, offset)
		if err != nil {
			r.block = r.block[:n]
		}
	}
	rest := r.block[offset-r.start:]
	return rest[:min(length, len(rest))]
}

// readHeader reads what stands before an object's content.
func (p *packFile) readHeader(all []entry, i int, rest []byte) {
	e := &all[i]
	e.broken = true
	var n int
	if e.kind, e.size, n = entryHeader(rest); n == 0 {
		return
	}
	switch e.kind {
	case typeOffset:
		back, length := baseDistance(rest[n:])
		if n += length; length == 0 || back <= 0 || back > e.offset {
			return
		}
		e.base = indexOf(all[:i], e.offset-back)
	case typeNamed:
		if len(rest) < n+hashLength {
			return
		}
		if at := p.find(ID(rest[n:][:hashLength])); at >= 0 {
			e.base = indexOf(all, p.offset(at))
		}
		n += hashLength
	case typeCommit, typeTree, typeBlob, typeTag:
		e.content, e.broken = e.offset+int64(n), false
		return
	default:
		return
	}
	e.content, e.broken = e.offset+int64(n), e.base < 0
}

// entryHeader reads the type and size that an object in a pack begins with; length is 0 when they cannot be read.
func entryHeader(data []byte) (kind byte, size int64, length int) {
	if len(data) == 0 {
		return 0, 0, 0
	}
	c := data[0]
	kind, size, length = c>>4&7, int64(c&15), 1
	for shift := 4; c&0x80 != 0; shift += 7 {
		if length >= len(data) || shift > 50 {
			return 0, 0, 0
		}
		c = data[length]
		size |= int64(c&0x7f) << shift
		length++
	}
	return kind, size, length
}

// baseDistance reads how far before an object its base lies; length is 0 when that cannot be read.
func baseDistance(data []byte) (back int64, length int) {
	for i, c := range data {
		if i > 8 {
			return 0, 0
		}
		if i > 0 {
			back++
		}
		back = back<<7 | int64(c&0x7f)
		if c&0x80 == 0 {
			return back, i + 1
		}
	}
	return 0, 0
}

// indexOf is the place of the entry at an offset, -1 if there is none. It is looked for from one behind it backwards, since most are
// near.
func indexOf(all []entry, offset int64) int32 {
	low := len(all) - 1
	for step := 1; low > 0 && all[low].offset > offset; step *= 2 {
		low = max(low-step, 0)
	}
	i, found := slices.BinarySearchFunc(all[max(low, 0):], offset, func(e entry, offset int64) int { return cmp.Compare(e.offset, offset) })
	if !found {
		return -1
	}
	return int32(low + i)
}
