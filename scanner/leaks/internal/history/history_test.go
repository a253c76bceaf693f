package history

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// told is a commit as git log tells of it, and the paths that it changes.
type told struct {
	id, parents string
	at          int
	paths       []string
}

// someHistory makes up commits, parents before their children, by clocks that disagree.
func someHistory(random *rand.Rand) []told {
	var all []told
	for i := range 2 + random.IntN(30) {
		c := told{id: fmt.Sprintf("%040x", random.Uint64()), at: 1000 + 10*i - random.IntN(200)}
		var parents []string
		for range min(i, random.IntN(3)) {
			parents = append(parents, all[random.IntN(i)].id)
		}
		slices.Sort(parents)
		c.parents = strings.Join(slices.Compact(parents), " ")
		for range random.IntN(3) {
			c.paths = append(c.paths, fmt.Sprint("file", random.IntN(4)))
		}
		all = append(all, c)
	}
	return all
}

// read feeds commits to a parser as git log would, the newest first.
func read(t *testing.T, commits []told) *History {
	t.Helper()
	p := parser{History: &History{}}
	record := func(records ...string) {
		for _, r := range records {
			if err := p.record(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range slices.Backward(commits) {
		record("\n"+c.id, c.parents, fmt.Sprint(c.at), fmt.Sprint(c.at), "Ada", "", "ada@example.com")
		for _, path := range c.paths {
			record(":100644 100644 "+strings.Repeat("0", 40)+" "+c.id+" M", path)
		}
	}
	p.arrange(p.parents)
	return p.History
}

// reordered gives commits in another order in which parents are before their children.
func reordered(commits []told, random *rand.Rand) []told {
	var all []told
	placed := map[string]bool{}
	for left := slices.Clone(commits); len(left) > 0; {
		i := random.IntN(len(left))
		if ready := !slices.ContainsFunc(strings.Fields(left[i].parents), func(id string) bool { return !placed[id] }); ready {
			placed[left[i].id] = true
			all, left = append(all, left[i]), slices.Delete(left, i, i+1)
		}
	}
	return all
}

// places is the order of a history's commits, and of what they change.
func places(h *History) (commits, changes []string) {
	for _, c := range h.Commits {
		commits = append(commits, c.ID)
	}
	for _, c := range h.Changes {
		changes = append(changes, h.Commits[c.Commit].ID+" "+c.Path)
	}
	return commits, changes
}

// TestOrderFollowsFromTheCommits: in whatever order git tells of commits, and whatever clocks say, children come after
// their parents, and always in the same order; and more commits do not change the order of those that were there.
func TestOrderFollowsFromTheCommits(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		all := someHistory(random)
		h := read(t, all)
		for i, c := range h.Commits {
			if slices.ContainsFunc(c.Parents, func(parent int32) bool { return int(parent) >= i }) {
				t.Fatalf("seed %d: a commit stands before its parent", seed)
			}
		}
		if !slices.IsSortedFunc(h.steps, func(a, b step) int { return int(a.commit - b.commit) }) {
			t.Fatalf("seed %d: changes are not in the order of their commits", seed)
		}
		commits, changes := places(h)
		again, theirs := places(read(t, reordered(all, random)))
		slices.Sort(changes)
		slices.Sort(theirs)
		if !slices.Equal(commits, again) || !slices.Equal(changes, theirs) {
			t.Fatalf("seed %d: the order depends on that in which git tells", seed)
		}
		some := all[:1+random.IntN(len(all))]
		before, _ := places(read(t, some))
		after := slices.DeleteFunc(commits, func(id string) bool { return !slices.Contains(before, id) })
		if !slices.Equal(before, after) {
			t.Fatalf("seed %d: more commits change the order of those that were there", seed)
		}
	}
}

// TestAncestors compares with what following each parent finds.
func TestAncestors(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		h := read(t, someHistory(random))
		from := int32(random.IntN(len(h.Commits)))
		want := map[int32]bool{}
		var follow func(int32)
		follow = func(i int32) {
			if want[i] {
				return
			}
			want[i] = true
			for _, parent := range h.Commits[i].Parents {
				follow(parent)
			}
		}
		follow(from)
		got := map[int32]bool{}
		for i, reached := range h.Ancestors([]int32{from}) {
			if reached {
				got[int32(i)] = true
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

// FuzzRecords reads what is not git's: it ends in an error, or in changes of commits that there are.
func FuzzRecords(f *testing.F) {
	f.Add("a\x00\x001\x001\x00n\x00m\x00e\x00:100644 100644 1 2 M\x00path")
	f.Add(":000000 100644 1 2 A\x00path\x00\nb\x00a")
	f.Add("a\x00b c\x00-9999999999999999999\x00x\x00\x00\x00\x00::1 2 3 4 5 6 MM\x00p")
	f.Fuzz(func(t *testing.T, text string) {
		p := parser{History: &History{}, search: func(string, string) bool { return true }}
		for record := range strings.SplitSeq(text, "\x00") {
			if p.record(record) != nil {
				return
			}
		}
		p.arrange(p.parents)
		for _, c := range p.Changes {
			if c.Commit < 0 || c.Commit >= len(p.Commits) {
				t.Fatalf("a change of commit %d of %d", c.Commit, len(p.Commits))
			}
		}
	})
}
