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

// edits is the Levenshtein distance between a and b, in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
