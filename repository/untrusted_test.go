package repository_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/repository"
)

func TestWorktreeSettingCannotWiden(t *testing.T) {
	outside := work{t, t.TempDir()}
	outside.write("private.txt", "x")
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	w.git("config", "core.worktree", outside.dir)
	equal(t, "files", list(t, w.open(repository.Options{}).FS()), []string{"a"})
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
