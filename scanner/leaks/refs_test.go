package leaks

import (
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

func TestWhereItIsNotHead(t *testing.T) {
	w := newWork(t)
	w.write("a", "one\n")
	w.commit()
	w.git("checkout", "-q", "-b", "aside")
	w.write("b", "t = "+fakes.GitHubToken("side")+"\n")
	held := w.commit()
	w.git("rm", "-q", "b")
	removed := w.commit()
	w.git("checkout", "-q", "main")
	ref := func() string {
		t.Helper()
		e := only(t, w.observe(Options{History: true}))
		return string(e.Presence) + " " + e.Ref
	}
	equal(t, "in a branch's past", ref(), "history refs/heads/aside")
	w.git("update-ref", "refs/pull/7/head", removed)
	w.git("branch", "-q", "-D", "aside")
	equal(t, "in a proposal's past", ref(), "history refs/pull/7/head")
	w.git("update-ref", "refs/pull/8/head", held)
	equal(t, "in a proposal", ref(), "branch refs/pull/8/head")
	w.git("tag", "-a", "-m", "one", "v1", removed)
	equal(t, "a tag has lost it", ref(), "branch refs/pull/8/head")
	w.git("branch", "-q", "zeta", held)
	equal(t, "in a branch and a proposal", ref(), "branch refs/heads/zeta")
	w.git("merge", "-q", "-m", "x", removed)
	w.git("branch", "-q", "-D", "zeta")
	w.git("update-ref", "-d", "refs/pull/8/head")
	equal(t, "in HEAD's past", ref(), "history ")
}
