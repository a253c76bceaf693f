package nhi

import (
	"cmp"
	"slices"
	"testing"
)

// TestSort: as slices.SortStableFunc, for lists of every length up to where sorting changes its ways.
func TestSort(t *testing.T) {
	type pair struct{ key, place int }
	for n := range 200 {
		got := make([]pair, n)
		for i := range got {
			got[i] = pair{(i*7919 + n) % 13, i}
		}
		want := slices.Clone(got)
		byKey := func(a, b pair) int { return cmp.Compare(a.key, b.key) }
		slices.SortStableFunc(want, byKey)
		if Sort(got, byKey); !slices.Equal(got, want) {
			t.Fatalf("%d: %v, want %v", n, got, want)
		}
	}
}
