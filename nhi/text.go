package nhi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine makes a stranger's text fit to be passed on: valid UTF-8 on one line, without characters that control a terminal or
// the direction of text, and of at most so many bytes, which are to be more than three.
func OneLine(text string, bytes int) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.In(r, unicode.Zl, unicode.Zp):
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(text, string(utf8.RuneError))))
	if len(text) <= bytes {
		return text
	}
	cut := bytes - len("…")
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
