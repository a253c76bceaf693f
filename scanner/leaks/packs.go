package leaks

import (
	"bytes"
	"context"
	"sync/atomic"

	"github.com/rollcall-dev/rollcall/repository/pack"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

// readPacks reads objects straight from the repository's packs, where most are differences from
// others: only what is new in each is looked at. It gives the items it could not read, which are
// all when the repository is of a kind that is not read directly: git reads these, and says why it
// cannot.
func (c *scan) readPacks(ctx context.Context, list *contents) (rest []item, err error) {
	store, err := pack.Open(c.repo.GitDir())
	if err != nil {
		return list.items(), nil
	}
	w := packWalk{scan: c, contents: list, seen: make([]atomic.Bool, len(list.there))}
	opts := pack.Options{Limit: c.opts.MaxFileSize, Workers: c.opts.Workers, Wanted: func(id pack.ID) bool {
		number, ok := w.number(id)
		return ok && !w.seen[number].Load()
	}}
	if err := store.Walk(ctx, opts, w.newVisit); err != nil {
		return nil, err
	}
	for _, number := range list.order {
		if !w.seen[number].Load() {
			rest = append(rest, list.item(number))
		}
	}
	return rest, nil
}

// packWalk is one run of readPacks.
type packWalk struct {
	*scan
	*contents
	seen []atomic.Bool // by the object's number
}

// number is that of an object, if it is one of those to look at.
func (w *packWalk) number(id pack.ID) (number int32, ok bool) {
	number, ok = w.names.FindID(id[:])
	return number, ok && w.holds(number)
}

// newVisit makes a visit with a reader of its own.
func (w *packWalk) newVisit() pack.Visit {
	r := w.engine.Reader()
	var copies []match.Copy
	return func(o pack.Object, base any) any {
		number, wanted := w.number(o.ID)
		first := wanted && w.seen[number].CompareAndSwap(false, true)
		if !plain(o.Content) {
			if first {
				w.record(w.look(r, w.item(number), o.Content, nil))
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
			w.record(outcome{item: w.item(number), hits: hits, size: int64(len(o.Content)), reach: reachOf(r), err: err})
		}
		return state
	}
}

// plain tells whether a content is text as it is: not binary, packed, a PDF, in another encoding, or a pointer.
func plain(content []byte) bool {
	text, ok := detect.Readable(content)
	return ok && bytes.Equal(text, content) && !detect.IsPointer(content) && !isPacked(content) && !isPDF(content)
}
