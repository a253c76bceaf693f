package nhi_test

import (
	"testing"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"build":                "build",
		"  a\n b\t":            "a  b",
		"a\x1b[31mb":           "a\ufffd[31mb",
		"a\u202eb\u2028c":      "a\ufffdb\ufffdc",
		"a\xffb":               "a\ufffdb",
		"twelve bytes":         "twelve bytes",
		"thirteen bytes":       "thirteen …",
		"grüße, große Grüße":   "grüße, …",
		"\xff\xfe\xfd\xfc\xfb": "\ufffd",
	} {
		if got := nhi.OneLine(text, 12); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("a\n\xff\u202e…………", 10)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = 4 + max(limit, -limit, 0)%50
		if got := nhi.OneLine(text, limit); len(got) > limit || !utf8.ValidString(got) {
			t.Errorf("%q at most %d: %q", text, limit, got)
		}
	})
}
