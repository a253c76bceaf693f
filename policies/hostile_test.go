package policies

import (
	"strings"
	"testing"
	"unicode"

	"github.com/rollcall-dev/rollcall/nhi"
)

// hostile is a name as a stranger would choose it.
const hostile = "x\x1b[31m\n::error::y\u202eevil\x00\x7f"

func TestHostileNames(t *testing.T) {
	id := secret(hostile)
	id.Owner.Status = nhi.OwnerNone
	id.Uses[0].Untrusted, id.Uses[0].Job = []string{"issues"}, hostile
	id.Uses[0].Route = nhi.RouteRun
	id.Exposures = []nhi.Exposure{{Rule: hostile, Presence: nhi.PresenceHead, Location: nhi.Location{Path: "a\nb"}, Credential: nhi.Credential{Service: strings.Repeat("long", 5000)}}}
	v, err := load(t, nil).Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Findings) < 4 || len(v.Gaps) > 0 {
		t.Fatalf("got %d findings, gaps %v", len(v.Findings), v.Gaps)
	}
	for _, f := range v.Findings {
		for _, text := range append(texts(f.Evidence), f.Message, f.Fix) {
			if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
				t.Errorf("%s: %q has a character that cannot be printed", f.Policy, text)
			}
			if len([]rune(text)) > maximumMessage+20 {
				t.Errorf("%s: a text has %d bytes", f.Policy, len(text))
			}
		}
	}
}

// texts are the strings in a value.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, texts(e)...)
		}
		return all
	case map[string]any:
		var all []string
		for key, e := range v {
			all = append(append(all, key), texts(e)...)
		}
		return all
	}
	return nil
}

func FuzzClean(f *testing.F) {
	f.Add(hostile, 10)
	f.Add("\xff\xfe", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit &= 0xff
		got := clean(s, limit)
		if strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("clean(%q) = %q is not printable", s, got)
		}
		if n := len([]rune(got)); n > 10*limit+1 {
			t.Errorf("clean(%q, %d) has %d characters", s, limit, n)
		}
		if clean(got, len(got)) != got {
			t.Errorf("clean(%q) is not clean", got)
		}
	})
}
