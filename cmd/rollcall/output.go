package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// outputs collects files that appear together or not at all: each is written in full beside its
// place first, and commit renames them. An interrupted or failed run leaves nothing half-written.
type outputs struct {
	staged []stagedFile
}

type stagedFile struct {
	temporary string
	final     string
}

// stage writes one file's content through write. A final name that is a device or pipe
// (such as /dev/stdout) cannot be replaced and is written to at once.
func (o *outputs) stage(final string, write func(io.Writer) error) error {
	if info, err := os.Stat(final); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return usagef("name a file", "%s is a directory", final)
		}
		return writeInto(final, write)
	}
	f, err := os.CreateTemp(filepath.Dir(final), ".rollcall-*")
	if err != nil {
		return outputError(final, err)
	}
	o.staged = append(o.staged, stagedFile{f.Name(), final})
	return outputError(final, errors.Join(write(f), f.Chmod(0o644), f.Close()))
}

func writeInto(device string, write func(io.Writer) error) error {
	f, err := os.OpenFile(device, os.O_WRONLY, 0)
	if err != nil {
		return outputError(device, err)
	}
	return outputError(device, errors.Join(write(f), f.Close()))
}

// commit puts every staged file in its place.
func (o *outputs) commit() error {
	for i, s := range o.staged {
		if err := os.Rename(s.temporary, s.final); err != nil {
			o.staged = o.staged[i:]
			return outputError(s.final, err)
		}
	}
	o.staged = nil
	return nil
}

// discard removes what was staged and not committed.
func (o *outputs) discard() {
	for _, s := range o.staged {
		_ = os.Remove(s.temporary) // best effort: the error that led here is the one to tell
	}
	o.staged = nil
}

// outputError says which file could not be written, without the temporary's name.
func outputError(final string, err error) error {
	if err == nil {
		return nil
	}
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("cannot write %s: %w", final, err)
}
