package repository_test

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
)

// What is said of an author is what git says, and what is not is left to git.
func TestAuthors(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	usual := w.commit("usual")
	tree := w.git("rev-parse", "HEAD^{tree}")
	const committer = "committer C <c@example.com> 1700000000 +0000\n"
	lines := map[string]string{
		"two words":         "author Ada Lovelace <ada@example.com> 1700000000 +0100\n",
		"letters":           "author Åda Łovelace <ada@exämple.com> 0 -0900\n",
		"two authors":       "author A <a@example.com> 1 +0000\nauthor B <b@example.com> 2 +0000\n",
		"a broken first":    "author A a@example.com 1 +0000\nauthor B <b@example.com> 2 +0000\n",
		"no name":           "author <a@example.com> 1 +0000\n",
		"no address":        "author A <> 1 +0000\n",
		"spaces":            "author  A  <  a@example.com > 1 +0000\n",
		"two addresses":     "author A <a@example.com> <b@example.com> 1 +0000\n",
		"before 1970":       "author A <a@example.com> -1 +0000\n",
		"far away":          "author A <a@example.com> 99999999999999999999 +0000\n",
		"no date":           "author A <a@example.com>\n",
		"bytes":             "author A\xff <a@example.com> 1 +0000\n",
		"another encoding":  "author A <a@example.com> 1 +0000\nencoding ISO-8859-1\n",
		"none":              "",
		"in a continuation": "gpgsig x\n author B <b@example.com> 2 +0000\nauthor A <a@example.com> 1 +0000\n",
	}
	plain := map[string]bool{"two words": true, "letters": true, "in a continuation": true}
	r := w.open(repository.Options{})
	for name, line := range lines {
		commit := w.raw("commit", []byte("tree "+tree+"\n"+line+committer+"\nauthor X <x@example.com> 3 +0000\n"))
		got, err := r.Authors(t.Context(), []string{usual, commit, strings.Repeat("12", 20)})
		equal(t, name+": error", err, nil)
		if got[0] == nil || got[2] != nil || plain[name] != (got[1] != nil) {
			t.Errorf("%s: got %v", name, got)
		}
		if got[1] != nil {
			told := strings.Split(w.git("log", "-1", "--encoding=UTF-8", "--format=%an%x00%ae%x00%at", commit), "\x00")
			equal(t, name, *got[1], repository.Author{Name: told[0], Email: told[1], Seconds: told[2]})
		}
	}
}

// A past is as long as it can be told: where it cannot be read on, it may be of any length.
func TestMayHaveCommits(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	first := w.commit("first")
	tree := w.git("rev-parse", "HEAD^{tree}")
	const signed = "author A <a@example.com> 1 +0000\ncommitter A <a@example.com> 1 +0000\n\nx\n"
	child := func(note string, parents ...string) string {
		text := "tree " + tree + "\n"
		for _, p := range parents {
			text += "parent " + p + "\n"
		}
		return w.raw("commit", []byte(text+signed+note))
	}
	left, right := child("left", first), child("right", first)
	merged := child("merged", left, right)
	cut := child("cut", strings.Repeat("12", 20))
	r := w.open(repository.Options{})
	for _, tt := range []struct {
		note, commit string
		n            int
		want         bool
	}{
		{"one", first, 1, true},
		{"one of two", first, 2, false},
		{"both branches, and where they part once", merged, 4, true},
		{"no more than these", merged, 5, false},
		{"a parent that is not there", cut, 50, true},
		{"no commit", tree, 2, true},
	} {
		equal(t, tt.note, r.MayHaveCommits(t.Context(), tt.commit, tt.n), tt.want)
	}
}
