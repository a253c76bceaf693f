package report

import (
	"math"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// plainLines is plain for text of several lines, such as code.
func plainLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\t", "    "), "\n")
	for i, line := range lines {
		lines[i] = plain(line)
	}
	return strings.Join(lines, "\n")
}

// brief cuts a text to at most n characters, with an ellipsis nearer its end, where names of one
// kind differ most.
func brief(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	head := (n - 1) * 2 / 3
	return string(runes[:head]) + "…" + string(runes[len(runes)-(n-1-head):])
}

// date is a day as ISO writes it, "" for the zero time.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// percent is a share of 1 in whole per cent, rounded down: 100% means all.
func percent(v float64) string {
	return thousands(int(nhi.RoundDown(100*v, 1))) + "%"
}

// thousands writes a count with its digits in groups.
func thousands(n int) string { return grouped(int64(n)) }

// many is a count with its noun: "1 secret", "2 secrets".
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + more
}

// words makes a reader's text of a machine name: "not_collected" becomes "not collected".
func words[T ~string](name T) string { return plain(strings.ReplaceAll(string(name), "_", " ")) }

// title is words with a capital.
func title[T ~string](name T) string { return sentenceCase(words(name)) }

// days is the whole days from a to b.
func days(a, b time.Time) int { return int(math.Floor(b.Sub(a).Hours() / 24)) }
