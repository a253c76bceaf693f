package repository

import (
	"encoding/hex"
	"slices"
	"strings"
)

// TreeEntry is a file of a commit.
type TreeEntry struct {
	Mode   string // six octal digits
	Object string // the blob's name in hexadecimal
	Path   string // slash-separated; any bytes but NUL
}

// Listing is the files of a commit in git's order, which is that of their paths. A commit may have a million: they are kept in few large
// pieces of memory. It does not change.
type Listing struct {
	paths []string // parts of blocks
	block strings.Builder
	ids   []byte // the names of objects
	size  int    // of each, in bytes
	modes []byte // by entryModes
	// order is the places by path where they are not in git's order, as somebody may have written them; else nil.
	order []int32
}

// entryModes is every mode that canonical gives.
var entryModes = []string{"100644", "100755", ModeSymlink, ModeSubmodule, modeTree}

// pathBlock is how much memory is asked for at once, in bytes.
const pathBlock = 64 << 10

// add adds an entry, whose object's name all others' are as long as.
func (l *Listing) add(mode, id, folder, name string) {
	l.paths = append(l.paths, l.keep(folder, name))
	l.ids, l.size = append(l.ids, id...), len(id)
	l.modes = append(l.modes, byte(slices.Index(entryModes, mode)))
}

func (l *Listing) keep(folder, name string) string {
	length := len(folder) + len(name)
	if length > pathBlock/8 {
		return folder + name
	}
	if l.block.Len()+length > l.block.Cap() {
		l.block.Reset()
		l.block.Grow(pathBlock)
	}
	l.block.WriteString(folder)
	l.block.WriteString(name)
	block := l.block.String()
	return block[len(block)-length:]
}

// finish ends the adding.
func (l *Listing) finish() {
	for i := range l.paths {
		if i > 0 && l.paths[i-1] >= l.paths[i] {
			l.sort()
			return
		}
	}
}

func (l *Listing) sort() {
	l.order = make([]int32, len(l.paths))
	for i := range l.order {
		l.order[i] = int32(i)
	}
	slices.SortStableFunc(l.order, func(a, b int32) int { return strings.Compare(l.paths[a], l.paths[b]) })
}

// Len is how many entries there are.
func (l *Listing) Len() int { return len(l.paths) }

// All yields the entries as git lists them.
func (l *Listing) All(yield func(TreeEntry) bool) {
	for i := range l.paths {
		if !yield(l.at(i)) {
			return
		}
	}
}

// Files yields each path once, sorted: of entries that have the same the last.
func (l *Listing) Files(yield func(TreeEntry) bool) {
	for i := range l.sorted {
		if !yield(l.at(i)) {
			return
		}
	}
}

// named yields the modes and paths of Files: to name all their objects takes longer than that.
func (l *Listing) named(yield func(mode, path string) bool) {
	for i := range l.sorted {
		if !yield(entryModes[l.modes[i]], l.paths[i]) {
			return
		}
	}
}

// sorted yields the places of Files.
func (l *Listing) sorted(yield func(i int) bool) {
	for i := range l.paths {
		at, last := i, true
		if l.order != nil {
			at = int(l.order[i])
			last = i+1 == len(l.order) || l.paths[l.order[i+1]] != l.paths[at]
		}
		if last && !yield(at) {
			return
		}
	}
}

func (l *Listing) at(i int) TreeEntry {
	return TreeEntry{entryModes[l.modes[i]], hex.EncodeToString([]byte(l.ids[i*l.size:][:l.size])), l.paths[i]}
}

// Find gives the entry at a path, if there is one: of several the last.
func (l *Listing) Find(path string) (TreeEntry, bool) {
	from, to := 0, len(l.paths)
	for from < to { // up to the first that is behind it
		middle := (from + to) / 2
		if l.paths[l.place(middle)] <= path {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from == 0 || l.paths[l.place(from-1)] != path {
		return TreeEntry{}, false
	}
	return l.at(l.place(from - 1)), true
}

func (l *Listing) place(i int) int {
	if l.order != nil {
		return int(l.order[i])
	}
	return i
}
