package repository_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/repository"
)

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
