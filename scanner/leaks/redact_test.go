package leaks

import (
	"strings"
	"testing"
)

func TestMayHoldValue(t *testing.T) {
	commit := strings.Repeat("0123456789", 4)
	for text, want := range map[string]bool{
		"":                                       false,
		"a short t3xt":                           false,
		"without-any-number":                     false,
		"key-" + "9f8e7d6c5b":                    true,
		commit:                                   false,
		"owner/action@" + commit:                 false,
		commit + "@example":                      true,
		"x" + commit:                             true,
		"workflows/release.yml:8":                false,
		"(see workflows/release.yml:81)":         false,
		"workflows/release.yml:81 k3y-of-it-all": true,
		"workflows/release.yml:8x":               true,
		"attested: {on: 2026-11-23, until: 2027-02-21}": false,
		"owner-since:2026-11-23":                        false,
		"owner-since-2026-11-23":                        true,
		"owner-since:2026-99-99":                        true,
		"1234567890-1234567890":                         true,
	} {
		if got := mayHoldValue(text); got != want {
			t.Errorf("mayHoldValue(%q) = %t", text, got)
		}
	}
}
