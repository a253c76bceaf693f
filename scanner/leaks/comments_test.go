package leaks

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestCommentsInAChange: a comment takes back what only a name speaks for once it has been taken over; in a change, and in what
// is staged, it is by the author of the value, and takes nothing back, whatever an earlier scan of everything thought.
func TestCommentsInAChange(t *testing.T) {
	w := newWork(t)
	w.write("README", "x\n")
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.write("pay.py", "# for testing only, safe to commit\napi_key = \""+fakes.Noise("pay", fakes.Alphanumeric, 24)+"\"\n")
	w.git("add", "pay.py")
	equal(t, "staged", where(w.staged(repository.Options{})), "pay.py worktree")
	w.commit()

	equal(t, "in a change", where(w.between("main", "topic")), "pay.py head")
	o := w.observe(Options{})
	equal(t, "taken over", where(o), "")
	equal(t, "and counted", hiddenAs(o, "digests and identifiers"), int64(1))
}

// hiddenAs is how many values are counted under a title.
func hiddenAs(o nhi.Observations, title string) int64 {
	for _, c := range o.Counts {
		if c.Hidden && c.Unit == title {
			return c.Count
		}
	}
	return 0
}
