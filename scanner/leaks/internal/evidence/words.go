package evidence

import (
	_ "embed"
	"math"
	"strings"
	"sync"
)

// words.txt is the words that programs, their settings and their documentation are made of: those
// of four letters and more that are frequent in public repositories, and the most frequent of three.
//
//go:embed words.txt
var wordList string

// vocabulary is what is known of words.
type vocabulary struct {
	words map[string]bool
	pairs [26][26]float32 // how much likelier a pair of letters is in words than by chance, in bits
	after [26][26]float32 // what it takes to tell the second letter of a pair behind the first, in bits
}

var language = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{words: make(map[string]bool, 4000)}
	var counts [26][26]float64
	total := 0.0
	for word := range strings.FieldsSeq(wordList) {
		v.words[word] = true
		for i := range len(word) - 1 {
			if isLower(word[i]) && isLower(word[i+1]) {
				counts[word[i]-'a'][word[i+1]-'a']++
				total++
			}
		}
	}
	for i := range counts {
		row := 0.0
		for _, n := range counts[i] {
			row += n + 0.5
		}
		for j := range counts[i] {
			v.pairs[i][j] = float32(math.Log2((counts[i][j] + 0.5) / (total + 338) * 676))
			v.after[i][j] = float32(-math.Log2((counts[i][j] + 0.5) / row))
		}
	}
	return v
})

// longestWord is the longest word that is looked up, in bytes.
const longestWord = 15

// spelled is how many letters of a run of small letters belong to words of at least three letters,
// cut so that these are the most.
func (v *vocabulary) spelled(run string) int {
	best := make([]int, len(run)+1) // by end
	for end := 1; end <= len(run); end++ {
		best[end] = best[end-1]
		for start := max(0, end-longestWord); start+3 <= end; start++ {
			if n := best[start] + end - start; n > best[end] && v.words[run[start:end]] {
				best[end] = n
			}
		}
	}
	return best[len(run)]
}

// readable is how well pairs of letters fit words, in bits a pair: above 0 like words, below like chance.
func (v *vocabulary) readable(runs []string) float64 {
	sum, pairs := 0.0, 0
	for _, run := range runs {
		for i := range len(run) - 1 {
			sum += float64(v.pairs[run[i]-'a'][run[i+1]-'a'])
			pairs++
		}
	}
	if pairs == 0 {
		return 0
	}
	return sum / float64(pairs)
}

// letterRuns is the runs of letters in a text, in small letters, cut where a capital begins a word.
func letterRuns(text string) []string {
	var runs []string
	start := -1
	flush := func(end int) {
		if start >= 0 {
			runs = append(runs, strings.ToLower(text[start:end]))
		}
		start = -1
	}
	for i := range len(text) {
		switch c := text[i]; {
		case !isLetter(c):
			flush(i)
		case start < 0:
			start = i
		case isUpper(c) && isLower(text[i-1]):
			flush(i)
			start = i
		case isLower(c) && isUpper(text[i-1]) && i-start > 1:
			flush(i - 1)
			start = i - 1
		}
	}
	flush(len(text))
	return runs
}

func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool { return isLower(c | 0x20) }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
