package repository

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestListing compares with a map of the last entry of each path, in git's order and in none, and with names of all lengths.
func TestListing(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		want, all := map[string]TreeEntry{}, []TreeEntry(nil)
		for range random.IntN(300) {
			all = append(all, TreeEntry{entryModes[random.IntN(len(entryModes))], fmt.Sprintf("%040x", random.Uint64()), fmt.Sprint("d", random.IntN(9), "/", strings.Repeat("n", random.IntN(2)*9000), random.IntN(400))})
		}
		if seed%2 == 0 {
			slices.SortFunc(all, func(a, b TreeEntry) int { return strings.Compare(a.Path, b.Path) })
			all = slices.CompactFunc(all, func(a, b TreeEntry) bool { return a.Path == b.Path })
		}
		var l Listing
		for _, e := range all {
			want[e.Path] = e
			folder, name, _ := strings.Cut(e.Path, "/")
			var id []byte
			fmt.Sscanf(e.Object, "%x", &id)
			l.add(e.Mode, string(id), folder+"/", name)
		}
		l.finish()
		if got := slices.Collect(l.All); !slices.Equal(got, all) {
			t.Fatalf("seed %d: other entries than were added", seed)
		}
		files := slices.Collect(l.Files)
		if len(files) != len(want) || !slices.IsSortedFunc(files, func(a, b TreeEntry) int { return strings.Compare(a.Path, b.Path) }) {
			t.Fatalf("seed %d: %d paths, want %d, sorted", seed, len(files), len(want))
		}
		for _, e := range files {
			if found, ok := l.Find(e.Path); e != want[e.Path] || !ok || found != e {
				t.Fatalf("seed %d: found %v, want %v", seed, found, want[e.Path])
			}
		}
		if e, ok := l.Find("d5"); ok {
			t.Fatalf("found %v", e)
		}
	}
}
