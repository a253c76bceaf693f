package pack

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// work is a git repository that a test builds.
type work struct {
	testing.TB
	dir string
}

func newWork(t testing.TB, args ...string) *work {
	w := &work{t, t.TempDir()}
	w.git(append([]string{"init", "-q", "-b", "main"}, args...)...)
	return w
}

func (w *work) git(args ...string) string {
	w.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.Output()
	if err != nil {
		w.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

func (w *work) commit(files map[string]string) {
	w.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o644); err != nil {
			w.Fatal(err)
		}
	}
	w.git("add", "-A")
	w.git("commit", "-q", "--allow-empty", "-m", "change")
}

// versions commits many versions of a few files, which git packs as differences.
func (w *work) versions(n int, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	files := map[string]string{"empty": ""}
	for i := range 3 {
		var b strings.Builder
		for line := range 200 + 200*i {
			fmt.Fprintf(&b, "line %d %d\n", line, random.Uint64())
		}
		files[fmt.Sprint("file", i)] = b.String()
	}
	w.commit(files)
	for range n {
		name := fmt.Sprint("file", random.IntN(3))
		lines := strings.SplitAfter(files[name], "\n")
		at := random.IntN(len(lines))
		files[name] = strings.Join(slices.Insert(lines, at, fmt.Sprintln("new", random.Uint64())), "")
		w.commit(map[string]string{name: files[name]})
	}
}

// blobs is what git says of all blobs.
func (w *work) blobs() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(w.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "blob "); ok {
			all[name] = w.git("cat-file", "blob", name)
		}
	}
	return all
}

// walked is what a walk gives. Each visit checks that copies are what they say.
func walked(t testing.TB, gitDir string, opts Options) (all map[string]string, copies int) {
	t.Helper()
	s, err := Open(gitDir)
	if err != nil {
		t.Fatal(err)
	}
	if opts.Wanted == nil {
		opts.Wanted = func(ID) bool { return true }
	}
	if opts.Limit == 0 {
		opts.Limit = 1 << 20
	}
	all = map[string]string{}
	var mutex sync.Mutex
	err = s.Walk(t.Context(), opts, func() Visit {
		return func(o Object, base any) any {
			mutex.Lock()
			defer mutex.Unlock()
			for _, c := range o.Copies {
				if from := base.(string)[c.From : c.From+c.Length]; from != string(o.Content[c.To:c.To+c.Length]) {
					t.Error("a copy differs from its base")
				}
			}
			copies += len(o.Copies)
			all[o.ID.String()] = string(o.Content)
			return string(o.Content)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, copies
}

func (w *work) objects() string { return filepath.Join(w.dir, ".git") }

func TestWalkGivesWhatGitGives(t *testing.T) {
	for name, prepare := range map[string]func(w *work){
		"loose":       func(*work) {},
		"packed":      func(w *work) { w.git("repack", "-qadf", "--depth=50") },
		"named bases": func(w *work) { w.git("-c", "repack.usedeltabaseoffset=false", "repack", "-qadf") },
		"several":     func(w *work) { w.git("repack", "-qd"); w.versions(10, 2); w.git("repack", "-qd"); w.versions(3, 3) },
		"an index of several": func(w *work) {
			w.git("repack", "-qd")
			w.versions(10, 2)
			w.git("repack", "-qd")
			w.git("multi-pack-index", "write")
		},
		"no deltas":    func(w *work) { w.git("repack", "-qadf", "--window=0") },
		"one a branch": func(w *work) { w.git("repack", "-qadf", "--depth=1") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWork(t)
			w.versions(30, 1)
			prepare(w)
			want := w.blobs()
			for _, workers := range []int{1, 3} {
				got, _ := walked(t, w.objects(), Options{Workers: workers})
				if !maps.Equal(got, want) {
					t.Errorf("%d workers: got %d blobs, want %d", workers, len(got), len(want))
				}
			}
		})
	}
}

func TestWalkTellsCopies(t *testing.T) {
	w := newWork(t)
	w.versions(30, 1)
	w.git("repack", "-qadf")
	if _, copies := walked(t, w.objects(), Options{}); copies < 20 {
		t.Errorf("only %d copies: nothing was packed as a difference", copies)
	}
}

func TestAlternatesAndWorktrees(t *testing.T) {
	w := newWork(t)
	w.versions(5, 1)
	w.git("repack", "-qad")
	borrower := newWork(t)
	borrower.dir = filepath.Join(borrower.dir, "clone")
	if err := os.Mkdir(borrower.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	borrower.git("clone", "-q", "--shared", w.dir, ".")
	borrower.commit(map[string]string{"own": "own"})
	if got, _ := walked(t, borrower.objects(), Options{}); !maps.Equal(got, borrower.blobs()) {
		t.Errorf("borrowed: got %d blobs, want %d", len(got), len(borrower.blobs()))
	}
	tree := filepath.Join(t.TempDir(), "tree")
	w.git("worktree", "add", "-q", tree, "HEAD")
	if got, _ := walked(t, filepath.Join(tree, ".git"), Options{}); !maps.Equal(got, w.blobs()) {
		t.Errorf("worktree: got %d blobs, want %d", len(got), len(w.blobs()))
	}
}

func TestOnlyWhatIsWantedAndItsBases(t *testing.T) {
	w := newWork(t)
	w.versions(30, 1)
	w.git("repack", "-qadf")
	all := w.blobs()
	one := slices.Sorted(maps.Keys(all))[5]
	got, _ := walked(t, w.objects(), Options{Wanted: func(id ID) bool { return id.String() == one }})
	if got[one] != all[one] || len(got) >= len(all) {
		t.Errorf("got %d of %d blobs", len(got), len(all))
	}
}

func TestLimit(t *testing.T) {
	w := newWork(t)
	w.commit(map[string]string{"small": "small", "large": strings.Repeat("x", 5000)})
	for _, packed := range []bool{false, true} {
		if packed {
			w.git("repack", "-qad")
		}
		got, _ := walked(t, w.objects(), Options{Limit: 4999})
		if len(got) != 1 {
			t.Errorf("packed %v: got %d blobs, want the small one", packed, len(got))
		}
	}
}

func TestUnsupported(t *testing.T) {
	partial := newWork(t)
	partial.git("config", "remote.origin.promisor", "true")
	for name, w := range map[string]*work{"SHA-256": newWork(t, "--object-format=sha256"), "partial": partial} {
		if _, err := Open(w.objects()); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	w := newWork(t)
	w.versions(3, 1)
	s, err := Open(w.objects())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Walk(ctx, Options{Wanted: func(ID) bool { return true }, Limit: 1}, func() Visit { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v", err)
	}
}

// damaged copies a repository's only pack and index, changed.
func damaged(t testing.TB, from string, change func(pack, index []byte) ([]byte, []byte)) string {
	t.Helper()
	packs, _ := filepath.Glob(filepath.Join(from, "objects/pack/*.pack"))
	if len(packs) != 1 {
		t.Fatalf("%d packs", len(packs))
	}
	pack, _ := os.ReadFile(packs[0])
	index, _ := os.ReadFile(strings.TrimSuffix(packs[0], ".pack") + ".idx")
	pack, index = change(bytes.Clone(pack), bytes.Clone(index))
	return written(t, pack, index)
}

// TestDamage flips bits and cuts: whatever comes, the walk ends, and most of what is whole is given.
func TestDamage(t *testing.T) {
	w := newWork(t)
	w.versions(20, 1)
	w.git("repack", "-qadf")
	want := w.blobs()
	random := rand.New(rand.NewPCG(7, 7))
	whole, right := 0, 0
	for round := range 300 {
		dir := damaged(t, w.objects(), func(pack, index []byte) ([]byte, []byte) {
			for range 1 + random.IntN(3) {
				switch random.IntN(4) {
				case 0:
					index[random.IntN(len(index))] ^= 1 << random.IntN(8)
				case 1:
					if round%10 == 0 {
						pack = pack[:1+random.IntN(len(pack)-1)]
					}
				default:
					pack[random.IntN(len(pack))] ^= 1 << random.IntN(8)
				}
			}
			return pack, index
		})
		got, _ := walked(t, dir, Options{Workers: 2})
		for name, content := range got {
			whole++
			if want[name] == content {
				right++
			}
		}
	}
	if right < whole*9/10 || right < 300 {
		t.Errorf("%d of %d contents are right", right, whole)
	}
}

// TestWorkersKeepTheirVisits has what is learnt in one pack serve the next, and the loose objects.
func TestWorkersKeepTheirVisits(t *testing.T) {
	w := newWork(t)
	for i := range 3 {
		w.versions(4, uint64(i))
		w.git("repack", "-qd")
	}
	w.versions(2, 9)
	s, err := Open(w.objects())
	if err != nil {
		t.Fatal(err)
	}
	made, seen := 0, map[ID]bool{}
	err = s.Walk(t.Context(), Options{Wanted: func(ID) bool { return true }, Limit: 1 << 20, Workers: 1}, func() Visit {
		made++
		return func(o Object, _ any) any { seen[o.ID] = true; return nil }
	})
	if want := len(w.blobs()); err != nil || len(s.packs) < 3 || made != 1 || len(seen) != want {
		t.Errorf("%d packs, %d visits made, %d of %d contents, error %v", len(s.packs), made, len(seen), want, err)
	}
}

// TestEntriesAreFound sorts offsets of packs of all sizes, and finds each of them and no others.
func TestEntriesAreFound(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	for _, n := range []int{0, 1, 2, 3, 1000} {
		for _, end := range []int64{1 << 11, 1<<11 + 1, 1 << 32, 1 << 62} {
			var order []located
			known := map[int64]bool{}
			for len(order) < n {
				if offset := random.Int64N(end); !known[offset] {
					known[offset] = true
					order = append(order, located{offset, int32(len(order))})
				}
			}
			want := slices.SortedFunc(slices.Values(order), func(a, b located) int { return cmp.Compare(a.offset, b.offset) })
			got := sortByOffset(slices.Clone(order), end)
			if !slices.Equal(got, want) {
				t.Fatalf("%d before %d are not sorted", n, end)
			}
			var all []entry
			for _, l := range got {
				all = append(all, entry{offset: l.offset})
			}
			for i := range all {
				behind := i + 1 + random.IntN(n-i)
				if at := indexOf(all[:behind], all[i].offset); at != int32(i) {
					t.Fatalf("entry %d of %d is said to be %d", i, behind, at)
				}
				if at := indexOf(all[:i], all[i].offset); at >= 0 {
					t.Fatalf("entry %d is among those before it", i)
				}
				if at := indexOf(all, all[i].offset+1); at >= 0 && !known[all[i].offset+1] {
					t.Fatalf("entry %d begins where none does", at)
				}
			}
		}
	}
}

func FuzzPack(f *testing.F) {
	const text = "a text that others are made of"
	whole := slices.Concat(number(len(text)), number(len(text)+3), []byte{0x90, byte(len(text)), 3, 'a', 'n', 'd'})
	base := object{kind: typeBlob, size: int64(len(text)), stream: stored(text)}
	for _, objects := range [][]object{
		{base},
		{base, delta(f, int64(2+len(base.stream)), whole)},
		{base, named(f, idOf(0), whole), named(f, idOf(1), slices.Concat(number(len(text)+3), number(4), []byte{0x91, 2, 4}))},
		{blob(f, strings.Repeat(text, 20)), {kind: typeTree, stream: stored("")}, base},
	} {
		dir := filepath.Join(packed(f, objects, nil), "objects", "pack", "pack-x")
		pack, packErr := os.ReadFile(dir + ".pack")
		index, indexErr := os.ReadFile(dir + ".idx")
		if err := errors.Join(packErr, indexErr); err != nil {
			f.Fatal(err)
		}
		f.Add(pack, index)
	}
	f.Fuzz(func(t *testing.T, pack, index []byte) {
		if len(pack) > packHeader+hashLength && len(index) > 2*hashLength {
			copy(index[len(index)-2*hashLength:], pack[len(pack)-hashLength:]) // so that more than the check is reached
		}
		p := &packFile{data: bytes.NewReader(pack), size: int64(len(pack)), index: index}
		if p.check() != nil {
			return
		}
		trees := newTrees(p, Options{Wanted: func(ID) bool { return true }})
		visited := 0
		worker := worker{trees: trees, limit: 1 << 16, visit: func(o Object, _ any) any {
			visited++
			for _, c := range o.Copies {
				_ = o.Content[c.To : c.To+c.Length]
			}
			return nil
		}}
		for _, root := range trees.roots {
			worker.tree(t.Context(), root)
		}
		if visited > p.count || worker.held != 0 {
			t.Errorf("%d visits of %d objects, %d bytes still held", visited, p.count, worker.held)
		}
	})
}

func FuzzApplyDelta(f *testing.F) {
	f.Add([]byte("base text"), []byte{0x90, 4, 3, 'a', 'b', 'c'}, 7)
	f.Fuzz(func(t *testing.T, base, delta []byte, size int) {
		content := make([]byte, max(size%4096, 0))
		copies, err := applyDelta(content, base, delta, nil)
		if err != nil {
			return
		}
		for _, c := range copies {
			if !bytes.Equal(base[c.From:c.From+c.Length], content[c.To:c.To+c.Length]) {
				t.Error("a copy differs from its base")
			}
		}
	})
}

func BenchmarkWalk(b *testing.B) {
	w := newWork(b)
	w.versions(100, 1)
	w.git("repack", "-qadf")
	s, err := Open(w.objects())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		bytes := int64(0)
		err := s.Walk(b.Context(), Options{Wanted: func(ID) bool { return true }, Limit: 1 << 20}, func() Visit {
			return func(o Object, _ any) any { bytes += int64(len(o.Content)); return nil }
		})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(bytes)
	}
}
