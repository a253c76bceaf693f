package repository

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
)

// indexEntry is one line of git's index with what git remembers of the file on disk.
type indexEntry struct {
	name     string
	mode     string
	object   string
	skipped  bool // outside a sparse checkout
	seconds  int64
	nanos    int64
	size     int64
	unmerged bool
	intended bool // `git add --intent-to-add`: its content is not in the index yet
}

// listWorktree lists tracked files that exist, and untracked ones that are not ignored. It
// asks git for names and the index only: comparing content through git would run filters.
func (r *Repository) listWorktree(ctx context.Context, files map[string]entry) error {
	var listed string
	var head *Listing
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		listed, err = r.output(groupCtx, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--stage", "-t", "--debug")
		return err
	})
	group.Go(func() (err error) {
		if r.target.Commit != "" {
			head, err = r.Tree(groupCtx, r.target.Commit)
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return &openError{message: "cannot list the repository's files", hint: "check it with `git fsck` and `git status`", cause: err}
	}
	untracked, index := parseFiles(listed)
	changed := r.addTracked(index, files)
	added := r.addUntracked(untracked, files)
	r.target.Modified = r.target.Commit != "" && (changed || added || isStaged(index, head))
	return ctx.Err()
}

// isStaged tells whether the index differs from HEAD.
func isStaged(index []indexEntry, head *Listing) bool {
	left := head.Len()
	for _, e := range index {
		committed, ok := head.Find(e.name)
		switch {
		case e.unmerged || !e.intended && (!ok || committed != TreeEntry{e.mode, e.object, e.name}):
			return true
		case !e.intended:
			left--
		}
	}
	return left > 0
}

// addTracked adds the index's regular files, and tells whether one differs from the index.
func (r *Repository) addTracked(index []indexEntry, files map[string]entry) (changed bool) {
	sparse := 0
	for _, e := range index {
		if e.mode == ModeSubmodule {
			r.submoduleGap(e.name)
			continue
		}
		if e.mode == ModeSymlink || files[e.name].object != "" || !r.usable(e.name) {
			continue
		}
		info, err := os.Lstat(filepath.Join(r.top, filepath.FromSlash(e.name)))
		switch {
		case err != nil && e.skipped:
			sparse++
		case err != nil && !os.IsNotExist(err) && !os.IsPermission(err):
			changed = true // a path through what is a file now: deleted
		case os.IsPermission(err):
			r.gap(e.name, nhi.GapUnreadable, "The file could not be looked at: permission denied.")
		case err != nil || !info.Mode().IsRegular():
			changed = true
		default:
			files[e.name] = entry{object: e.object}
			changed = changed || r.differs(e, info)
		}
	}
	if sparse > 0 {
		r.gap("worktree", nhi.GapUnsupported, fmt.Sprintf("The checkout is sparse, and %s outside it: "+
			"workflows and agents there were not looked for. Scan a whole checkout: git sparse-checkout disable.", quoteCount(sparse, "tracked file is", "tracked files are")))
	}
	return changed
}

func (r *Repository) addUntracked(names []string, files map[string]entry) (added bool) {
	for _, name := range names {
		if strings.HasSuffix(name, "/") {
			r.gap(strings.ToValidUTF8(name, "\uFFFD"), nhi.GapUnsupported, "Another git repository inside this one: its content was not read. Scan it by itself.")
			continue
		}
		info, err := os.Lstat(filepath.Join(r.top, filepath.FromSlash(name)))
		if err != nil || !info.Mode().IsRegular() || !r.usable(name) {
			continue
		}
		files[name], added = entry{}, true
	}
	return added
}

// differs compares a file with the index: by size and time, and only where these leave a doubt
// by content, hashed here because git would run clean filters to do it.
func (r *Repository) differs(e indexEntry, info fs.FileInfo) bool {
	at := info.ModTime()
	if !e.unmerged && info.Size() == e.size&0xffffffff && at.Unix() == e.seconds && (e.nanos == 0 || int64(at.Nanosecond()) == e.nanos) {
		return false
	}
	const limit = 64 << 20
	data, err := ReadFile(rootFS{r}, e.name, limit)
	if err != nil {
		return e.size != info.Size()
	}
	return !sameObject(data, e.object) && !sameObject(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), e.object)
}

// rootFS opens files before the tree of them is complete.
type rootFS struct{ *Repository }

func (r rootFS) Open(name string) (fs.File, error) { return r.openDisk(name, entry{}) }

// sameObject tells whether data is the blob that object names.
func sameObject(data []byte, object string) bool { return ObjectName(data, len(object)) == object }

// ObjectName is the name git gives a blob, in SHA-1 or SHA-256 by the length of its hexadecimal form.
func ObjectName(data []byte, length int) string {
	var h hash.Hash = sha1.New()
	if length == hex.EncodedLen(sha256.Size) {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	io.Copy(h, bytes.NewReader(data))
	return hex.EncodeToString(h.Sum(nil))
}

// parseFiles reads `ls-files -z --cached --others --stage -t --debug`: "? NAME\0" for what is not tracked, and for what
// is "TAG MODE OBJECT STAGE\tNAME\0", then five lines that start with two spaces.
func parseFiles(out string) (untracked []string, index []indexEntry) {
	for out != "" {
		head, rest, ok := strings.Cut(out, "\x00")
		if !ok {
			return untracked, index
		}
		if name, ok := strings.CutPrefix(head, "? "); ok {
			untracked, out = append(untracked, name), rest
			continue
		}
		meta, name, _ := strings.Cut(head, "\t")
		fields := strings.Fields(meta)
		if len(fields) != 4 {
			return untracked, index
		}
		e := indexEntry{name: name, mode: fields[1], object: fields[2], skipped: fields[0] == "S", unmerged: fields[3] != "0"}
		for strings.HasPrefix(rest, "  ") {
			var line string
			line, rest, _ = strings.Cut(rest, "\n")
			e.record(strings.TrimSpace(line))
		}
		index, out = append(index, e), rest
	}
	return untracked, index
}

// intentToAdd is git's flag of an entry of the index whose content is not there yet.
const intentToAdd = 1 << 29

func (e *indexEntry) record(line string) {
	key, value, _ := strings.Cut(line, ": ")
	switch key {
	case "mtime":
		seconds, nanos, _ := strings.Cut(value, ":")
		e.seconds, _ = strconv.ParseInt(seconds, 10, 64)
		e.nanos, _ = strconv.ParseInt(nanos, 10, 64)
	case "size":
		size, flags, _ := strings.Cut(value, "\tflags: ")
		e.size, _ = strconv.ParseInt(size, 10, 64)
		bits, _ := strconv.ParseUint(flags, 16, 32)
		e.intended = bits&intentToAdd != 0
	}
}
