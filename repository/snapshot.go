package repository

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Range is what the commits of a branch add to another one.
type Range struct {
	Base string // the commit that is there already
	Head string // the commit that is to be added
	// MergeBase is the newest commit that both have; "" when there is none, or none in a shallow clone.
	MergeBase string
	// Commits are those that head has and base has not, parents before their children; nil where only git can tell.
	Commits []string
}

// Commit gives the name of the commit that a revision stands for, such as main, HEAD~3 or a tag.
// Its error has a hint, and is the user's to mend.
func (r *Repository) Commit(ctx context.Context, revision string) (string, error) {
	if !r.HasGit() {
		return "", &openError{message: "there is no git repository to find " + quoteRevision(revision) + " in", hint: "give the path of a git repository", usage: true}
	}
	unusual := revision == "" || strings.ContainsRune("-^", rune(revision[0])) || strings.ContainsFunc(revision, func(c rune) bool { return c < ' ' })
	if unusual {
		return "", &openError{message: quoteRevision(revision) + " is not a revision", hint: "give a branch, a tag or a commit", usage: true}
	}
	if commit := r.commitOf(revision); commit != "" {
		return commit, nil
	}
	var commit string
	_, err := r.ask(ctx, []string{revision + "^{commit}"}, "commit", maximumCommit, func(o object) error {
		commit = o.id
		return nil
	})
	if err == nil && commit == "" || errors.Is(err, errEnded) {
		return "", r.noCommit(revision)
	}
	return commit, err
}

func (r *Repository) noCommit(revision string) error {
	hint := "give a branch, a tag or a commit of this repository; one of a remote is called origin/NAME"
	if r.target.Shallow {
		hint = "the clone is shallow: fetch that commit, or everything (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout)"
	}
	return &openError{message: quoteRevision(revision) + " names no commit of this repository", hint: hint, usage: true}
}

// quoteRevision shows what was given as a revision, in printable characters.
func quoteRevision(revision string) string {
	const longest = 100
	if len(revision) > longest {
		revision = revision[:longest]
	}
	return fmt.Sprintf("%q", revision)
}

// Range finds what lies between two revisions: what head has and base has not.
func (r *Repository) Range(ctx context.Context, base, head string) (Range, error) {
	var found Range
	var err error
	if found.Base, err = r.Commit(ctx, base); err != nil {
		return Range{}, err
	}
	if found.Head, err = r.Commit(ctx, head); err != nil {
		return Range{}, err
	}
	if found.Commits, found.MergeBase, err = r.between(found.Base, found.Head); err == nil {
		return found, nil
	}
	out, err := unlessExit1(r.output(ctx, "merge-base", found.Base, found.Head))
	if err != nil {
		return Range{}, &openError{message: "cannot find where the two branches meet", hint: "check the repository with `git fsck`", cause: err}
	}
	found.MergeBase = strings.TrimSpace(out)
	return found, nil
}

// CommitFS is the regular files of the commit that a revision names, read from git's objects
// when they are opened: nothing is checked out, no filter runs, no link is followed. Submodules and
// names that are no valid path are left out. It must not be used after Close. The errors are those of Commit, and git's.
func (r *Repository) CommitFS(ctx context.Context, revision string) (fs.FS, error) {
	commit, err := r.Commit(ctx, revision)
	if err != nil {
		return nil, err
	}
	listing, err := r.Tree(ctx, commit)
	if err != nil {
		return nil, err
	}
	return r.commitTree(listing), nil
}

// commitTree is an fs.FS of the regular files of a commit.
func (r *Repository) commitTree(listing *Listing) *tree {
	var links []string
	find := func(name string) (entry, bool) {
		e, ok := listing.Find(name)
		return entry{e.Object}, ok && isRegular(e.Mode, e.Path)
	}
	t := treeOf(func(yield func(string) bool) {
		for mode, path := range listing.named {
			if mode == ModeSymlink {
				links = append(links, path)
			}
			if isRegular(mode, path) && !yield(path) {
				return
			}
		}
	}, find)
	t.links, t.open, t.stat = links, r.openBlob, r.statBlob
	return t
}

// isRegular tells whether an entry is a file that an fs.FS may have.
func isRegular(mode, path string) bool {
	return mode != ModeSubmodule && mode != ModeSymlink && fs.ValidPath(path)
}

// listStaged gives what the index holds, the next commit as it would be now.
func (r *Repository) listStaged(ctx context.Context) (*tree, error) {
	files := map[string]entry{}
	var links []string
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		r.changes, err = r.listChanges(ctx)
		return err
	})
	group.Go(func() (err error) {
		links, err = r.listIndex(ctx, files)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, &openError{message: "cannot list what is staged", hint: "check the repository with `git status`", cause: err}
	}
	t := newTree(files)
	t.links, t.open, t.stat = links, r.openBlob, r.statBlob
	return t, nil
}

func (r *Repository) listIndex(ctx context.Context, files map[string]entry) (links []string, err error) {
	err = r.Git(ctx, func(out io.Reader) error {
		return EachRecord(out, func(record string) error {
			meta, name, _ := strings.Cut(record, "\t")
			fields := strings.Fields(meta)
			if len(fields) != 3 {
				return errors.New("git ls-files: unexpected line")
			}
			switch mode, stage := fields[0], fields[2]; {
			case stage != "0", mode == ModeSubmodule:
			case mode == ModeSymlink:
				links = append(links, name)
			case r.usable(name):
				files[name] = entry{object: fields[1]}
			}
			return nil
		})
	}, "ls-files", "-z", "--stage", "--full-name")
	return links, err
}

// StagedChange is a file that the index has and HEAD has not, or has otherwise.
type StagedChange struct {
	Path   string
	Object string // "" while the file has conflicts
	Head   string // the object that HEAD has under this path, "" for none
}

// Staged lists the files that the next commit would add or change, sorted by path, of a repository
// that was opened for what is staged. Before the first commit these are all of the index.
func (r *Repository) Staged() []StagedChange { return r.changes }

// StagedRemoved lists the objects that HEAD has under paths that the index does not have any more, sorted.
func (r *Repository) StagedRemoved() []string { return r.removed }

func (r *Repository) listChanges(ctx context.Context) ([]StagedChange, error) {
	head := r.target.Commit
	if head == "" {
		head = emptyTree
		if format, err := r.output(ctx, "rev-parse", "--show-object-format"); err == nil && strings.TrimSpace(format) == "sha256" {
			head = emptyTreeSHA256
		}
	}
	var changes []StagedChange
	var pending *StagedChange
	err := r.Git(ctx, func(out io.Reader) error {
		return EachRecord(out, func(record string) error {
			if pending != nil {
				pending.Path = record
				changes, pending = append(changes, *pending), nil
				return nil
			}
			fields := strings.Fields(strings.TrimPrefix(record, ":"))
			if len(fields) != 5 {
				return errors.New("git diff-index: unexpected line")
			}
			pending = stagedChange(fields)
			return nil
		})
	}, "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", head, "--")
	changes = slices.DeleteFunc(changes, func(c StagedChange) bool {
		if c.Object == deleted && c.Head != "" {
			r.removed = append(r.removed, c.Head)
		}
		return c.Object == deleted
	})
	slices.Sort(r.removed)
	slices.SortFunc(changes, func(a, b StagedChange) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(changes), err
}

// The name of the tree without files, which every git knows.
const (
	emptyTree       = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	emptyTreeSHA256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
)

// deleted marks a change that leaves nothing to read.
const deleted = "deleted"

// stagedChange reads the modes, objects and status of a line of diff-index.
func stagedChange(fields []string) *StagedChange {
	c := &StagedChange{Object: fields[3]}
	if isFileMode(fields[0]) {
		c.Head = fields[2]
	}
	switch {
	case fields[4] == "U":
		c.Object = ""
	case !isFileMode(fields[1]):
		c.Object = deleted
	}
	return c
}

func isFileMode(mode string) bool { return mode != ModeSubmodule && mode != "000000" }

// only is the part of an fs.FS's files that are named.
func (t *tree) only(names []string) *tree {
	files := make(map[string]entry, len(names))
	for _, name := range names {
		if e, ok := t.find(name); ok {
			files[name] = e
		}
	}
	part := newTree(files)
	part.open, part.stat = t.open, t.stat
	return part
}

// Only is the part of FS that has these paths; those that are not in it are left out.
func (r *Repository) Only(paths []string) fs.FS { return r.files.only(paths) }

// FromText is a target with a single file, which is not on disk. The name must be a valid
// path of an fs.FS.
func FromText(name string, content []byte) (*Repository, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, &openError{message: fmt.Sprintf("%q is not a file's path", name), hint: "give a path without .. and a leading slash, such as src/config.js", usage: true}
	}
	t := newTree(map[string]entry{name: {}})
	t.open = func(name string, _ entry) (fs.File, error) { return newBlobFile(path.Base(name), content), nil }
	t.stat = func(name string, _ entry) (fs.FileInfo, error) {
		return blobInfo{path.Base(name), int64(len(content))}, nil
	}
	r := &Repository{files: t}
	r.target.Kind, r.target.Name = "text", path.Base(name)
	return r, nil
}
