package leaks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// between gives what the commits from base to head add.
func (w *work) between(base, head string) nhi.Observations {
	w.Helper()
	return rangeOf(w.TB, w.dir, base, head)
}

func rangeOf(t testing.TB, dir, base, head string) nhi.Observations {
	t.Helper()
	repo, err := repository.Open(t.Context(), dir, repository.Options{At: head})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	r, err := repo.Range(t.Context(), base, head)
	if err != nil {
		t.Fatal(err)
	}
	o, err := New(repo, Options{Range: &r}).Observe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (w *work) staged(opts repository.Options) nhi.Observations {
	w.Helper()
	opts.Staged = true
	repo, err := repository.Open(w.Context(), w.dir, opts)
	if err != nil {
		w.Fatal(err)
	}
	defer repo.Close()
	o, err := New(repo, Options{Staged: true}).Observe(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return o
}

// where lists the places of exposures, and how they are present.
func where(o nhi.Observations) string {
	var lines []string
	for _, e := range o.Exposures {
		lines = append(lines, e.Location.Path+" "+string(e.Presence))
	}
	return strings.Join(lines, "\n")
}

func TestRangeIsWhatItsCommitsAdd(t *testing.T) {
	before, added, passed, other := fakes.StripeKey("before"), fakes.StripeKey("added"), fakes.GitHubToken("passed"), fakes.SlackToken("other")
	w := newWork(t)
	w.write("old.env", "K="+before+"\n")
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.write("old.env", "# edited\nK="+before+"\n")
	w.write("passing.txt", passed+"\n")
	w.commit()
	w.write("new.env", "K="+added+"\n")
	w.remove("passing.txt")
	removed := w.commit()
	w.git("checkout", "-q", "main")
	w.write("elsewhere.txt", other+"\n")
	w.commit()

	o := w.between("main", "topic")
	equal(t, "what topic adds to main", where(o), "new.env head\npassing.txt history")
	equal(t, "its removal", o.Exposures[1].RemovedIn, removed)
	equal(t, "what main adds to topic", where(w.between("topic", "main")), "elsewhere.txt head")
	equal(t, "nothing", where(w.between("main", "main")), "")
	equal(t, "to an ancestor", where(w.between("topic", "topic~1")), "")

	w.git("checkout", "-q", "topic")
	w.git("merge", "-q", "main")
	equal(t, "with main merged in", where(w.between("main", "topic")), "new.env head\npassing.txt history")
	equal(t, "gaps", briefGaps(o), "")
}

func TestRangeKnowsWhatWasThere(t *testing.T) {
	key := fakes.StripeKey("there")
	w := newWork(t)
	w.write("a.env", "K="+key+"\n")
	w.write("keys/store.p12", "\x00\x01")
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.remove("a.env")
	w.commit()
	w.write("a.env", "X=1\nY=2\nK="+key+"\n")
	w.commit()
	equal(t, "removed and put back", where(w.between("main", "topic")), "")
	w.write("copy.env", "K="+key+"\n")
	w.write("keys/store.p12", "\x00\x02")
	w.write("keys/second.p12", "\x00\x03")
	w.write(fakes.GitHubToken("path")+".txt", "x")
	w.commit()
	o := w.between("main", "topic")
	equal(t, "the same value under another path", strings.Count(where(o), "copy.env head"), 1)
	equal(t, "a file that its name gives away", strings.Count(where(o), "p12 head"), 1)
	equal(t, "exposures", len(o.Exposures), 3)

	w.git("checkout", "-q", "main")
	w.write("copy.env", "K="+key+"\n")
	w.commit()
	equal(t, "since then in the base as well", strings.Contains(where(w.between("main", "topic")), "copy.env"), false)
}

func TestRangeWithoutItsBeginning(t *testing.T) {
	w := newWork(t)
	w.write("old.env", "K="+fakes.StripeKey("old")+"\n")
	w.commit()
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.write("new.env", "K="+fakes.StripeKey("new")+"\n")
	w.commit()
	w.git("checkout", "-q", "main")
	w.commit()
	w.git("merge", "-q", "--no-ff", "-m", "merge", "topic")
	shallow := filepath.Join(t.TempDir(), "shallow")
	w.git("clone", "-q", "--depth", "2", "file://"+w.dir, shallow)
	o := rangeOf(t, shallow, "HEAD^1", "HEAD")
	equal(t, "what the merge of a pull request adds, two commits deep", where(o), "new.env head")
	if !strings.Contains(briefGaps(o), "shallow") {
		t.Errorf("no gap says that the range was cut: %s", briefGaps(o))
	}
}

func TestUnrelatedRange(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "K="+fakes.StripeKey("a")+"\n")
	w.commit()
	w.git("checkout", "-q", "--orphan", "other")
	w.write("b.env", "K="+fakes.StripeKey("b")+"\n")
	w.commit()
	o := w.between("main", "other")
	equal(t, "new", where(o), "b.env head")
	equal(t, "gaps", briefGaps(o), "")
}

func TestLargeRangeReadsPacks(t *testing.T) {
	w := newWork(t)
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	for i := range fewItems + 10 {
		w.write("many/"+fakes.Noise("file", "abc", 3)+string(rune('a'+i%26))+"/"+strings.Repeat("x", i%7)+fakes.Noise(strings.Repeat("i", i%50)+string(rune(i)), fakes.Alphanumeric, 12), fakes.Noise(string(rune(i)), "abcdefgh", 20)+"\n")
	}
	w.write("new.env", "K="+fakes.StripeKey("many")+"\n")
	w.commit()
	w.git("repack", "-qad")
	equal(t, "among many", where(w.between("main", "topic")), "new.env head")
}

func TestStaged(t *testing.T) {
	old, staged, unstaged := fakes.StripeKey("old"), fakes.StripeKey("staged"), fakes.StripeKey("unstaged")
	w := newWork(t)
	w.write("a.env", "K="+old+"\n")
	w.git("add", "-A")
	o := w.staged(repository.Options{})
	equal(t, "before the first commit", where(o), "a.env worktree")
	equal(t, "line", o.Exposures[0].Location.Line, 1)
	w.commit()
	equal(t, "nothing staged", where(w.staged(repository.Options{})), "")
	w.write("a.env", "# more\nK="+old+"\nNEW="+staged+"\n")
	w.write("b.env", "K="+old+"\n")
	w.git("add", "-A")
	w.write("a.env", "K="+unstaged+"\n")
	w.write("c.env", "K="+unstaged+"\n")
	o = w.staged(repository.Options{})
	equal(t, "staged", where(o), "a.env worktree\nb.env worktree")
	equal(t, "line", o.Exposures[0].Location.Line, 3)
	if err := os.Remove(filepath.Join(w.dir, "a.env")); err != nil {
		t.Fatal(err)
	}
	equal(t, "whatever the work tree has", where(w.staged(repository.Options{})), "a.env worktree\nb.env worktree")
	w.git("rm", "-q", "--cached", "a.env", "b.env")
	equal(t, "deletions", where(w.staged(repository.Options{})), "")
}

func TestStagedMerge(t *testing.T) {
	w := newWork(t)
	w.write("f", "0\n")
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.write("theirs.env", "K="+fakes.StripeKey("theirs")+"\n")
	w.commit()
	w.git("checkout", "-q", "main")
	w.commit()
	w.git("merge", "-q", "--no-commit", "--no-ff", "topic")
	equal(t, "what the other branch has is not new", where(w.staged(repository.Options{})), "")
	w.write("ours.env", "K="+fakes.StripeKey("ours")+"\n")
	w.git("add", "-A")
	equal(t, "what the merge adds is", where(w.staged(repository.Options{})), "ours.env worktree")
}

func TestStagedConflictIsAGap(t *testing.T) {
	w := newWork(t)
	w.write("f", "0\n")
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.write("f", "K="+fakes.StripeKey("theirs")+"\n")
	w.commit()
	w.git("checkout", "-q", "main")
	w.write("f", "ours\n")
	w.commit()
	w.git("read-tree", "-m", "main~1", "main", "topic") // what a merge does that stops at a conflict
	o := w.staged(repository.Options{})
	equal(t, "exposures", where(o), "")
	if !strings.Contains(briefGaps(o), "f unreadable") && !strings.Contains(briefGaps(o), "unreadable f") {
		t.Errorf("gaps: %s", briefGaps(o))
	}
}

// TestIssuedInATestOfAChange: what a provider issued works from a test, too. Whoever adds it is told; where it was taken over it is counted.
func TestIssuedInATestOfAChange(t *testing.T) {
	w := newWork(t)
	w.write("a", "one\n")
	base := w.commit()
	w.write("test/pay.js", "const stripe = connect('"+fakes.StripeKey("in a test")+"')\n")
	head := w.commit()
	o := w.observe(Options{Range: &repository.Range{Base: base, Head: head, MergeBase: base}})
	equal(t, "the change", brief(o), "test/pay.js:1:25 stripe-access-token head stripe\n")
	equal(t, "confidence", o.Exposures[0].Confidence != nhi.ConfidenceHigh, true)
	equal(t, "the whole", brief(w.observe(Options{History: true})), "")
}
