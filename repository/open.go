package repository

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Options says how to open a repository. The zero value is good.
type Options struct {
	// Name overrides the target's name, e.g. with what CI says the repository is.
	Name string
	// Git is the path of the git program; empty means the one in the search path.
	Git string
	// At is a revision whose files FS shows, and whose commit Target names, instead of the files on
	// disk and HEAD.
	At string
	// Staged makes FS show what git's index holds: the next commit, as it would be now.
	Staged bool
	// Index is the index file, where it is not the repository's own: git gives one to its hooks. A
	// relative path is taken from the work tree's root, as git does.
	Index string
}

// view is what FS shows.
type view int

const (
	viewDisk view = iota
	viewCommit
	viewIndex
)

// Repository is a git repository or a plain folder, opened for reading.
type Repository struct {
	top     string   // the work tree's root, the folder, or a bare repository's git directory
	root    *os.Root // top; nil for a bare repository
	git     string   // the git program; empty for a plain folder
	gitDir  string   // empty for a plain folder
	index   string   // the index file; empty for git's own
	view    view
	target  nhi.Target
	partial bool   // objects may never have been fetched
	head    string // HEAD's commit, whatever the target's is; "" where only git knows
	files   *tree
	gaps    []nhi.Gap

	direct    direct
	readers   readers
	trees     trees
	refsMutex sync.Mutex
	refs      *refs // nil until they are asked for

	listingMutex sync.Mutex
	listing      *Listing // of the commit listed, nil until it is asked for
	listed       string

	changes []StagedChange // with viewIndex
	removed []string       // with viewIndex: objects of the paths that went
}

// Open opens path: a git work tree or any folder inside one, a bare repository, or a plain
// folder, as which one in a work tree counts of whose files git has none, say because it ignores them: who names it wants it read.
// Everything is read as it is now; the files are listed once. Errors have a
// Hint method where the user can do something.
func Open(ctx context.Context, path string, opts Options) (*Repository, error) {
	start, err := directory(path)
	if err != nil {
		return nil, err
	}
	top, gitDir, bare := discover(start)
	r, err := open(ctx, path, &Repository{top: top, gitDir: gitDir, index: opts.Index}, bare, opts)
	if err != nil || r.hasFilesIn(start) {
		return r, err
	}
	if err := r.Close(); err != nil {
		return nil, err
	}
	return open(ctx, path, &Repository{top: start}, false, opts)
}

// open opens what was found at path.
func open(ctx context.Context, path string, r *Repository, bare bool, opts Options) (_ *Repository, err error) {
	switch {
	case opts.Staged:
		r.view = viewIndex
	case bare || opts.At != "":
		r.view = viewCommit
	}
	if r.gitDir != "" {
		if r.git, err = findGit(opts.Git); err != nil {
			return nil, err
		}
	}
	if !bare {
		if r.root, err = os.OpenRoot(r.top); err != nil {
			return nil, &openError{message: "cannot open " + path, hint: "check the folder's permissions", cause: err}
		}
	}
	if err := r.load(ctx, opts); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// hasFilesIn tells whether git has files, or could, in a folder of the work tree on disk; what only keeps the folder does not count.
func (r *Repository) hasFilesIn(start string) bool {
	if start == r.top || r.view != viewDisk || !r.HasGit() {
		return true
	}
	below, err := filepath.Rel(r.top, start)
	return err != nil || slices.ContainsFunc(r.files.dirs[filepath.ToSlash(below)], func(c child) bool {
		return !slices.Contains(keepers, c.name)
	})
}

// keepers are the files that folders have so that git keeps them, and nothing else.
var keepers = []string{".gitkeep", ".keep", ".gitignore", ".gitattributes"}

// Close releases the folder's handle, and ends git. FS must not be used after it.
func (r *Repository) Close() error {
	r.readers.close()
	r.direct.close()
	if r.root == nil {
		return nil
	}
	return r.root.Close()
}

// Target says what was opened. History is the caller's to set.
func (r *Repository) Target() nhi.Target { return r.target }

// FS is the files as the scan sees them, regular files only: of a work tree those that are
// tracked, or untracked and not ignored; of a folder all but .git; of a bare repository
// those of HEAD's commit; and what Options asks for. Symbolic links are not in it: one that points inside would be
// a duplicate, one that points outside must not be read.
func (r *Repository) FS() fs.FS { return r.files }

// Gaps is what FS and the history cannot show: submodules, files that could not be listed,
// a shallow or partial clone.
func (r *Repository) Gaps() []nhi.Gap { return r.gaps }

// HasGit tells whether there is a git repository with at least one commit in any ref.
func (r *Repository) HasGit() bool { return r.gitDir != "" }

// GitDir is the git directory, or the file that links to it; empty for a plain folder.
func (r *Repository) GitDir() string { return r.gitDir }

// Top is the folder that is read, of a work tree its root, wherever in it the path was that was opened.
func (r *Repository) Top() string { return r.top }

// Bare tells whether FS shows HEAD's commit for want of a work tree.
func (r *Repository) Bare() bool { return r.root == nil && r.HasGit() }

func (r *Repository) load(ctx context.Context, opts Options) error {
	r.target.Kind = "folder"
	if r.HasGit() {
		r.target.Kind = "repository"
		if err := r.describe(ctx); err != nil {
			return err
		}
	}
	if err := r.checkView(ctx, opts); err != nil {
		return err
	}
	if opts.Name != "" {
		r.target.Name = opts.Name
	} else if r.target.Name == "" {
		r.target.Name = folderName(r.top)
	}
	return r.list(ctx)
}

// checkView sees to it that there is what FS is to show.
func (r *Repository) checkView(ctx context.Context, opts Options) error {
	switch {
	case opts.Staged && (r.root == nil || !r.HasGit()):
		return &openError{message: "there is no git work tree here, so nothing is staged", hint: "give the path of a git repository's work tree", usage: true}
	case opts.At == "":
		return nil
	}
	commit, err := r.Commit(ctx, opts.At)
	if commit != r.target.Commit {
		r.target.Commit, r.target.Ref = commit, ""
	}
	return err
}

// describe reads what the repository says of itself, with as few git commands as can be, and side by side,
// because starting each takes longer than its work.
func (r *Repository) describe(ctx context.Context) error {
	config, err := r.readPlainly()
	if err != nil {
		config, err = r.askGit(ctx)
	}
	if err != nil {
		return &openError{message: "cannot read the git repository", hint: "check it with `git fsck`", cause: err}
	}
	r.describeRemotes(config)
	if r.target.Shallow {
		r.gap("history", nhi.GapShallow, "The clone is shallow: commits before its boundary are not here.")
	}
	return nil
}

// askGit is readPlainly by git.
func (r *Repository) askGit(ctx context.Context) (config string, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.describeHead(ctx) })
	group.Go(func() (err error) {
		config, err = unlessExit1(r.output(ctx, "config", "-z", "--get-regexp", wantedSetting))
		return err
	})
	return config, group.Wait()
}

// describeHead reads which commit and branch HEAD is, and whether the clone is shallow. What git cannot say in one
// breath, as before the first commit, it is asked one by one.
func (r *Repository) describeHead(ctx context.Context) error {
	out, err := r.output(ctx, "rev-parse", "--is-shallow-repository", "HEAD^{commit}", "--symbolic-full-name", "HEAD")
	if answers := strings.Fields(out); err == nil && len(answers) == 3 {
		r.target.Shallow, r.target.Commit = answers[0] == "true", answers[1]
		if answers[2] != "HEAD" {
			r.target.Ref = answers[2]
		}
		return nil
	}
	if out, err = r.output(ctx, "rev-parse", "--is-shallow-repository"); err != nil {
		return err
	}
	r.target.Shallow = strings.TrimSpace(out) == "true"
	if out, err = unlessExit1(r.output(ctx, "rev-parse", "--quiet", "--verify", "HEAD^{commit}")); err != nil {
		return err
	}
	r.target.Commit = strings.TrimSpace(out)
	out, err = unlessExit1(r.output(ctx, "symbolic-ref", "--quiet", "HEAD"))
	r.target.Ref = strings.TrimSpace(out)
	return err
}

func (r *Repository) describeRemotes(config string) {
	for entry := range strings.SplitSeq(config, "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		switch {
		case key == "remote.origin.url":
			if r.target.URL == "" {
				r.target.Name, r.target.URL = parseRemote(value)
			}
		case key == "" || strings.HasSuffix(key, ".url"):
		default:
			r.partial = r.partial || value != "false"
		}
	}
	if r.partial {
		r.gap("objects", nhi.GapMissing, "The clone is partial: objects that were never fetched are not read. Clone without --filter to have them all.")
	}
}

func (r *Repository) gap(scope string, reason nhi.GapReason, detail string) {
	r.gaps = append(r.gaps, nhi.Gap{Source: "repository", Scope: scope, Reason: reason, Detail: detail})
}

func directory(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &openError{message: path + " does not exist", hint: "give the path of a git repository or a folder", usage: true}
	case err != nil:
		return "", &openError{message: "cannot open " + path, hint: "check the folder's permissions", cause: errors.Unwrap(err)}
	case !info.IsDir():
		return "", &openError{message: path + " is a file", hint: "give a folder or a git repository; one file alone: rollcall scan --stdin-name " + path + " - < " + path, usage: true}
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", &openError{message: "cannot resolve " + path, hint: "give an absolute path", cause: err}
	}
	return abs, nil
}

// discover finds the git directory by itself, so that no core.worktree of the repository
// can widen what is scanned. Where nothing was checked out there is no work tree, but commits as in a bare repository.
func discover(start string) (top, gitDir string, bare bool) {
	if isGitDir(start) {
		return start, start, true
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		candidate := filepath.Join(dir, ".git")
		switch {
		case isGitDir(candidate) && dir == start && nothingCheckedOut(dir, candidate):
			return candidate, candidate, true
		case isGitDir(candidate), isGitFile(candidate):
			return dir, candidate, false
		}
		if dir == filepath.Dir(dir) {
			return start, "", false
		}
	}
}

// isGitDir asks what git asks of a git directory.
func isGitDir(dir string) bool {
	head, err := os.Lstat(filepath.Join(dir, "HEAD"))
	if err != nil || head.IsDir() {
		return false
	}
	return isDir(filepath.Join(dir, "objects")) && isDir(filepath.Join(dir, "refs"))
}

// nothingCheckedOut tells a clone of which git has put no file into the work tree yet, from an empty repository, and from a work tree whose
// files somebody removed: of those git has an index.
func nothingCheckedOut(top, gitDir string) bool {
	entries, err := os.ReadDir(top)
	if err != nil || len(entries) != 1 {
		return false
	}
	if _, err := os.Lstat(filepath.Join(gitDir, "index")); err == nil {
		return false
	}
	objects, err := os.ReadDir(filepath.Join(gitDir, "objects"))
	packs, _ := os.ReadDir(filepath.Join(gitDir, "objects", "pack"))
	return err == nil && len(objects)+len(packs) > emptyObjects
}

// emptyObjects is how many folders git makes for objects before there are any: info and pack.
const emptyObjects = 2

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isGitFile tells whether path is the file that links a worktree or submodule to its git directory.
func isGitFile(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > 1<<16 {
		return false
	}
	data, err := os.ReadFile(path)
	return err == nil && strings.HasPrefix(string(data), "gitdir: ")
}

func findGit(path string) (string, error) {
	if path != "" {
		return path, nil
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return "", &openError{message: "git is not installed, and this is a git repository", hint: "install git 2.31 or later, or add it to PATH"}
	}
	return git, nil
}

// folderName names a target that has no remote. A bare repository is often called name.git; one called .git is that of
// the folder around it.
func folderName(top string) string {
	if filepath.Base(top) == ".git" {
		top = filepath.Dir(top)
	}
	name := strings.TrimSuffix(filepath.Base(top), ".git")
	if name == "" || name == string(filepath.Separator) {
		return "root"
	}
	return name
}
