package repository_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
)

// hint is the advice that an error gives.
func hint(err error) string {
	var advice interface{ Hint() string }
	if errors.As(err, &advice) {
		return advice.Hint()
	}
	return ""
}

func isUsage(err error) bool {
	var usage interface{ Usage() bool }
	return errors.As(err, &usage) && usage.Usage()
}

func contents(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var data []byte
			data, err = fs.ReadFile(fsys, name)
			all[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFilesOfACommit(t *testing.T) {
	w := newWork(t)
	w.write("a.txt", "old\r\n")
	w.write("deep/er/b.txt", "b")
	w.write(".gitattributes", "*.txt text eol=lf\n")
	if err := os.Symlink("/etc/passwd", filepath.Join(w.dir, "link")); err != nil {
		t.Fatal(err)
	}
	old := w.commit("one")
	w.write("a.txt", "new\n")
	w.write("c.txt", "c")
	w.commit("two")
	w.write("a.txt", "not committed\n")
	r := w.open(repository.Options{})
	for _, revision := range []string{old, old[:10], "HEAD~1", "main^"} {
		fsys, err := r.CommitFS(t.Context(), revision)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, revision, contents(t, fsys), map[string]string{".gitattributes": "*.txt text eol=lf\n", "a.txt": "old\n", "deep/er/b.txt": "b"})
	}
	at := w.open(repository.Options{At: "HEAD~1"})
	equal(t, "opened at a commit", contents(t, at.FS())["a.txt"], "old\n")
	equal(t, "its commit", at.Target().Commit, old)
	equal(t, "its ref", at.Target().Ref, "")
	equal(t, "modified", at.Target().Modified, false)
	equal(t, "opened at HEAD", w.open(repository.Options{At: "HEAD"}).Target().Ref, "refs/heads/main")
}

func TestRevisionsThatAreNone(t *testing.T) {
	w := newWork(t)
	w.write("a", "a")
	w.commit("one")
	r := w.open(repository.Options{})
	for _, revision := range []string{"", "-h", "--all", "nope", "HEAD:a", "HEAD\nHEAD", "HEAD..HEAD", "^HEAD", strings.Repeat("a", 40), strings.Repeat("x", 1000)} {
		_, err := r.Commit(t.Context(), revision)
		if err == nil || !isUsage(err) || hint(err) == "" || len(err.Error()) > 200 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v (%s)", revision, err, hint(err))
		}
		if _, err := r.CommitFS(t.Context(), revision); err == nil {
			t.Errorf("%q: files of no commit", revision)
		}
	}
	folder := open(t, t.TempDir(), repository.Options{})
	if _, err := folder.Commit(t.Context(), "HEAD"); !isUsage(err) {
		t.Errorf("a folder has no commits: %v", err)
	}
}

func TestRange(t *testing.T) {
	w := newWork(t)
	w.write("a", "a")
	root := w.commit("root")
	w.git("checkout", "-q", "-b", "topic")
	w.write("b", "b")
	head := w.commit("topic")
	w.git("checkout", "-q", "main")
	w.write("c", "c")
	base := w.commit("main")
	w.git("checkout", "-q", "--orphan", "other")
	w.commit("orphan")
	r := w.open(repository.Options{})
	got, err := r.Range(t.Context(), "main", "topic")
	equal(t, "error", err, nil)
	equal(t, "range", got, repository.Range{Base: base, Head: head, MergeBase: root, Commits: []string{head}})
	got, err = r.Range(t.Context(), "main", "other")
	equal(t, "error", err, nil)
	equal(t, "nothing in common", got.MergeBase, "")

	w.git("checkout", "-q", "topic")
	shallow := filepath.Join(t.TempDir(), "shallow")
	w.git("clone", "-q", "--depth", "1", "file://"+w.dir, shallow)
	_, err = open(t, shallow, repository.Options{}).Range(t.Context(), root, "HEAD")
	if !isUsage(err) || !strings.Contains(hint(err), "fetch-depth: 0") {
		t.Errorf("a base that was not fetched: %v (%s)", err, hint(err))
	}
}

func TestStaged(t *testing.T) {
	w := newWork(t)
	w.write("same", "same")
	w.write("edit", "old")
	staged := func(opts repository.Options) (list []string, files map[string]string) {
		t.Helper()
		opts.Staged = true
		r := w.open(opts)
		for _, c := range r.Staged() {
			switch {
			case c.Object == "":
				list = append(list, "conflict "+c.Path)
			case c.Head == "":
				list = append(list, "new "+c.Path)
			default:
				list = append(list, "changed "+c.Path)
			}
		}
		return list, contents(t, r.FS())
	}
	list, _ := staged(repository.Options{})
	equal(t, "before git add", len(list), 0)
	w.git("add", "-A")
	list, files := staged(repository.Options{})
	equal(t, "before the first commit", list, []string{"new edit", "new same"})
	equal(t, "their content", files, map[string]string{"same": "same", "edit": "old"})
	w.commit("one")
	w.write("edit", "staged")
	w.write("with\nnewline", "n")
	w.git("add", "-A")
	w.git("rm", "-q", "--cached", "same")
	w.write("edit", "in the work tree only")
	w.write("untracked", "u")
	list, files = staged(repository.Options{})
	equal(t, "staged", list, []string{"changed edit", "new with\nnewline"})
	equal(t, "their content", files, map[string]string{"edit": "staged", "with\nnewline": "n"})

	w.git("update-index", "--add", "same") // as `git commit FILE` does, in an index of its own
	w.git("read-tree", "--index-output="+filepath.Join(w.dir, ".git", "next"), "HEAD")
	list, files = staged(repository.Options{Index: ".git/next"})
	equal(t, "in another index", len(list), 0)
	equal(t, "its content", files, map[string]string{"edit": "old", "same": "same"})
}

func TestStagedConflict(t *testing.T) {
	w := newWork(t)
	w.write("f", "0\n")
	w.commit("0")
	w.git("checkout", "-q", "-b", "topic")
	w.write("f", "topic\n")
	w.commit("topic")
	w.git("checkout", "-q", "main")
	w.write("f", "main\n")
	w.commit("main")
	w.git("read-tree", "-m", "main~1", "main", "topic") // what a merge does that stops at a conflict
	r := w.open(repository.Options{Staged: true})
	changes := r.Staged()
	equal(t, "paths", len(changes), 1)
	equal(t, "a conflict has no object", changes[0].Object, "")
	equal(t, "files", contents(t, r.FS()), map[string]string{})
}

func TestStagedNeedsAWorkTree(t *testing.T) {
	_, err := repository.Open(t.Context(), t.TempDir(), repository.Options{Staged: true})
	if !isUsage(err) || hint(err) == "" {
		t.Errorf("a folder: %v", err)
	}
}

func TestReadBlobGoesOnAfterDamage(t *testing.T) {
	w := newWork(t)
	w.write("a", "first")
	w.write("b", "second")
	w.commit("one")
	r := w.open(repository.Options{})
	a, b := w.git("rev-parse", "HEAD:a"), w.git("rev-parse", "HEAD:b")
	file := filepath.Join(w.dir, ".git", "objects", a[:2], a[2:])
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("not zlib"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := r.ReadBlob(t.Context(), a, 100)
	if !errors.Is(err, repository.ErrCorrupt) && !errors.Is(err, repository.ErrMissing) {
		t.Errorf("damaged: %v", err)
	}
	data, err := r.ReadBlob(t.Context(), b, 100)
	equal(t, "next", string(data), "second")
	equal(t, "error", err, nil)
	_, err = r.ReadBlob(t.Context(), b, 3)
	equal(t, "too large", errors.Is(err, repository.ErrTooLarge), true)
	_, err = r.ReadBlob(t.Context(), strings.Repeat("0", 39)+"1", 100)
	equal(t, "missing", errors.Is(err, repository.ErrMissing), true)
	data, err = r.ReadBlob(t.Context(), b, 100)
	equal(t, "after these", string(data), "second")
	equal(t, "error", err, nil)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = r.ReadBlob(ended, b, 100)
	equal(t, "interrupted", errors.Is(err, context.Canceled), true)
}

func TestObjects(t *testing.T) {
	w := newWork(t)
	w.write("a/b", "b")
	w.write("with\nnewline", "n")
	w.write(":(glob)*", "magic")
	commit := w.commit("one")
	got, err := w.open(repository.Options{}).Objects(t.Context(), commit, []string{"a", "a/b", "with\nnewline", ":(glob)*", "*", "none"})
	equal(t, "error", err, nil)
	equal(t, "objects", got, map[string]string{"a/b": w.git("rev-parse", "HEAD:a/b"), "with\nnewline": repository.ObjectName([]byte("n"), 40), ":(glob)*": repository.ObjectName([]byte("magic"), 40)})
}

func TestFromText(t *testing.T) {
	r, err := repository.FromText("src/config.js", []byte("x"))
	equal(t, "error", err, nil)
	equal(t, "files", contents(t, r.FS()), map[string]string{"src/config.js": "x"})
	equal(t, "name", r.Target().Name, "config.js")
	equal(t, "close", r.Close(), nil)
	for _, name := range []string{"", ".", "/etc/passwd", "../x", "a//b"} {
		if _, err := repository.FromText(name, nil); !isUsage(err) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
