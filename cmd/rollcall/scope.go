package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks"
)

// scope is which part of a repository a scan looks at; the zero value is all of it.
type scope struct {
	base        string // a range's two ends
	head        string
	merge       mergeCommit
	rulesOfBase bool // with base: what it declares decides, and the report is compared with it
	staged      bool
	state       string    // file in which a scan leaves what makes the next one quick
	index       string    // with staged: git's index file, where git named one
	text        io.Reader // standard input in place of a repository
	name        string    // with text: the file that it stands for
}

// mergeCommit is a commit that a platform made by merging a change into its base as it then was, which may be newer than
// what it names as the base: what others added in the meantime is not the change's.
type mergeCommit struct{ commit, head string }

// base is the merge's first parent, where commit is that merge, and the second is the change's head; otherwise what is given.
func (m mergeCommit) base(ctx context.Context, repo *repository.Repository, commit, otherwise string) string {
	if m.commit == "" || m.commit != commit {
		return otherwise
	}
	if head, err := repo.Commit(ctx, commit+"^2"); err != nil || head != m.head {
		return otherwise
	}
	return commit + "^1"
}

// standardInput is the path that stands for it.
const standardInput = "-"

// defaultTextName is what findings in standard input are said to be in.
const defaultTextName = "stdin"

func (f *scanFlags) addScopeFlags(flags *pflag.FlagSet) {
	flags.StringVar(&f.scope.base, "base", "", "look for credentials only in what the commits since this `REVISION` add")
	flags.StringVar(&f.scope.head, "head", "", "with --base: the last of these commits, a `REVISION`, and the files to read (default HEAD)")
	flags.BoolVar(&f.scope.rulesOfBase, "rules-of-base", false, "with --base: judge by what the base declares, and compare with it; for changes of strangers")
	flags.BoolVar(&f.scope.staged, "staged", false, "look only at what is staged for the next commit")
	flags.StringVar(&f.scope.state, "state", "", "look only at what is new since the scan that left `FILE`, and leave it for the next; the report is the same")
	flags.StringVar(&f.scope.name, "stdin-name", "", "with -: the `PATH` of the file that standard input stands for")
}

// checkScope says which flags do not go together.
func (f scanFlags) checkScope() error {
	s, text := f.scope, f.path == standardInput
	const choose = "give one of them"
	switch {
	case s.head != "" && s.base == "":
		return usagef("say with --base where the range begins", "--head needs a --base")
	case s.rulesOfBase && s.base == "":
		return usagef("name the commit with --base", "--rules-of-base needs a --base")
	case s.rulesOfBase && f.baseline != "":
		return usagef(choose, "--rules-of-base and --baseline exclude each other")
	case s.base != "" && s.staged:
		return usagef(choose, "--base and --staged exclude each other")
	case s.base != "" && f.noHistory:
		return usagef(choose, "--base and --no-history exclude each other")
	case text && (s.base != "" || s.staged):
		return usagef("give the path of a repository", "standard input has no commits: --base and --staged are not for it")
	case s.state != "" && (s.base != "" || s.staged || text || f.noHistory):
		return usagef("leave out --state", "--state is for scans of the whole history")
	case s.name != "" && !text:
		return usagef("give - for a path: rollcall scan --stdin-name PATH -", "--stdin-name is for standard input")
	}
	return nil
}

// scopeOf completes the flags' scope with what the process knows.
func (p *process) scopeOf(f scanFlags) scope {
	s := f.scope
	if f.path == standardInput {
		s.text = p.stdin
	}
	if s.staged && f.path == "." {
		s.index = p.getenv("GIT_INDEX_FILE") // git gives its hooks an index of their own
	}
	return s
}

// target is what was opened, and how the sources are to see it.
type target struct {
	*repository.Repository
	added *repository.Range
	scope scope
}

// below tells whether path is a folder within what was opened, and is not where one stands, from where all is what one means.
func (t target) below(path string) bool {
	return t.scope.text == nil && filepath.Clean(path) != "." && !t.Bare() && inside(t.Top(), path) != "."
}

// open opens what a scan looks at.
func (s scope) open(ctx context.Context, path, name string) (target, error) {
	switch {
	case s.text != nil:
		repo, err := s.openText()
		return target{Repository: repo, scope: s}, err
	case s.staged:
		repo, err := repository.Open(ctx, path, repository.Options{Name: name, Staged: true, Index: s.index})
		return target{Repository: repo, scope: s}, err
	case s.base == "":
		repo, err := repository.Open(ctx, path, repository.Options{Name: name})
		if err != nil {
			return target{}, err
		}
		if err := checkLaw(repo.Top()); err != nil {
			repo.Close()
			return target{}, err
		}
		return target{Repository: repo, scope: s}, nil
	}
	head := s.head
	if head == "" {
		head = "HEAD"
	}
	repo, err := repository.Open(ctx, path, repository.Options{Name: name, At: head})
	if err != nil {
		return target{}, err
	}
	commit := repo.Target().Commit
	added, err := repo.Range(ctx, s.merge.base(ctx, repo, commit, s.base), commit)
	if err != nil {
		repo.Close()
		return target{}, err
	}
	return target{repo, &added, s}, nil
}

// openText reads standard input, and a byte more than is looked at: a longer one shows as too large.
func (s scope) openText() (*repository.Repository, error) {
	content, err := io.ReadAll(io.LimitReader(s.text, leaks.DefaultMaxFileSize+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read standard input: %w", err)
	}
	name := s.name
	if name == "" {
		name = defaultTextName
	}
	return repository.FromText(name, content)
}

// whole tells whether the scope is a repository with everything in it.
func (t target) whole() bool { return t.added == nil && !t.scope.staged && t.scope.text == nil }

// files is what the sources other than leaks look at: of what is staged, only what it changes.
func (t target) files() fs.FS {
	if !t.scope.staged {
		return t.FS()
	}
	var changed []string
	for _, c := range t.Staged() {
		changed = append(changed, c.Path)
	}
	return t.Only(changed)
}

// described is what the report says was scanned.
func (t target) described(history bool, sensitivity sensitivityFlags) nhi.Target {
	d := t.Target()
	d.Doubtful = leaks.Sensitivity(sensitivity.level) == leaks.SensitivityHigh
	d.History = history && d.Kind == "repository"
	d.Staged = t.scope.staged
	if t.added != nil {
		d.Base = t.added.Base
	}
	return d
}
