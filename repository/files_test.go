package repository_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

func TestFilesOfWorktree(t *testing.T) {
	w := newWork(t)
	w.write(".gitignore", "ignored\nbuild/\n")
	w.write("tracked.txt", "1")
	w.write("dir/deep/file.txt", "2")
	w.write("deleted.txt", "3")
	w.write("line\nbreak.txt", "4")
	w.write("was-file", "5")
	w.commit("first")
	w.write("ignored", "x")
	w.write("build/out", "x")
	w.write("untracked.txt", "6")
	for link, target := range map[string]string{"out": "/etc", "passwd": "/etc/passwd", "loop": ".", "self": "self", "inside": "tracked.txt"} {
		if err := os.Symlink(target, filepath.Join(w.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	os.Remove(filepath.Join(w.dir, "deleted.txt"))
	os.Remove(filepath.Join(w.dir, "was-file"))
	w.write("was-file/now-folder", "7")

	r := open(t, filepath.Join(w.dir, "dir", "deep"), repository.Options{})
	want := []string{".gitignore", "dir/deep/file.txt", "line\nbreak.txt", "tracked.txt", "untracked.txt", "was-file/now-folder"}
	equal(t, "files", list(t, r.FS()), want)
	if err := fstest.TestFS(r.FS(), want...); err != nil {
		t.Error(err)
	}
	equal(t, "gaps", gaps(r), []string(nil))
}

func TestLinkPutAfterListing(t *testing.T) {
	w := newWork(t)
	w.write("a/file", "inside")
	w.commit("first")
	r := w.open(repository.Options{})
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "file"), []byte("outside"), 0o644); err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(filepath.Join(w.dir, "a"))
	if err := os.Symlink(outside, filepath.Join(w.dir, "a")); err != nil {
		t.Fatal(err)
	}
	if data, err := fs.ReadFile(r.FS(), "a/file"); err == nil {
		t.Errorf("read %q through a link out of the tree", data)
	}
}

func TestFilesOfFolder(t *testing.T) {
	w := work{t, t.TempDir()}
	w.write("a.txt", "1")
	w.write("sub/b.txt", "2")
	w.write("sub/.git/config", "not listed")
	w.write("bad\xff.txt", "3")
	if err := os.Symlink("/etc", filepath.Join(w.dir, "out")); err != nil {
		t.Fatal(err)
	}
	r := w.open(repository.Options{})
	equal(t, "files", list(t, r.FS()), []string{"a.txt", "sub/b.txt"})
	equal(t, "gaps", gaps(r), []string{"unsupported bad\uFFFD.txt"})
	equal(t, "target", r.Target(), nhi.Target{Kind: "folder", Name: filepath.Base(w.dir)})
}

func TestReadFileLimit(t *testing.T) {
	fsys := fstest.MapFS{"a": {Data: []byte("12345")}}
	if data, err := repository.ReadFile(fsys, "a", 5); err != nil || string(data) != "12345" {
		t.Errorf("got %q, %v at the limit", data, err)
	}
	if _, err := repository.ReadFile(fsys, "a", 4); !errors.Is(err, repository.ErrTooLarge) {
		t.Errorf("got %v over the limit", err)
	}
}
