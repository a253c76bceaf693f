package leaks

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"slices"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// State is what the last Observe leaves for the next one, as the content of a state file; nil when the
// history was not read, or not to its end.
func (s *Source) State() []byte { return s.state }

// StateNote says why the state that was given was not used, "" when it was.
func (s *Source) StateNote() string { return s.note }

// MarksState tells whether data begins as a state file does.
func MarksState(data []byte) bool { return state.Marks(data) }

// content is what is remembered of a content: how large it is, and what it turned out to be.
type content struct {
	size uint32
	kind state.Kind
}

// keep remembers a content that was looked at, if it was.
func (c *scan) keep(o outcome) {
	if _, ok := c.kept[o.object]; ok || c.kept == nil || o.size > math.MaxUint32 {
		return // a file that is an object of the history is not looked at again
	}
	k := content{uint32(o.size), state.Quiet(o.reach)}
	switch {
	case errors.Is(o.err, repository.ErrTooLarge):
		k.kind = state.KindTooLarge
	case errors.Is(o.err, repository.ErrMissing):
		k.kind = state.KindMissing
	case whyPacked(o.err) != 0:
		k.kind = whyPacked(o.err)
	case o.err != nil:
		return
	case o.binary:
		k.kind = state.KindBinary
	case o.pointer:
		k.kind = state.KindPointer
	case len(o.hits) > 0:
		k.kind = state.KindHits
	}
	c.kept[o.object] = k
}

// remember makes the state that this scan leaves.
func (g *gathering) remember() {
	h := g.history
	if g.kept == nil || h == nil || h.Cut || h.Unsearched || len(h.Commits) == 0 {
		return
	}
	m := &state.Memory{Commits: h.Commits}
	m.Fingerprint, m.IDLength = g.fingerprint(), len(h.Commits[0].ID)/2
	whole := g.fillObjects(m)
	m.Complete = whole && !g.repo.Target().Shallow && g.fillChanges(m)
	if !m.Complete {
		m.Head = state.Head{Fingerprint: m.Fingerprint, IDLength: m.IDLength}
	}
	if data, err := m.Encode(); err == nil {
		g.Source.state = data
	}
}

// fillObjects makes the table of objects. It tells whether all of the history are in it.
func (g *gathering) fillObjects(m *state.Memory) (whole bool) {
	type row struct {
		id [32]byte
		content
	}
	var rows []row
	whole = true
	add := func(object string, k content) {
		r := row{content: k}
		if n, err := hex.Decode(r.id[:], []byte(object)); err != nil || n != m.IDLength {
			whole = false
			return
		}
		rows = append(rows, r)
	}
	for _, it := range g.items {
		k, ok := g.kept[it.object]
		if ok {
			add(it.object, k)
		}
		whole = whole && ok
	}
	compare := func(a, b row) int { return bytes.Compare(a.id[:], b.id[:]) }
	slices.SortFunc(rows, compare)
	put := func(id []byte, k content) {
		m.Objects, m.Sizes, m.Kinds = append(m.Objects, id...), append(m.Sizes, k.size), append(m.Kinds, k.kind)
	}
	next := 0
	if g.resumed {
		m.Grow(len(g.past.Kinds) + len(rows))
		for i := range g.past.Kinds {
			id := g.past.Objects[i*m.IDLength : (i+1)*m.IDLength]
			for next < len(rows) && bytes.Compare(rows[next].id[:m.IDLength], id) < 0 {
				put(rows[next].id[:m.IDLength], rows[next].content)
				next++
			}
			put(id, content{g.past.Sizes[i], g.past.Kinds[i]})
		}
	}
	m.Grow(len(rows) - next)
	for ; next < len(rows); next++ {
		put(rows[next].id[:m.IDLength], rows[next].content)
	}
	m.ObjectCount = len(m.Kinds)
	return whole
}
