package pack

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Kind is an object's type, numbered as in packs.
type Kind byte

// The types of objects.
const (
	Commit Kind = typeCommit
	Tree   Kind = typeTree
	Blob   Kind = typeBlob
	Tag    Kind = typeTag
)

var kindNames = map[Kind]string{Commit: "commit", Tree: "tree", Blob: "blob", Tag: "tag"}

// String is the type as git names it.
func (k Kind) String() string { return kindNames[k] }

// Errors of Objects.Read.
var (
	ErrMissing  = errors.New("no such object")
	ErrUnusable = errors.New("an object that is damaged, or larger than wanted")
)

// Objects gives single objects by their names, in the order in which they are wanted. It may be used from several
// goroutines. Files of packs stay open until Close.
type Objects struct {
	store     *Store
	mutex     sync.Mutex
	packs     []*lookup
	opened    bool
	kept      map[place]whole
	size      int64 // of these, in bytes
	inflaters sync.Pool
}

// single is what one object is read with.
type single struct {
	inflater
	source []byte // a deflated stream
	delta  []byte // a difference
	copies []Copy // of it, which nobody asked for
}

// place is where an object lies.
type place struct {
	pack   *lookup
	offset int64
}

// whole is an object's content and type.
type whole struct {
	kind    Kind
	content []byte
}

// Bounds on single objects.
const (
	maximumChain = 5000    // differences on differences
	maximumKept  = 8 << 20 // bytes of contents that others may be stored as a difference from
)

// Objects makes a reader of single objects.
func (s *Store) Objects() *Objects {
	o := &Objects{store: s, kept: map[place]whole{}}
	o.inflaters.New = func() any { return &single{} }
	return o
}

// Close closes the files of packs.
func (o *Objects) Close() {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, p := range o.packs {
		p.close()
	}
	o.packs = nil
}

// Has tells whether an object is there, as far as that is seen without reading it.
func (o *Objects) Has(id ID) bool {
	for _, p := range o.open() {
		if p.find(id) >= 0 {
			return true
		}
	}
	name := id.String()
	return slices.ContainsFunc(o.store.loose, func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, name[:2], name[2:]))
		return err == nil
	})
}

// Read gives an object of at most limit bytes, which must not be changed. Where it cannot, git may be able to: the error
// is ErrMissing or ErrUnusable.
func (o *Objects) Read(id ID, limit int64) (kind Kind, content []byte, err error) {
	inflate := o.inflaters.Get().(*single)
	defer o.inflaters.Put(inflate)
	for _, p := range o.open() {
		if at := p.find(id); at >= 0 {
			found, err := o.packed(inflate, place{p, at}, limit)
			return found.kind, found.content, err
		}
	}
	for _, dir := range o.store.loose {
		if found, err := readLooseObject(inflate, dir, id, limit); !errors.Is(err, ErrMissing) {
			return found.kind, found.content, err
		}
	}
	return 0, nil, ErrMissing
}

// open opens the packs, once. One that cannot be read is left to git.
func (o *Objects) open() []*lookup {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.opened {
		return o.packs
	}
	o.opened = true
	for _, index := range o.store.packs {
		if p, err := openLookup(index); err == nil {
			o.packs = append(o.packs, p)
		}
	}
	return o.packs
}

// packed reads an object of a pack: down to one that is stored in full, and up again.
func (o *Objects) packed(inflate *single, at place, limit int64) (whole, error) {
	var chain []placed
	result, known := o.keptAt(at)
	for !known {
		s, err := at.pack.header(at.offset)
		if err != nil || len(chain) == maximumChain || s.size > limit+limit/8+1024 {
			return whole{}, ErrUnusable
		}
		chain = append(chain, s)
		if s.kind != typeOffset {
			break
		}
		at.offset = s.base
		result, known = o.keptAt(at)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		s := chain[i]
		data, err := at.pack.inflated(inflate, s)
		if err != nil {
			return whole{}, ErrUnusable
		}
		if s.kind == typeOffset {
			if data, err = inflate.patched(result.content, data, limit); err != nil {
				return whole{}, ErrUnusable
			}
			s.kind = byte(result.kind)
		}
		result = whole{Kind(s.kind), data}
		o.keep(place{at.pack, s.offset}, result)
	}
	if int64(len(result.content)) > limit {
		return whole{}, ErrUnusable
	}
	return result, nil
}

// patched makes an object from its base and the difference.
func (s *single) patched(base, delta []byte, limit int64) ([]byte, error) {
	baseSize, size, instructions, ok := deltaSizes(delta)
	if !ok || baseSize != int64(len(base)) || size > limit {
		return nil, errDelta
	}
	content := make([]byte, size)
	var err error
	s.copies, err = applyDelta(content, base, instructions, s.copies[:0])
	return content, err
}

func (o *Objects) keptAt(at place) (whole, bool) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	found, ok := o.kept[at]
	return found, ok
}

// keep remembers a content: most that is read next is stored as a difference from what was read before.
func (o *Objects) keep(at place, read whole) {
	size := int64(len(read.content))
	if size > maximumKept/8 {
		return
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if _, ok := o.kept[at]; ok {
		return
	}
	if o.size += size; o.size > maximumKept {
		o.kept, o.size = map[place]whole{}, size
	}
	o.kept[at] = read
}

// readLooseObject reads an object that has a file of its own.
func readLooseObject(inflate *single, dir string, id ID, limit int64) (whole, error) {
	name := id.String()
	file, err := readRegular(filepath.Join(dir, name[:2], name[2:]), limit+limit/8+1024)
	if errors.Is(err, os.ErrNotExist) {
		return whole{}, ErrMissing
	}
	if err != nil {
		return whole{}, ErrUnusable
	}
	header, err := beginning(file, maximumHeader)
	if err != nil {
		return whole{}, ErrUnusable
	}
	head, _, found := bytes.Cut(header, []byte{0})
	kind, size, spaced := bytes.Cut(head, []byte(" "))
	length, valid := parseSize(string(size))
	if !found || !spaced || !valid || length > limit {
		return whole{}, ErrUnusable
	}
	all := make([]byte, int64(len(head))+1+length)
	if inflate.exactly(all, file) != nil {
		return whole{}, ErrUnusable
	}
	for k, name := range kindNames {
		if name == string(kind) {
			return whole{k, all[len(head)+1:]}, nil
		}
	}
	return whole{}, ErrUnusable
}
