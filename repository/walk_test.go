package repository

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// randomHistory is the input of git fast-import: commits on commits, merges among them, in which files come, change, go and
// become folders, links and submodules.
func randomHistory(random *rand.Rand, commits int) string {
	var in strings.Builder
	paths := []string{"a", "b/c", "b/d/e", "b.x", "b/d.y", "b", "f/g/h/i", "f", "z"}
	for n := 1; n <= commits; n++ {
		made := 1_700_000_000 + 20_000*n
		if random.IntN(8) == 0 {
			made -= random.IntN(100_000) // a clock that is wrong
		}
		fmt.Fprintf(&in, "commit refs/heads/c%d\nmark :%d\nauthor A <a@x.org> %d +0000\ncommitter A <a@x.org> %d +0000\ndata 0\n", n, n, made, made)
		parents := map[int]bool{}
		if n > 1 && random.IntN(20) > 0 {
			for range 1 + random.IntN(5)/3 {
				parents[max(1, n-1-random.IntN(6))] = true
			}
		}
		word := "from"
		for parent := range parents {
			fmt.Fprintf(&in, "%s :%d\n", word, parent)
			word = "merge"
		}
		for range random.IntN(4) {
			path := paths[random.IntN(len(paths))]
			switch random.IntN(6) {
			case 0:
				fmt.Fprintf(&in, "D %s\n", path)
			case 1:
				fmt.Fprintf(&in, "M 160000 %040x %s\n", 1+random.IntN(3), path)
			case 2:
				fmt.Fprintf(&in, "M 120000 inline %s\ndata 1\n%d\n", path, random.IntN(3))
			case 3:
				fmt.Fprintf(&in, "M 100755 inline %s\ndata 1\n%d\n", path, random.IntN(3))
			default:
				fmt.Fprintf(&in, "M 100644 inline %s\ndata 1\n%d\n", path, random.IntN(3))
			}
		}
		in.WriteByte('\n')
	}
	return in.String()
}

// withHistory opens a bare repository that has it.
func withHistory(t *testing.T, input string) (*Repository, func(args ...string) string) {
	dir := t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
		cmd.Stdin = strings.NewReader(input)
		out, err := cmd.CombinedOutput()
		if err != nil && args[0] != "merge-base" && args[0] != "rev-parse" {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("init", "-q", "--bare", "-b", "c1")
	run("fast-import", "--quiet")
	r, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r, run
}

// TestCommitsAreThoseOfGit compares what commits change, as it is read here, with what git log says.
func TestCommitsAreThoseOfGit(t *testing.T) {
	for seed := range uint64(3) {
		r, git := withHistory(t, randomHistory(rand.New(rand.NewPCG(seed, 1)), 60))
		ids := strings.Fields(git("rev-list", "--all"))
		commits, ok := r.Commits(t.Context(), ids, "")
		if !ok {
			t.Fatal("git would have been asked")
		}
		for i, id := range ids {
			var want []string
			for line := range strings.Lines(git("show", "--format=", "--raw", "-c", "--no-abbrev", "--no-renames", id)) {
				want = append(want, rawLine(strings.TrimSuffix(line, "\n")))
			}
			var got []string
			for _, c := range commits[i].Changes {
				got = append(got, fmt.Sprint(c.Path, c.Old, c.Object))
			}
			if below, ok := r.Commits(t.Context(), []string{id}, "b/d/"); !ok || !slices.EqualFunc(below[0].Changes, changesBelow(commits[i].Changes, "b/d/"), sameChange) {
				t.Errorf("seed %d, commit %s: below a folder changes %+v of %+v", seed, id, below, commits[i].Changes)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("seed %d, commit %s (-git +ours):\n%s", seed, id, diff)
			}
			if want := git("show", "-s", "--format=%P %an %ae %at %ct", id); want != fmt.Sprintf("%s %s %s %s %s\n",
				strings.Join(commits[i].Parents, " "), commits[i].Author.Name, commits[i].Author.Email, commits[i].Author.Seconds, commits[i].Seconds) {
				t.Errorf("seed %d: git says %q of %+v", seed, want, commits[i])
			}
		}
	}
}

func changesBelow(all []Change, folder string) []Change {
	return slices.DeleteFunc(slices.Clone(all), func(c Change) bool { return !strings.HasPrefix(c.Path, folder) })
}

func sameChange(a, b Change) bool { return cmp.Equal(a, b) }

// rawLine is a line of git's --raw as a change.
func rawLine(line string) string {
	meta, path, _ := strings.Cut(line, "\t")
	parents := len(meta) - len(strings.TrimLeft(meta, ":"))
	fields := strings.Fields(meta[parents:])
	old, now := []string{}, ""
	for i := range parents {
		if isFileMode(fields[i]) || fields[i] == ModeSymlink {
			old = append(old, fields[parents+1+i])
		}
	}
	if mode := fields[parents]; isFileMode(mode) || mode == ModeSymlink {
		now = fields[2*parents+1]
	}
	return fmt.Sprint(path, old, now)
}

// TestRangeIsThatOfGit compares ranges, and where branches meet, with what git says.
func TestRangeIsThatOfGit(t *testing.T) {
	asked := 0
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 2))
		r, git := withHistory(t, randomHistory(random, 80))
		for range 40 {
			base := strings.TrimSpace(git("rev-parse", fmt.Sprint("c", 1+random.IntN(80))))
			head := strings.TrimSpace(git("rev-parse", fmt.Sprint("c", 1+random.IntN(80))))
			meeting := strings.Fields(git("merge-base", "--all", base, head))
			commits, mergeBase, err := r.between(base, head)
			if err != nil {
				asked++
				if len(meeting) < 2 {
					t.Errorf("git would have been asked for %s..%s", base, head)
				}
				continue
			}
			if mergeBase != strings.Join(meeting, "") {
				t.Errorf("the merge base is %q, git says %q", mergeBase, meeting)
			}
			for i, id := range commits {
				for _, parent := range r.mustHead(t, id).parents {
					if slices.Index(commits, parent) > i {
						t.Errorf("%s comes before its parent", id)
					}
				}
			}
			known := strings.Fields(git("rev-list", base))
			want := slices.DeleteFunc(strings.Fields(git("rev-list", head)), func(id string) bool { return slices.Contains(known, id) })
			slices.Sort(want)
			slices.Sort(commits)
			if !slices.Equal(want, commits) {
				t.Errorf("%s..%s is %v, git says %v", base, head, commits, want)
			}
		}
	}
	if asked > 30 {
		t.Errorf("git would have been asked %d times", asked)
	}
}

func (r *Repository) mustHead(t *testing.T, id string) commitHead {
	h, _, err := r.commitHead(id)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestRevisionsAreThoseOfGit compares the commits that revisions stand for with what git says.
func TestRevisionsAreThoseOfGit(t *testing.T) {
	r, git := withHistory(t, randomHistory(rand.New(rand.NewPCG(5, 3)), 40))
	git("tag", "v1", "c7")
	git("tag", "-a", "-m", "x", "v2", "c8")
	git("tag", "c9", "c3") // there is a branch of that name
	git("update-ref", "refs/remotes/origin/main", "c12")
	id := strings.TrimSpace(git("rev-parse", "c20"))
	r, err := Open(t.Context(), r.top, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for revision, here := range map[string]bool{
		"HEAD": true, "c30": true, "c30~0": true, "c30~": true, "c30~2": true, "c30^": true, "c30~1^~2": true, "v1": true, "v2": true, "v2~1": true,
		"heads/c5": true, "refs/heads/c5": true, "origin/main": true, id: true, id + "~3": true,
		"c9": false, id[:12]: false, "HEAD~99": false, "nothing": false, "HEAD^{commit}": false, "HEAD@{0}": false, "c30^9": false,
	} {
		want, _, _ := strings.Cut(git("rev-parse", "--quiet", "--verify", revision+"^{commit}"), "\n")
		got := r.commitOf(revision)
		if !here {
			want = ""
		}
		if got != want {
			t.Errorf("%s is %q, git says %q", revision, got, want)
		}
	}
}
