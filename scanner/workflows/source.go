package workflows

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// The limits on what is read. GitHub's own limit on a workflow file is 512 KiB.
const (
	maximumFileBytes  = 1 << 20
	maximumWorkflows  = 2000
	maximumComposites = 2000
)

const name = "workflows"

// folder is where GitHub looks for workflows.
const folder = ".github/workflows"

// Options is what the source needs to know of the repository besides its files.
type Options struct {
	Owner string // the repository's owner on GitHub; its own actions are first-party
}

// Source reads the workflows and composite actions of one repository.
type Source struct {
	fsys    fs.FS
	options Options
}

// New returns the source for the files of fsys.
func New(fsys fs.FS, options Options) *Source {
	return &Source{fsys: fsys, options: options}
}

// Name is "workflows".
func (s *Source) Name() string { return name }

// Observe reads every workflow and composite action. A file that could not be read or
// understood in full is a gap; whatever of it was understood is still observed.
func (s *Source) Observe(ctx context.Context) (nhi.Observations, error) {
	scan := &scan{Source: s, composites: map[string]*composite{}}
	scan.readLock()
	if err := scan.readComposites(ctx); err != nil {
		return nhi.Observations{}, err
	}
	if err := scan.readWorkflows(ctx); err != nil {
		return nhi.Observations{}, err
	}
	scan.readDependabot()
	if err := scan.noteForeign(ctx); err != nil {
		return nhi.Observations{}, err
	}
	scan.count()
	return scan.seen, nil
}

// scan is one run of the source.
type scan struct {
	*Source
	seen       nhi.Observations
	composites map[string]*composite // by folder
	lock       lock
	callers    callers
	workflows  int
}

func (s *scan) gap(reason nhi.GapReason, at nhi.Location, detail string) {
	gap := nhi.Gap{Source: name, Scope: at.Path, Reason: reason, Detail: detail}
	if at.Line > 0 {
		gap.Location = &at
	}
	s.seen.Gaps = append(s.seen.Gaps, gap)
}

func (s *scan) readWorkflows(ctx context.Context) error {
	entries, err := fs.ReadDir(s.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.gap(nhi.GapUnreadable, nhi.Location{Path: folder}, "the folder of workflows cannot be listed")
	}
	s.callers = s.callersOf(entries)
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if entry.IsDir() || !isYAML(entry.Name()) {
			continue
		}
		if s.workflows++; s.workflows > maximumWorkflows {
			s.gap(nhi.GapTooLarge, nhi.Location{Path: folder}, fmt.Sprintf("only the first %d workflows were read", maximumWorkflows))
			s.workflows--
			break
		}
		s.readWorkflow(path.Join(folder, entry.Name()))
	}
	return nil
}

func (s *scan) readWorkflow(file string) {
	data, ok := s.read(file)
	if !ok {
		return
	}
	f := newFile(file, data, s.options.Owner)
	f.composites, f.locked, f.givenInputs = s.composites, s.lock.workflows[file], newHandedIn(s.callers[file])
	if workflow := f.readWorkflow(); workflow != nil {
		s.seen.Workflows = append(s.seen.Workflows, *workflow)
	}
	s.report(f.trouble)
}

// readComposites finds the composite actions first: workflows refer to them.
func (s *scan) readComposites(ctx context.Context) error {
	found := 0
	err := fs.WalkDir(s.fsys, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			s.gap(nhi.GapUnreadable, nhi.Location{Path: file}, "the folder cannot be listed, so composite actions in it are not seen")
			return nil
		case entry.IsDir():
			if vendored(entry.Name()) {
				return fs.SkipDir
			}
			return nil
		case entry.Name() != "action.yml" && entry.Name() != "action.yaml":
			return nil
		}
		if found++; found > maximumComposites {
			s.gap(nhi.GapTooLarge, nhi.Location{Path: file}, fmt.Sprintf("only the first %d action files were read", maximumComposites))
			return fs.SkipAll
		}
		s.readComposite(file)
		return nil
	})
	return err
}

func (s *scan) readComposite(file string) {
	data, ok := s.read(file)
	if !ok {
		return
	}
	f := newFile(file, data, s.options.Owner)
	f.locked = s.lock.everyone
	action := f.readComposite()
	s.report(f.trouble)
	if action == nil {
		return
	}
	s.seen.Workflows = append(s.seen.Workflows, action.observed)
	dir := path.Dir(file)
	if _, taken := s.composites[dir]; !taken { // the runner, too, prefers action.yml
		s.composites[dir] = action
	}
}

func (s *scan) read(file string) (data []byte, ok bool) {
	data, err := repository.ReadFile(s.fsys, file, maximumFileBytes)
	switch {
	case errors.Is(err, repository.ErrTooLarge):
		s.gap(nhi.GapTooLarge, nhi.Location{Path: file}, fmt.Sprintf("over %d bytes", maximumFileBytes))
	case err != nil:
		s.gap(nhi.GapUnreadable, nhi.Location{Path: file}, "the file cannot be read")
	}
	return data, err == nil
}

func (s *scan) report(t trouble) {
	if t.count == 0 {
		return
	}
	detail := t.detail
	if t.count > 1 {
		detail = fmt.Sprintf("%s (and %d more like it)", detail, t.count-1)
	}
	s.gap(t.reason, t.at, detail)
}

func (s *scan) count() {
	jobs, composites := 0, 0
	for _, w := range s.seen.Workflows {
		if w.Composite {
			composites++
			continue
		}
		jobs += len(w.Jobs)
	}
	s.seen.Counts = []nhi.ScanCount{
		{Source: name, Unit: "workflows", Count: int64(s.workflows)},
		{Source: name, Unit: "jobs", Count: int64(jobs)},
		{Source: name, Unit: "composite actions", Count: int64(composites)},
	}
}

// trouble is what was not understood in one file: the first place, and how many.
type trouble struct {
	reason nhi.GapReason
	at     nhi.Location
	detail string
	count  int
}

func (t *trouble) add(reason nhi.GapReason, at nhi.Location, detail string) {
	if t.count == 0 {
		t.reason, t.at, t.detail = reason, at, detail
	}
	t.count++
}

func isYAML(file string) bool {
	return strings.HasSuffix(file, ".yml") || strings.HasSuffix(file, ".yaml")
}

// vendored tells the folders into which package managers install other people's code, whose
// actions no workflow of this repository runs.
func vendored(dir string) bool {
	return slices.Contains([]string{".git", "node_modules", "bower_components", "vendor", ".venv", "site-packages"}, dir)
}
