package history

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// someChanges makes changes of a few paths and objects, among which some names are none of git's.
func someChanges(random *rand.Rand, length int) []Change {
	object := func() string {
		switch n := random.IntN(400); n {
		case 0:
			return ""
		case 1:
			return "unknown"
		default:
			return fmt.Sprintf("%0*x", length, n*7919)
		}
	}
	all := make([]Change, 500)
	for i := range all {
		all[i] = Change{Commit: i / 3, Path: strings.Repeat("p/", random.IntN(40)) + fmt.Sprint(random.IntN(100)), Object: object()}
		for range random.IntN(3) {
			all[i].Old = append(all[i].Old, object())
		}
	}
	return all
}

// TestChangesAreKept: what is kept in few pieces is what was added, for names of both lengths.
func TestChangesAreKept(t *testing.T) {
	for seed := range uint64(20) {
		all := someChanges(rand.New(rand.NewPCG(seed, 3)), []int{40, 64}[seed%2])
		var kept changes
		for _, change := range all {
			kept.Add(change)
		}
		var got []Change
		objects, paths := map[string]int32{}, map[string]bool{}
		for i, change := range kept.Changes {
			if i != len(got) {
				t.Fatalf("the %dth is numbered %d", len(got), i)
			}
			got = append(got, change)
			paths[change.Path] = true
			for _, object := range append(change.Old, change.Object) {
				number, ok := kept.Objects.Find(object)
				if before, known := objects[object]; ok != (object != "") || known && before != number || kept.Objects.Name(number) != object {
					t.Fatalf("%q has the number %d, %v", object, number, ok)
				}
				objects[object] = number
			}
		}
		if !reflect.DeepEqual(got, all) {
			t.Fatalf("seed %d: kept other changes than were added", seed)
		}
		if len(kept.Paths()) != len(paths) || slices.ContainsFunc(kept.Paths(), func(path string) bool { return !paths[path] || !kept.HasPath(path) }) || kept.HasPath("none") {
			t.Errorf("seed %d: other paths", seed)
		}
	}
}

// TestSomeChanges compares with asking each change.
func TestSomeChanges(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	all := someChanges(random, 40)
	var kept changes
	for _, change := range all {
		kept.Add(change)
	}
	marked := make([]bool, kept.Objects.Len())
	for i := range marked {
		marked[i] = random.IntN(10) == 0
	}
	matters := func(object string) bool {
		number, _ := kept.Objects.Find(object)
		return object == "unknown" || number >= 0 && marked[number]
	}
	var want []Change
	for _, change := range all {
		if matters(change.Object) || slices.ContainsFunc(change.Old, matters) {
			want = append(want, change)
		}
	}
	if got := slices.Collect(kept.ChangesOf(marked)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %d changes of these objects, want %d", len(got), len(want))
	}
	under := func(path string) bool { return strings.HasSuffix(path, "7") }
	want = slices.DeleteFunc(slices.Clone(all), func(c Change) bool { return !under(c.Path) })
	if got := slices.Collect(kept.ChangesUnder(under)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %d changes under these paths, want %d", len(got), len(want))
	}
}

// TestChangesAreSmall bounds what stays of a file and its change: a history may have a million.
func TestChangesAreSmall(t *testing.T) {
	const files, mostBytes, mostPieces = 50_000, 130, 0.05 // for each file, its path of 15 bytes included
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var kept changes
	for i := range files {
		kept.Add(Change{Path: fmt.Sprintf("folder/%08d", i), Object: fmt.Sprintf("%040x", i)})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if bytes := float64(after.HeapAlloc-before.HeapAlloc) / files; bytes > mostBytes {
		t.Errorf("a file takes %.0f bytes, more than %d", bytes, mostBytes)
	}
	if pieces := float64(after.HeapObjects-before.HeapObjects) / files; pieces > mostPieces {
		t.Errorf("a file takes %.2f pieces of memory, more than %.2f", pieces, mostPieces)
	}
	runtime.KeepAlive(&kept)
}
