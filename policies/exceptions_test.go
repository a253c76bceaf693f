package policies

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
)

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

// A day that is declared is the last: what ends today has not ended.
func TestTheLastDayCounts(t *testing.T) {
	today := nhi.Date(now)
	id := secret("A")
	id.Owner.Status = nhi.OwnerNone
	id.Times.Expires = nhi.Declared(today, "registry")
	id.Attestation = nhi.Declared(nhi.Attestation{By: "alice", On: today.AddDate(0, 0, -9), Until: today}, "registry")
	id.Business.ContractEnd = nhi.Declared(today, "registry")
	exception := nhi.Exception{Policy: "no_owner", Identity: "*:A", Reason: "later", Owner: "alice", Expires: today}
	for _, test := range []struct {
		now  time.Time
		want []string
	}{
		{now, []string{"no_owner false", "expires_soon A expires in 0 days."}},
		{now.AddDate(0, 0, 1), []string{
			"no_owner true", "expires_soon A expired 1 day ago.", "attestation_overdue The attestation of A lapsed 1 day ago.",
			"vendor_ended A outlives the contract with its vendor, which ended 1 day ago.", "exception_expired The exception of *:A from no_owner expired 1 day ago.",
		}},
	} {
		v, err := load(t, nil).Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: test.now, Exceptions: []nhi.Exception{exception}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range v.Findings {
			switch f.Policy {
			case "no_owner":
				got = append(got, fmt.Sprint(f.Policy, " ", f.Counts()))
			case "expires_soon", "attestation_overdue", "vendor_ended", "exception_expired":
				got = append(got, f.Policy+" "+f.Message)
			}
		}
		slices.Sort(got)
		slices.Sort(test.want)
		if !slices.Equal(got, test.want) {
			t.Errorf("on %s: %q, not %q", test.now.Format(time.DateOnly), got, test.want)
		}
	}
}
