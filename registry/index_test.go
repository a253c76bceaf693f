package registry

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// tried is the positions of the entries that speak of an identity or name an alias, found by trying them all.
func (x index) tried(one Selector, aliases ...Selector) (hits []int) {
	for i, s := range x.selectors {
		names := func(alias Selector) bool { return s.Exact() && s.selects(alias) }
		if s.selects(one) || slices.ContainsFunc(aliases, names) {
			hits = append(hits, i)
		}
	}
	return hits
}

// The index finds what trying every entry finds.
func FuzzIndex(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 1))
		text := func(alphabet string, longest int) string {
			var b strings.Builder
			for range random.IntN(longest + 1) {
				b.WriteByte(alphabet[random.IntN(len(alphabet))])
			}
			return b.String()
		}
		pattern := func() string {
			if random.IntN(2) == 0 {
				return ""
			}
			return text("abA**", 8)
		}
		kinds := []nhi.Kind{"", nhi.KindCISecret, nhi.KindAgent}
		var entries []Entry
		for i := range random.IntN(60) {
			entries = append(entries, Entry{Purpose: fmt.Sprint(i), Match: Selector{
				ID: pattern(), Name: pattern(), Repo: pattern(), Store: pattern(), Environment: pattern(), Service: pattern(), Provider: pattern(),
				Kind: kinds[random.IntN(3)],
			}})
		}
		identity := func() nhi.Identity {
			const letters = "aabbAB*"
			return nhi.Identity{
				ID: nhi.ID(text(letters, 12)), Name: text(letters, 12), Scope: text(letters, 6), Store: text(letters, 6), System: text(letters, 6),
				Kind: kinds[1+random.IntN(2)], Credential: nhi.Credential{Service: text(letters, 6)}, Stored: &nhi.Stored{Environment: text(letters, 6)},
			}
		}
		declared := Declarations{index: newIndex(entries)}
		for range 20 {
			one, alias := identity(), identity()
			var want, got []string
			for _, i := range declared.index.tried(subject(one), subject(alias)) {
				want = append(want, declared.index.entries[i].Purpose)
			}
			for _, e := range declared.Match(one, alias) {
				got = append(got, e.Purpose)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%+v: %s", one, diff)
			}
		}
	})
}

// crowd is a registry of n entries of a form, and the identities that they speak of, one each.
func crowd(t testing.TB, n int, form string) (Declarations, []nhi.Identity) {
	var text strings.Builder
	var all []nhi.Identity
	for i := range n {
		number := fmt.Sprintf("%04d", i)
		fmt.Fprintf(&text, "- {match: %s, purpose: x}\n", strings.ReplaceAll(form, "NUMBER", number))
		all = append(all, nhi.Identity{
			ID: nhi.ID("github:acme/r" + number + ":actions-secret:KEY_" + number + "_END"), Name: "KEY_" + number + "_END", Kind: nhi.KindCISecret,
			System: "github", Scope: "acme/r" + number, Store: "actions-secret",
		})
	}
	declared, err := Load(file(Path, text.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return declared, all
}

var crowds = map[string]string{
	"exact":     "{name: KEY_NUMBER_END}",
	"beginning": "{name: 'KEY_NUMBER*', kind: ci_secret}",
	"middle":    "{name: '*_NUMBER_*'}",
	"end":       "{id: '*:key_NUMBER_end'}",
	"repo":      "{name: 'KEY_*', repo: acme/rNUMBER}",
	"two stars": "{name: 'KEY*', id: 'github:*rNUMBER:*'}",
}

// Of many entries, those that speak of an identity are found without trying the others.
func TestFewEntriesAreTried(t *testing.T) {
	for name, form := range crowds {
		const n = 2000
		declared, all := crowd(t, n, form)
		tries := 0
		for _, identity := range all {
			if len(declared.Match(identity)) != 1 {
				t.Fatalf("%s: %d entries speak of %s", name, len(declared.Match(identity)), identity.ID)
			}
			tries += len(declared.index.candidates(subject(identity)))
		}
		// Trying all would be n*n.
		if tries > 10*n {
			t.Errorf("%s: %d tries for %d identities", name, tries, n)
		}
	}
}

func BenchmarkCrowd(b *testing.B) {
	for name, form := range crowds {
		b.Run(name, func(b *testing.B) {
			declared, all := crowd(b, 8000, form)
			for b.Loop() {
				for _, identity := range all {
					declared.Match(identity)
				}
			}
		})
	}
}
