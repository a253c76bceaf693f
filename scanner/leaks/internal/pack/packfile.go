package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
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

// packFile is a pack and its index, mapped into memory.
type packFile struct {
	data    []byte
	index   []byte
	count   int
	release []func() error
}

var errIndex = errors.New("index does not fit the pack")

// openPack maps a pack. Version 2 of both formats is all that git has written for many years.
func openPack(indexPath string) (*packFile, error) {
	p := &packFile{}
	var err error
	if p.index, err = p.mapped(indexPath); err == nil {
		p.data, err = p.mapped(strings.TrimSuffix(indexPath, ".idx") + ".pack")
	}
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *packFile) mapped(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, release, err := mapFile(file)
	if err == nil {
		p.release = append(p.release, release)
	}
	return data, err
}

func (p *packFile) close() error {
	var errs []error
	for _, release := range p.release {
		errs = append(errs, release())
	}
	p.data, p.index, p.release = nil, nil, nil
	return errors.Join(errs...)
}

// check makes sure that the tables lie in the index, and that it is this pack's.
func (p *packFile) check() error {
	if len(p.index) < indexHeader+fanoutLength+2*hashLength || !bytes.HasPrefix(p.index, []byte("\xfftOc\x00\x00\x00\x02")) {
		return errIndex
	}
	if len(p.data) < packHeader+hashLength || !bytes.HasPrefix(p.data, []byte("PACK\x00\x00\x00\x02")) {
		return errIndex
	}
	p.count = int(binary.BigEndian.Uint32(p.index[indexHeader+fanoutLength-4:]))
	if p.count != int(binary.BigEndian.Uint32(p.data[8:])) || p.count > len(p.index)/(hashLength+8) {
		return errIndex
	}
	if len(p.index) < p.largeOffsets()+2*hashLength {
		return errIndex
	}
	if !bytes.Equal(p.data[len(p.data)-hashLength:], p.index[len(p.index)-2*hashLength:len(p.index)-hashLength]) {
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
func (p *packFile) end() int64 { return int64(len(p.data) - hashLength) }

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
	all := make([]entry, 0, p.count)
	for i := range p.count {
		if offset := p.offset(i); offset > 0 {
			all = append(all, entry{id: p.id(i), offset: offset, base: -1})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return int(min(max(a.offset-b.offset, -1), 1)) })
	for i := range all {
		p.readHeader(all, i)
	}
	return all
}

// readHeader reads what stands before an object's content.
func (p *packFile) readHeader(all []entry, i int) {
	e := &all[i]
	e.broken = true
	rest := p.data[e.offset:p.end()]
	if len(rest) == 0 {
		return
	}
	c := rest[0]
	e.kind, e.size = c>>4&7, int64(c&15)
	n := 1
	for shift := 4; c&0x80 != 0; shift += 7 {
		if n >= len(rest) || shift > 50 {
			return
		}
		c = rest[n]
		e.size |= int64(c&0x7f) << shift
		n++
	}
	switch e.kind {
	case typeOffset:
		back, length := baseDistance(rest[n:])
		if n += length; length == 0 || back <= 0 || back > e.offset {
			return
		}
		e.base = indexOf(all, e.offset-back)
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

// indexOf is the place of the entry at an offset, -1 if there is none.
func indexOf(all []entry, offset int64) int32 {
	i, found := slices.BinarySearchFunc(all, offset, func(e entry, offset int64) int { return int(min(max(e.offset-offset, -1), 1)) })
	if !found {
		return -1
	}
	return int32(i)
}
