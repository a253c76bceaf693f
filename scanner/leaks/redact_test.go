package leaks

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
)

// TestRedactedText: names stay, and of a value that the rules find in a text nothing but its preview is left, however many
// rules find it, or find more or less of it.
func TestRedactedText(t *testing.T) {
	_, engine, _, err := detect.Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	found := "Zq8" + "vW3nT5xR7yU2pK9mB4cF6hJ1dL0s"
	r := newRedactor(engine, map[string]bool{found: true})
	for _, name := range []string{
		"github:o/r:actions-secret:CROWDIN_APIV2_PAT",
		"github:o/r:actions-secret:NPM_TOKEN",
		"Add to .rollcall/registry.yaml: - {match: {id: \"github:o/r:actions-secret:CROWDIN_APIV2_PAT\"}, expires_on: 2027-05-22}",
		"actions/checkout@" + strings.Repeat("0a1b2c3d", 5),
		".github/workflows/release-v2.yml:384",
	} {
		if got := r.text(context.Background(), name); got != name {
			t.Errorf("%s became %s", name, got)
		}
	}
	token := "ghp_" + "x7Kq2VbN9mZt4RwY6pLs8DfGh3JcXa1Ue5To"
	for _, text := range []string{
		"configs/" + found + "/x.yml",
		"secret: " + token,
		"token=" + token + " and secret=" + token,
		"https://user:" + token + "@example.com/" + token,
	} {
		got := r.text(context.Background(), text)
		if strings.Contains(got, found) || strings.Contains(got, token) || strings.Contains(got, token[8:30]) {
			t.Errorf("a value is left: %q", got)
		}
	}
}

// What a redactor remembers is bounded, and what it forgot it finds again.
func TestRedactorForgets(t *testing.T) {
	_, engine, _, err := detect.Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	found := "Zq8" + "vW3nT5xR7yU2pK9mB4cF6hJ1dL0s"
	r := newRedactor(engine, map[string]bool{found: true})
	for range 2 {
		for i := range 2*maximumDone + 10 {
			name := fmt.Sprintf("step %d of %s", i, found)
			if got := r.text(context.Background(), name); strings.Contains(got, found) {
				t.Fatalf("a value is left: %q", got)
			}
			if len(r.done) > maximumDone {
				t.Fatalf("%d texts are remembered", len(r.done))
			}
		}
	}
}

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
