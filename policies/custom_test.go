package policies

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestFindingOfACustomPolicy(t *testing.T) {
	s := load(t, custom("", everyIdentity))
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	want := []nhi.Finding{{
		Fingerprint: fingerprint("custom.p", "github:acme/app:actions-secret:A", ""),
		Policy:      "custom.p", Title: "A title", Severity: nhi.SeverityLow, Mode: nhi.ModeAdvisory,
		Identity: "github:acme/app:actions-secret:A", Message: "A is here.",
		Location: &nhi.Location{Path: ".github/workflows/ci.yml", Line: 9},
	}}
	if diff := cmp.Diff(want, only(v.Findings, "custom.p")); diff != "" {
		t.Error(diff)
	}
}

func TestCustomPolicyErrors(t *testing.T) {
	tests := map[string]struct {
		fsys       fstest.MapFS
		want, hint string
	}{
		"syntax":          {fstest.MapFS{"a/b.rego": {Data: []byte("package custom.b\n\nfindings contains {")}}, "a/b.rego:3:", "not closed"},
		"open quote":      {fstest.MapFS{"b.rego": {Data: []byte("package custom.b\n\nfindings := \"x\n")}}, "b.rego:3:", "close the quote"},
		"Rego v0":         {fstest.MapFS{"b.rego": {Data: []byte("package custom.b\n\nfindings[x] { x := 1 }\n")}}, "b.rego:3:", "Rego v1"},
		"no module":       {fstest.MapFS{"b.rego": {Data: []byte("# nothing\n")}}, "b.rego: empty module", ""},
		"no METADATA":     {fstest.MapFS{"b.rego": {Data: []byte("package custom.b\n\nfindings := {}")}}, "b.rego:1:1: the policy has no METADATA", "rollcall policy new"},
		"built-in's name": {fstest.MapFS{"b.rego": {Data: []byte(head + "package rollcall.no_owner\n\nfindings := set()")}}, "package of the form custom.<name>", "package custom.b"},
		"too deep":        {fstest.MapFS{"b.rego": {Data: []byte(head + "package custom.a.b\n\nfindings := set()")}}, "custom.<name>, without further parts", ""},
		"twice":           {fstest.MapFS{"a.rego": {Data: []byte(head + "package custom.p\n\n" + everyIdentity)}, "b.rego": {Data: []byte(head + "package custom.p\n\n" + everyIdentity)}}, "b.rego: the policy custom.p is also in a.rego", ""},
		"unknown field":   {custom("", `findings contains {"identity": i.id, "message": i.nmae} if some i in input.identities`), "p.rego:9:", "name"},
		"unknown fact":    {custom("#   requires: [age]\n", everyIdentity), `"age" is none of the facts`, ""},
		"unknown kind":    {custom("#   kinds: [token]\n", everyIdentity), `unknown kind "token"`, ""},
		"unknown key":     {custom("#   sverity: high\n", everyIdentity), `unknown field "sverity"`, ""},
		"no such param":   {custom("#   params:\n#     days: {default: 3}\n", `findings contains {"identity": "", "message": "m"} if input.params.dys > 2`), "input.params.dys is not among", `did you mean "days"?`},
		"network":         {custom("", `findings contains {"identity": "", "message": "m"} if http.send({"url": "http://example.com", "method": "get"})`), "http.send", "pure functions"},
		"environment":     {custom("", `findings contains {"identity": "", "message": "m"} if opa.runtime().env.HOME`), "opa.runtime", ""},
		"clock":           {custom("", `findings contains {"identity": "", "message": "m"} if time.now_ns() > 0`), "time.now_ns", ""},
		"unused variable": {custom("", "findings contains {\"identity\": \"\", \"message\": \"m\"} if {\n\tx := 1\n}"), "assigned var x unused", ""},
		"schema":          {fstest.MapFS{"p.rego": {Data: []byte("# METADATA\n# scope: package\n# title: t\n# schemas:\n#   - input: schema[\"/etc/passwd\"]\n# custom: {severity: low}\npackage custom.p\n\n" + everyIdentity)}}, "schema", ""},
		"another's data":  {custom("", `findings contains f if some f in data.rollcall.no_owner.findings`), "undefined ref", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := Load(test.fsys)
			if name == "another's data" { // compiled apart, the built-in packages do not exist for it
				v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now})
				if err != nil || len(only(v.Findings, "custom.p")) > 0 {
					t.Errorf("got %v, %v", v.Findings, err)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if !strings.Contains(e.Error(), test.want) {
				t.Errorf("got %q, want %q in it", e.Error(), test.want)
			}
			if !strings.Contains(e.Hint(), test.hint) {
				t.Errorf("got hint %q, want %q in it", e.Hint(), test.hint)
			}
		})
	}
}

// A policy that misbehaves is a gap; the others are evaluated all the same.
func TestPolicyErrorsAreGaps(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"not an object":      {`findings contains "x" if true`, "finding 1 is malformed: it is a string, not an object with identity and message"},
		"unknown field":      {`findings contains {"identity": "a", "message": "m", "mode": "enforced"} if true`, `unknown field "mode"`},
		"policy of another":  {`findings contains {"identity": "a", "message": "m", "policy": "no_owner"} if true`, `unknown field "policy"`},
		"no message":         {`findings contains {"identity": i.id} if some i in input.identities`, "no message"},
		"wrong type":         {`findings contains {"identity": i.id, "message": 3} if some i in input.identities`, "finding 1 is malformed: message is a number"},
		"no evidence":        {`findings contains {"identity": i.id, "message": "m", "evidence": ["x"]} if some i in input.identities`, "evidence of a finding is a array, not an object"},
		"foreign identity":   {`findings contains {"identity": "a", "message": "m"} if true`, "identity that the policy was not given"},
		"no identity":        {`findings contains {"identity": "", "message": "m"} if true`, "identity that the policy was not given"},
		"severity":           {`findings contains {"identity": i.id, "message": "m", "severity": "critical"} if some i in input.identities`, `severity "critical"`},
		"absolute place":     {`findings contains {"identity": i.id, "message": "m", "at": {"path": "/etc/passwd"}} if some i in input.identities`, "place is not one in the repository"},
		"place outside":      {`findings contains {"identity": i.id, "message": "m", "at": {"path": "../x"}} if some i in input.identities`, "place is not one in the repository"},
		"not a set":          {`findings := 3`, "findings is not a set"},
		"undefined":          {`findings := f if { f := input.identities[99] }`, "0 results"},
		"too many":           {`findings contains {"identity": i.id, "message": sprintf("%d", [n])} if { some i in input.identities; some n in numbers.range(0, 10000) }`, "more than 10000 findings"},
		"error in a builtin": {`findings contains {"identity": i.id, "message": "m"} if { some i in input.identities; regex.match("(", i.name) }`, "regex.match"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := load(t, custom("", test.body))
			id := secret("A")
			id.Owner.Status = nhi.OwnerNone
			v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			if len(v.Gaps) != 1 || v.Gaps[0].Reason != nhi.GapUndecided || !strings.Contains(v.Gaps[0].Detail, test.want) {
				t.Errorf("got gaps %+v, want one with %q", v.Gaps, test.want)
			}
			if len(only(v.Findings, "no_owner")) != 1 {
				t.Error("the other policies were not evaluated")
			}
		})
	}
}

// Findings with the same evidence share it: in an organisation thousands have the same.
func TestEvidenceIsShared(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": i.id, "message": "m", "evidence": {"of": substring(i.name, 0, 1)}} if some i in input.identities`))
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A1"), secret("A2"), secret("B1")}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	found := only(v.Findings, "custom.p")
	if len(found) != 3 {
		t.Fatalf("got %+v", found)
	}
	found[0].Evidence["mark"] = true
	if found[1].Evidence["mark"] != true || found[2].Evidence["mark"] != nil || found[1].Evidence["of"] != "A" || found[2].Evidence["of"] != "B" {
		t.Errorf("%v, %v, %v", found[0].Evidence, found[1].Evidence, found[2].Evidence)
	}
}

// A place is related once, and not to itself.
func TestRelatedPlacesAreOthers(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": i.id, "message": "m", "at": places[0], "related": places} if {
	some i in input.identities
	places := [{"path": "w.yml", "line": n} | some n in [3, 7, 3, 7, 9]]
}`))
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	found := only(v.Findings, "custom.p")
	if len(found) != 1 {
		t.Fatalf("got %+v", found)
	}
	want := []nhi.Location{{Path: "w.yml", Line: 7}, {Path: "w.yml", Line: 9}}
	if diff := cmp.Diff(want, found[0].Related); diff != "" {
		t.Error(diff)
	}
}

// Of many places the first fifty are listed, and the others counted, each once: what says "and 9 more" has to be true.
func TestPlacesThatAreNotListedAreCounted(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": i.id, "message": "m", "at": places[0], "related": places} if {
	some i in input.identities
	places := array.concat([{"path": "w.yml", "line": n} | some n in numbers.range(1, 60)], [{"path": "w.yml", "line": 60}, {"path": ""}])
}`))
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	found := only(v.Findings, "custom.p")
	if len(found) != 1 || len(found[0].Related) != 50 || found[0].Unlisted != 9 {
		t.Fatalf("got %+v, want 50 places and 9 more", found)
	}
}

// Findings with one fingerprint are one, which has the places of all.
func TestMergedFindingsHaveAllPlaces(t *testing.T) {
	at := func(n int) nhi.Location { return nhi.Location{Path: "w.yml", Line: n} }
	var all []nhi.Finding
	for n := 1; n <= 60; n++ {
		l := at(n)
		all = append(all, nhi.Finding{Fingerprint: "f", Location: &l, Related: []nhi.Location{at(100)}})
	}
	all[59].Unlisted = 3 // which may be among those that the others have
	got := merge(all)
	if len(got) != 1 || len(got[0].Related) != 50 || got[0].Unlisted != 10 { // beyond the first place there are 59, and line 100
		t.Errorf("got %d places and %d more of %d findings", len(got[0].Related), got[0].Unlisted, len(got))
	}
}
