package policies

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// organization is one of so many repositories, each with the shop's inventory, secrets, and an App without an owner. Its key
// has the same name in all, and an owner in every other one.
func organization(repositories int) Input {
	in := shop()
	one := in.Identities
	in.Identities = nil
	for n := range repositories {
		scope := fmt.Sprintf("acme/r%02d", n)
		add := func(id nhi.Identity, store, name string) {
			id.Scope, id.Store, id.Name, id.ID = scope, store, name, nhi.ID("github:"+scope+":"+store+":"+name)
			in.Identities = append(in.Identities, id)
		}
		for _, id := range one {
			add(id, id.Store, id.Name)
		}
		for i := range 30 {
			add(secret(""), "actions-secret", fmt.Sprintf("S%02d", i))
		}
		key, app := keyAndApp(scope)
		if n%2 == 0 {
			key.Owner.Status = nhi.OwnerNone
		}
		in.Identities = append(in.Identities, key, app)
	}
	return in
}

// keyAndApp is a secret with an owner, and the App without one whose private key it is.
func keyAndApp(scope string) (key, app nhi.Identity) {
	key, app = secret("BOT_KEY"), secret("GitHub App of BOT_KEY")
	key.ID, key.Scope = nhi.ID("github:"+scope+":actions-secret:BOT_KEY"), scope
	app.ID, app.Scope = nhi.ID("github:"+scope+":github-app:BOT_KEY"), scope
	app.Kind, app.Store, app.Owner.Status = nhi.KindGitHubApp, "github-app", nhi.OwnerNone
	app.Links = []nhi.Link{{Relation: nhi.RelationHolds, To: key.ID}}
	key.Links = []nhi.Link{{Relation: nhi.RelationHeldBy, To: app.ID}}
	return key, app
}

// How many identities the policies are asked about at a time does not matter: what ties two of them is among their facts.
func TestBatchesDoNotMatter(t *testing.T) {
	in, s := organization(20), load(t, nil)
	judge := func(size int) nhi.Verdict {
		in.AtATime = size
		v, err := s.Evaluate(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if len(in.Identities) <= batchSize {
		t.Fatalf("%d identities are one batch", len(in.Identities))
	}
	whole := judge(len(in.Identities))
	for _, size := range []int{0, 1, 7, 40} {
		if diff := cmp.Diff(whole, judge(size)); diff != "" {
			t.Errorf("%d at a time: %s", size, diff)
		}
	}
}

// An App without an owner is said with its key where that has none either. Another repository's key of the name is not its key.
func TestAppsWithoutOwner(t *testing.T) {
	v, err := load(t, nil).Evaluate(t.Context(), organization(2))
	if err != nil {
		t.Fatal(err)
	}
	var got []nhi.ID
	for _, f := range only(v.Findings, "no_owner") {
		if strings.HasSuffix(string(f.Identity), ":BOT_KEY") {
			got = append(got, f.Identity)
		}
	}
	slices.Sort(got)
	want := []nhi.ID{"github:acme/r00:actions-secret:BOT_KEY", "github:acme/r01:github-app:BOT_KEY"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A policy is given a part of the identities, so that one which looks for another among them is wrong without a word: those
// of the pack take one, and know of others what its facts say.
func TestPoliciesSeeOneIdentity(t *testing.T) {
	for _, p := range load(t, nil).policies {
		m, err := p.module()
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range comparisons(m) {
			t.Errorf("%s: %s", p.ID, wrong)
		}
	}
}

func TestComparisons(t *testing.T) {
	for rules, want := range map[string]int{
		"findings contains 1 if { some id in input.identities; id.ended }":                                                  0,
		"findings contains 1 if { some i, s in input.settings; s.a; f(s, i) }\nf(s, i) if s.b == i":                         0,
		"findings contains 1 if { some id in input.identities; id.a }\npasses contains 1 if some i in input.identities":     0,
		"findings contains 1 if { some id in input.identities; f(id) }\nf(i) if { some o in input.identities; o.a == i.a }": 1,
		"findings contains 1 if { some a in input.identities; some b in input.identities; a.n == b.n }":                     1,
		"findings contains 1 if { some a in input.identities; count([b | some b in input.identities]) > 1 }":                1,
		"findings contains 1 if count(input.identities) > 1":                                                                1,
		"findings contains 1 if input.identities[_].a":                                                                      1,
		"findings contains 1 if { some a in input.identities; not passes[a.id] }\npasses contains 1 if input.x":             1,
		"findings contains 1 if { some k; input[k][0].a }":                                                                  1,
		"findings contains 1 if { some a in all }\nall := input":                                                            1,
	} {
		m := ast.MustParseModuleWithOpts("package p\n"+rules, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if got := comparisons(m); len(got) != want {
			t.Errorf("%s: %v", rules, got)
		}
	}
}

// A policy of the user's that looks for identities among one another is given them all at once: what it says must not depend on
// which of them happen to come together.
func TestPoliciesThatCompareSeeAll(t *testing.T) {
	const twin = `findings contains {"identity": i.id, "message": sprintf("%s is in %d repositories.", [i.name, n])} if {
	some i in input.identities
	n := count({other.scope | some other in input.identities; other.name == i.name})
	n > 1
}`
	in, s := organization(20), load(t, custom("", twin))
	if len(in.Identities) <= batchSize {
		t.Fatalf("%d identities are one batch", len(in.Identities))
	}
	for _, size := range []int{0, 7} {
		in.AtATime = size
		v, err := s.Evaluate(t.Context(), in)
		if err != nil || len(v.Gaps) > 0 {
			t.Fatal(err, v.Gaps)
		}
		found := only(v.Findings, "custom.p")
		if len(found) < 20*31 {
			t.Errorf("%d findings of at least %d, %d at a time", len(found), 20*31, size)
		}
		for _, f := range found {
			if !strings.HasSuffix(f.Message, " is in 20 repositories.") {
				t.Fatalf("%d at a time: %s", size, f.Message)
			}
		}
	}
}

// More than can be held in memory at once come in parts, and a gap says so. Nobody is told so of a policy that takes one at a time.
func TestPoliciesThatCompareMoreThanFits(t *testing.T) {
	in := Input{Now: now, AtATime: 40}
	for n := range 100 {
		in.Identities = append(in.Identities, secret(fmt.Sprintf("S%03d", n)))
	}
	for body, want := range map[string]int{
		`findings contains {"identity": i.id, "message": "m"} if { some i in input.identities; count(input.identities) > 40 }`: 1,
		everyIdentity: 0,
	} {
		s := load(t, custom("", body))
		s.maximumTogether = 99
		v, err := s.Evaluate(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Gaps) != want || want > 0 && (v.Gaps[0].Scope != "policy custom.p" || !strings.Contains(v.Gaps[0].Detail, "there are 100: it was given 40 at a time")) {
			t.Errorf("%s: %+v", body, v.Gaps)
		}
	}
}

// What a library of the user's looks through, a policy that calls it may.
func TestLibrariesThatCompare(t *testing.T) {
	fsys := custom("", `import data.custom.lib.names

findings contains {"identity": i.id, "message": "m"} if { some i in input.identities; count(names.all) > 600 }`)
	fsys["lib.rego"] = &fstest.MapFile{Data: []byte("package custom.lib.names\n\nall contains i.id if some i in input.identities\n")}
	in := organization(20)
	v, err := load(t, fsys).Evaluate(t.Context(), in)
	if err != nil || len(v.Gaps) > 0 {
		t.Fatal(err, v.Gaps)
	}
	if len(in.Identities) <= 600 || len(only(v.Findings, "custom.p")) == 0 {
		t.Errorf("of %d identities the library saw a part", len(in.Identities))
	}
}
