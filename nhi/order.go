package nhi

import (
	"cmp"
	"slices"
)

// CompareBools orders truth values, false first, as cmp.Compare orders others.
func CompareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// Sort puts a slice in order and leaves what is equal as it stood. slices.SortFunc is compiled anew for every type, some ten
// kilobytes each time; it is for what must be fast.
func Sort[E any](s []E, compare func(a, b E) int) {
	order := make([]int, len(s))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(compare(s[a], s[b]), cmp.Compare(a, b)) })
	sorted := make([]E, len(s))
	for to, from := range order {
		sorted[to] = s[from]
	}
	copy(s, sorted)
}
