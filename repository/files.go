package repository

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// tree is a fixed list of regular files as an fs.FS, sorted, whatever happens on disk.
type tree struct {
	find  func(name string) (entry, bool)
	dirs  map[string][]child // what is in each directory, sorted
	links []string           // the symbolic links that git has and this list leaves out
	open  func(name string, e entry) (fs.File, error)
	stat  func(name string, e entry) (fs.FileInfo, error)
}

// Links lists the paths of the symbolic links that are left out of files which FS or CommitFS gave: of a commit or the
// index all, of what is on disk none.
func Links(files fs.FS) []string {
	if t, ok := files.(*tree); ok {
		return t.links
	}
	return nil
}

// child is a file or folder by its name in the folder that it is in.
type child struct {
	name string
	dir  bool
}

// entry is a file's place among git's objects, where it has one.
type entry struct {
	object string
}

func newTree(files map[string]entry) *tree {
	return treeOf(maps.Keys(files), func(name string) (entry, bool) {
		e, ok := files[name]
		return e, ok
	})
}

// treeOf is an fs.FS of files that find finds.
func treeOf(names iter.Seq[string], find func(name string) (entry, bool)) *tree {
	t := &tree{find: find, dirs: map[string][]child{".": nil}}
	for name := range names {
		for dir := false; name != "."; dir = true {
			folder, base := split(name)
			_, known := t.dirs[folder]
			t.dirs[folder] = append(t.dirs[folder], child{base, dir})
			if known {
				break
			}
			name = folder
		}
	}
	for _, children := range t.dirs {
		slices.SortFunc(children, func(a, b child) int { return strings.Compare(a.name, b.name) })
	}
	return t
}

// split gives the folder of a valid path, "." for the uppermost, and the name in it.
func split(name string) (folder, base string) {
	at := strings.LastIndexByte(name, '/')
	if at < 0 {
		return ".", name
	}
	return name[:at], name[at+1:]
}

// Open implements fs.FS.
func (t *tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if e, ok := t.find(name); ok {
		return t.open(name, e)
	}
	if _, ok := t.dirs[name]; ok {
		entries, err := t.ReadDir(name)
		return &openDir{info: dirInfo(path.Base(name)), entries: entries}, err
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Stat implements fs.StatFS.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	if e, ok := t.find(name); ok {
		return t.stat(name, e)
	}
	if _, ok := t.dirs[name]; ok {
		return dirInfo(path.Base(name)), nil
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

// ReadDir implements fs.ReadDirFS.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	children, ok := t.dirs[name]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	entries, listed := make([]fs.DirEntry, len(children)), make([]treeEntry, len(children))
	for i, c := range children {
		listed[i] = treeEntry{c, t, name}
		entries[i] = &listed[i]
	}
	return entries, nil
}

type treeEntry struct {
	child
	tree   *tree
	folder string
}

func (e *treeEntry) Name() string               { return e.name }
func (e *treeEntry) IsDir() bool                { return e.dir }
func (e *treeEntry) Info() (fs.FileInfo, error) { return e.tree.Stat(path.Join(e.folder, e.name)) }
func (e *treeEntry) Type() fs.FileMode {
	if e.dir {
		return fs.ModeDir
	}
	return 0
}

// dirInfo describes a directory by its base name: its other attributes do not matter here.
type dirInfo string

func (d dirInfo) Name() string     { return string(d) }
func (dirInfo) Size() int64        { return 0 }
func (dirInfo) Mode() fs.FileMode  { return fs.ModeDir | 0o755 }
func (dirInfo) ModTime() time.Time { return time.Time{} }
func (dirInfo) IsDir() bool        { return true }
func (dirInfo) Sys() any           { return nil }

type openDir struct {
	info    dirInfo
	entries []fs.DirEntry
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }
func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: string(d.info), Err: syscall.EISDIR}
}

// ReadDir implements fs.ReadDirFile.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(d.entries) {
		if n > 0 && len(d.entries) == 0 {
			return nil, io.EOF
		}
		n = len(d.entries)
	}
	batch := d.entries[:n]
	d.entries = d.entries[n:]
	return batch, nil
}

// openDisk opens a listed file below the root. The root refuses to leave itself, whatever
// links were put there since; not blocking matters for a pipe put there since.
func (r *Repository) openDisk(name string, _ entry) (fs.File, error) {
	f, err := r.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return f, nil
}

func (r *Repository) statDisk(name string, _ entry) (fs.FileInfo, error) {
	return r.root.Lstat(filepath.FromSlash(name))
}

// blobFile is a file of a bare repository, in memory.
type blobFile struct {
	*bytes.Reader
	info blobInfo
}

func (f *blobFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (*blobFile) Close() error                 { return nil }

type blobInfo struct {
	name string
	size int64
}

func (b blobInfo) Name() string     { return b.name }
func (b blobInfo) Size() int64      { return b.size }
func (blobInfo) Mode() fs.FileMode  { return 0o644 }
func (blobInfo) ModTime() time.Time { return time.Time{} }
func (blobInfo) IsDir() bool        { return false }
func (blobInfo) Sys() any           { return nil }

// maximumBlobFile is the largest file of a bare repository that FS opens, in bytes:
// it is held in memory.
const maximumBlobFile = 64 << 20

func newBlobFile(name string, data []byte) *blobFile {
	return &blobFile{bytes.NewReader(data), blobInfo{name, int64(len(data))}}
}

// openBlob opens a file that is a git object. fs.FS has no context: Close ends a read.
func (r *Repository) openBlob(name string, e entry) (fs.File, error) {
	data, err := r.ReadBlob(context.Background(), e.object, maximumBlobFile)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return newBlobFile(path.Base(name), data), nil
}

func (r *Repository) statBlob(name string, e entry) (fs.FileInfo, error) {
	f, err := r.openBlob(name, e)
	if err != nil {
		return nil, err
	}
	return f.Stat()
}

// list makes r.files in the way that fits what was opened.
func (r *Repository) list(ctx context.Context) (err error) {
	switch r.view {
	case viewIndex:
		r.files, err = r.listStaged(ctx)
		return err
	case viewCommit:
		r.files, err = r.listHead(ctx)
		return err
	}
	files := map[string]entry{}
	if r.HasGit() {
		err = r.listWorktree(ctx, files)
	} else {
		err = r.listFolder(ctx, files)
	}
	if err != nil {
		return err
	}
	if len(files) == 0 && len(r.gaps) == 0 && !r.HasGit() {
		r.gap(".", nhi.GapMissing, "The folder is empty: nothing was looked at. Name another, or check out the repository that belongs here.")
	}
	r.files = newTree(files)
	r.files.open, r.files.stat = r.openDisk, r.statDisk
	return nil
}

func (r *Repository) listHead(ctx context.Context) (*tree, error) {
	if r.target.Commit == "" {
		return r.commitTree(&Listing{}), nil
	}
	listing, err := r.Tree(ctx, r.target.Commit)
	if err != nil {
		return nil, &openError{message: "cannot list the files of the commit", hint: "check the repository with `git fsck`", cause: err}
	}
	for mode, path := range listing.named {
		switch mode {
		case ModeSubmodule:
			r.submoduleGap(path)
		case ModeSymlink:
		default:
			r.usable(path)
		}
	}
	return r.commitTree(listing), nil
}

func (r *Repository) submoduleGap(name string) {
	r.gap(strings.ToValidUTF8(name, "\uFFFD"), nhi.GapUnsupported, "A submodule: its content is not part of this repository. Scan it by itself.")
}

// usable tells whether name can be a path of an fs.FS, and leaves a gap when not.
func (r *Repository) usable(name string) bool {
	if fs.ValidPath(name) {
		return true
	}
	reason := "The name is no valid path, and the file was not opened: rename it."
	if !utf8.ValidString(name) {
		reason = "The name is not valid UTF-8, and the file was not opened: rename it."
	}
	if r.HasGit() { // or a finding in it, from a commit, would look like a contradiction
		reason += " Of its content only what is committed, or with --staged what is staged, is searched for credentials."
	}
	r.gap(strings.ToValidUTF8(name, "\uFFFD"), nhi.GapUnsupported, reason)
	return false
}

func (r *Repository) listFolder(ctx context.Context, files map[string]entry) error {
	// The root's own FS does not leave it; WalkDir does not follow links.
	return fs.WalkDir(r.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if name == "." {
				return &openError{message: "cannot read the folder", hint: "check the folder's permissions", cause: cause(err)}
			}
			r.gap(strings.ToValidUTF8(name, "\uFFFD"), nhi.GapUnreadable, "The folder could not be read: "+cause(err).Error()+".")
			return nil
		}
		if d.Name() == ".git" && d.IsDir() {
			return fs.SkipDir
		}
		if d.Type().IsRegular() && r.usable(name) {
			files[name] = entry{}
		}
		return nil
	})
}

// cause is the reason inside a path error, which says no path twice.
func cause(err error) error {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

func quoteCount(n int, singular, plural string) string {
	if n == 1 {
		return "1 " + singular
	}
	return strconv.Itoa(n) + " " + plural
}
