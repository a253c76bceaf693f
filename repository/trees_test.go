package repository_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
)

// treeByGit lists a commit's files as git does.
func treeByGit(t *testing.T, r *repository.Repository, commit string) (entries []repository.TreeEntry) {
	t.Helper()
	err := r.Git(t.Context(), func(out io.Reader) error {
		return repository.EachRecord(out, func(record string) error {
			meta, path, _ := strings.Cut(record, "\t")
			fields := strings.Fields(meta)
			entries = append(entries, repository.TreeEntry{Mode: fields[0], Object: fields[2], Path: path})
			return nil
		})
	}, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// raw writes an object as it is, which git would not make like that.
func (w work) raw(kind string, content []byte) string {
	w.Helper()
	cmd := exec.Command("git", "hash-object", "-t", kind, "-w", "--stdin", "--literally")
	cmd.Dir, cmd.Stdin = w.dir, bytes.NewReader(content)
	out, err := cmd.Output()
	if err != nil {
		w.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// treeOf makes a tree object of "MODE NAME" and objects.
func (w work) treeOf(items ...[2]string) string {
	w.Helper()
	var content []byte
	for _, item := range items {
		content = fmt.Appendf(content, "%s\x00", item[0])
		for i := 0; i < len(item[1]); i += 2 {
			var b byte
			fmt.Sscanf(item[1][i:i+2], "%02x", &b)
			content = append(content, b)
		}
	}
	return w.raw("tree", content)
}

func TestTreeIsGits(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.write("a-b/c", "2")
	w.write("a/../deep/er/and/deeper", "3")
	w.write("deep/er.txt", "4")
	os.Chmod(filepath.Join(w.dir, "a-b/c"), 0o755)
	os.Symlink("a", filepath.Join(w.dir, "link"))
	usual := w.commit("usual")
	blob, folder := w.git("rev-parse", "HEAD:a"), w.git("rev-parse", "HEAD:deep")
	modes := w.git("commit-tree", "-m", "modes", w.treeOf([2]string{"100664 old", blob}, [2]string{"100775 run", blob}, [2]string{"040000 zero", folder}, [2]string{"160000 module", usual}))
	slash := w.git("commit-tree", "-m", "slash", w.treeOf([2]string{"100644 a/b", blob}, [2]string{"40000 c", folder}))
	dots := w.git("commit-tree", "-m", "dots", w.treeOf([2]string{"100644 ..", blob}, [2]string{"100644 ..", blob}, [2]string{"100644 .git", blob}))
	empty := w.git("commit-tree", "-m", "empty", w.treeOf())
	r := w.open(repository.Options{})
	for name, commit := range map[string]string{"usual": usual, "modes": modes, "slash": slash, "dots": dots, "empty": empty} {
		got, err := r.Tree(t.Context(), commit)
		equal(t, name+": error", err, nil)
		equal(t, name, slices.Collect(got.All), treeByGit(t, r, commit))
	}
	objects, err := r.Objects(t.Context(), slash, []string{"a/b", "c/er.txt", "c"})
	equal(t, "error", err, nil)
	equal(t, "objects", objects, map[string]string{"a/b": blob, "c/er.txt": w.git("rev-parse", usual+":deep/er.txt")})
}

// What is wrong with a tree, git says.
func TestTreeThatIsBroken(t *testing.T) {
	w := newWork(t)
	w.write("a/b", "1")
	commit := w.commit("x")
	cut := w.git("commit-tree", "-m", "cut", w.raw("tree", []byte("100644 a\x00short")))
	remove(w, w.git("rev-parse", "HEAD:a"))
	r := w.open(repository.Options{At: w.git("commit-tree", "-m", "whole", w.treeOf())})
	for name, commit := range map[string]string{"a folder is missing": commit, "a folder is cut off": cut, "no commit": strings.Repeat("12", 20)} {
		if entries, err := r.Tree(t.Context(), commit); err == nil {
			t.Errorf("%s: got %v and no error", name, entries)
		}
	}
}

// A tree of trees of trees, each many times over, ends.
func TestTreeThatGrows(t *testing.T) {
	w := newWork(t)
	tree := w.treeOf()
	for range 30 {
		tree = w.treeOf([2]string{"40000 a", tree}, [2]string{"40000 b", tree})
	}
	commit := w.git("commit-tree", "-m", "x", tree)
	w.write("f", "1")
	w.commit("y")
	if _, err := w.open(repository.Options{}).Tree(t.Context(), commit); err == nil {
		t.Error("no error for 2^30 folders")
	}
}

// counting gives the path of a git that notes in a file each time it is started.
func counting(t *testing.T) (git string, starts func() []string) {
	t.Helper()
	real, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	git = filepath.Join(t.TempDir(), "git")
	script := fmt.Sprintf("#!/bin/sh\nfor a; do case $a in rev-parse|config|cat-file|ls-files|ls-tree|show-ref|merge-base|log) echo $a >>%[1]s.log;; esac; done\nexec %[2]s \"$@\"\n", git, real)
	if err := os.WriteFile(git, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return git, func() []string {
		data, err := os.ReadFile(git + ".log")
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		os.Remove(git + ".log")
		started := strings.Fields(string(data))
		slices.Sort(started)
		return started
	}
}

// To start git takes longer than most of what it is asked: what is as git writes it is read without.
func TestGitIsStartedRarely(t *testing.T) {
	w := newWork(t)
	w.write("a/b", "1")
	first := w.commit("first")
	w.write("a/c", "2")
	second := w.commit("second")
	git, started := counting(t)
	w.open(repository.Options{Git: git})
	equal(t, "to open a work tree", started(), []string{"ls-files"})

	r := w.open(repository.Options{Git: git, At: second})
	_, err := r.Range(t.Context(), first, second)
	equal(t, "error", err, nil)
	for _, commit := range []string{first, second} {
		_, err := r.CommitFS(t.Context(), commit)
		equal(t, "error", err, nil)
		objects, err := r.Objects(t.Context(), commit, []string{"a/b"})
		equal(t, "error", err, nil)
		_, err = r.ReadBlob(t.Context(), objects["a/b"], 10)
		equal(t, "error", err, nil)
	}
	for range 2 {
		_, err := r.Tips(t.Context())
		equal(t, "error", err, nil)
		_, err = r.Reached(t.Context())
		equal(t, "error", err, nil)
	}
	equal(t, "to read two commits", len(started()), 0)

	w.write(".git/config.worktree", "")
	r = w.open(repository.Options{Git: git, At: second})
	_, err = r.Range(t.Context(), first, second)
	equal(t, "error", err, nil)
	_, err = r.Tips(t.Context())
	equal(t, "error", err, nil)
	equal(t, "to read what is unusual", started(), []string{"config", "rev-parse", "show-ref"})
}

func TestReachedBehindTags(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	first := w.commit("first")
	w.git("tag", "-a", "-m", "x", "v1")
	w.git("tag", "-a", "-m", "y", "v2", "v1")
	w.git("update-ref", "refs/odd/tag", "refs/tags/v2")
	w.git("update-ref", "refs/odd/blob", w.git("rev-parse", "HEAD:a"))
	w.git("checkout", "-q", "--orphan", "other")
	second := w.commit("second")
	r := w.open(repository.Options{})
	reached, err := r.Reached(t.Context())
	want := []string{first, second, w.git("rev-parse", second+":a")}
	slices.Sort(want)
	equal(t, "error", err, nil)
	equal(t, "reached", reached, want)
	tips, err := r.Tips(t.Context())
	equal(t, "error", err, nil)
	equal(t, "tips", tips, want) // and no tag
}
