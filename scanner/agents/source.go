package agents

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

// The limits on what is read.
const (
	maximumFileBytes = 1 << 20
	maximumFiles     = 2000
)

const name = "agents"

// Source reads the agents of one repository.
type Source struct{ fsys fs.FS }

// New returns the source for the files of fsys.
func New(fsys fs.FS) *Source { return &Source{fsys: fsys} }

// Name is "agents".
func (s *Source) Name() string { return name }

// Observe reads every workflow, composite action and configuration file of an agent. A file
// that cannot be read or parsed is a gap.
func (s *Source) Observe(ctx context.Context) (nhi.Observations, error) {
	scan := &scan{Source: s}
	if err := fs.WalkDir(s.fsys, ".", func(file string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return scan.visit(file, entry, err)
	}); err != nil {
		return nhi.Observations{}, err
	}
	scan.seen.Counts = []nhi.ScanCount{
		{Source: name, Unit: "agents", Count: int64(len(scan.seen.Agents))},
		{Source: name, Unit: "configuration files", Count: scan.configurations},
	}
	return scan.seen, nil
}

// scan is one run of the source.
type scan struct {
	*Source
	seen           nhi.Observations
	files          int
	configurations int64
}

func (s *scan) visit(file string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		s.gap(nhi.GapUnreadable, nhi.Location{Path: file}, "the folder cannot be listed, so agents in it are not seen")
		return nil
	case entry.IsDir():
		if passedOver(entry.Name()) {
			return fs.SkipDir
		}
		return nil
	}
	read := s.readerOf(file)
	if read == nil {
		return nil
	}
	if s.files++; s.files > maximumFiles {
		s.gap(nhi.GapTooLarge, nhi.Location{Path: file}, fmt.Sprintf("only the first %d files were read", maximumFiles))
		return fs.SkipAll
	}
	if data, ok := s.read(file); ok {
		read(data)
	}
	return nil
}

// readerOf is what reads a file of that path, nil for one of no interest.
func (s *scan) readerOf(file string) func(data []byte) {
	if holdsSteps(file) {
		return func(data []byte) { s.readSteps(file, data) }
	}
	if c := configurationOf(file); c != nil {
		return func(data []byte) { s.readConfiguration(c, file, data) }
	}
	return nil
}

// holdsSteps tells workflows and actions. The source of workflows reads them too, and
// tells where they cannot be read, so that this one need not.
func holdsSteps(file string) bool {
	dir, base := path.Split(file)
	return dir == ".github/workflows/" && (strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")) ||
		base == "action.yml" || base == "action.yaml"
}

func (s *scan) readSteps(file string, data []byte) {
	if !agentMentions().in(data) {
		return
	}
	t := newText(file, data)
	root, err := parseYAML(data)
	if err != nil && err.ours {
		s.gap(nhi.GapTooLarge, t.clamp(err.line, err.column), err.detail+"; agents in it are not seen")
	}
	if err != nil {
		return // told by the source of workflows
	}
	w := &workflow{text: t, root: root}
	s.seen.Agents = append(s.seen.Agents, w.agents()...)
}

func (s *scan) readConfiguration(c *configuration, file string, data []byte) {
	t := newText(file, data)
	root, err := c.format.parse(data)
	if err != nil {
		s.unparsable(t, err)
		return
	}
	if agent := c.agent(t, root); agent != nil {
		s.configurations++
		s.seen.Agents = append(s.seen.Agents, *agent)
	}
}

func (s *scan) read(file string) (data []byte, ok bool) {
	data, err := repository.ReadFile(s.fsys, file, maximumFileBytes)
	switch {
	case holdsSteps(file):
	case errors.Is(err, repository.ErrTooLarge):
		s.gap(nhi.GapTooLarge, nhi.Location{Path: file}, fmt.Sprintf("over %d bytes", maximumFileBytes))
	case err != nil:
		s.gap(nhi.GapUnreadable, nhi.Location{Path: file}, "the file cannot be read")
	}
	return data, err == nil
}

func (s *scan) unparsable(t *text, err *parseError) {
	s.gap(nhi.GapUnparsable, t.clamp(err.line, err.column), err.detail)
}

func (s *scan) gap(reason nhi.GapReason, at nhi.Location, detail string) {
	gap := nhi.Gap{Source: name, Scope: at.Path, Reason: reason, Detail: detail}
	if at.Line > 0 {
		gap.Location = &at
	}
	s.seen.Gaps = append(s.seen.Gaps, gap)
}

// passedOver tells the folders in which no agent looks for its configuration: installed
// packages and the samples of tests.
func passedOver(dir string) bool {
	return slices.Contains([]string{".git", "node_modules", "bower_components", "vendor", ".venv", "site-packages", "testdata"}, dir)
}
