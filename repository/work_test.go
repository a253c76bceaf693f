package repository_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/repository"
)

// work is a git repository that a test builds.
type work struct {
	*testing.T
	dir string
}

func newWork(t *testing.T) work {
	w := work{t, t.TempDir()}
	w.git("init", "-q", "-b", "main")
	return w
}

func (w work) git(args ...string) string {
	w.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada",
		"GIT_COMMITTER_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE=2024-01-01T00:00:00Z")
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w work) write(name, content string) {
	w.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		w.Fatal(err)
	}
}

func (w work) commit(message string) string {
	w.Helper()
	w.git("add", "-A")
	w.git("commit", "-q", "--allow-empty", "-m", message)
	return w.git("rev-parse", "HEAD")
}

func (w work) open(opts repository.Options) *repository.Repository {
	w.Helper()
	return open(w.T, w.dir, opts)
}

func open(t *testing.T, path string, opts repository.Options) *repository.Repository {
	t.Helper()
	r, err := repository.Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// list gives all files of an FS.
func list(t *testing.T, fsys fs.FS) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// gaps gives the reason and scope of each gap.
func gaps(r *repository.Repository) []string {
	var all []string
	for _, g := range r.Gaps() {
		all = append(all, string(g.Reason)+" "+g.Scope)
	}
	slices.Sort(all)
	return all
}

// remove deletes a loose object.
func remove(w work, name string) string {
	w.Helper()
	object := w.git("rev-parse", name)
	if err := os.Remove(filepath.Join(w.dir, ".git/objects", object[:2], object[2:])); err != nil {
		w.Fatal(err)
	}
	return object
}
