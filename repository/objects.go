package repository

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
)

// Modes of tree entries that are not regular files, as git writes them.
const (
	ModeSymlink   = "120000"
	ModeSubmodule = "160000"
)

// maximumRecord bounds one NUL-terminated record of git's output, in bytes. Paths are far
// shorter; a tree made by hand need not be.
const maximumRecord = 4 << 20

// EachRecord calls yield with each NUL-terminated record of git's -z output. An unfinished
// last record is given too.
func EachRecord(out io.Reader, yield func(string) error) error {
	scanner := bufio.NewScanner(out)
	scanner.Buffer(make([]byte, 64<<10), maximumRecord)
	scanner.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		for i, c := range data {
			if c == 0 {
				return i + 1, data[:i], nil
			}
		}
		if atEOF && len(data) > 0 {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	for scanner.Scan() {
		if err := yield(scanner.Text()); err != nil {
			return err
		}
	}
	return scanner.Err()
}

// Errors of Blob.Err.
var (
	ErrMissing = errors.New("object is missing")    // named by a tree, not in the repository
	ErrCorrupt = errors.New("object is damaged")    // git could not read it
	ErrNotBlob = errors.New("object is not a file") // another type than its place says
)

// Blob is one object that EachBlob read, or failed to.
type Blob struct {
	Index int    // in the list that was asked for
	Size  int64  // in bytes, where known
	Data  []byte // the callback may keep it
	Err   error  // nil, or wraps ErrTooLarge, ErrMissing, ErrCorrupt or ErrNotBlob
}

// fewObjects is up to how many objects are read through a process that serves others too. For more, one of their own
// answers faster: it does not hand over each by itself.
const fewObjects = 1000

// EachBlob reads the objects in the order given through git and calls yield for each,
// also for those that cannot be read. A damaged object ends git's process: it is named, and
// reading goes on behind it. The errors are yield's, ctx's, and git's when it cannot work at all.
func (r *Repository) EachBlob(ctx context.Context, objects []string, limit int64, yield func(Blob) error) error {
	for next := 0; next < len(objects); {
		read := r.readBatch
		if len(objects) <= fewObjects {
			read = r.readFew
		}
		done, err := read(ctx, objects[next:], limit, next, yield)
		next += done
		git := (*GitError)(nil)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && next >= len(objects):
			return nil
		case err != nil && !errors.Is(err, errEnded) && (!errors.As(err, &git) || git.Code < 0):
			return err
		case next < len(objects):
			if err := yield(Blob{Index: next, Err: r.unreadable()}); err != nil {
				return err
			}
			next++
		}
	}
	return nil
}

// unreadable says why git gave up at an object: in a partial clone it ends where one was never fetched.
func (r *Repository) unreadable() error {
	if r.partial {
		return ErrMissing
	}
	return ErrCorrupt
}

// readFew is readBatch through a process that serves others too.
func (r *Repository) readFew(ctx context.Context, objects []string, limit int64, base int, yield func(Blob) error) (done int, err error) {
	index := base
	return r.ask(ctx, objects, "blob", limit, func(o object) error {
		o.Index = index
		index++
		return yield(o.Blob)
	})
}

// readBatch reads until the end or until git gives up, and tells how many objects it yielded.
func (r *Repository) readBatch(ctx context.Context, objects []string, limit int64, base int, yield func(Blob) error) (done int, err error) {
	stdin, wait, err := feed(objects)
	if err != nil {
		return 0, err
	}
	err = r.gitWithInput(ctx, stdin, func(out io.Reader) error {
		in := bufio.NewReaderSize(out, 256<<10)
		for i := range objects {
			o, err := readAnswer(in, "blob", limit)
			if err != nil {
				return nil // git's exit code tells why it ended early
			}
			o.Index = base + i
			if err := yield(o.Blob); err != nil {
				return err
			}
			done++
		}
		return nil
	}, "cat-file", "--batch", "--buffer")
	wait()
	return done, err
}

// refs is what git says of all refs, read once.
type refs struct {
	reached, tips []string
	named         []Ref
}

// Ref is a ref, and the object behind it: of an annotated tag, what that names.
type Ref struct {
	Name   string // in full, e.g. "refs/heads/main"
	Object string
	Tag    string // the annotated tag itself, "" for none
}

// Refs gives every ref but HEAD, by name. What is behind one need not be a commit.
func (r *Repository) Refs(ctx context.Context) ([]Ref, error) {
	known, err := r.readRefs(ctx)
	return known.named, err
}

// Tips gives the commits that refs other than tags name, each once, sorted: HEAD's own is not among them. What is no
// commit may be.
func (r *Repository) Tips(ctx context.Context) ([]string, error) {
	known, err := r.readRefs(ctx)
	return known.tips, err
}

// Reached gives the objects that HEAD and all refs name, those behind tags where these are
// annotated, each once, sorted.
func (r *Repository) Reached(ctx context.Context) ([]string, error) {
	known, err := r.readRefs(ctx)
	return known.reached, err
}

func (r *Repository) readRefs(ctx context.Context) (refs, error) {
	r.refsMutex.Lock()
	defer r.refsMutex.Unlock()
	if r.refs != nil {
		return *r.refs, nil
	}
	out, err := unlessExit1(r.output(ctx, "show-ref", "--head", "--dereference"))
	if err != nil {
		return refs{}, err
	}
	known := parseRefs(out)
	r.refs = &known
	return known, nil
}

// parseRefs reads show-ref --head --dereference: an object and a ref on each line, and after a tag's a line with
// what is behind it, for the same ref and "^{}".
func parseRefs(out string) (known refs) {
	for line := range strings.Lines(out) {
		object, ref, _ := strings.Cut(strings.TrimSpace(line), " ")
		if tag, behind := strings.CutSuffix(ref, "^{}"); behind && len(known.reached) > 0 {
			known.reached[len(known.reached)-1] = object // in place of the tag
			if last := len(known.named) - 1; last >= 0 && known.named[last].Name == tag {
				known.named[last].Tag, known.named[last].Object = known.named[last].Object, object
			}
			if isTip(tag) && len(known.tips) > 0 {
				known.tips = known.tips[:len(known.tips)-1] // it names a tag
			}
			continue
		}
		known.reached = append(known.reached, object)
		if ref != "HEAD" {
			known.named = append(known.named, Ref{Name: ref, Object: object})
		}
		if isTip(ref) {
			known.tips = append(known.tips, object)
		}
	}
	slices.Sort(known.reached)
	slices.Sort(known.tips)
	slices.SortFunc(known.named, func(a, b Ref) int { return cmp.Compare(a.Name, b.Name) })
	return refs{slices.Compact(known.reached), slices.Compact(known.tips), known.named}
}

func isTip(ref string) bool { return ref != "HEAD" && !strings.HasPrefix(ref, "refs/tags/") }

// feed gives a pipe from which lines can be read, and a function that waits until its writer is done.
func feed(lines []string) (*os.File, func(), error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer in.Close()
		w := bufio.NewWriterSize(in, 32<<10)
		for _, line := range lines {
			if _, err := w.WriteString(line + "\n"); err != nil {
				return // git has ended; the reader knows
			}
		}
		w.Flush()
	}()
	return out, func() { <-done }, nil
}
