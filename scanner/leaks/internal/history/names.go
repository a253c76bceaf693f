package history

import (
	"encoding/hex"
	"hash/maphash"
	"strings"
)

// A history may have a million files. What is kept of each is in few large pieces of memory without pointers, which costs a quarter
// of what strings and maps of them would, and nothing when garbage is collected.

// table finds the number that was given to something by its hash. The hash has a seed, so that nobody can choose names that meet in it.
type table struct {
	seed  maphash.Seed
	slots []int32 // as many as a power of two: a number more than the one that stands there, 0 for none
	count int
}

// find gives the number of what is.
func (t *table) find(hash uint64, is func(number int32) bool) (number int32, ok bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	for at := t.first(hash); t.slots[at] != 0; at = (at + 1) & (len(t.slots) - 1) {
		if number = t.slots[at] - 1; is(number) {
			return number, true
		}
	}
	return 0, false
}

func (t *table) first(hash uint64) int { return int(hash) & (len(t.slots) - 1) }

// smallestTable is how many slots a table has at first.
const smallestTable = 64

// ready makes the seed before the first hash.
func (t *table) ready() {
	if t.slots == nil {
		t.seed, t.slots = maphash.MakeSeed(), make([]int32, smallestTable)
	}
}

// add gives the next number to what has a hash; of tells the hash of each number, for when the table grows.
func (t *table) add(of func(number int32) uint64) (number int32) {
	if 4*t.count >= 3*len(t.slots) {
		t.slots = make([]int32, 2*len(t.slots))
		for n := range t.count {
			t.put(of(int32(n)), int32(n))
		}
	}
	number = int32(t.count)
	t.put(of(number), number)
	t.count++
	return number
}

func (t *table) put(hash uint64, number int32) {
	at := t.first(hash)
	for t.slots[at] != 0 {
		at = (at + 1) & (len(t.slots) - 1)
	}
	t.slots[at] = number + 1
}

// None is the number of no object.
const None = -1

// Names gives numbers to the names of objects, from 0 in the order in which they come. What is no object's name, as others than
// the first, is numbered downwards from below None.
type Names struct {
	size  int // of a name, in bytes
	ids   []byte
	table table
	other []string
}

// longestID is the length of a SHA-256 name in bytes.
const longestID = 32

// id reads a name in hexadecimal, if it is one like the others.
func (n *Names) id(into *[longestID]byte, name string) (id []byte, ok bool) {
	if len(name) != 2*n.size && (n.size != 0 || len(name) != 40 && len(name) != 64) || strings.ContainsAny(name, "ABCDEF") {
		return nil, false
	}
	length, err := hex.Decode(into[:], []byte(name))
	return into[:length], err == nil && length > 0
}

// Add gives the number of an object, a new one if it has none.
func (n *Names) Add(name string) int32 {
	if name == "" {
		return None
	}
	if number, ok := n.Find(name); ok {
		return number
	}
	var whole [longestID]byte
	id, ok := n.id(&whole, name)
	if !ok {
		n.other = append(n.other, strings.Clone(name))
		return None - int32(len(n.other))
	}
	n.table.ready()
	n.size = len(id)
	n.ids = append(n.ids, id...)
	return n.table.add(func(number int32) uint64 { return maphash.Bytes(n.table.seed, n.ID(number)) })
}

// Find gives the number of an object that has one.
func (n *Names) Find(name string) (number int32, ok bool) {
	var whole [longestID]byte
	if id, ok := n.id(&whole, name); ok {
		return n.FindID(id)
	}
	for i, other := range n.other {
		if other == name {
			return None - 1 - int32(i), true
		}
	}
	return None, false
}

// FindID is Find for a name in bytes.
func (n *Names) FindID(id []byte) (number int32, ok bool) {
	if len(id) != n.size || n.size == 0 {
		return None, false
	}
	number, ok = n.table.find(maphash.Bytes(n.table.seed, id), func(number int32) bool { return string(n.ID(number)) == string(id) })
	if !ok {
		return None, false
	}
	return number, true
}

// ID is the name in bytes of the object that has a number, which must not be below 0.
func (n *Names) ID(number int32) []byte { return n.ids[int(number)*n.size:][:n.size] }

// Name is the name in hexadecimal of the object that has a number, "" for None.
func (n *Names) Name(number int32) string {
	switch {
	case number == None:
		return ""
	case number < None:
		return n.other[None-1-number]
	}
	var text [2 * longestID]byte
	return string(hex.AppendEncode(text[:0], n.ID(number)))
}

// Len is how many object names there are, numbered from 0.
func (n *Names) Len() int { return n.table.count }

// paths numbers paths, from 0 in the order in which they come.
type paths struct {
	texts []string // parts of blocks
	block strings.Builder
	table table
}

// pathBlock is how much memory is asked for at once, in bytes: a path by itself takes up to twice its length.
const pathBlock = 64 << 10

func (p *paths) find(path string) (number int32, ok bool) {
	p.table.ready()
	return p.table.find(maphash.String(p.table.seed, path), func(number int32) bool { return p.texts[number] == path })
}

func (p *paths) add(path string) int32 {
	if number, ok := p.find(path); ok {
		return number
	}
	p.texts = append(p.texts, p.keep(path))
	return p.table.add(func(number int32) uint64 { return maphash.String(p.table.seed, p.texts[number]) })
}

// keep copies a path to the others.
func (p *paths) keep(path string) string {
	if len(path) > pathBlock/8 {
		return strings.Clone(path)
	}
	if p.block.Len()+len(path) > p.block.Cap() {
		p.block.Reset()
		p.block.Grow(pathBlock)
	}
	p.block.WriteString(path)
	block := p.block.String()
	return block[len(block)-len(path):]
}
