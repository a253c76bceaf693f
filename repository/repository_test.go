package repository_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

func TestBareRepository(t *testing.T) {
	w := newWork(t)
	w.write("a.txt", "one")
	w.write("d/b.txt", "two")
	os.Symlink("a.txt", filepath.Join(w.dir, "link"))
	head := w.commit("first")
	bare := filepath.Join(t.TempDir(), "thing.git")
	w.git("clone", "-q", "--bare", w.dir, bare)
	r := open(t, bare, repository.Options{})
	equal(t, "files", list(t, r.FS()), []string{"a.txt", "d/b.txt"})
	if err := fstest.TestFS(r.FS(), "a.txt", "d/b.txt"); err != nil {
		t.Error(err)
	}
	data, err := fs.ReadFile(r.FS(), "d/b.txt")
	equal(t, "content", string(data), "two")
	equal(t, "error", err, nil)
	equal(t, "target", r.Target(), nhi.Target{Kind: "repository", Name: "thing", Commit: head, Ref: "refs/heads/main"})
}

// TestNothingCheckedOut: a clone without a work tree is what its commit has, and not empty. With a file in it, it is a work tree.
func TestNothingCheckedOut(t *testing.T) {
	w := newWork(t)
	w.write("a.txt", "one")
	w.write(".github/workflows/ci.yml", "on: push")
	head := w.commit("first")
	clone := filepath.Join(t.TempDir(), "thing")
	w.git("clone", "-q", "--no-checkout", w.dir, clone)
	r := open(t, clone, repository.Options{})
	equal(t, "files", list(t, r.FS()), []string{".github/workflows/ci.yml", "a.txt"})
	equal(t, "commit", r.Target().Commit, head)
	os.WriteFile(filepath.Join(clone, "new.txt"), nil, 0o644)
	equal(t, "files beside", list(t, open(t, clone, repository.Options{}).FS()), []string{"new.txt"})
}

func TestEmptyRepository(t *testing.T) {
	w := newWork(t)
	w.write("new.txt", "1")
	r := w.open(repository.Options{})
	equal(t, "files", list(t, r.FS()), []string{"new.txt"})
	equal(t, "target", r.Target(), nhi.Target{Kind: "repository", Name: filepath.Base(w.dir), Ref: "refs/heads/main"})
}

func TestOpenErrors(t *testing.T) {
	w := newWork(t)
	w.write("file", "")
	broken := newWork(t)
	broken.write(".git/config", "[core\n")
	for _, test := range []struct {
		name, path string
		opts       repository.Options
		want       string
	}{
		{"missing", filepath.Join(w.dir, "none"), repository.Options{}, "does not exist"},
		{"file", filepath.Join(w.dir, "file"), repository.Options{}, "is a file"},
		{"no git", w.dir, repository.Options{Git: "/nonexistent/git"}, "cannot read the git repository"},
		{"broken configuration", broken.dir, repository.Options{}, "cannot read the git repository"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := repository.Open(t.Context(), test.path, test.opts)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got error %v, want %q in it", err, test.want)
			}
			var advice interface{ Hint() string }
			if !errors.As(err, &advice) || advice.Hint() == "" {
				t.Errorf("%v has no hint", err)
			}
		})
	}
	t.Run("git not installed", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := repository.Open(t.Context(), w.dir, repository.Options{})
		if err == nil || !strings.Contains(err.Error(), "git is not installed") {
			t.Errorf("got error %v", err)
		}
	})
}

func TestOpenEndsWithContext(t *testing.T) {
	w := newWork(t)
	w.commit("first")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := repository.Open(ctx, w.dir, repository.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestGapsOfRepository(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	w.write("a", "2")
	head := w.commit("second")
	w.git("update-index", "--add", "--cacheinfo", "160000,"+head+",vendor/sub")
	inner := work{t, filepath.Join(w.dir, "inner")}
	os.Mkdir(inner.dir, 0o755)
	inner.git("init", "-q")
	inner.commit("inner")
	equal(t, "gaps", gaps(w.open(repository.Options{})), []string{"unsupported inner/", "unsupported vendor/sub"})

	shallow := filepath.Join(t.TempDir(), "shallow")
	w.git("clone", "-q", "--depth", "1", "file://"+w.dir, shallow)
	r := open(t, shallow, repository.Options{})
	equal(t, "shallow", r.Target().Shallow, true)
	equal(t, "gaps", gaps(r), []string{"shallow history"})

	partial := filepath.Join(t.TempDir(), "partial")
	w.git("config", "uploadpack.allowFilter", "true")
	w.git("clone", "-q", "--filter=blob:none", "file://"+w.dir, partial)
	equal(t, "gaps", gaps(open(t, partial, repository.Options{})), []string{"missing objects"})
}

// A file whose name is not UTF-8 cannot be opened by it, and its committed content is searched all the same: the gap says both, or it
// would contradict the finding beside it.
func TestAGapOfANameSaysWhatIsReadAllTheSame(t *testing.T) {
	const name = "caf\xe9.env"
	w := newWork(t)
	w.write(name, "1")
	w.commit("first")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, name), []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	const closed = "The name is not valid UTF-8, and the file was not opened: rename it."
	for dir, want := range map[string]string{
		w.dir:  closed + " Of its content only what is committed, or with --staged what is staged, is searched for credentials.",
		folder: closed,
	} {
		all := open(t, dir, repository.Options{}).Gaps()
		if len(all) != 1 || all[0].Detail != want {
			t.Errorf("gaps %+v, want one that says %q", all, want)
		}
	}
}

// A gap says what was not looked at, and what to do: a sparse checkout is easy to come by, and to have forgotten.
func TestAGapOfASparseCheckoutSaysWhatToDo(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.write("b", "1")
	w.commit("first")
	w.git("sparse-checkout", "set", "--no-cone", "/a")
	all := w.open(repository.Options{}).Gaps()
	const want = "The checkout is sparse, and 1 tracked file is outside it: workflows and agents there were not looked for. " +
		"Scan a whole checkout: git sparse-checkout disable."
	if len(all) != 1 || all[0].Detail != want {
		t.Errorf("gaps %+v, want one that says %q", all, want)
	}
}

func TestLinkedWorktree(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	linked := filepath.Join(t.TempDir(), "linked")
	w.git("worktree", "add", "-q", linked)
	r := open(t, linked, repository.Options{})
	equal(t, "files", list(t, r.FS()), []string{"a"})
	equal(t, "ref", r.Target().Ref, "refs/heads/linked")
}
