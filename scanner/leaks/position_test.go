package leaks

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// asUTF16 is a text as Windows programs write it.
func asUTF16(text string, little bool) string {
	var b strings.Builder
	for _, unit := range append([]uint16{0xFEFF}, utf16.Encode([]rune(text))...) {
		low, high := byte(unit), byte(unit>>8)
		if little {
			low, high = high, low
		}
		b.WriteByte(high)
		b.WriteByte(low)
	}
	return b.String()
}

// TestPositionsInEveryForm: line and column are those that an editor shows, in whatever form the file is.
func TestPositionsInEveryForm(t *testing.T) {
	first, second, third := fakes.StripeKey("first"), fakes.GitHubToken("second"), fakes.AWSKey("third")
	lines := []string{"K=" + first, "", "# Schlüssel für Ωmega 🔑 → X=" + first + " Y=" + second, "\t\"äöü\": \"" + third + "\""}
	var want []string
	for i, line := range lines {
		for _, value := range []string{first, second, third} {
			if before, _, found := strings.Cut(line, value); found {
				want = append(want, fmt.Sprintf("%d:%d", i+1, len([]rune(before))+1))
			}
		}
	}
	want = append(want[:1], want[2:]...) // the same value is one exposure, at its first place
	for form, write := range map[string]func(string) string{
		"plain":                func(s string) string { return s + "\n" },
		"without a last line":  func(s string) string { return s },
		"CRLF":                 func(s string) string { return strings.ReplaceAll(s+"\n", "\n", "\r\n") },
		"CRLF, no last line":   func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"UTF-8 with a mark":    func(s string) string { return "\uFEFF" + s + "\n" },
		"UTF-16 little endian": func(s string) string { return asUTF16(s+"\n", true) },
		"UTF-16 big endian":    func(s string) string { return asUTF16(s, false) },
		"UTF-16 with CRLF":     func(s string) string { return asUTF16(strings.ReplaceAll(s, "\n", "\r\n"), true) },
		"long before":          func(s string) string { return s + "\n" + strings.Repeat("é", 300_000) + "\n" },
	} {
		w := newWork(t)
		w.write("a.txt", write(strings.Join(lines, "\n")))
		w.commit()
		for what, o := range map[string][]string{"files": places(w, Options{}), "history": places(w, Options{History: true})} {
			equal(t, form+", "+what, o, want)
		}
	}
}

func places(w *work, opts Options) (places []string) {
	for _, e := range w.observe(opts).Exposures {
		places = append(places, fmt.Sprintf("%d:%d", e.Location.Line, e.Location.Column))
	}
	return places
}
