package registry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

var stripe = nhi.Identity{
	ID: "github:acme/shop:actions-secret:STRIPE_SECRET_KEY", Kind: nhi.KindCISecret, Name: "STRIPE_SECRET_KEY",
	System: "github", Scope: "acme/shop", Store: "actions-secret", Credential: nhi.Credential{Service: "Stripe"},
	Stored: &nhi.Stored{Environment: "production"},
}

func TestMatches(t *testing.T) {
	for text, want := range map[string]bool{
		"{name: STRIPE_SECRET_KEY}":                     true,
		"{name: stripe_secret_key}":                     true,
		"{name: STRIPE_*}":                              true,
		"{name: '*_SECRET_*'}":                          true,
		"{name: '*'}":                                   true,
		"{name: STRIPE}":                                false,
		"{name: 'STRIPE_?ECRET_KEY'}":                   false, // ? is nothing special
		"{kind: ci_secret}":                             true,
		"{kind: agent}":                                 false,
		"{kind: ci_secret, repo: 'acme/*'}":             true,
		"{kind: ci_secret, repo: 'other/*'}":            false,
		"{service: stripe}":                             true,
		"{service: Strip}":                              false,
		"{provider: github, name: STRIPE_*}":            true,
		"{provider: git, name: STRIPE_*}":               false,
		"{id: '*:actions-secret:STRIPE_SECRET_KEY'}":    true,
		"{id: github:acme/shop:actions-secret:STRIPE_}": false,
		"{store: actions-secret}":                       true,
		"{store: '*-secret'}":                           true,
		"{store: environment-secret}":                   false,
		"{environment: Production}":                     true,
		"{environment: staging}":                        false,
	} {
		declared, err := Load(file(Path, "- match: "+text), Options{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := len(declared.Match(stripe)) == 1; got != want {
			t.Errorf("%s matches: %v, want %v", text, got, want)
		}
	}
}

// The narrowest first, whatever the order in the file; of equals the later.
func TestMatchOrder(t *testing.T) {
	narrowestFirst := []string{
		"{id: " + string(stripe.ID) + "}",
		"{id: '*STRIPE_SECRET_KEY'}",
		"{name: STRIPE_SECRET_KEY, repo: acme/shop}",
		"{name: STRIPE_SECRET_KEY}",
		"{name: STRIPE_SECRET_*, kind: ci_secret}",
		"{name: STRIPE_SECRET_*}",
		"{name: STRIPE_*, repo: acme/shop}",
		"{repo: acme/shop}",
		"{repo: acme/*}",
		"{environment: production}",
		"{store: actions-secret}",
		"{service: Stripe}",
		"{kind: ci_secret}",
		"{provider: github}",
	}
	for _, reverse := range []bool{false, true} {
		var text strings.Builder
		for i := range narrowestFirst {
			if reverse {
				i = len(narrowestFirst) - 1 - i
			}
			fmt.Fprintf(&text, "- {match: %s, purpose: \"%d\"}\n", narrowestFirst[i], i)
		}
		declared, err := Load(file(Path, text.String()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for i, e := range declared.Match(stripe) {
			got, want = append(got, e.Purpose), append(want, fmt.Sprint(i))
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) != len(narrowestFirst) {
			t.Errorf("reverse %v: %s", reverse, diff)
		}
	}
	declared, err := Load(file(Path, "- {match: {name: A}, purpose: first}\n- {match: {name: A}, purpose: second}\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := declared.Match(nhi.Identity{Name: "A"}); len(got) != 2 || got[0].Purpose != "second" || got[0].Source() != ".rollcall/registry.yaml:2" {
		t.Errorf("%+v", got)
	}
}

// What names an alias, without any *, speaks of the identity too; what selects a group of them does not.
func TestMatchOfAliases(t *testing.T) {
	alias := nhi.Identity{ID: "github:acme/a:actions-secret:KEY", Kind: nhi.KindCISecret, Name: "KEY", System: "github", Scope: "acme/a"}
	identity := nhi.Identity{ID: "github:acme:actions-secret:KEY", Kind: nhi.KindCISecret, Name: "KEY", System: "github", Scope: "acme"}
	for text, want := range map[string]bool{
		"{id: 'github:acme/a:actions-secret:KEY'}": true,
		"{name: KEY, repo: acme/a}":                true,
		"{name: KEY, repo: acme}":                  true,
		"{name: KEY}":                              true,
		"{repo: acme/a}":                           false,
		"{name: 'K*', repo: acme/a}":               false,
		"{name: KEY, repo: acme/b}":                false,
	} {
		declared, err := Load(file(Path, "- match: "+text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(declared.Match(identity, alias)) == 1; got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestEntry(t *testing.T) {
	declared, err := Load(file(Path, `
- match: {name: A}
  regulatory_scope: [sox, pci, sox]
  expires_on: 2027-01-15
  attested: {by: alice, on: 2026-10-02, decision: keep, until: 2026-12-31}
  agent: {sponsor: user:alice, allowed_secrets: []}
`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := Entry{
		Location:        nhi.Location{Path: Path, Line: 2, Column: 3},
		Match:           Selector{Name: "A"},
		RegulatoryScope: []string{"pci", "sox"},
		ExpiresOn:       day(2027, 1, 15),
		Attested:        &nhi.Attestation{By: "alice", On: day(2026, 10, 2), Decision: "keep", Until: day(2026, 12, 31)},
		Agent:           Agent{Sponsor: "user:alice", AllowedSecrets: []string{}},
	}
	if diff := cmp.Diff([]Entry{want}, declared.Entries); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkMatch(b *testing.B) {
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "- {match: {name: SECRET_%d}, purpose: x}\n", i)
	}
	for i := range 50 {
		fmt.Fprintf(&text, "- {match: {name: 'GROUP_%d_*'}, purpose: x}\n", i)
	}
	declared, err := Load(file(Path, text.String()), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		declared.Match(nhi.Identity{Name: fmt.Sprintf("SECRET_%d", i%5000)})
	}
}

// A path may hold two spaces in a row, and with it the ID of what is exposed there.
func TestSpacesInNames(t *testing.T) {
	one := nhi.Identity{ID: "git:acme/shop:exposed-credential:my  conf/a.env#KEY", Name: "KEY in my  conf/a.env", Kind: nhi.KindAPIKey, System: "git"}
	for _, match := range []string{`{id: "git:acme/shop:exposed-credential:my  conf/a.env#KEY"}`, `{name: " KEY in my  conf/a.env"}`} {
		declared, err := Load(file(Path, "- match: "+match), Options{})
		if err != nil || len(declared.Match(one)) != 1 {
			t.Errorf("%s: %v", match, err)
		}
	}
	text := "exceptions:\n- {policy: leaked_credential, identity: 'git:*:my  conf/*', reason: x  y, owner: me, expires: 2026-12-01}\n"
	declared, err := Load(file(".rollcall/config.yaml", text), Options{})
	if err != nil || declared.Config.Exceptions[0].Identity != "git:*:my  conf/*" || declared.Config.Exceptions[0].Reason != "x y" {
		t.Errorf("%+v %v", declared.Config.Exceptions, err)
	}
}
