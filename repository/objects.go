package repository

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Modes of tree entries that are not regular files, as git writes them.
const (
	ModeSymlink   = "120000"
	ModeSubmodule = "160000"
)

// TreeEntry is a file of a commit.
type TreeEntry struct {
	Mode   string // six octal digits
	Object string // the blob's name in hexadecimal
	Path   string // slash-separated; any bytes but NUL
}

// maximumEntries bounds how many files a commit may have: a tree that holds itself a few times over, made
// by hand, has no end.
const maximumEntries = 5_000_000

// Tree lists all files of a commit, sorted by path. Their sizes git would have to look up, object by object, and
// in a partial clone it cannot.
func (r *Repository) Tree(ctx context.Context, commit string) ([]TreeEntry, error) {
	return r.listTree(ctx, "-r", "-z", "--full-tree", commit)
}

// listTree runs ls-tree with -z.
func (r *Repository) listTree(ctx context.Context, args ...string) ([]TreeEntry, error) {
	var entries []TreeEntry
	err := r.Git(ctx, func(out io.Reader) error {
		return EachRecord(out, func(record string) error {
			meta, path, _ := strings.Cut(record, "\t")
			fields := strings.Fields(meta)
			if len(fields) < 3 {
				return errors.New("git ls-tree: unexpected line")
			}
			if len(entries) == maximumEntries {
				return fmt.Errorf("%w: more than %d files", ErrTooLarge, maximumEntries)
			}
			entries = append(entries, TreeEntry{Mode: fields[0], Object: fields[2], Path: path})
			return nil
		})
	}, append([]string{"ls-tree"}, args...)...)
	return entries, err
}

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

// EachBlob reads the objects in the order given through one git process and calls yield for each,
// also for those that cannot be read. A damaged object ends git's process: it is named, and
// reading goes on behind it. The errors are yield's, ctx's, and git's when it cannot work at all.
func (r *Repository) EachBlob(ctx context.Context, objects []string, limit int64, yield func(Blob) error) error {
	for next := 0; next < len(objects); {
		done, err := r.readBatch(ctx, objects[next:], limit, next, yield)
		next += done
		git := (*GitError)(nil)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && next >= len(objects):
			return nil
		case err != nil && (!errors.As(err, &git) || git.Code < 0):
			return err
		case next < len(objects):
			if err := yield(Blob{Index: next, Err: ErrCorrupt}); err != nil {
				return err
			}
			next++
		}
	}
	return nil
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
			blob, err := readAnswer(in, "blob", limit)
			if err != nil {
				return nil // git's exit code tells why it ended early
			}
			blob.Index = base + i
			if err := yield(blob); err != nil {
				return err
			}
			done++
		}
		return nil
	}, "cat-file", "--batch", "--buffer")
	wait()
	return done, err
}

// readAnswer reads one answer of cat-file --batch, for an object of a kind. Its error means that the
// stream has ended.
func readAnswer(in *bufio.Reader, kind string, limit int64) (Blob, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return Blob{}, err
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return Blob{Err: ErrMissing}, nil
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return Blob{}, errors.New("git cat-file: unexpected answer")
	}
	if size > limit || fields[1] != kind {
		if _, err := io.CopyN(io.Discard, in, size+1); err != nil {
			return Blob{}, err
		}
		if fields[1] != kind {
			return Blob{Size: size, Err: ErrNotBlob}, nil
		}
		return Blob{Size: size, Err: fmt.Errorf("%w: %d bytes", ErrTooLarge, size)}, nil
	}
	data := make([]byte, size+1) // with the newline that ends it
	if _, err := io.ReadFull(in, data); err != nil {
		return Blob{}, err
	}
	return Blob{Size: size, Data: data[:size:size]}, nil
}

// Resolve gives the object that each of names stands for, such as commit:path, "" where there is
// none. A name must not hold a newline.
func (r *Repository) Resolve(ctx context.Context, names []string) ([]string, error) {
	objects := make([]string, 0, len(names))
	stdin, wait, err := feed(names)
	if err != nil {
		return nil, err
	}
	err = r.gitWithInput(ctx, stdin, func(out io.Reader) error {
		scanner := bufio.NewScanner(out)
		scanner.Buffer(nil, maximumRecord)
		for scanner.Scan() {
			object := scanner.Text()
			if strings.HasSuffix(object, " missing") || strings.HasSuffix(object, " ambiguous") {
				object = ""
			}
			objects = append(objects, object)
		}
		return scanner.Err()
	}, "cat-file", "--batch-check=%(objectname)", "--buffer")
	wait()
	if err == nil && len(objects) != len(names) {
		err = errors.New("git cat-file: unexpected number of answers")
	}
	return objects, err
}

// Tips gives the commits that refs other than tags name, each once, sorted.
func (r *Repository) Tips(ctx context.Context) ([]string, error) {
	out, err := r.output(ctx, "for-each-ref", "--format=%(objecttype) %(objectname) %(refname)")
	var tips []string
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == "commit" && !strings.HasPrefix(fields[2], "refs/tags/") {
			tips = append(tips, fields[1])
		}
	}
	slices.Sort(tips)
	return slices.Compact(tips), err
}

// Reached gives the objects that HEAD and all refs name, those behind tags where these are
// annotated, each once, sorted.
func (r *Repository) Reached(ctx context.Context) ([]string, error) {
	out, err := unlessExit1(r.output(ctx, "show-ref", "--head", "--dereference"))
	var objects []string
	for line := range strings.Lines(out) {
		object, ref, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasSuffix(ref, "^{}") && len(objects) > 0 {
			objects[len(objects)-1] = object // in place of the tag
			continue
		}
		objects = append(objects, object)
	}
	slices.Sort(objects)
	return slices.Compact(objects), err
}

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
