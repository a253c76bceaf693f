package github

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// memory is a file system of files that were read through the API, by path.
type memory map[string][]byte

// put adds a file under a path that a file system can have; others are left out.
func (m memory) put(name string, content []byte) bool {
	if !fs.ValidPath(name) || name == "." {
		return false
	}
	m[name] = content
	return true
}

// Open opens a file or a folder.
func (m memory) Open(name string) (fs.File, error) {
	if content, ok := m[name]; ok {
		return &memoryFile{bytes.NewReader(content), memoryInfo{name: path.Base(name), size: int64(len(content))}}, nil
	}
	entries := m.list(name)
	if !fs.ValidPath(name) || len(entries) == 0 && name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memoryFolder{entries: entries, info: memoryInfo{name: path.Base(name), folder: true}}, nil
}

// list gives what a folder holds, sorted.
func (m memory) list(folder string) []fs.DirEntry {
	prefix := folder + "/"
	if folder == "." {
		prefix = ""
	}
	found := map[string]memoryInfo{}
	for name, content := range m {
		rest, inside := strings.CutPrefix(name, prefix)
		if !inside {
			continue
		}
		first, _, deeper := strings.Cut(rest, "/")
		if found[first] = (memoryInfo{name: first, folder: deeper}); !deeper {
			found[first] = memoryInfo{name: first, size: int64(len(content))}
		}
	}
	var entries []fs.DirEntry
	for _, info := range found {
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	nhi.Sort(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

// memoryFile is an open file.
type memoryFile struct {
	*bytes.Reader
	info memoryInfo
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

// memoryFolder is an open folder.
type memoryFolder struct {
	entries []fs.DirEntry
	info    memoryInfo
}

func (f *memoryFolder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFolder) Close() error               { return nil }
func (f *memoryFolder) Read([]byte) (int, error)   { return 0, fs.ErrInvalid }

// ReadDir gives the next n entries, as fs.ReadDirFile has it.
func (f *memoryFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.entries)
	} else if len(f.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.entries))
	next := f.entries[:n]
	f.entries = f.entries[n:]
	return next, nil
}

// memoryInfo describes a file or folder.
type memoryInfo struct {
	name   string
	size   int64
	folder bool
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return i.folder }
func (i memoryInfo) Sys() any           { return nil }

// Mode is that of something to be read only.
func (i memoryInfo) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
