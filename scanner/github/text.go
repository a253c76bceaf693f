package github

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maximumText bounds what strangers name things by, in characters.
const maximumText = 200

// clean makes a name that anybody may have chosen fit for a report: one line without control or
// direction characters, and bounded.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	if runes := []rune(text); len(runes) > maximumText {
		text = string(runes[:maximumText]) + "…"
	}
	return strings.TrimSpace(text)
}

// cleaned is clean for each of a list.
func cleaned(list []string) []string {
	for i := range list {
		list[i] = clean(list[i])
	}
	return list
}

// oneOf is a text that GitHub takes from a closed set; otherwise where it is none that we know.
func oneOf[T ~string](text string, set []T, otherwise T) T {
	if slices.Contains(set, T(text)) {
		return T(text)
	}
	return otherwise
}

// decimal writes a number.
func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// plural writes a number with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
