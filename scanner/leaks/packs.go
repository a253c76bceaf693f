package leaks

import (
	"bytes"
	"context"
	"encoding/hex"
	"sync/atomic"

	"github.com/rollcall-dev/rollcall/repository/pack"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

// readPacks reads objects straight from the repository's packs, where most are differences from
// others: only what is new in each is looked at. It gives the items it could not read, which are
// all when the repository is of a kind that is not read directly: git reads these, and says why it
// cannot.
func (c *scan) readPacks(ctx context.Context, items []item) (rest []item, err error) {
	store, err := pack.Open(c.repo.GitDir())
	if err != nil {
		return items, nil
	}
	w := packWalk{scan: c, items: items, wanted: make(map[pack.ID]int32, len(items)), seen: make([]atomic.Bool, len(items))}
	for i, it := range items {
		if id, ok := objectID(it.object); ok {
			w.wanted[id] = int32(i)
		}
	}
	opts := pack.Options{Limit: c.opts.MaxFileSize, Workers: c.opts.Workers, Wanted: func(id pack.ID) bool {
		i, ok := w.wanted[id]
		return ok && !w.seen[i].Load()
	}}
	if err := store.Walk(ctx, opts, w.newVisit); err != nil {
		return nil, err
	}
	for i := range items {
		if !w.seen[i].Load() {
			rest = append(rest, items[i])
		}
	}
	return rest, nil
}

func objectID(object string) (id pack.ID, ok bool) {
	n, err := hex.Decode(id[:], []byte(object))
	return id, err == nil && n == len(id)
}

// packWalk is one run of readPacks.
type packWalk struct {
	*scan
	items  []item
	wanted map[pack.ID]int32 // index into items
	seen   []atomic.Bool     // by item
}

// newVisit makes a visit with a reader of its own.
func (w *packWalk) newVisit() pack.Visit {
	r := w.engine.Reader()
	var copies []match.Copy
	return func(o pack.Object, base any) any {
		i, wanted := w.wanted[o.ID]
		first := wanted && w.seen[i].CompareAndSwap(false, true)
		if !plain(o.Content) {
			if first {
				w.record(w.look(r, w.items[i], o.Content, nil))
			}
			return nil
		}
		copies = copies[:0]
		for _, c := range o.Copies {
			copies = append(copies, match.Copy(c))
		}
		known, _ := base.(*match.State)
		hits, state, err := r.FindNew(o.Content, known, copies)
		if first {
			w.record(outcome{item: w.items[i], hits: hits, size: int64(len(o.Content)), err: err})
		}
		return state
	}
}

// plain tells whether a content is text as it is: not binary, packed, a PDF, in another encoding, or a pointer.
func plain(content []byte) bool {
	text, ok := detect.Readable(content)
	return ok && bytes.Equal(text, content) && !detect.IsPointer(content) && !isPacked(content) && !isPDF(content)
}
