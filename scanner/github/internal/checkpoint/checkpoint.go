// Package checkpoint keeps what a crawl has read, so that an interrupted one goes on where it was
// and an unchanged repository is not read again.
//
// The file is a journal: a line that says whom it belongs to, then a line of JSON for each thing
// that was read. Lines are only ever added; the last one for a key counts. A crash leaves at most a
// torn last line, which is dropped. What is kept is what the caller made of GitHub's answers, never
// the answers themselves, so nothing is in it that does not belong in a report; still it tells what
// an organisation has, and is readable by its user alone (0600). One run uses it at a time.
package checkpoint

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// format names the file's form. A file of another form is begun anew.
const (
	family = "rollcall checkpoint "
	format = family + "1"
)

// maximumLine bounds one entry, in bytes.
const maximumLine = 64 << 20

// compactAbove is the size under which a file is never rewritten for its outdated lines.
const compactAbove = 1 << 20

// Header says what a file's entries are about and who could see it. Entries made for another
// target or by another credential say nothing about this one's.
type Header struct {
	Target     string `json:"target"`     // "acme", "acme/app", with the server where that is not github.com
	Version    string `json:"version"`    // of the API and of the entries' form
	Credential string `json:"credential"` // whose eyes they were seen with: a name, never a token
}

// Opened says what was found when a file was opened.
type Opened struct {
	Entries int  // that can be used
	Damaged int  // lines that could not be read, and were dropped
	Anew    bool // the file was another credential's or version's, and was begun anew
}

// File is an open checkpoint. It is safe for concurrent use.
type File struct {
	mu      sync.Mutex
	file    *os.File
	unlock  func() error // lets other runs use it
	index   map[string]place
	garbage int64 // bytes of lines that a later one replaced
	size    int64
}

// place is where an entry is, and what can be told without reading it.
type place struct {
	offset, length int64
	stamp          string
	at             time.Time
}

type first struct {
	Format string `json:"format"`
	Header
}

type entry struct {
	Key   string          `json:"key"`
	Stamp string          `json:"stamp"`
	At    time.Time       `json:"at"`
	Value json.RawMessage `json:"value"`
}

// Error is a file that cannot be used, and what to do about it.
type Error struct {
	message, hint string
	failed        bool // the machine's fault, not that of who named the file
}

func (e *Error) Error() string { return e.message }

// Hint says what to do.
func (e *Error) Hint() string { return e.hint }

// Usage tells whether another file would do.
func (e *Error) Usage() bool { return !e.failed }

// errInUse is for the second of two runs. It does not wait: the first may take hours.
var errInUse = &Error{"another run is using the checkpoint file", "wait until it has ended, or give this run a file of its own", true}

// Open opens the file at path, or makes it. A file that is no checkpoint, another target's, or used by another run
// is left alone and is an error.
func Open(path string, header Header) (*File, Opened, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, Opened{}, &Error{"the checkpoint file cannot be opened", "check that its folder exists and that you may write it", false}
	}
	unlock, err := lockOf(file, path)
	if err != nil {
		file.Close()
		return nil, Opened{}, err
	}
	f := &File{file: file, unlock: unlock, index: map[string]place{}}
	opened, err := f.load(header)
	if err == nil && f.garbage > compactAbove && f.garbage > f.size/2 {
		err = f.compact(path, header)
	}
	if err != nil {
		return nil, Opened{}, errors.Join(err, f.end())
	}
	opened.Entries = len(f.index)
	return f, opened, nil
}

// lockOf locks the file, and makes sure that it is still the one at path: a run that has just ended may have put
// another in its place.
func lockOf(file *os.File, path string) (unlock func() error, err error) {
	if unlock, err = lock(file, path); err != nil {
		return nil, err
	}
	opened, err := file.Stat()
	there, errThere := os.Stat(path)
	if err != nil || errThere != nil || !os.SameFile(opened, there) {
		return nil, errors.Join(errInUse, unlock())
	}
	return unlock, nil
}

// load makes the file private, reads its index, and leaves it ready for adding lines.
func (f *File) load(header Header) (Opened, error) {
	info, err := f.file.Stat()
	if err != nil {
		return Opened{}, err
	}
	if !info.Mode().IsRegular() {
		return Opened{}, &Error{"the checkpoint is not a regular file", "give another path", false}
	}
	lines := bufio.NewReaderSize(f.file, 1<<16)
	line, err := readLine(lines)
	if len(line) == 0 && errors.Is(err, io.EOF) {
		return Opened{}, f.begin(header)
	}
	var found first
	if json.Unmarshal(line, &found) != nil || !strings.HasPrefix(found.Format, family) {
		return Opened{}, &Error{"the file given for the checkpoint is something else", "give a path that does not exist yet, or a checkpoint's", false}
	}
	if found.Target != header.Target {
		return Opened{}, &Error{fmt.Sprintf("the checkpoint is of another target, %q", found.Target), "give each target a file of its own", false}
	}
	if err != nil || found != (first{format, header}) {
		return Opened{Anew: true}, f.begin(header)
	}
	f.size = int64(len(line))
	damaged := f.loadEntries(lines)
	if err := f.private(); err != nil {
		return Opened{}, err
	}
	return Opened{Damaged: damaged}, f.file.Truncate(f.size)
}

// private takes everybody else's rights away, in case the file was copied here without them.
func (f *File) private() error {
	if f.file.Chmod(0o600) != nil {
		return &Error{"the checkpoint file cannot be made private", "give a path in a folder of yours", false}
	}
	return nil
}

// loadEntries reads the index up to the last whole line.
func (f *File) loadEntries(lines *bufio.Reader) (damaged int) {
	for {
		line, err := readLine(lines)
		if err != nil {
			if len(line) > 0 {
				damaged++
			}
			return damaged
		}
		var e entry
		if json.Unmarshal(line, &e) != nil || e.Key == "" {
			damaged++
			f.garbage += int64(len(line))
		} else {
			f.note(e, f.size, int64(len(line)))
		}
		f.size += int64(len(line))
	}
}

func (f *File) note(e entry, offset, length int64) {
	f.garbage += f.index[e.Key].length
	f.index[e.Key] = place{offset, length, e.Stamp, e.At}
}

// begin empties the file and writes its first line.
func (f *File) begin(header Header) error {
	if err := f.private(); err != nil {
		return err
	}
	if err := f.file.Truncate(0); err != nil {
		return err
	}
	line, err := json.Marshal(first{format, header})
	if err != nil {
		return err
	}
	line = append(line, '\n')
	f.size = int64(len(line))
	_, err = f.file.Write(line)
	return err
}

// readLine reads a line with its end. Without an end it returns what there is, and an error.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maximumLine {
			return line, err
		}
	}
}

// Get reads the entry for key into v, if there is one with the same stamp that was read no earlier
// than since. It returns when it was read.
func (f *File) Get(key, stamp string, since time.Time, v any) (time.Time, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, found := f.index[key]
	if !found || at.stamp != stamp || at.at.Before(since) {
		return time.Time{}, false
	}
	line := make([]byte, at.length)
	if _, err := f.file.ReadAt(line, at.offset); err != nil {
		return time.Time{}, false
	}
	var e entry
	if json.Unmarshal(line, &e) != nil || e.Key != key || json.Unmarshal(e.Value, v) != nil {
		return time.Time{}, false
	}
	return at.at, true
}

// Put keeps v for key. Stamp is what tells that the thing has not changed, e.g. its updated_at; at
// is when it was read.
func (f *File) Put(key, stamp string, at time.Time, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return err
	}
	e := entry{key, stamp, at.UTC(), value}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if len(line) >= maximumLine {
		return nil // it is read again the next time
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.add(e, append(line, '\n'))
}

func (f *File) add(e entry, line []byte) error {
	if _, err := f.file.Write(line); err != nil {
		return &Error{"the checkpoint file cannot be written", "check the space that is left on its disk", true}
	}
	end, err := f.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	f.size = end
	f.note(e, end-int64(len(line)), int64(len(line)))
	return nil
}

// Close ends the use of the file.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Join(f.file.Sync(), f.end())
}

// end lets go of the file.
func (f *File) end() error { return errors.Join(f.file.Close(), f.unlock()) }

// compact rewrites the file without what was replaced, and puts the new one in its place at once.
func (f *File) compact(path string, header Header) error {
	fresh, err := os.CreateTemp(filepath.Dir(path), ".checkpoint-*") // 0600
	if err != nil {
		return nil // it goes on with the large one
	}
	compacted := &File{file: fresh, index: map[string]place{}}
	if err = compacted.begin(header); err == nil {
		err = f.copyTo(compacted)
	}
	if err == nil {
		err = handOver(fresh)
	}
	if err == nil {
		err = os.Rename(fresh.Name(), path)
	}
	if err != nil {
		return errors.Join(fresh.Close(), os.Remove(fresh.Name()))
	}
	err = f.file.Close()
	f.file, f.index, f.size, f.garbage = compacted.file, compacted.index, compacted.size, 0
	return err
}

func (f *File) copyTo(to *File) error {
	inOrder := func(a, b string) int { return cmp.Compare(f.index[a].offset, f.index[b].offset) }
	for _, key := range slices.SortedFunc(maps.Keys(f.index), inOrder) {
		at := f.index[key]
		line := make([]byte, at.length)
		if _, err := f.file.ReadAt(line, at.offset); err != nil {
			return err
		}
		if err := to.add(entry{Key: key, Stamp: at.stamp, At: at.at}, line); err != nil {
			return err
		}
	}
	return nil
}
