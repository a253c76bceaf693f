package classify

import (
	"hash/fnv"
	"strings"
	"testing"
)

// characters are what generated values are made of, by class.
var characters = map[string]string{
	"digit":  "0123456789",
	"hex":    "0123456789abcdef",
	"HEX":    "0123456789ABCDEF",
	"xdigit": "0123456789abcdefABCDEF",
	"lower":  "abcdefghijklmnopqrstuvwxyz",
	"alpha":  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"alnum":  base62,
	"lownum": "0123456789abcdefghijklmnopqrstuvwxyz",
	"UPNUM":  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"base32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	"base64": base62,
	"bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
	"word":   base62,
	"space":  " ",
	"not":    "abcdefgh",
}

// generate makes the shortest value of a form, always the same one, so that no file of the
// repository has to hold a value that looks real.
func generate(tb testing.TB, notation string) string {
	tb.Helper()
	elements, err := parseForm(notation)
	if err != nil {
		tb.Fatal(err)
	}
	h := fnv.New64a()
	h.Write([]byte(notation))
	state := h.Sum64()
	var b strings.Builder
	for _, e := range elements {
		switch {
		case e.literal != "":
			b.WriteString(e.literal)
		case e.options != nil:
			b.WriteString(e.options[0])
		case e.sample == "crc":
			whole := b.String()
			b.WriteString(checksum(whole[len(whole)-checkedLength:]))
		default:
			for range e.min {
				state = state*6364136223846793005 + 1442695040888963407
				from := characters[e.sample]
				b.WriteByte(from[int(state>>33)%len(from)])
			}
		}
	}
	return b.String()
}

func TestParseForm(t *testing.T) {
	tests := []struct {
		notation, pattern, key, prefix string
		lead                           int
	}{
		{"sk_live_{alnum:10-99}", `^(sk_live_[0-9A-Za-z]{10,99})(?:[^_0-9A-Za-z0-9A-Za-z]|$)`, "sk_live_", "sk_live_", 0},
		{"{hex:36}NRAL", `^([0-9a-f]{36}NRAL)(?:[^0-9A-Za-z_]|$)`, "NRAL", "", 36},
		{"a{}b{x|y}{word-.:2+}", `^(ab(?:x|y)[0-9A-Za-z_\-\.]{2,})(?:[^_0-9A-Za-z_\-\.0-9A-Za-z]|$)`, "ab", "ab", 0},
		{"x{a|bc}//{not;:1+}", `(?:^|[^0-9A-Za-z_])(x(?:a|bc)//[^\r\n\;]{1,})`, "//", "x", -1},
		{"://{digit:1}", `^(://[0-9]{1})(?:[^_0-90-9A-Za-z]|$)`, "://", "://", 0},
	}
	for _, tt := range tests {
		elements, err := parseForm(tt.notation)
		if err != nil {
			t.Fatal(err)
		}
		k, lead := key(elements)
		if k != tt.key || lead != tt.lead || prefix(elements) != tt.prefix {
			t.Errorf("%s has key %q after %d and prefix %q, want %q after %d and %q", tt.notation, k, lead, prefix(elements), tt.key, tt.lead, tt.prefix)
		}
		if got := pattern(elements, lead >= 0); got != tt.pattern {
			t.Errorf("pattern of %s\n got %s\nwant %s", tt.notation, got, tt.pattern)
		}
	}
	for _, wrong := range []string{"a{alnum:3", "a{nosuch:3}", "a{alnum}", "a{alnum:x}", "a{alnum:2-x}"} {
		if _, err := parseForm(wrong); err == nil {
			t.Errorf("parseForm(%q) gave no error", wrong)
		}
	}
}
