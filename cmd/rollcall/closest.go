package main

import (
	"fmt"
	"strings"
)

// slips is how many letters wrong a word may be and still be taken for another.
const slips = 2

// didYouMean asks whether a word that nothing is called is one of the names, "" where none is near. A name that the word is
// the beginning of is.
func didYouMean(word string, names []string, mark string) string {
	closest, least := "", slips+1
	for _, name := range names {
		far := distance(word, name)
		if len(word) > slips && strings.HasPrefix(name, word) {
			far = 0
		}
		if far < least && far < len(name) {
			closest, least = name, far
		}
	}
	if closest == "" || word == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s%s?", mark, closest)
}

// distance is how many letters must be added, left out or changed to make b of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		above := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := above
			if a[i] != b[j] {
				changed++
			}
			above = row[j+1]
			row[j+1] = min(changed, above+1, row[j]+1)
		}
	}
	return row[len(b)]
}
