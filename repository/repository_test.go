package repository_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
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

func TestEmptyRepository(t *testing.T) {
	w := newWork(t)
	w.write("new.txt", "1")
	r := w.open(repository.Options{})
	equal(t, "files", list(t, r.FS()), []string{"new.txt"})
	equal(t, "target", r.Target(), nhi.Target{Kind: "repository", Name: filepath.Base(w.dir), Ref: "refs/heads/main"})
}

func TestTargetModified(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(w work)
		want   bool
	}{
		{"nothing", func(work) {}, false},
		{"a file's time", func(w work) {
			os.Chtimes(filepath.Join(w.dir, "a"), time.Unix(1e9, 0), time.Unix(1e9, 0))
		}, false},
		{"line ends on checkout", func(w work) { w.write("a", "one\r\ntwo\r\n") }, false},
		{"a file's content", func(w work) { w.write("a", "one\nTWO\n") }, true},
		{"the index", func(w work) { w.git("rm", "-q", "--cached", "a"); w.write(".git/info/exclude", "a\n") }, true},
		{"a file that is to be added, and is empty so far", func(w work) { w.write(".git/info/exclude", "b\n"); w.write("b", ""); w.git("add", "-fN", "b") }, false},
		{"a file's mode in the index", func(w work) { w.git("update-index", "--chmod=+x", "a") }, true},
		{"a merge with conflicts", func(w work) {
			w.git("checkout", "-q", "-b", "other")
			w.write("a", "theirs\n")
			w.commit("theirs")
			w.git("checkout", "-q", "main")
			w.write("a", "ours\n")
			w.commit("ours")
			w.git("-c", "alias.try=!git merge -q other || true", "try")
		}, true},
		{"a deleted file", func(w work) { os.Remove(filepath.Join(w.dir, "a")) }, true},
		{"an untracked file", func(w work) { w.write("b", "") }, true},
		{"an ignored file", func(w work) { w.write(".git/info/exclude", "b\n"); w.write("b", "") }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWork(t)
			w.write("a", "one\ntwo\n")
			w.commit("first")
			test.change(w)
			equal(t, "modified", w.open(repository.Options{}).Target().Modified, test.want)
		})
	}
}

func TestTargetName(t *testing.T) {
	secret := "hunter" + "2"
	for _, test := range []struct{ remote, name, url string }{
		{"https://github.com/acme/app.git", "acme/app", "https://github.com/acme/app"},
		{"https://GitHub.com/acme/app/", "acme/app", "https://github.com/acme/app"},
		{"https://me:" + secret + "@github.com/acme/app?x=" + secret + "#" + secret, "acme/app", "https://github.com/acme/app"},
		{"git@github.com:acme/app.git", "acme/app", "https://github.com/acme/app"},
		{"github.com:acme/app", "acme/app", "https://github.com/acme/app"},
		{"ssh://git@github.com:22/acme/app.git", "acme/app", "https://github.com/acme/app"},
		{"git://github.com/acme/app", "acme/app", "https://github.com/acme/app"},
		{"https://gitlab.example.com/group/sub/app.git", "", "https://gitlab.example.com/group/sub/app"},
		{"https://github.com/acme/../app", "", "https://github.com/acme/../app"},
		{"/srv/git/app.git", "", ""},
		{"file:///srv/git/app.git", "", ""},
		{"ext::sh -c evil", "", ""},
		{"https://me:" + secret + "@[bad/acme/app", "", ""},
	} {
		t.Run(test.remote, func(t *testing.T) {
			w := newWork(t)
			w.git("config", "remote.origin.url", test.remote)
			want := test.name
			if want == "" {
				want = filepath.Base(w.dir)
			}
			target := w.open(repository.Options{}).Target()
			equal(t, "name", target.Name, want)
			equal(t, "url", target.URL, test.url)
			equal(t, "given name", w.open(repository.Options{Name: "ci/says"}).Target().Name, "ci/says")
		})
	}
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
		{"file", filepath.Join(w.dir, "file"), repository.Options{}, "is not a directory"},
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

func TestWorktreeSettingCannotWiden(t *testing.T) {
	outside := work{t, t.TempDir()}
	outside.write("private.txt", "x")
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	w.git("config", "core.worktree", outside.dir)
	equal(t, "files", list(t, w.open(repository.Options{}).FS()), []string{"a"})
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

// TestNothingIsRun sets every trap that a repository's configuration can hold.
func TestNothingIsRun(t *testing.T) {
	w := newWork(t)
	marker := filepath.Join(t.TempDir(), "was-run")
	trap := filepath.Join(t.TempDir(), "trap")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho run >> "+marker+"\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.write("a.txt", "one\n")
	w.write(".gitattributes", "* filter=evil diff=evil\n")
	w.commit("first")
	w.write("a.txt", "two\n")
	w.commit("second")
	sign(w)
	w.write("hooks/post-index-change", "#!/bin/sh\necho run >> "+marker+"\n")
	os.Chmod(filepath.Join(w.dir, "hooks/post-index-change"), 0o755)
	for _, key := range []string{"core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "core.editor", "core.gitProxy", "core.alternateRefsCommand", "credential.helper",
		"gpg.program", "gpg.ssh.program", "gpg.x509.program", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
		"uploadpack.packObjectsHook", "pager.log", "sequence.editor"} {
		w.git("config", key, trap)
	}
	for key, value := range map[string]string{"log.showSignature": "true", "alias.log": "!" + trap, "alias.ls-files": "!" + trap, "alias.cat-file": "!" + trap, "core.hooksPath": filepath.Join(w.dir, "hooks"),
		"remote.origin.url": "ext::" + trap, "remote.origin.promisor": "true", "extensions.partialClone": "origin", "core.repositoryFormatVersion": "1", "protocol.ext.allow": "always", "filter.evil.required": "true"} {
		w.git("config", key, value)
	}
	missing := remove(w, "HEAD~1:a.txt")
	os.Chtimes(filepath.Join(w.dir, "a.txt"), time.Unix(1e9, 0), time.Unix(1e9, 0)) // git would compare it through the filter

	r := w.open(repository.Options{})
	for _, name := range list(t, r.FS()) {
		if _, err := fs.ReadFile(r.FS(), name); err != nil {
			t.Error(err)
		}
	}
	readAll := func(out io.Reader) error { _, err := io.Copy(io.Discard, out); return err }
	if err := r.Git(t.Context(), readAll, "log", "--all", "--raw", "-c", "--no-ext-diff", "--no-textconv", "--no-show-signature"); err != nil {
		t.Error(err)
	}
	err := r.EachBlob(t.Context(), []string{missing}, 1<<20, func(b repository.Blob) error {
		equal(t, "missing object", errors.Is(b.Err, repository.ErrMissing), true)
		return nil
	})
	equal(t, "error", err, nil)
	if data, err := os.ReadFile(marker); err == nil {
		t.Fatalf("something of the repository was run: %q", data)
	}

	// The trap does work when git is used plainly.
	plain := exec.Command("git", "status")
	plain.Dir = w.dir
	plain.Run()
	if _, err := os.Stat(marker); err != nil {
		t.Error("the trap does not work: this test proves nothing")
	}
}

// sign puts a signature into HEAD's commit, so that showing it would run gpg.
func sign(w work) {
	w.Helper()
	content := w.git("cat-file", "commit", "HEAD")
	head, body, _ := strings.Cut(content, "\n\n")
	signed := head + "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n bm90aGluZw==\n -----END PGP SIGNATURE-----\n\n" + body + "\n"
	file := filepath.Join(w.TempDir(), "commit")
	if err := os.WriteFile(file, []byte(signed), 0o644); err != nil {
		w.Fatal(err)
	}
	w.git("update-ref", "HEAD", w.git("hash-object", "-t", "commit", "-w", file))
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

func TestEachBlob(t *testing.T) {
	w := newWork(t)
	var objects []string
	for i := range 5 {
		w.write("f", fmt.Sprintf("content %d\n", i))
		w.commit("x")
		objects = append(objects, w.git("rev-parse", "HEAD:f"))
	}
	w.write("big", strings.Repeat("x", 5000))
	w.commit("big")
	objects = append(objects, w.git("rev-parse", "HEAD:big"), w.git("rev-parse", "HEAD^{tree}"), strings.Repeat("12", 20))
	remove(w, objects[1])
	damaged := filepath.Join(w.dir, ".git/objects", objects[3][:2], objects[3][2:])
	os.Chmod(damaged, 0o644)
	if err := os.WriteFile(damaged, []byte("not an object"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, more := range []int{0, 1000} { // these go through a process that serves others too, or one of their own
		testEachBlob(t, w.open(repository.Options{}), slices.Concat(objects, slices.Repeat(objects[:1], more)), more)
	}
}

func testEachBlob(t *testing.T, r *repository.Repository, objects []string, more int) {
	var got []string
	err := r.EachBlob(t.Context(), objects, 1000, func(b repository.Blob) error {
		state := string(b.Data)
		for _, e := range []error{repository.ErrMissing, repository.ErrCorrupt, repository.ErrTooLarge, repository.ErrNotBlob} {
			if errors.Is(b.Err, e) {
				state = e.Error()
			}
		}
		if b.Index != len(got) {
			t.Errorf("index %d after %d objects", b.Index, len(got))
		}
		got = append(got, state)
		return nil
	})
	equal(t, "error", err, nil)
	want := []string{"content 0\n", "object is missing", "content 2\n", got[3], "content 4\n", "file is too large", "object is not a file", "object is missing"}
	equal(t, "blobs", got, slices.Concat(want, slices.Repeat([]string{"content 0\n"}, more)))
	if got[3] != "object is damaged" && got[3] != "object is missing" {
		t.Errorf("a damaged object is told as %q", got[3])
	}
}

func TestEachBlobStops(t *testing.T) {
	w := newWork(t)
	w.write("f", strings.Repeat("x", 1<<20))
	w.commit("x")
	objects := slices.Repeat([]string{w.git("rev-parse", "HEAD:f")}, 1000)
	r := w.open(repository.Options{})
	stop := errors.New("stop")
	calls := 0
	err := r.EachBlob(t.Context(), objects, 1<<30, func(repository.Blob) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = r.EachBlob(ctx, objects, 1<<30, func(repository.Blob) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestHistoryCannotBeHidden(t *testing.T) {
	w := newWork(t)
	w.write("a", "first\n")
	first := w.commit("first")
	w.write("a", "second\n")
	second := w.commit("second")
	w.git("replace", "--graft", second) // pretends that second has no parent
	r := w.open(repository.Options{})
	var out []byte
	err := r.Git(t.Context(), func(stdout io.Reader) (err error) { out, err = io.ReadAll(stdout); return err }, "rev-list", "HEAD")
	equal(t, "error", err, nil)
	equal(t, "commits", string(out), second+"\n"+first+"\n")
}

func TestResolveAndTips(t *testing.T) {
	w := newWork(t)
	w.write("a b", "1")
	first := w.commit("first")
	w.git("tag", "v1")
	w.git("branch", "other")
	w.write("a b", "2")
	second := w.commit("second")
	r := w.open(repository.Options{})
	tips, err := r.Tips(t.Context())
	want := []string{first, second}
	slices.Sort(want)
	equal(t, "tips", tips, want)
	equal(t, "error", err, nil)
	objects, err := r.Resolve(t.Context(), []string{first + ":a b", first + ":none", second + ":a b"})
	equal(t, "objects", objects, []string{w.git("rev-parse", first+":a b"), "", w.git("rev-parse", second+":a b")})
	equal(t, "error", err, nil)
}

func TestObjectName(t *testing.T) {
	w := newWork(t)
	w.write("a", "hello\n")
	w.commit("x")
	equal(t, "object", repository.ObjectName([]byte("hello\n"), 40), w.git("rev-parse", "HEAD:a"))
	equal(t, "SHA-256", repository.ObjectName([]byte("hello\n"), 64), "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4")
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

// A partial clone whose origin is gone says what is the matter, and what to do.
func TestPartialCloneWithoutOrigin(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	w.git("config", "uploadpack.allowFilter", "true")
	partial := filepath.Join(t.TempDir(), "partial")
	w.git("clone", "-q", "--no-checkout", "--filter=tree:0", "file://"+w.dir, partial)
	if err := os.Rename(w.dir, w.dir+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := repository.Open(t.Context(), partial, repository.Options{})
	var advice interface{ Hint() string }
	if !errors.As(err, &advice) || !strings.Contains(advice.Hint(), "Clone without --filter") {
		t.Errorf("error %v, without advice", err)
	}
}
