package pack

import (
	"context"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Object is a blob as a visitor sees it.
type Object struct {
	ID      ID
	Content []byte // only until the visit ends
	// Copies are the parts of Content that come from the base, in the order of To; none for an object
	// without a base.
	Copies []Copy
}

// Visit is called for a blob after its base, with what the visit of the base returned, nil for none.
// What it returns is kept until all objects that have this one as their base are visited.
type Visit func(o Object, base any) any

// Options bounds a walk.
type Options struct {
	// Wanted tells whether an object matters. Others are visited only as bases of some that do.
	// It is called from several goroutines.
	Wanted func(ID) bool
	// Limit is the largest content that is read, in bytes. Larger ones are left out, and what
	// is stored as a difference from them.
	Limit int64
	// Workers is how many trees are walked at once.
	Workers int
}

// heldLimits is how many of the largest contents one worker may hold at once.
const heldLimits = 6

// Walk visits the blobs that matter, each with a Visit of its worker's own, which it keeps from pack to pack. Objects that cannot be
// read, and packs that do not fit their index, are left out, silently: the caller knows which it did
// not see. The error is ctx's.
func (s *Store) Walk(ctx context.Context, opts Options, newVisit func() Visit) error {
	visits := make([]Visit, max(opts.Workers, 1))
	visitOf := func(worker int) Visit {
		if visits[worker] == nil {
			visits[worker] = newVisit()
		}
		return visits[worker]
	}
	for _, index := range s.packs {
		if err := walkPack(ctx, index, opts, visitOf); err != nil {
			return err
		}
	}
	return s.walkLoose(ctx, opts, visitOf)
}

func walkPack(ctx context.Context, index string, opts Options, visitOf func(worker int) Visit) error {
	p, err := openPack(index)
	if err != nil {
		return nil
	}
	defer p.file.Close()
	return p.walk(ctx, opts, visitOf)
}

func (p *packFile) walk(ctx context.Context, opts Options, visitOf func(worker int) Visit) error {
	t := newTrees(p, opts)
	p.index = nil // it is needed no more
	var next atomic.Int64
	return each(ctx, opts.Workers, func(ctx context.Context, number int) {
		w := worker{trees: t, visit: visitOf(number), limit: opts.Limit}
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(t.roots) {
				return
			}
			w.tree(ctx, t.roots[i])
		}
	})
}

// each runs work on each of the workers, which are numbered.
func each(ctx context.Context, workers int, work func(ctx context.Context, worker int)) error {
	group, groupCtx := errgroup.WithContext(ctx)
	for i := range max(workers, 1) {
		group.Go(func() error {
			work(groupCtx, i)
			return ctx.Err()
		})
	}
	return group.Wait()
}

// looseFolders is how many folders loose objects are spread over.
const looseFolders = 256

func (s *Store) walkLoose(ctx context.Context, opts Options, visitOf func(worker int) Visit) error {
	var next atomic.Int64
	return each(ctx, opts.Workers, func(ctx context.Context, worker int) {
		visit, inflate := visitOf(worker), &inflater{}
		for {
			i := int(next.Add(1)) - 1
			if i >= looseFolders*len(s.loose) {
				return
			}
			dir := s.loose[i/looseFolders]
			for _, id := range looseIDs(dir, byte(i%looseFolders)) {
				if ctx.Err() != nil {
					return
				}
				if !opts.Wanted(id) {
					continue
				}
				if content, ok := s.readLoose(inflate, dir, id, opts.Limit); ok {
					visit(Object{ID: id, Content: content}, nil)
				}
			}
		}
	})
}

// trees is a pack's objects by what they are stored as a difference from.
type trees struct {
	pack    *packFile
	entries []entry
	roots   []int32 // blobs that are stored in full, with something wanted below
	child   []int32 // by entry: its first child, -1 for none
	sibling []int32 // by entry: the next child of the same base, -1 for none
	wanted  []int32 // by entry: how many below it, itself included, are wanted
}

func newTrees(p *packFile, opts Options) *trees {
	t := &trees{pack: p, entries: p.entries()}
	n := len(t.entries)
	t.child, t.sibling, t.wanted = slices.Repeat([]int32{-1}, n), slices.Repeat([]int32{-1}, n), make([]int32, n)
	for i := n - 1; i >= 0; i-- {
		if e := &t.entries[i]; e.base >= 0 && !e.broken {
			t.sibling[i] = t.child[e.base]
			t.child[e.base] = int32(i)
		}
	}
	for i := range t.entries {
		if e := &t.entries[i]; e.kind == typeBlob && !e.broken {
			if t.count(int32(i), opts.Wanted) > 0 {
				t.roots = append(t.roots, int32(i))
			}
		}
	}
	return t
}

// count fills in wanted for a tree. Objects whose bases form a circle belong to no tree.
func (t *trees) count(root int32, wanted func(ID) bool) int32 {
	order := []int32{root}
	for i := 0; i < len(order); i++ {
		for c := t.child[order[i]]; c >= 0; c = t.sibling[c] {
			order = append(order, c)
		}
	}
	for _, i := range slices.Backward(order) {
		if wanted(t.entries[i].id) {
			t.wanted[i]++
		}
		if i != root {
			t.wanted[t.entries[i].base] += t.wanted[i]
		}
	}
	return t.wanted[root]
}

// children lists those with something wanted below, most of it last.
func (t *trees) children(i int32) (children []int32) {
	for c := t.child[i]; c >= 0; c = t.sibling[c] {
		if t.wanted[c] > 0 {
			children = append(children, c)
		}
	}
	slices.SortStableFunc(children, func(a, b int32) int { return int(t.wanted[a] - t.wanted[b]) })
	return children
}

// worker walks one tree after the other.
type worker struct {
	*trees
	visit   Visit
	limit   int64
	inflate inflater
	source  []byte // a deflated stream
	delta   []byte
	copies  []Copy
	free    [][]byte // contents no longer used
	spare   int64    // bytes of these
	held    int64    // bytes of contents in use
}

// deflated is the stream of an entry, up to where the next entry begins, or to where the stream of such
// a content ends at the latest, whoever wrote it.
func (w *worker) deflated(i int32) []byte {
	e := &w.entries[i]
	end := w.pack.end()
	if next := int(i) + 1; next < len(w.entries) {
		end = w.entries[next].offset
	}
	length := min(max(end-e.content, 0), e.size+e.size/8+1024)
	if w.pack.whole != nil {
		return w.pack.whole[e.content:][:length]
	}
	if int64(cap(w.source)) < length {
		w.source = make([]byte, length, length+length/4)
	}
	w.source = w.source[:length]
	if n, err := w.pack.data.ReadAt(w.source, e.content); err != nil {
		w.source = w.source[:n] // what is missing shows when it is inflated
	}
	return w.source
}

func (w *worker) tree(ctx context.Context, root int32) {
	e := &w.entries[root]
	content := w.take(e.size)
	if content == nil && e.size > 0 {
		return
	}
	if w.inflate.exactly(content, w.deflated(root)) == nil {
		state := w.visit(Object{ID: e.id, Content: content}, nil)
		content = w.descend(ctx, root, content, state)
	}
	w.give(content)
}

// descend visits what is stored as a difference from an object. The child with most below it comes
// last, when the object itself is no longer needed: so what is held at once is a few contents,
// however deep the tree is. It returns the content that is left to give back.
func (w *worker) descend(ctx context.Context, node int32, content []byte, state any) []byte {
	for ctx.Err() == nil {
		children := w.children(node)
		if len(children) == 0 {
			return content
		}
		last := len(children) - 1
		for _, child := range children[:last] {
			if result, copies, ok := w.apply(child, content); ok {
				below := w.visit(Object{ID: w.entries[child].id, Content: result, Copies: copies}, state)
				w.give(w.descend(ctx, child, result, below))
			}
		}
		node = children[last]
		result, copies, ok := w.apply(node, content)
		if !ok {
			return content
		}
		state = w.visit(Object{ID: w.entries[node].id, Content: result, Copies: copies}, state)
		w.give(content)
		content = result
	}
	return content
}

// apply makes an object from its base. It is not ok when the pack is damaged, or a limit reached.
func (w *worker) apply(i int32, base []byte) (content []byte, copies []Copy, ok bool) {
	e := &w.entries[i]
	if e.size > w.limit+w.limit/8+1024 {
		return nil, nil, false
	}
	if int64(cap(w.delta)) < e.size {
		w.delta = make([]byte, e.size, e.size+e.size/4)
	}
	w.delta = w.delta[:e.size]
	if w.inflate.exactly(w.delta, w.deflated(i)) != nil {
		return nil, nil, false
	}
	baseSize, size, instructions, ok := deltaSizes(w.delta)
	if !ok || baseSize != int64(len(base)) {
		return nil, nil, false
	}
	content = w.take(size)
	if content == nil && size > 0 {
		return nil, nil, false
	}
	var err error
	w.copies, err = applyDelta(content, base, instructions, w.copies[:0])
	if err != nil {
		w.give(content)
		return nil, nil, false
	}
	return content, w.copies, true
}

// maximumFree is how many contents are kept for use again, as long as they are not larger together
// than the largest content may be.
const maximumFree = 8

// take gives memory for a content, nil when a limit is reached.
func (w *worker) take(size int64) []byte {
	if size > w.limit || w.held+size > heldLimits*w.limit {
		return nil
	}
	w.held += size
	for i, b := range w.free {
		if int64(cap(b)) >= size {
			w.free = slices.Delete(w.free, i, i+1)
			w.spare -= int64(cap(b))
			return b[:size]
		}
	}
	return make([]byte, size, size+size/8)
}

// give takes a content back.
func (w *worker) give(content []byte) {
	w.held -= int64(len(content))
	w.free = append(w.free, content)
	w.spare += int64(cap(content))
	for len(w.free) > maximumFree || w.spare > w.limit {
		w.spare -= int64(cap(w.free[0]))
		w.free = slices.Delete(w.free, 0, 1)
	}
}
