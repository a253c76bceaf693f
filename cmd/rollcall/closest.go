package main

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// slips is how many letters wrong a word may be and still be taken for another.
const slips = 2

// didYouMean asks whether a word that nothing is called is one of the names, "" where none is near. A name that the word is
// the beginning of is.
func didYouMean(word string, names []string, mark string) string {
	closest, least := "", slips+1
	for _, name := range names {
		far := levenshtein.ComputeDistance(word, name)
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
