package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain makes text from a stranger's repository harmless where a person or a CI runner reads
// it as lines. Line breaks, escape sequences, marks that reorder or hide text and bytes that
// are not UTF-8 are shown as Go writes them (\n, \x1b, \u202e, \xff), so that they are seen and
// do nothing. The old form of a workflow command, which a GitHub runner obeys anywhere in a
// line, is broken up; the new form, at the start of a line only, is terminal.line's business.
func plain(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case printable(r):
			b.WriteRune(r)
		default:
			b.WriteString(escapeRune(r))
		}
		i += size
	}
	return strings.ReplaceAll(b.String(), "##[", `##\[`)
}

// Inert is plain for a text of several lines, such as an error that names a stranger's file or a policy's page: each is
// harmless, and none is a workflow command.
func Inert(text string) string {
	lines := strings.Split(plainLines(text), "\n")
	for i, line := range lines {
		lines[i] = notACommand(line)
	}
	return strings.Join(lines, "\n")
}

// InertLine is Inert for a text that is to stay on one line.
func InertLine(text string) string { return notACommand(plain(text)) }

func isPlain(s string) bool {
	if isASCII(s) { // nearly always: then a look at each byte is enough
		return !strings.Contains(s, "##[")
	}
	for _, r := range s {
		if !printable(r) {
			return false
		}
	}
	return utf8.ValidString(s) && !strings.Contains(s, "##[")
}

// isASCII tells that there is nothing in a text but what ASCII can print.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// printable tells whether a rune shows as itself and does nothing else. Zero-width joiners are
// not, though emoji use them: in a name they serve to make two look alike.
func printable(r rune) bool {
	return r == ' ' || unicode.IsPrint(r) && !blank(r)
}

// blank tells whether a rune is printable by Unicode's word and yet draws nothing.
func blank(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800', '\u034f': // Hangul fillers, Braille blank, grapheme joiner
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

func escapeRune(r rune) string {
	quoted := fmt.Sprintf("%+q", r) // e.g. '\n', '\x1b', '\u202e'
	return quoted[1 : len(quoted)-1]
}

// shorten cuts s to at most n terminal columns, ending in an ellipsis where something was cut.
func shorten(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	return cutColumns(s, n-1) + "…"
}

// cutColumns returns the longest beginning of s that fits into n terminal columns.
func cutColumns(s string, n int) string {
	for i, r := range s {
		if n -= runeColumns(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

// columns is how many terminal columns s takes.
func columns(s string) (n int) {
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns is how many terminal columns a rune takes: none for a combining mark, two for
// the East Asian scripts and emoji that terminals draw wide.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide holds the ranges that Unicode's EastAsianWidth.txt marks W or F, rounded to blocks.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, // Hangul initials
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, // CJK radicals and punctuation
		{Lo: 0x3041, Hi: 0x4dbf, Stride: 1}, // kana to CJK extension A
		{Lo: 0x4e00, Hi: 0xa4cf, Stride: 1}, // CJK and Yi
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1}, // Hangul extended A
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Hangul syllables
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, // CJK compatibility
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, // vertical and small forms
		{Lo: 0xff01, Hi: 0xff60, Stride: 1}, // full-width forms
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x17000, Hi: 0x18d08, Stride: 1}, // Tangut
		{Lo: 0x1b000, Hi: 0x1b2fb, Stride: 1}, // kana supplement
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, // pictographs and emoticons
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, // transport
		{Lo: 0x1f900, Hi: 0x1faff, Stride: 1}, // more pictographs
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}, // CJK extensions
	},
}
