// Package editors is the source that asks the history who last edited the workflows: whom to ask about a
// credential that nobody is named for.
//
// One git log, over the workflows' folder and two years, tells. An older edit says little of who knows the workflow
// today, and machines that edit answer for nothing. Of a shallow clone nothing is said: its oldest commit seems to
// have written every file.
package editors

import (
	"context"
	"io"
	"slices"
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
}

// New returns the source; now is the time of the scan.
func New(r *repository.Repository, now time.Time) *Source { return &Source{r, now} }

const name = "editors"

// Name is "editors".
func (s *Source) Name() string { return name }

// Observe gives for each workflow of HEAD the people who last edited it, the last of them first.
func (s *Source) Observe(ctx context.Context) (nhi.Observations, error) {
	target := s.repository.Target()
	if !s.repository.HasGit() || target.Commit == "" || target.Shallow {
		return nhi.Observations{}, nil
	}
	h := history{byFile: map[string][]nhi.Edit{}}
	err := s.repository.Git(ctx, h.read, "log", "-z", "--no-renames", "--name-only", "--format=tformat:%x01%H%x00%an%x00%ae%x00%aI",
		"--since="+s.now.Add(-recent).UTC().Format(time.RFC3339), target.Commit, "--", strings.TrimSuffix(folder, "/"))
	switch {
	case ctx.Err() != nil:
		return nhi.Observations{}, ctx.Err()
	case err != nil:
		return nhi.Observations{Gaps: []nhi.Gap{{
			Source: name, Scope: "who last edited the workflows", Reason: nhi.GapUnreadable, Detail: "Their history could not be read.",
		}}}, nil
	}
	return nhi.Observations{Edits: h.edits()}, nil
}

// history is what git log told so far.
type history struct {
	byFile map[string][]nhi.Edit
	commit nhi.Edit // the one whose files come; without Editor where nobody counts
	header []string // of the commit that is being read
}

// headerFields is how many records each commit begins with: its name, and its author's name, address and date.
const headerFields = 4

// read takes git's output: for each commit its header, of which the first record is marked, then the files' names.
func (h *history) read(out io.Reader) error {
	return repository.EachRecord(out, func(record string) error {
		marked, begins := strings.CutPrefix(strings.TrimPrefix(record, "\n"), "\x01")
		switch {
		case begins:
			h.header = []string{marked}
		case len(h.header) < headerFields:
			if h.header = append(h.header, record); len(h.header) == headerFields {
				h.commit = commitOf(h.header)
			}
		default:
			h.edited(strings.TrimPrefix(record, "\n"))
		}
		return nil
	})
}

// edited notes that the commit edited a file.
func (h *history) edited(path string) {
	known, seen := h.byFile[path]
	switch {
	case h.commit.Editor == "" || !strings.HasPrefix(path, folder):
	case !seen && len(h.byFile) == maximumFiles, len(known) == maximumEditors:
	case !slices.ContainsFunc(known, func(e nhi.Edit) bool { return e.Editor == h.commit.Editor }):
		edit := h.commit
		edit.Path = path
		h.byFile[path] = append(known, edit)
	}
}

// commitOf is a commit's author and date.
func commitOf(header []string) nhi.Edit {
	date, err := time.Parse(time.RFC3339, header[3])
	if err != nil {
		return nhi.Edit{}
	}
	return nhi.Edit{Commit: header[0], Editor: nhi.EditorOf(header[1], header[2]), Date: date.UTC()}
}

// edits lists what was found by file, the last edit first.
func (h *history) edits() []nhi.Edit {
	var all []nhi.Edit
	for _, file := range h.byFile {
		all = append(all, file...)
	}
	slices.SortFunc(all, nhi.CompareEdits)
	return all
}
