// Package editors is the source that asks the history who last edited the workflows: whom to ask about a
// credential that nobody is named for.
//
// One git log, over the workflows' folder and two years, tells; or the commits that an earlier scan has named, and those since
// then. An older edit says little of who knows the workflow today, and machines that edit answer for nothing. Merges count for
// nobody. Of a shallow clone nothing is said: its oldest commit seems to have written every file.
package editors

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// folder is where GitHub looks for workflows.
const folder = ".github/workflows/"

// recent is how long an edit counts.
const recent = 2 * 365 * 24 * time.Hour

// The bounds on what is kept of a history that strangers wrote.
const (
	maximumFiles   = 5000
	maximumEditors = 5 // of one file, the last first
)

// Source reads one repository's history.
type Source struct {
	repository *repository.Repository
	now        time.Time
	past       Past
	found      *memory // by the last Observe
}

// Past is what an earlier scan of the same repository knows.
type Past struct {
	State []byte // that it left; what does not fit is not used
	// Since lists the commits that a commit has and an older one of the same line has not, parents before their children.
	Since func(ctx context.Context, older, newer string) (commits []string, ok bool)
}

// New returns the source; now is the time of the scan.
func New(r *repository.Repository, now time.Time, past Past) *Source {
	return &Source{repository: r, now: now, past: past}
}

// State is what the last Observe leaves for the next scan: names of commits, their times and the workflows that they edited, but not who
// wrote them. It is nil where there is nothing to leave, or where a path is not to be written down.
func (s *Source) State(mayWrite func(path string) bool) []byte {
	if s.found == nil {
		return nil
	}
	asked := map[string]bool{}
	for _, c := range s.found.commits {
		for _, path := range c.paths {
			if !asked[path] && !mayWrite(path) {
				return nil
			}
			asked[path] = true
		}
	}
	return s.found.encode()
}

const name = "editors"

// Name is "editors".
func (s *Source) Name() string { return name }

// Observe gives for each workflow of HEAD the people who last edited it, the last of them first.
func (s *Source) Observe(ctx context.Context) (nhi.Observations, error) {
	target := s.repository.Target()
	if !s.repository.HasGit() || target.Commit == "" || target.Shallow {
		return nhi.Observations{}, nil
	}
	commits, ok := s.resumed(ctx, target.Commit)
	var err error
	if !ok {
		commits, err = s.log(ctx, target.Commit)
	}
	switch {
	case ctx.Err() != nil:
		return nhi.Observations{}, ctx.Err()
	case err != nil:
		return nhi.Observations{Gaps: []nhi.Gap{{
			Source: name, Scope: "who last edited the workflows", Reason: nhi.GapUnreadable, Detail: "Their history could not be read.",
		}}}, nil
	}
	h := history{byFile: map[string][]nhi.Edit{}, counted: map[string]bool{}}
	nhi.Sort(commits, func(a, b edited) int { return cmp.Compare(b.made, a.made) })
	for _, c := range commits {
		h.add(c)
	}
	s.found = &memory{since: s.since(), head: target.Commit, commits: h.commits}
	return nhi.Observations{Edits: h.edits()}, nil
}

// since is from when on an edit counts, in seconds since 1970.
func (s *Source) since() int64 { return s.now.Add(-recent).Unix() }

// edited is a commit that edited workflows.
type edited struct {
	nhi.Edit // without a path; without Editor where nobody counts
	made     int64
	paths    []string
}

// log asks git for the commits that edited workflows, the last first. It leaves none out for being on a side branch whose
// edits another branch had as well, so that what an earlier scan was told and what is new make up the whole.
func (s *Source) log(ctx context.Context, head string) ([]edited, error) {
	var l log
	err := s.repository.Git(ctx, l.read, "log", "-z", "--no-renames", "--no-merges", "--full-history", "--name-only", "--format=tformat:%x01%H%x00%an%x00%ae%x00%at%x00%ct",
		"--since="+time.Unix(s.since(), 0).UTC().Format(time.RFC3339), head, "--", strings.TrimSuffix(folder, "/"))
	return l.commits, err
}

// log is what git log told so far.
type log struct {
	commits []edited
	header  []string // of the commit that is being read
}

// headerFields is how many records each commit begins with: its name, its author's name, address and date, and its own date.
const headerFields = 5

// read takes git's output: for each commit its header, of which the first record is marked, then the files' names.
func (l *log) read(out io.Reader) error {
	return repository.EachRecord(out, func(record string) error {
		marked, begins := strings.CutPrefix(strings.TrimPrefix(record, "\n"), "\x01")
		switch {
		case begins:
			l.header = []string{marked}
		case len(l.header) < headerFields:
			if l.header = append(l.header, record); len(l.header) == headerFields {
				l.commits = append(l.commits, commitOf(l.header[0], l.header[1], l.header[2], l.header[3], l.header[4]))
			}
		default:
			last := &l.commits[len(l.commits)-1]
			last.paths = append(last.paths, strings.TrimPrefix(record, "\n"))
		}
		return nil
	})
}

// commitOf is a commit with its author and dates, in seconds since 1970.
func commitOf(id, name, address, written, made string) edited {
	seconds, err := strconv.ParseInt(written, 10, 64)
	c := edited{Edit: nhi.Edit{Commit: id, Date: time.Unix(seconds, 0).UTC()}}
	if c.made, _ = strconv.ParseInt(made, 10, 64); err == nil {
		c.Editor = nhi.EditorOf(name, address)
	}
	return c
}

// history is what counts of the commits, the last of which come first.
type history struct {
	byFile  map[string][]nhi.Edit
	counted map[string]bool
	commits []edited // that count
}

// add notes what a commit edited.
func (h *history) add(c edited) {
	for _, path := range c.paths {
		known, seen := h.byFile[path]
		switch {
		case c.Editor == "" || !strings.HasPrefix(path, folder):
		case !seen && len(h.byFile) == maximumFiles, len(known) == maximumEditors:
		case !slices.ContainsFunc(known, func(e nhi.Edit) bool { return e.Editor == c.Editor }):
			edit := c.Edit
			edit.Path = path
			h.byFile[path] = append(known, edit)
			if !h.counted[c.Commit] {
				h.counted[c.Commit] = true
				h.commits = append(h.commits, c)
			}
		}
	}
}

// edits lists what was found by file, the last edit first.
func (h *history) edits() []nhi.Edit {
	var all []nhi.Edit
	for _, file := range h.byFile {
		all = append(all, file...)
	}
	nhi.Sort(all, nhi.CompareEdits)
	return all
}
