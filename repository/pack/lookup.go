package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"sort"
	"strings"
)

// lookup finds single objects in a pack, and reads no more of its index than that needs.
type lookup struct {
	index, data *os.File
	indexSize   int64
	end         int64 // where the pack's objects end
	fanout      [256]uint32
	count       int64
}

// placed is how an object is stored.
type placed struct {
	offset  int64 // of its header
	content int64 // of its deflated content
	size    int64 // of its content, or of the difference
	base    int64 // where its base lies
	kind    byte  // typeOffset for all differences
}

// openLookup opens a pack and its index.
func openLookup(indexPath string) (*lookup, error) {
	var err error
	p := &lookup{}
	if p.index, p.indexSize, err = openRegular(indexPath); err != nil {
		return nil, err
	}
	var size int64
	if p.data, size, err = openRegular(strings.TrimSuffix(indexPath, ".idx") + ".pack"); err != nil {
		p.index.Close()
		return nil, err
	}
	p.end = size - int64(hashLength)
	if err := p.check(); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func openRegular(path string) (*os.File, int64, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errIndex
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

func (p *lookup) close() {
	p.index.Close()
	p.data.Close()
}

// check makes sure that the tables lie in the index, and that it is this pack's.
func (p *lookup) check() error {
	var head [indexHeader + fanoutLength]byte
	var header [packHeader]byte
	var trailers [2]ID
	if p.end < packHeader || p.indexSize < int64(len(head)+2*hashLength) {
		return errIndex
	}
	for _, part := range []struct {
		file *os.File
		into []byte
		at   int64
	}{{p.index, head[:], 0}, {p.data, header[:], 0}, {p.data, trailers[0][:], p.end}, {p.index, trailers[1][:], p.indexSize - int64(2*hashLength)}} {
		if _, err := part.file.ReadAt(part.into, part.at); err != nil {
			return err
		}
	}
	last := uint32(0)
	for i := range p.fanout {
		p.fanout[i] = binary.BigEndian.Uint32(head[indexHeader+4*i:])
		if p.fanout[i] < last {
			return errIndex
		}
		last = p.fanout[i]
	}
	p.count = int64(last)
	switch {
	case !bytes.HasPrefix(head[:], []byte("\xfftOc\x00\x00\x00\x02")),
		!bytes.HasPrefix(header[:], []byte("PACK\x00\x00\x00\x02")),
		p.count != int64(binary.BigEndian.Uint32(header[8:])),
		p.indexSize < p.largeOffsets()+int64(2*hashLength),
		trailers[0] != trailers[1]:
		return errIndex
	}
	return nil
}

func (p *lookup) offsetTable() int64 {
	return indexHeader + fanoutLength + p.count*int64(hashLength+4)
}
func (p *lookup) largeOffsets() int64 { return p.offsetTable() + p.count*4 }

// readAtOnce is how many names of an index are read at once.
const readAtOnce = 128

// find gives the offset of an object, -1 if the pack does not have it. Names are spread evenly, so that one is close to
// where it would be if they were so exactly.
func (p *lookup) find(id ID) int64 {
	low, high := int64(0), int64(p.fanout[id[0]])
	if id[0] > 0 {
		low = int64(p.fanout[id[0]-1])
	}
	var names [readAtOnce * hashLength]byte
	for guess := true; high > low; guess = false {
		middle := (low + high) / 2
		if guess {
			middle = low + int64(binary.BigEndian.Uint32(id[1:]))*(high-low)>>32
		}
		from := max(low, min(middle-readAtOnce/2, high-readAtOnce))
		part := names[:min(readAtOnce, high-from)*int64(hashLength)]
		if !p.name(part, from) {
			return -1
		}
		count := len(part) / hashLength
		switch i, found := sort.Find(count, func(i int) int { return bytes.Compare(id[:], part[i*hashLength:][:hashLength]) }); {
		case found:
			return p.offset(from + int64(i))
		case i == 0:
			high = from
		case i == count:
			low = from + int64(count)
		default:
			return -1
		}
	}
	return -1
}

// name reads names of the index from the i-th on.
func (p *lookup) name(into []byte, i int64) bool {
	_, err := p.index.ReadAt(into, indexHeader+fanoutLength+i*int64(hashLength))
	return err == nil
}

// offset is where the i-th object of the index lies; -1 if that cannot be.
func (p *lookup) offset(i int64) int64 {
	var short [4]byte
	if _, err := p.index.ReadAt(short[:], p.offsetTable()+4*i); err != nil {
		return -1
	}
	offset := int64(binary.BigEndian.Uint32(short[:]))
	if offset&(1<<31) != 0 {
		var long [8]byte
		at := p.largeOffsets() + 8*(offset&^(1<<31))
		if at+int64(len(long)) > p.indexSize-int64(2*hashLength) {
			return -1
		}
		if _, err := p.index.ReadAt(long[:], at); err != nil {
			return -1
		}
		offset = int64(binary.BigEndian.Uint64(long[:]))
	}
	if offset < packHeader || offset >= p.end {
		return -1
	}
	return offset
}

// header reads what stands before an object's content. The base of a difference lies before it, or has a name
// in this pack: so no chain of them is endless but by such names.
func (p *lookup) header(offset int64) (placed, error) {
	var buffer [maximumEntryHeader]byte
	n, err := p.data.ReadAt(buffer[:min(int64(len(buffer)), p.end-offset)], offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return placed{}, err
	}
	s := placed{offset: offset, base: -1}
	kind, size, length := entryHeader(buffer[:n])
	if length == 0 {
		return placed{}, errIndex
	}
	s.kind, s.size = kind, size
	rest := buffer[length:n]
	switch kind {
	case typeOffset:
		back, more := baseDistance(rest)
		if more == 0 || back <= 0 || back > offset-packHeader {
			return placed{}, errIndex
		}
		s.base, length = offset-back, length+more
	case typeNamed:
		if len(rest) < hashLength {
			return placed{}, errIndex
		}
		if s.base = p.find(ID(rest[:hashLength])); s.base < 0 {
			return placed{}, errIndex
		}
		s.kind, length = typeOffset, length+hashLength
	case typeCommit, typeTree, typeBlob, typeTag:
	default:
		return placed{}, errIndex
	}
	s.content = offset + int64(length)
	return s, nil
}

// keptSource is up to how many bytes a buffer may have that is used again.
const keptSource = 1 << 20

// room gives the memory for what is inflated.
func (s *single) room(of placed) []byte {
	if of.kind != typeOffset || of.size > keptSource {
		return make([]byte, of.size)
	}
	s.delta = slices.Grow(s.delta[:0], int(of.size))[:of.size]
	return s.delta
}

// inflated reads a content, or a difference, which holds until the next one is read. Most are less than half as long in the
// pack, and none is much longer.
func (p *lookup) inflated(inflate *single, s placed) ([]byte, error) {
	content := inflate.room(s)
	rest := p.end - s.content
	most := min(s.size+s.size/8+1024, rest)
	for length := min(s.size/2+512, most); ; length = most {
		source := slices.Grow(inflate.source[:0], int(length))[:length]
		if length <= keptSource {
			inflate.source = source
		}
		n, err := p.data.ReadAt(source, s.content)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if err = inflate.exactly(content, source[:n]); err == nil || length == most {
			return content, err
		}
	}
}
