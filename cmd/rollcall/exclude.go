package main

import (
	"io/fs"
	"path"
	"slices"
)

// excluding is a file system without the paths that the configuration leaves out.
type excluding struct {
	fs.FS
	excluded func(path string) bool
}

// without leaves out of files what is excluded; excluded may be nil.
func without(files fs.FS, excluded func(path string) bool) fs.FS {
	if excluded == nil {
		return files
	}
	return excluding{files, excluded}
}

// Open implements fs.FS.
func (e excluding) Open(name string) (fs.File, error) {
	if name != "." && e.excluded(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return e.FS.Open(name)
}

// ReadDir implements fs.ReadDirFS, through which folders are listed.
func (e excluding) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." && e.excluded(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	entries, err := fs.ReadDir(e.FS, name)
	return slices.DeleteFunc(entries, func(entry fs.DirEntry) bool {
		return e.excluded(path.Join(name, entry.Name()))
	}), err
}
