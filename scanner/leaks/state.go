package leaks

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
const stateMark = "rollcall state 1\n"

// memory is the content of a state file.
type memory struct {
	stateHead
	commits []history.Commit // without authors and dates, in the order of a history
	objects []byte           // names of all contents of the history, sorted
	sizes   []uint32         // of these, in bytes
	kinds   []kind           // of these
}

// stateHead is a state file's head. Objects and commits are named by their place in the tables.
type stateHead struct {
	Fingerprint string         `json:"fingerprint"` // of all that decides what is found in a content
	IDLength    int            `json:"id_length"`   // of commits and objects, in bytes
	Commits     int            `json:"commits"`
	Parents     int            `json:"parents"` // of all commits together
	Objects     int            `json:"objects"`
	Complete    bool           `json:"complete"` // what follows is there; else names are to be read again
	Paths       []string       `json:"paths,omitempty"`
	Rows        int            `json:"rows"` // bytes of changes, verdicts and opinions
	Changes     [][]int        `json:"-"`    // those that matter: commit, path, object, objects before
	Verdicts    []stateVerdict `json:"-"`
	Opinions    []stateOpinion `json:"-"`
	Values      [][2]int       `json:"values,omitempty"` // by value: an object, and a hit in it
	Spans       []stateSpan    `json:"spans,omitempty"`  // where values stand, one object after the other
	Unread      [][2]int       `json:"unread,omitempty"` // what is too large or missing: object and path
	Tips        []int          `json:"tips,omitempty"`   // commits of refs in which Looked says what there is
	Looked      []stateLooked  `json:"looked,omitempty"`
}

// stateVerdict is the hits of an object that count under a path.
type stateVerdict struct {
	Path   int
	Object int
	Hits   []stateHit
}

// stateOpinion is how a hit of an object was weighed that an exposure of a path names.
type stateOpinion struct {
	Path, Object, Hit int
	Doubt             int // its place in nhi.Doubts from 1, 0 for none
	Score             int
}

// stateLooked is a value that HEAD has no more, and a ref's commit that has it.
type stateLooked struct {
	Path  int    `json:"path"`
	Rule  string `json:"rule"` // its name
	Value int    `json:"value"`
	Tip   int    `json:"tip"` // noObject when none of the tips has it
}

// stateSpan is where a hit stands: the object and the hit in it, then where the match begins and ends and
// where the value begins, as offsets in the text, and the value's length.
type stateSpan [6]int

// stateHit is a hit without its text.
type stateHit struct {
	Hit        int    // its place among the object's hits
	Rule       string // its number
	Value      int
	StartLine  int
	Line       int
	Column     int
	Suppressed bool
}

// What stands for an object in a change.
const (
	noObject      = -1 // the path went
	unknownObject = -2 // it was not read
)

// kind is what a content turned out to be.
type kind byte

const (
	kindText kind = iota
	kindBinary
	kindPointer
	kindHits // text with hits
	kindTooLarge
	kindMissing
	kinds
)

var errState = errors.New("not a state file, or damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// MarksState tells whether data begins as a state file does.
func MarksState(data []byte) bool { return bytes.HasPrefix(data, []byte(stateMark)) }

// encode writes a state file.
func (m *memory) encode() ([]byte, error) {
	m.Commits, m.Objects, m.Parents = len(m.commits), len(m.kinds), 0
	for i := range m.commits {
		if len(m.commits[i].Parents) > math.MaxUint16 {
			return nil, fmt.Errorf("a commit has %d parents", len(m.commits[i].Parents))
		}
		m.Parents += len(m.commits[i].Parents)
	}
	rows, err := m.appendRows(nil)
	if err != nil {
		return nil, err
	}
	m.Rows = len(rows)
	head, err := json.Marshal(m.stateHead)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(stateMark)+len(head)+len(m.objects)+5*m.Objects+m.Commits*(m.IDLength+10)+4*m.Parents+len(rows)+16)
	out = append(out, stateMark...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(head)))
	out = append(out, head...)
	for i := range m.commits {
		if out, err = hex.AppendDecode(out, []byte(m.commits[i].ID)); err != nil {
			return nil, err
		}
	}
	for i := range m.commits {
		out = binary.BigEndian.AppendUint64(out, uint64(m.commits[i].Order))
	}
	for i := range m.commits {
		out = binary.BigEndian.AppendUint16(out, uint16(len(m.commits[i].Parents)))
	}
	for i := range m.commits {
		for _, parent := range m.commits[i].Parents {
			out = binary.BigEndian.AppendUint32(out, uint32(parent))
		}
	}
	out = append(out, m.objects...)
	for _, size := range m.sizes {
		out = binary.BigEndian.AppendUint32(out, size)
	}
	for _, k := range m.kinds {
		out = append(out, byte(k))
	}
	out = append(out, rows...)
	return binary.BigEndian.AppendUint32(out, crc32.Checksum(out, castagnoli)), nil
}

// decode reads a state file that may be anything.
func decodeState(data []byte) (*memory, error) {
	const sum = 4
	if !MarksState(data) || len(data) < len(stateMark)+4+sum {
		return nil, errState
	}
	body := data[:len(data)-sum]
	if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(data[len(body):]) {
		return nil, errState
	}
	body = body[len(stateMark):]
	length := int64(binary.BigEndian.Uint32(body))
	if body = body[4:]; length > int64(len(body)) {
		return nil, errState
	}
	m := &memory{}
	if json.Unmarshal(body[:length], &m.stateHead) != nil || !m.fits(int64(len(body))-length) {
		return nil, errState
	}
	if !m.readTables(body[length:]) || !m.consistent() {
		return nil, errState
	}
	return m, nil
}

// fits tells whether the tables have the size that the head says.
func (m *memory) fits(size int64) bool {
	for _, n := range []int{m.Commits, m.Parents, m.Objects, m.Rows} {
		if n < 0 || int64(n) > size {
			return false
		}
	}
	if m.IDLength != 20 && m.IDLength != 32 {
		return false
	}
	return size == int64(m.Commits)*int64(m.IDLength+10)+4*int64(m.Parents)+int64(m.Objects)*int64(m.IDLength+5)+int64(m.Rows)
}

func (m *memory) readTables(data []byte) bool {
	take := func(n int) []byte {
		part := data[:n]
		data = data[n:]
		return part
	}
	ids := hex.EncodeToString(take(m.Commits * m.IDLength))
	orders, counts, parents := take(8*m.Commits), take(2*m.Commits), take(4*m.Parents)
	m.commits = make([]history.Commit, m.Commits)
	all := make([]int32, 0, m.Parents)
	for i := range m.commits {
		c := &m.commits[i]
		c.ID = ids[2*m.IDLength*i : 2*m.IDLength*(i+1)]
		c.Order = int64(binary.BigEndian.Uint64(orders[8*i:]))
		n := int(binary.BigEndian.Uint16(counts[2*i:]))
		if len(all)+n > m.Parents {
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
	m.objects = take(m.Objects * m.IDLength)
	sizes, types := take(4*m.Objects), take(m.Objects)
	m.sizes, m.kinds = make([]uint32, m.Objects), make([]kind, m.Objects)
	for i := range m.kinds {
		m.sizes[i], m.kinds[i] = binary.BigEndian.Uint32(sizes[4*i:]), kind(types[i])
		if m.kinds[i] >= kinds {
			return false
		}
	}
	return len(all) == m.Parents && m.readRows(data)
}

// consistent tells whether all that the head names is there.
func (m *memory) consistent() bool {
	object := func(i int) bool { return i >= 0 && i < m.Objects }
	path := func(i int) bool { return i >= 0 && i < len(m.Paths) }
	for _, c := range m.Changes {
		if len(c) < 3 || c[0] < 0 || c[0] >= m.Commits || !path(c[1]) {
			return false
		}
		for _, i := range c[2:] {
			if !object(i) && i != noObject && i != unknownObject {
				return false
			}
		}
	}
	for _, v := range m.Verdicts {
		if !path(v.Path) || !object(v.Object) {
			return false
		}
		for _, h := range v.Hits {
			if h.Value < 0 || h.Value >= len(m.Values) || h.Hit < 0 {
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
		if !path(l.Path) || l.Value < 0 || l.Value >= len(m.Values) || l.Tip < noObject || l.Tip >= m.Commits {
			return false
		}
	}
	if slices.ContainsFunc(m.Tips, func(i int) bool { return i < 0 || i >= m.Commits }) {
		return false
	}
	if slices.ContainsFunc(m.Spans, func(s stateSpan) bool { return !object(s[0]) }) {
		return false
	}
	return !slices.ContainsFunc(m.Values, func(v [2]int) bool { return !object(v[0]) || v[1] < 0 }) &&
		!slices.ContainsFunc(m.Unread, func(v [2]int) bool { return !object(v[0]) || !path(v[1]) })
}

// object gives the name of the object at a place of the table.
func (m *memory) object(i int) string {
	return hex.EncodeToString(m.objects[i*m.IDLength : (i+1)*m.IDLength])
}

// find gives an object's place in the table.
func (m *memory) find(object string) (int, bool) {
	var whole [sha256.Size]byte
	if len(object) != 2*m.IDLength {
		return 0, false
	}
	if _, err := hex.Decode(whole[:], []byte(object)); err != nil {
		return 0, false
	}
	id := whole[:m.IDLength]
	return sort.Find(m.Objects, func(i int) int { return bytes.Compare(id, m.objects[i*m.IDLength:(i+1)*m.IDLength]) })
}
