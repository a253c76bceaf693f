package policies

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const head = "# METADATA\n# scope: package\n# title: A title\n# custom:\n#   severity: low\n#   severities: [high]\n"

// custom is a folder with one policy of the given METADATA and body.
func custom(metadata, body string) fstest.MapFS {
	return fstest.MapFS{"p.rego": {Data: []byte(head + metadata + "package custom.p\n\n" + body)}}
}

func load(t testing.TB, fsys fstest.MapFS) *Set {
	t.Helper()
	s, err := Load(fsys)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

func secret(name string) nhi.Identity {
	return nhi.Identity{
		ID: nhi.ID("github:acme/app:actions-secret:" + name), Kind: nhi.KindCISecret, Name: name, System: "github",
		Scope: "acme/app", Store: "actions-secret", Lifetime: nhi.LifetimeStatic,
		Owner: nhi.Owner{Status: nhi.OwnerConfirmed},
		Uses:  []nhi.Use{{Workflow: ".github/workflows/ci.yml", Job: "test", Step: -1, Route: nhi.RouteEnv, Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 9}}},
	}
}

// only returns the findings of one policy.
func only(findings []nhi.Finding, policy string) []nhi.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f nhi.Finding) bool { return f.Policy != policy })
}

const everyIdentity = `findings contains {"identity": i.id, "message": sprintf("%s is here.", [i.name])} if some i in input.identities
`

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
		"no module":       {fstest.MapFS{"b.rego": {Data: []byte("# nothing\n")}}, "b.rego:0: rego_parse_error: empty module", ""},
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

func TestTimeLimit(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": "a", "message": "m"} if { some a in numbers.range(0, 100000); some b in numbers.range(0, 100000); a * b == -1 }`))
	s.evaluationLimit = 50 * time.Millisecond
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now, Settings: offBut(s, "custom.p")})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Gaps) != 1 || v.Gaps[0].Reason != nhi.GapTimeout || v.Gaps[0].Scope != "policy custom.p" {
		t.Errorf("got gaps %+v", v.Gaps)
	}
}

func TestStuckPolicy(t *testing.T) {
	// One call of a builtin that takes seconds and does not look at the clock; what comes before it
	// takes a few thousandths of the limit.
	s := load(t, custom("", `findings contains {"identity": "a", "message": "m"} if {
	a := concat("", ["a" | some _ in numbers.range(1, 450)])
	b := concat("", [a | some _ in numbers.range(1, 450)])
	regex.match("^((a{0,30}){1,30})+x$", b)
}`))
	s.evaluationLimit, s.stopLimit = time.Second, 10*time.Millisecond
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now, Settings: offBut(s, "custom.p")})
	var stuck *StuckError
	if !errors.As(err, &stuck) || !slices.Equal(stuck.Policies, []string{"custom.p"}) || stuck.Hint() == "" {
		t.Fatalf("got %v, want a StuckError for custom.p", err)
	}
	if len(v.Gaps) != 1 || v.Gaps[0].Reason != nhi.GapTimeout || len(v.Policies) == 0 {
		t.Errorf("the verdict is not complete: %+v", v.Gaps)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := load(t, nil).Evaluate(ctx, Input{Now: now}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// offBut switches every policy off but one.
func offBut(s *Set, id string) map[string]nhi.PolicySetting {
	settings := map[string]nhi.PolicySetting{}
	for _, p := range s.ids() {
		if p != id {
			settings[p] = nhi.PolicySetting{Mode: nhi.ModeOff}
		}
	}
	return settings
}

func TestSettings(t *testing.T) {
	const varying = `findings contains {"identity": i.id, "message": sprintf("%d", [input.params.days]), "severity": "high", "advisory": true} if some i in input.identities
`
	metadata := "#   mode: enforced\n#   params:\n#     days: {default: 3}\n"
	tests := map[string]struct {
		setting  nhi.PolicySetting
		severity nhi.Severity
		mode     nhi.Mode
		message  string
	}{
		"defaults, and what the finding asks for":  {nhi.PolicySetting{}, nhi.SeverityHigh, nhi.ModeAdvisory, "3"},
		"the configured severity holds for all":    {nhi.PolicySetting{Severity: nhi.SeverityInfo}, nhi.SeverityInfo, nhi.ModeAdvisory, "3"},
		"the configured mode holds for all":        {nhi.PolicySetting{Mode: nhi.ModeEnforced}, nhi.SeverityHigh, nhi.ModeEnforced, "3"},
		"a parameter, as YAML decodes an integer":  {nhi.PolicySetting{Params: map[string]any{"days": 7}}, nhi.SeverityHigh, nhi.ModeAdvisory, "7"},
		"a parameter, as JSON decodes an integer":  {nhi.PolicySetting{Params: map[string]any{"days": 7.0}}, nhi.SeverityHigh, nhi.ModeAdvisory, "7"},
		"a parameter, as YAML decodes an unsigned": {nhi.PolicySetting{Params: map[string]any{"days": uint64(7)}}, nhi.SeverityHigh, nhi.ModeAdvisory, "7"},
	}
	s := load(t, custom(metadata, varying))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now, Settings: map[string]nhi.PolicySetting{"custom.p": test.setting}})
			if err != nil {
				t.Fatal(err)
			}
			got := only(v.Findings, "custom.p")
			if len(got) != 1 || got[0].Severity != test.severity || got[0].Mode != test.mode || got[0].Message != test.message {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestSettingErrors(t *testing.T) {
	tests := map[string]struct {
		id         string
		setting    nhi.PolicySetting
		want, hint string
	}{
		"unknown policy":       {"no_ownr", nhi.PolicySetting{}, `unknown policy "no_ownr"`, `did you mean "no_owner"?`},
		"nothing like it":      {"zzzzzzzz", nhi.PolicySetting{}, "unknown policy", "rollcall policy list"},
		"hostile name":         {"a\x1b[2J\nb", nhi.PolicySetting{}, `a\x1b[2J\nb`, ""},
		"mode":                 {"no_owner", nhi.PolicySetting{Mode: "enforce"}, `mode "enforce"`, "enforced"},
		"severity":             {"no_owner", nhi.PolicySetting{Severity: "severe"}, `severity "severe"`, "critical"},
		"unknown parameter":    {"rotation_overdue", nhi.PolicySetting{Params: map[string]any{"grace": 3}}, `no parameter "grace"`, "grace_days"},
		"no parameters":        {"no_owner", nhi.PolicySetting{Params: map[string]any{"days": 3}}, `no parameter "days"`, "it has none"},
		"text for a number":    {"rotation_overdue", nhi.PolicySetting{Params: map[string]any{"grace_days": "3"}}, "want a number, not a string", "rollcall policy explain"},
		"number for a list":    {"mcp_unapproved", nhi.PolicySetting{Params: map[string]any{"approved": 3}}, "want a list, not a number", ""},
		"list of numbers":      {"mcp_unapproved", nhi.PolicySetting{Params: map[string]any{"approved": []any{3}}}, "want a list", ""},
		"unknown key":          {"max_token_lifetime", nhi.PolicySetting{Params: map[string]any{"days": map[string]any{"severe": 3}}}, `unknown key "severe"`, ""},
		"wrong value in it":    {"max_token_lifetime", nhi.PolicySetting{Params: map[string]any{"days": map[string]any{"low": "x"}}}, "want a mapping", ""},
		"value not in the set": {"max_production_permission", nhi.PolicySetting{Params: map[string]any{"level": "raed"}}, "want one of [none read write admin]", ""},
	}
	s := load(t, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := s.Check(map[string]nhi.PolicySetting{test.id: test.setting})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if !strings.Contains(e.Error(), test.want) || !strings.Contains(e.Hint(), test.hint) {
				t.Errorf("got %q, hint %q; want %q, %q", e.Error(), e.Hint(), test.want, test.hint)
			}
		})
	}
}

func TestPartOfAMappingKeepsTheRest(t *testing.T) {
	s := load(t, nil)
	all, err := s.configure(map[string]nhi.PolicySetting{"max_token_lifetime": {Params: map[string]any{"days": map[string]any{"low": 10}}}})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(c *configured) bool { return c.ID == "max_token_lifetime" })
	want := map[string]any{"critical": 90.0, "high": 90.0, "medium": 180.0, "low": 10.0}
	if diff := cmp.Diff(want, all[i].result.Params["days"]); diff != "" {
		t.Error(diff)
	}
}

// What is not known is reported, unless the policy has a finding, lets the identity pass,
// or the platform has no such fact.
func TestUnknown(t *testing.T) {
	unknowns := func(change func(*nhi.Identity)) []nhi.Unknown {
		id := secret("A")
		change(&id)
		s := load(t, nil)
		v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now, Settings: offBut(s, "rotation_overdue")})
		if err != nil {
			t.Fatal(err)
		}
		return v.Unknowns
	}
	maximum := nhi.Derived(90, "service")
	tests := map[string]struct {
		change func(*nhi.Identity)
		want   []nhi.Unknown
	}{
		"nothing known": {func(*nhi.Identity) {}, []nhi.Unknown{{Policy: "rotation_overdue", Identity: secret("A").ID, Fact: "maximum_age_days", Reason: nhi.ReasonNotCollected}}},
		"not permitted": {func(id *nhi.Identity) {
			id.Rotation.MaximumDays = maximum
			id.Times.Created = nhi.Absent[time.Time](nhi.ReasonNotPermitted, "")
			id.Times.Rotated = nhi.Absent[time.Time](nhi.ReasonNotPermitted, "")
		}, []nhi.Unknown{{Policy: "rotation_overdue", Identity: secret("A").ID, Fact: "days_since_rotation", Reason: nhi.ReasonNotPermitted}}},
		"not supported": {func(id *nhi.Identity) {
			id.Rotation.MaximumDays = maximum
			id.Times.Rotated = nhi.Absent[time.Time](nhi.ReasonNotSupported, "")
		}, nil},
		"known":      {func(id *nhi.Identity) { id.Rotation.MaximumDays = maximum; id.Times.Created = nhi.Observed(now, "api") }, nil},
		"passes":     {func(id *nhi.Identity) { id.Lifetime = nhi.LifetimeEphemeral }, nil},
		"collective": {func(id *nhi.Identity) { id.Store = "actions-secrets" }, nil},
		"public":     {func(id *nhi.Identity) { id.Credential.Public = true }, nil},
		"missing":    {func(id *nhi.Identity) { id.Status = nhi.Derived(nhi.StatusMissing, "registry") }, nil},
		"other kind": {func(id *nhi.Identity) { id.Kind = nhi.KindRunner }, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, unknowns(test.change)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExceptions(t *testing.T) {
	exception := func(identity string, days int) nhi.Exception {
		return nhi.Exception{Policy: "no_owner", Identity: identity, Reason: "later", Owner: "alice",
			Expires: now.AddDate(0, 0, days), Location: nhi.Location{Path: ".rollcall/config.yaml", Line: 9}}
	}
	endless := exception("*", 0)
	endless.Expires = time.Time{}
	tests := map[string]struct {
		exception  nhi.Exception
		suppressed bool
		want       string // the message of a policy about exceptions
	}{
		"in force":  {exception("*:actions-secret:A", 30), true, ""},
		"expired":   {exception("*:actions-secret:A", -3), false, "The exception of *:actions-secret:A from no_owner expired 3 days ago."},
		"too long":  {exception("*", 200), false, "The exception of * from no_owner expires in 200 days, over the limit of 180, and does not apply."},
		"no end":    {endless, false, "The exception of * from no_owner has no expiry and does not apply."},
		"unmatched": {exception("*:B", 30), false, "The exception of *:B from no_owner matches no finding."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			id := secret("A")
			id.Owner.Status = nhi.OwnerNone
			v, err := load(t, nil).Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now, Exceptions: []nhi.Exception{test.exception}})
			if err != nil {
				t.Fatal(err)
			}
			f := only(v.Findings, "no_owner")
			if len(f) != 1 || f[0].Counts() == test.suppressed {
				t.Errorf("got %+v", f)
			}
			got := ""
			for _, f := range v.Findings {
				if strings.HasPrefix(f.Policy, "exception_") {
					got += f.Message
					if f.Location == nil || f.Location.Line != 9 {
						t.Errorf("the finding is at %v", f.Location)
					}
				}
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			i := slices.IndexFunc(v.Policies, func(p nhi.Policy) bool { return p.ID == "no_owner" })
			if p := v.Policies[i]; (p.Exceptions == 1) != test.suppressed || p.Findings+p.Exceptions != 1 {
				t.Errorf("counted %d findings and %d exceptions", p.Findings, p.Exceptions)
			}
		})
	}
}

func TestExceptionErrors(t *testing.T) {
	good := nhi.Exception{Policy: "no_owner", Identity: "*", Reason: "r", Owner: "o", Expires: now.AddDate(0, 1, 0), Location: nhi.Location{Path: "c.yaml", Line: 4}}
	tests := map[string]struct {
		change func(*nhi.Exception)
		want   string
	}{
		"unknown policy": {func(e *nhi.Exception) { e.Policy = "no_ownr" }, `c.yaml:4: exception for an unknown policy "no_ownr"`},
		"about itself":   {func(e *nhi.Exception) { e.Policy = "exception_expired" }, "can have none itself"},
		"no identity":    {func(e *nhi.Exception) { e.Identity = " " }, "without an identity"},
		"no reason":      {func(e *nhi.Exception) { e.Reason = "" }, "without a reason"},
		"no owner":       {func(e *nhi.Exception) { e.Owner = "" }, "without a reason or owner"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := good
			test.change(&e)
			_, err := load(t, nil).Evaluate(t.Context(), Input{Now: now, Exceptions: []nhi.Exception{good, e}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestMatchPattern(t *testing.T) {
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"*", "", true}, {"*", "a:b/c", true}, {"a*", "abc", true}, {"*c", "abc", true},
		{"a*c", "ac", true}, {"a*a", "a", false}, {"a*b*c", "aXbYc", true}, {"a*b*c", "aXcYb", false}, {"*b*b", "ab", false}, {"**", "x", true},
	}
	for _, test := range tests {
		if got := matchPattern(test.pattern, test.s); got != test.want {
			t.Errorf("matchPattern(%q, %q) = %v", test.pattern, test.s, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // replacing parts of a name by * keeps it matching
		parts := rapid.SliceOfN(rapid.StringMatching(`[ab:]{0,4}`), 1, 6).Draw(t, "parts")
		pattern := slices.Clone(parts)
		for i := range pattern {
			if rapid.Bool().Draw(t, "wild") {
				pattern[i] = "*"
			}
		}
		if !matchPattern(strings.Join(pattern, ""), strings.Join(parts, "")) {
			t.Fatalf("%q does not match %q", pattern, parts)
		}
	})
}

// Findings are merged by key, and their fingerprint does not move with lines and days.
func TestMergeAndFingerprint(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": i.id, "message": sprintf("%d", [input.summary.identities]), "key": "k", "at": use.at} if {
	some i in input.identities
	some use in i.uses
}`))
	findings := func(shift int) []nhi.Finding {
		id := secret("A")
		second := id.Uses[0]
		second.Location.Line = 30
		id.Uses = append([]nhi.Use{second}, id.Uses...)
		for i := range id.Uses {
			id.Uses[i].Location.Line += shift
		}
		v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now.AddDate(0, 0, shift)})
		if err != nil {
			t.Fatal(err)
		}
		return only(v.Findings, "custom.p")
	}
	before, after := findings(0), findings(5)
	if len(before) != 1 || before[0].Location.Line != 9 || len(before[0].Related) != 1 || before[0].Related[0].Line != 30 {
		t.Errorf("got %+v", before)
	}
	if before[0].Fingerprint != after[0].Fingerprint {
		t.Error("the fingerprint moved with the lines")
	}
}

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

// Every identity and workflow is judged, whatever the number and order, and the same way.
func TestOrderAndChunksDoNotMatter(t *testing.T) {
	in := Input{Now: now}
	for i := range batchSize + 2*chunkSize + 7 {
		id := secret(fmt.Sprintf("S%04d", i))
		id.Owner.Status = nhi.OwnerNone
		in.Identities = append(in.Identities, id)
	}
	s := load(t, nil)
	first, err := s.Evaluate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(only(first.Findings, "no_owner")); got != len(in.Identities) {
		t.Errorf("no_owner has %d findings", got)
	}
	slices.Reverse(in.Identities)
	second, err := s.Evaluate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error(diff)
	}
}

// A workflow whose token the inventory does not list is judged as well.
func TestWorkflowWithoutToken(t *testing.T) {
	w := nhi.Workflow{Path: ".github/workflows/ci.yml", Jobs: []nhi.Job{{ID: "test", Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 6}}}}
	composite := nhi.Workflow{Path: "action.yml", Composite: true, Jobs: []nhi.Job{{}}}
	v, err := load(t, nil).Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Workflows: []nhi.Workflow{w, composite}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	got := only(v.Findings, "token_permissions_missing")
	if len(got) != 1 || got[0].Identity != "github:acme/app:workflow-token:.github/workflows/ci.yml" || got[0].Location.Line != 6 {
		t.Errorf("got %+v", got)
	}
}

// derive makes all the facts at once.
func derive(in Input) ([]identityFacts, []settingsFacts, summaryFacts) {
	d := newDerivation(in)
	var facts []identityFacts
	entries, summary := d.entries(in)
	for _, id := range entries {
		facts = append(facts, d.identity(id))
	}
	return facts, d.settings(in.Platform, in), summary
}

// The document that Rego gets is the one that the schema describes.
func TestDocumentMatchesSchema(t *testing.T) {
	encoded, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaID, raw); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(schemaID)
	if err != nil {
		t.Fatal(err)
	}
	facts, homes, summary := derive(shop())
	exceptions := exceptionFacts(shop().Exceptions, []int{1}, now, func(string) bool { return true })
	doc := document{Version: DocumentVersion, Now: now.Format(time.RFC3339), Identities: facts, Settings: homes, Summary: summary, Exceptions: exceptions}
	plain := map[string]any{"params": map[string]any{}}
	for _, f := range fieldsOf(reflect.TypeFor[document]()) {
		if f.name == "params" {
			continue
		}
		if plain[f.name], err = ast.JSON(termOf(reflect.ValueOf(doc).Field(f.index)).Value); err != nil {
			t.Fatal(err)
		}
	}
	if err := schema.Validate(plain); err != nil {
		t.Error(err)
	}
}
