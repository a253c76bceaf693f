package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"sort"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// A state file is what a scan of a whole history leaves for the next one: a line that says what it is,
// a head in JSON, tables of commits and objects, and a checksum. It holds no value, and nothing that
// is computed from one: a value is found again by the object, and the place among its hits, that
// the head gives.
const mark = "rollcall state 1\n"

// Memory is the content of a state file.
type Memory struct {
	Head
	Commits []history.Commit // without authors and dates, in the order of a history
	Objects []byte           // names of all contents of the history, sorted
	Sizes   []uint32         // of these, in bytes
	Kinds   []Kind           // of these

	index commitIndex // made when it is first asked for
}

// Head is a state file's head. Objects and commits are named by their place in the tables.
type Head struct {
	Fingerprint string    `json:"fingerprint"` // of all that decides what is found in a content
	IDLength    int       `json:"id_length"`   // of commits and objects, in bytes
	CommitCount int       `json:"commits"`
	ParentCount int       `json:"parents"` // of all commits together
	ObjectCount int       `json:"objects"`
	Complete    bool      `json:"complete"` // what follows is there; else names are to be read again
	Paths       []string  `json:"paths,omitempty"`
	Inner       []string  `json:"inner,omitempty"` // names of files in archives
	RowBytes    int       `json:"rows"`            // bytes of changes, verdicts and opinions
	Changes     [][]int   `json:"-"`               // those that matter: commit, path, object, objects before
	Verdicts    []Verdict `json:"-"`
	Opinions    []Opinion `json:"-"`
	Values      [][2]int  `json:"values,omitempty"` // by value: an object, and a hit in it
	Spans       []Span    `json:"spans,omitempty"`  // where values stand, one object after the other
	Unread      [][2]int  `json:"unread,omitempty"` // what is too large or missing: object and path
	Tips        []int     `json:"tips,omitempty"`   // commits of refs in which Looked says what there is
	Looked      []Looked  `json:"looked,omitempty"`
}

// Verdict is the hits of an object that count under a path.
type Verdict struct {
	Path   int
	Object int
	Hits   []Hit
}

// Opinion is how a hit of an object was weighed that an exposure of a path names.
type Opinion struct {
	Path, Object, Hit int
	Doubt             int // its place in nhi.Doubts from 1, 0 for none
	Score             int
}

// Looked is a value that HEAD has no more, and a ref's commit that has it.
type Looked struct {
	Path  int    `json:"path"`
	Rule  string `json:"rule"` // its name
	Value int    `json:"value"`
	Tip   int    `json:"tip"`   // NoObject when none of the tips has it
	Inner int    `json:"inner"` // as of a hit
}

// Span is where a hit stands: the object and the hit in it, then where the match begins and ends and
// where the value begins, as offsets in the text, and the value's length.
type Span [6]int

// Hit is a hit without its text.
type Hit struct {
	Hit        int    // its place among the object's hits
	Rule       string // its number
	Value      int
	StartLine  int
	Line       int
	Column     int
	Suppressed bool
	Packed     bool // in an archive or something compressed
	Inner      int  // index into Inner, NoInner for none
}

// NoInner says of a hit that it is in no file of an archive.
const NoInner = -1

// InnerName is the name of a file in an archive, "" for none.
func (m *Memory) InnerName(i int) string {
	if i == NoInner {
		return ""
	}
	return m.Inner[i]
}

// What stands for an object in a change.
const (
	NoObject      = -1 // the path went
	UnknownObject = -2 // it was not read
)

// Kind is what a content turned out to be.
type Kind byte

// The kinds of contents.
const (
	KindText    Kind = iota
	KindBinary       // not searched
	KindPointer      // to what Git LFS keeps elsewhere
	KindHits         // text with hits
	KindTooLarge
	KindMissing
	KindUnopened // an archive of a format that is not opened, or with a password
	KindPartly   // an archive with more than is opened
	KindBroken   // a damaged archive
	kindQuiet    // text without hits, of which is known how far from a change something may be found: see Quiet
	kinds        = kindQuiet + quietKinds
)

// Of a quiet text's reach the power of two is kept that is no less: 128 bytes, and so often twice that.
const (
	shortestReach = 128
	quietKinds    = 8
)

// Quiet is the kind of a text without hits, by its reach in bytes. Where that is far it is not kept.
func Quiet(reach int) Kind {
	for k := range Kind(quietKinds) {
		if reach <= shortestReach<<k {
			return kindQuiet + k
		}
	}
	return KindText
}

// Reach is how far from a change of a text something may be found that was not there before, in bytes. It is not ok where that is
// not known.
func (k Kind) Reach() (bytes int, ok bool) {
	if k < kindQuiet {
		return 0, false
	}
	return shortestReach << (k - kindQuiet), true
}

// IsPacked tells whether it is an archive that was not wholly searched, and may have hits all the same.
func (k Kind) IsPacked() bool { return k >= KindUnopened && k <= KindBroken }

// IsUnread tells whether there is something to say of what was not searched.
func (k Kind) IsUnread() bool { return k >= KindTooLarge && k <= KindBroken }

var errDamaged = errors.New("not a state file, or damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Decode reads a state file that may be anything.
func Decode(data []byte) (*Memory, error) {
	const sum = 4
	if !Marks(data) || len(data) < len(mark)+4+sum {
		return nil, errDamaged
	}
	body := data[:len(data)-sum]
	if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(data[len(body):]) {
		return nil, errDamaged
	}
	body = body[len(mark):]
	length := int64(binary.BigEndian.Uint32(body))
	if body = body[4:]; length > int64(len(body)) {
		return nil, errDamaged
	}
	m := &Memory{}
	if json.Unmarshal(body[:length], &m.Head) != nil || !m.fits(int64(len(body))-length) {
		return nil, errDamaged
	}
	if !m.readTables(body[length:]) || !m.consistent() {
		return nil, errDamaged
	}
	return m, nil
}

// fits tells whether the tables have the size that the head says.
func (m *Memory) fits(size int64) bool {
	for _, n := range []int{m.CommitCount, m.ParentCount, m.ObjectCount, m.RowBytes} {
		if n < 0 || int64(n) > size {
			return false
		}
	}
	if m.IDLength != 20 && m.IDLength != 32 {
		return false
	}
	return size == int64(m.CommitCount)*int64(m.IDLength+10)+4*int64(m.ParentCount)+int64(m.ObjectCount)*int64(m.IDLength+5)+int64(m.RowBytes)
}

// newCommits is for how many more commits there is room at least.
const newCommits = 64

func (m *Memory) readTables(data []byte) bool {
	take := func(n int) []byte {
		part := data[:n]
		data = data[n:]
		return part
	}
	ids := hex.EncodeToString(take(m.CommitCount * m.IDLength))
	orders, counts, parents := take(8*m.CommitCount), take(2*m.CommitCount), take(4*m.ParentCount)
	m.Commits = make([]history.Commit, m.CommitCount, m.CommitCount+m.CommitCount/64+newCommits)
	all := make([]int32, 0, m.ParentCount)
	for i := range m.Commits {
		c := &m.Commits[i]
		c.ID = ids[2*m.IDLength*i : 2*m.IDLength*(i+1)]
		c.Order = int64(binary.BigEndian.Uint64(orders[8*i:]))
		n := int(binary.BigEndian.Uint16(counts[2*i:]))
		if len(all)+n > m.ParentCount {
			return false
		}
		for k := len(all); k < len(all)+n; k++ {
			if parent := binary.BigEndian.Uint32(parents[4*k:]); parent >= uint32(i) {
				return false // parents come first
			}
		}
		from := len(all)
		for k := range n {
			all = append(all, int32(binary.BigEndian.Uint32(parents[4*(from+k):])))
		}
		c.Parents = all[from:len(all):len(all)]
	}
	m.Objects = take(m.ObjectCount * m.IDLength)
	sizes, types := take(4*m.ObjectCount), take(m.ObjectCount)
	m.Sizes, m.Kinds = make([]uint32, m.ObjectCount), make([]Kind, m.ObjectCount)
	for i := range m.Kinds {
		m.Sizes[i], m.Kinds[i] = binary.BigEndian.Uint32(sizes[4*i:]), Kind(types[i])
		if m.Kinds[i] >= kinds {
			return false
		}
	}
	return len(all) == m.ParentCount && m.readRows(data)
}

// consistent tells whether all that the head names is there.
func (m *Memory) consistent() bool {
	object := func(i int) bool { return i >= 0 && i < m.ObjectCount }
	path := func(i int) bool { return i >= 0 && i < len(m.Paths) }
	for _, c := range m.Changes {
		if len(c) < 3 || c[0] < 0 || c[0] >= m.CommitCount || !path(c[1]) {
			return false
		}
		for _, i := range c[2:] {
			if !object(i) && i != NoObject && i != UnknownObject {
				return false
			}
		}
	}
	for _, v := range m.Verdicts {
		if !path(v.Path) || !object(v.Object) {
			return false
		}
		for _, h := range v.Hits {
			if h.Value < 0 || h.Value >= len(m.Values) || h.Hit < 0 || h.Inner < NoInner || h.Inner >= len(m.Inner) {
				return false
			}
		}
	}
	for _, o := range m.Opinions {
		if !path(o.Path) || !object(o.Object) || o.Hit < 0 || o.Doubt < 0 || o.Doubt > len(nhi.Doubts) {
			return false
		}
	}
	for _, l := range m.Looked {
		if !path(l.Path) || l.Value < 0 || l.Value >= len(m.Values) || l.Tip < NoObject || l.Tip >= m.CommitCount || l.Inner < NoInner || l.Inner >= len(m.Inner) {
			return false
		}
	}
	if slices.ContainsFunc(m.Tips, func(i int) bool { return i < 0 || i >= m.CommitCount }) {
		return false
	}
	if slices.ContainsFunc(m.Spans, func(s Span) bool { return !object(s[0]) }) {
		return false
	}
	return !slices.ContainsFunc(m.Values, func(v [2]int) bool { return !object(v[0]) || v[1] < 0 }) &&
		!slices.ContainsFunc(m.Unread, func(v [2]int) bool { return !object(v[0]) || !path(v[1]) })
}

// Object gives the name of the object at a place of the table.
func (m *Memory) Object(i int) string {
	return hex.EncodeToString(m.Objects[i*m.IDLength : (i+1)*m.IDLength])
}

// Find gives an object's place in the table.
func (m *Memory) Find(object string) (int, bool) {
	var whole [sha256.Size]byte
	if len(object) != 2*m.IDLength {
		return 0, false
	}
	if _, err := hex.Decode(whole[:], []byte(object)); err != nil {
		return 0, false
	}
	id := whole[:m.IDLength]
	return sort.Find(m.ObjectCount, func(i int) int { return bytes.Compare(id, m.Objects[i*m.IDLength:(i+1)*m.IDLength]) })
}

// Grow makes room for more objects in the tables.
func (m *Memory) Grow(n int) {
	m.Objects, m.Sizes, m.Kinds = slices.Grow(m.Objects, n*m.IDLength), slices.Grow(m.Sizes, n), slices.Grow(m.Kinds, n)
}

// UnknownName stands for an object that an earlier scan did not read.
const UnknownName = "unknown"

// History is what is known of the history: all commits, and the changes that matter. The commits are the memory's own: there is room
// for more behind them, and those that come later in time may take their places.
func (m *Memory) History() *history.History {
	h := &history.History{Commits: m.Commits}
	for _, path := range m.Paths {
		h.AddPath(path)
	}
	name := func(i int) string {
		switch i {
		case NoObject:
			return ""
		case UnknownObject:
			return UnknownName
		}
		return m.Object(i)
	}
	for _, c := range m.Changes {
		change := history.Change{Commit: c[0], Path: m.Paths[c[1]], Object: name(c[2])}
		for _, i := range c[3:] {
			change.Old = append(change.Old, name(i))
		}
		h.Add(change)
	}
	return h
}

// Encode writes a state file.
func (m *Memory) Encode() ([]byte, error) {
	m.CommitCount, m.ObjectCount, m.ParentCount = len(m.Commits), len(m.Kinds), 0
	for i := range m.Commits {
		if len(m.Commits[i].Parents) > math.MaxUint16 {
			return nil, fmt.Errorf("a commit has %d parents", len(m.Commits[i].Parents))
		}
		m.ParentCount += len(m.Commits[i].Parents)
	}
	rows, err := m.appendRows(nil)
	if err != nil {
		return nil, err
	}
	m.RowBytes = len(rows)
	head, err := json.Marshal(m.Head)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(mark)+len(head)+len(m.Objects)+5*m.ObjectCount+m.CommitCount*(m.IDLength+10)+4*m.ParentCount+len(rows)+16)
	out = append(out, mark...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(head)))
	out = append(out, head...)
	if out, err = m.appendCommits(out); err != nil {
		return nil, err
	}
	out = append(out, m.Objects...)
	for _, size := range m.Sizes {
		out = binary.BigEndian.AppendUint32(out, size)
	}
	for _, k := range m.Kinds {
		out = append(out, byte(k))
	}
	out = append(out, rows...)
	return binary.BigEndian.AppendUint32(out, crc32.Checksum(out, castagnoli)), nil
}

// appendCommits writes the table of commits: names, places in time, and parents.
func (m *Memory) appendCommits(out []byte) ([]byte, error) {
	var err error
	for i := range m.Commits {
		if out, err = hex.AppendDecode(out, []byte(m.Commits[i].ID)); err != nil {
			return nil, err
		}
	}
	for i := range m.Commits {
		out = binary.BigEndian.AppendUint64(out, uint64(m.Commits[i].Order))
	}
	for i := range m.Commits {
		out = binary.BigEndian.AppendUint16(out, uint16(len(m.Commits[i].Parents)))
	}
	for i := range m.Commits {
		for _, parent := range m.Commits[i].Parents {
			out = binary.BigEndian.AppendUint32(out, uint32(parent))
		}
	}
	return out, nil
}

// Marks tells whether data begins as a state file does.
func Marks(data []byte) bool { return bytes.HasPrefix(data, []byte(mark)) }
