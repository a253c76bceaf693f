package leaks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// outcome is what reading one item gave.
type outcome struct {
	item
	hits    []detect.Hit
	size    int64
	reach   int // of a text without hits: see detect.Reader
	binary  bool
	pointer bool
	past    bool // an earlier scan looked at it
	err     error
}

// progress counts what was read.
type progress struct {
	sync.Mutex
	done, total         int64
	bytes, blobs, files int64
	binaries, pointers  int64
}

// read looks at every content: the objects of the history and of HEAD, then the files that are
// none of these.
func (c *scan) read(ctx context.Context) error {
	known := newContents(nil)
	if c.history != nil || c.repo.Bare() {
		known = c.objects()
		messages := c.recordMessages()
		if c.resumed {
			c.countPast()
		}
		list := known
		if c.kept != nil {
			c.items = append(known.items(), messages...)
		}
		if c.past != nil {
			list = contentsOf(c.withoutPast(known.items()))
		}
		if err := c.readObjects(ctx, list); err != nil {
			return err
		}
	}
	if c.repo.Bare() {
		return nil
	}
	if err := c.readFiles(ctx, known); err != nil {
		return err
	}
	items := c.unseenAtHead(known)
	c.expect(len(items))
	return c.readItems(ctx, items)
}

// objects lists each object once, by path and there the newest version first, the order in which
// git packs them. Of several paths it takes the first.
func (c *scan) objects() *contents {
	list := newContents(c.history)
	if c.history != nil {
		for object, path := range c.history.Contents {
			if c.resumed && c.inPast(list.names.Name(object)) || path == history.MessagePath && c.inMessage[list.names.Name(object)] {
				continue
			}
			list.put(path, object)
		}
	}
	for path, object := range c.head.each {
		if !c.inPast(object) {
			list.add(path, object)
		}
	}
	list.sort()
	return list
}

// unseenAtHead lists what HEAD holds and the files do not: deleted, changed or not checked out.
func (c *scan) unseenAtHead(known *contents) []item {
	var items []item
	for path, object := range c.head.each {
		if !known.has(object) && !c.inPast(object) {
			known.add(path, object)
			items = append(items, item{path, object})
		}
	}
	return items
}

// fewItems is up to how many objects are read through git, each as a whole: to set about the packs takes
// longer.
const fewItems = 2000

// readObjects looks at objects in the way that is fastest for their number.
func (c *scan) readObjects(ctx context.Context, list *contents) error {
	c.expect(len(list.order))
	if c.resumed || c.added() {
		if len(list.order) <= fewItems {
			c.findOrigins(list)
			return c.readItems(ctx, list.items())
		}
	}
	rest, err := c.readPacks(ctx, list)
	if err != nil {
		return err
	}
	return c.readItems(ctx, rest)
}

// readItems reads objects through git.
func (c *scan) readItems(ctx context.Context, items []item) error {
	return c.eachPart(ctx, items, func(ctx context.Context, r *detect.Reader, items []item) error {
		objects, which := c.withOrigins(items)
		var last before
		return c.repo.EachBlob(ctx, objects, c.opts.MaxFileSize, func(b repository.Blob) error {
			if which[b.Index] == anOrigin {
				last = before{objects[b.Index], b.Data}
				return ctx.Err()
			}
			it := items[which[b.Index]]
			c.record(c.lookAfter(r, it, b.Data, b.Err, last))
			return ctx.Err()
		})
	})
}

// readFiles reads the files, and looks at those whose content is not known as an object.
func (c *scan) readFiles(ctx context.Context, known *contents) error {
	fsys := c.repo.FS()
	var items []item
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			items = append(items, item{path: path})
		}
		return err
	})
	if err != nil {
		return err
	}
	c.expect(len(items))
	var mutex sync.Mutex
	return c.eachPart(ctx, items, func(ctx context.Context, r *detect.Reader, items []item) error {
		for _, it := range items {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			content, err := repository.ReadFile(fsys, it.path, c.opts.MaxFileSize)
			if errors.Is(err, fs.ErrNotExist) {
				err = nil // deleted since it was listed
			}
			it.object = repository.ObjectName(content, len(c.repo.Target().Commit))
			mutex.Lock()
			seen := known.has(it.object) || c.inPast(it.object)
			if err == nil {
				known.add(it.path, it.object)
			}
			c.worktree[it.path] = it.object
			mutex.Unlock()
			o := outcome{item: it, size: int64(len(content))}
			if !seen || err != nil {
				o = c.look(r, it, content, err)
			}
			c.recordFile(o)
		}
		return nil
	})
}

// partLength is how many contents one worker takes at once.
const partLength = 512

// eachPart cuts the items into parts and runs work on them, as many at once as there are workers,
// each with a reader of its own.
func (c *scan) eachPart(ctx context.Context, items []item, work func(ctx context.Context, r *detect.Reader, items []item) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(c.opts.Workers)
	for part := range slices.Chunk(items, partLength) {
		group.Go(func() error {
			r := c.engine.Reader()
			defer c.engine.Release(r)
			return work(ctx, r, part)
		})
	}
	return group.Wait()
}

// look finds what is in a content, or says why that cannot be.
func (c *scan) look(r *detect.Reader, it item, content []byte, err error) outcome {
	return c.lookAfter(r, it, content, err, before{})
}

// lookAfter is look for a content that may have been made from another one, if that is its origin.
func (c *scan) lookAfter(r *detect.Reader, it item, content []byte, err error, old before) outcome {
	o := outcome{item: it, size: int64(len(content)), err: err}
	if err != nil {
		return o
	}
	if detect.IsPointer(content) {
		o.pointer = true
		return o
	}
	if isPacked(content) {
		c.unpack(r, &o, content)
		if o.err == nil {
			return o
		}
	}
	text, ok := detect.Readable(content)
	if !ok {
		o.binary = o.err == nil
		return o
	}
	// What begins like an archive and is none may be a text, and that is not to hide anything.
	hits, err := c.find(r, it, text, old)
	o.hits, o.err = append(o.hits, hits...), cmp.Or(o.err, err)
	if o.reach = reachOf(r); isPacked(content) {
		o.reach = 0
	}
	o.binary = isPDF(content) && len(o.hits) == 0
	return o
}

func (c *scan) expect(items int) {
	c.progress.Lock()
	c.progress.total += int64(items)
	c.progress.Unlock()
}

func (c *scan) recordFile(o outcome) {
	c.record(o)
	c.progress.Lock()
	c.progress.blobs, c.progress.files = c.progress.blobs-1, c.progress.files+1
	c.progress.Unlock()
}

func (c *scan) record(o outcome) {
	p := &c.progress
	p.Lock()
	defer p.Unlock()
	p.done++
	p.blobs++
	p.bytes += o.size
	if len(o.hits) > 0 || whyPacked(o.err) != 0 && !o.past {
		c.hits[o.object] = o.hits // an archive's, so that nobody opens it again
	}
	c.keep(o)
	if o.binary {
		p.binaries++
	}
	if o.pointer {
		p.pointers++
	}
	if o.err != nil {
		c.unread(o)
	}
	if c.opts.Progress != nil && (p.done%64 == 0 || p.done == p.total) {
		c.opts.Progress(p.done, p.total, "contents")
	}
}

// size is a number of bytes as configured: whole MiB where it can be.
func size(bytes int64) string {
	if bytes >= 1<<20 && bytes%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// unread makes a gap of a content that could not be looked at.
func (c *scan) unread(o outcome) {
	reason, detail := nhi.GapUnreadable, "The file could not be read."
	switch {
	case errors.Is(o.err, repository.ErrTooLarge):
		reason, detail = nhi.GapTooLarge, "The file is larger than "+size(c.opts.MaxFileSize)+": it was not searched."
	case errors.Is(o.err, detect.ErrTooMany):
		reason, detail = nhi.GapTooLarge, "There are too many matches in the file: only the first were judged."
	case errors.Is(o.err, repository.ErrMissing):
		reason, detail = nhi.GapMissing, "A version of the file is not in the repository: object "+o.object+"."
	case errors.Is(o.err, errUnopened):
		reason, detail = nhi.GapUnsupported, "The file, or one in it, is packed in a format that is not opened (such as 7-Zip, xz, RAR, Zstandard), or with a password: that was not searched."
	case errors.Is(o.err, errPartly):
		reason, detail = nhi.GapTooLarge, "The archive holds more than is opened: too deep, too large or too many. The rest of it was not searched."
	case errors.Is(o.err, errBroken):
		detail = "The archive is damaged: a part of it could not be searched."
	case errors.Is(o.err, repository.ErrCorrupt), errors.Is(o.err, repository.ErrNotBlob):
		detail = "A version of the file is damaged: object " + o.object + "."
	}
	c.gap(o.path, reason, detail)
}
