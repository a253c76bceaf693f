package registry

import (
	"fmt"
	"strings"
)

// advise ends a message about a word that is none of the allowed ones: with the one that was
// probably meant, else with all. The word itself is repeated only when it is nearly an
// allowed one: what else stands in the file's place of a key may be a secret.
func advise(word string, allowed []string) string {
	if meant := nearest(word, allowed); meant != "" {
		return fmt.Sprintf(" %q; did you mean %q?", word, meant)
	}
	return "; allowed: " + strings.Join(allowed, ", ")
}

// nearest is the allowed word that at most a third of its letters, changed, would make of word; "" when there is none.
func nearest(word string, allowed []string) string {
	const longest = 40 // no allowed word comes near; bounds the work on hostile keys
	if len(word) > longest {
		return ""
	}
	best, meant := longest, ""
	for _, a := range allowed {
		if n := edits(strings.ToLower(word), a); n <= max(1, len(a)/3) && n < best {
			best, meant = n, a
		}
	}
	return meant
}

// edits is how many bytes must be changed, added, removed or swapped with their neighbour to
// make b of a.
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
