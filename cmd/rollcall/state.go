package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks"
)

// stateFile is where a scan leaves what makes the next one quick.
type stateFile struct {
	name     string // "" = nothing is to be left
	previous []byte // of scanner/leaks
	edits    []byte // of scanner/editors
	foreign  bool   // something else is there, and is left alone
}

// stateMark begins a state file. Then come how long what scanner/editors left is, that and its checksum, and what
// scanner/leaks left.
const stateMark = "rollcall state 2\n"

// stateNumber is how many bytes the length and the checksum take.
const stateNumber = 4

// joinState makes the content of a state file.
func joinState(edits, exposed []byte) []byte {
	out := slices.Grow([]byte(stateMark), 2*stateNumber+len(edits)+len(exposed))
	out = binary.BigEndian.AppendUint32(out, uint32(len(edits)))
	out = append(out, edits...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(edits))
	return append(out, exposed...)
}

// splitState is joinState backwards. What does not fit is given as it is, for scanner/leaks to tell.
func splitState(data []byte) (edits, exposed []byte) {
	rest, ok := bytes.CutPrefix(data, []byte(stateMark))
	if !ok || len(rest) < 2*stateNumber {
		return nil, data
	}
	length := int64(binary.BigEndian.Uint32(rest))
	if rest = rest[stateNumber:]; length > int64(len(rest)-stateNumber) {
		return nil, data
	}
	edits, rest = rest[:length], rest[length:]
	if binary.BigEndian.Uint32(rest) != crc32.ChecksumIEEE(edits) {
		edits = nil
	}
	return edits, rest[stateNumber:]
}

// marksState tells whether data begins as a state file does, or did in an earlier version.
func marksState(data []byte) bool {
	return bytes.HasPrefix(data, []byte(stateMark)) || leaks.MarksState(data)
}

// maximumState is the largest state file that is read, in bytes.
const maximumState = 1 << 30

// readState reads what an earlier scan left. That nothing, or something else, is there is no error.
func readState(name string) (stateFile, error) {
	s := stateFile{name: name}
	if name == "" {
		return s, nil
	}
	data, err := readRegular(name, maximumState)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(name)); err != nil {
			return s, usagef("make the folder first", "the folder of the state file %s does not exist", name)
		}
	case errors.Is(err, errNotRegular):
		return s, usagef("name a file", "the state file %s is not a regular file", name)
	case errors.Is(err, repository.ErrTooLarge), err == nil && len(data) > 0 && !marksState(data):
		s.foreign = true
	case err != nil:
		return s, fmt.Errorf("cannot read the state file %s: %w", name, reason(err))
	}
	if !s.foreign {
		s.edits, s.previous = splitState(data)
	}
	return s, nil
}

var errNotRegular = errors.New("not a regular file")

// reason is the cause in a path error, which names the path again.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// readRegular reads a file that is one, of at most limit bytes.
func readRegular(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name) // before opening: to open a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	if info.Size() > limit {
		return nil, repository.ErrTooLarge
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead)) // at once of the right size: a state is large
	_, err = data.ReadFrom(io.LimitReader(f, limit))
	return data.Bytes(), err
}

// leave writes what the next scan is to know, and tells of what did not fit. Who interrupts it leaves the file as it was.
func (p *process) leave(called roll, f scanFlags) error {
	name := f.scope.state
	if name == "" {
		return nil
	}
	note := func(format string, args ...any) {
		if !f.quiet {
			fmt.Fprintf(p.stderr, "note: "+format+"\n", args...)
		}
	}
	switch {
	case called.foreignState:
		note("%s is not a state file: it is left as it is, and everything was looked at", name)
		return nil
	case called.stateNote != "":
		note("%s: everything was looked at", called.stateNote)
	}
	if called.state == nil {
		note("there is no whole git history to remember: no state was written")
		return nil
	}
	return outputError(name, replaceFile(name, called.state))
}

// replaceFile puts data in a file that only its owner can read, at once or not at all.
func replaceFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".rollcall-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // best effort: the error is the one to tell
	}
	return err
}

// build tells this build of the program from others, which may find something else.
func build() string {
	id := version
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return id
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
			id += " " + s.Value
		}
	}
	if executable, err := os.Executable(); err == nil {
		if file, err := os.Stat(executable); err == nil {
			id += fmt.Sprint(" ", file.Size())
		}
	}
	return id
}
