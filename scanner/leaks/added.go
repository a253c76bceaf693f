package leaks

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// readAdded looks at what is new, and finds out what was there before under the paths that matter.
func (c *scan) readAdded(ctx context.Context) error {
	c.seen = map[string]bool{}
	var before []string // commits whose values are known
	var err error
	if c.opts.Staged {
		before, err = c.listStaged(ctx)
	} else {
		before = []string{c.opts.Range.Base, c.opts.Range.MergeBase}
		c.tellCut()
	}
	if err != nil {
		return err
	}
	list := c.newObjects()
	for _, it := range list.items() {
		c.seen[it.object] = true
	}
	if err := c.readObjects(ctx, list); err != nil {
		return err
	}
	c.recordMessages()
	c.findCandidates()
	return c.lookUp(ctx, before)
}

// listStaged takes what is staged for files, and gives the commits that it comes on top of.
func (c *scan) listStaged(ctx context.Context) (before []string, err error) {
	for _, change := range c.repo.Staged() {
		if change.Object == "" {
			c.gap(change.Path, nhi.GapUnreadable, "The file has conflicts: nothing of it is staged.")
			continue
		}
		c.worktree[change.Path] = change.Object
	}
	merged, err := c.repo.Resolve(ctx, []string{"MERGE_HEAD^{commit}"})
	return append(merged, c.repo.Target().Commit), err
}

// tellCut says where a shallow clone ends inside the range: the files of its last commit are taken for
// new, and what lies behind it is not seen.
func (c *scan) tellCut() {
	if !c.repo.Target().Shallow {
		return
	}
	if slices.ContainsFunc(c.history.Commits, func(c history.Commit) bool { return c.Root }) {
		c.gap("range", nhi.GapShallow, "The clone ends before the two branches meet: some commits of the range were not read. Fetch them all: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout.")
	}
}

// newObjects lists each object that is new once.
func (c *scan) newObjects() *contents {
	list := c.objects()
	for _, path := range slices.Sorted(maps.Keys(c.worktree)) {
		list.add(path, c.worktree[path])
	}
	return list
}

// findCandidates notes the paths that something was found under.
func (c *scan) findCandidates() {
	c.candidates = map[string]bool{}
	if c.history != nil {
		for _, change := range c.history.Changes {
			if len(c.hits[change.Object]) > 0 {
				c.candidates[change.Path] = true
			}
		}
	}
	for path, object := range c.worktree {
		if len(c.hits[object]) > 0 {
			c.candidates[path] = true
		}
	}
	for path := range c.inPaths() {
		c.candidates[path] = true
	}
}

// lookUp finds the objects of the candidates in the commits before, and of a range in its head.
func (c *scan) lookUp(ctx context.Context, before []string) error {
	c.known = map[string][]string{}
	paths := sortedKeys(c.candidates)
	if len(paths) == 0 {
		return nil
	}
	slices.Sort(before)
	for _, commit := range slices.Compact(before) {
		if commit == "" {
			continue
		}
		objects, err := c.repo.Objects(ctx, commit, paths)
		if err != nil {
			return err
		}
		for path, object := range objects {
			c.known[path] = append(c.known[path], object)
		}
	}
	c.moved = c.removedBefore()
	var err error
	if c.opts.Range != nil {
		c.head.some, err = c.repo.Objects(ctx, c.opts.Range.Head, paths)
	}
	return err
}

// maximumMoved bounds how many removed files are read to see whether a new one was moved from there.
const maximumMoved = 1000

// removedBefore lists what stood, before the change, under the paths that it removes: that is not new under another path.
func (c *scan) removedBefore() []string {
	objects := c.repo.StagedRemoved()
	if c.history != nil {
		objects = append(objects, c.history.Removed()...)
	}
	slices.Sort(objects)
	objects = slices.Compact(objects)
	return objects[:min(len(objects), maximumMoved)]
}

// hitsOf gives the hits of an object, and looks at it first if that was not done before.
func (c *scan) hitsOf(ctx context.Context, it item) []detect.Hit {
	if hits, ok := c.hits[it.object]; ok || !c.unseen(it.object) {
		return hits
	}
	content, err := c.repo.ReadBlob(ctx, it.object, c.opts.MaxFileSize)
	if errors.Is(err, repository.ErrNotBlob) {
		content, err = c.messageOf(ctx, it.object)
	}
	if ctx.Err() != nil {
		c.readErr = ctx.Err()
		return nil
	}
	r := c.engine.Reader()
	defer c.engine.Release(r)
	o := c.look(r, it, content, err)
	if o.err != nil && c.added() {
		c.unread(o)
	}
	c.hits[it.object] = o.hits
	return o.hits
}

// unseen tells whether an object may have hits that are not known yet.
func (c *scan) unseen(object string) bool {
	switch {
	case object == "" || object == state.UnknownName:
		return false
	case c.added():
		return !c.seen[object]
	case c.resumed:
		i, ok := c.past.Find(object)
		return ok && (c.past.Kinds[i] == state.KindHits || c.past.Kinds[i].IsPacked())
	}
	return false
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
