package policies

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestWeakened(t *testing.T) {
	at := nhi.Location{Path: ".rollcall/config.yaml", Line: 7}
	setting := func(id string, s nhi.PolicySetting) Declared {
		return Declared{Settings: map[string]nhi.PolicySetting{id: s}, Places: map[string]nhi.Location{id: at}}
	}
	exception := func(identity string, expires time.Time) Declared {
		return Declared{Exceptions: []nhi.Exception{{Policy: "leaked_credential", Identity: identity, Expires: expires, Location: at}}}
	}
	own := func(fsys fstest.MapFS) Declared { return Declared{Rules: load(t, fsys)} }
	enforced := custom("#   mode: enforced\n", everyIdentity)
	edited := custom("#   mode: enforced\n", "findings := set()\n")
	milder := custom("", everyIdentity)
	withLibrary := func(body string) fstest.MapFS {
		return fstest.MapFS{"p.rego": enforced["p.rego"], "lib.rego": {Data: []byte("package custom.lib.names\n\n" + body)}}
	}
	renamed := fstest.MapFS{"q.rego": {Data: []byte(head + "#   mode: enforced\npackage custom.q\n\n" + everyIdentity)}}
	off := nhi.PolicySetting{Mode: nhi.ModeOff}
	month, later := now.AddDate(0, 1, 0), now.AddDate(0, 3, 0)

	tests := map[string]struct {
		before, after Declared
		want          []Change
	}{
		"nothing": {Declared{}, Declared{}, nil},
		"switched off": {Declared{}, setting("leaked_credential", off), []Change{
			{Kind: ChangeModeLowered, Policy: "leaked_credential", Before: "enforced", After: "off", Enforced: true, Location: at}}},
		"advisory to off":  {Declared{}, setting("no_owner", off), []Change{{Kind: ChangeModeLowered, Policy: "no_owner", Before: "advisory", After: "off", Location: at}}},
		"switched on":      {setting("no_owner", off), Declared{}, nil},
		"enforced no more": {setting("no_owner", nhi.PolicySetting{Mode: nhi.ModeEnforced}), Declared{}, []Change{{Kind: ChangeModeLowered, Policy: "no_owner", Before: "enforced", After: "advisory", Enforced: true}}},
		"milder": {Declared{}, setting("no_owner", nhi.PolicySetting{Severity: nhi.SeverityInfo}), []Change{
			{Kind: ChangeSeverityLowered, Policy: "no_owner", Before: "high", After: "info", Location: at}}},
		"graver":        {setting("no_owner", nhi.PolicySetting{Severity: nhi.SeverityInfo}), Declared{}, nil},
		"its gravest":   {setting("leaked_credential", nhi.PolicySetting{Severity: nhi.SeverityCritical}), Declared{}, nil},
		"parameter":     {Declared{}, setting("unused", nhi.PolicySetting{Params: map[string]any{"days": 900}}), []Change{{Kind: ChangeParameter, Policy: "unused", Subject: "days", Before: "90", After: "900", Location: at}}},
		"the same days": {Declared{}, setting("unused", nhi.PolicySetting{Params: map[string]any{"days": uint64(90)}}), nil},
		"policy removed": {own(enforced), Declared{}, []Change{
			{Kind: ChangePolicyRemoved, Policy: "custom.p", Before: "enforced", Enforced: true}}},
		"policy renamed": {own(enforced), own(renamed), []Change{
			{Kind: ChangePolicyRemoved, Policy: "custom.p", Before: "enforced", Enforced: true}}},
		"policy emptied": {own(enforced), own(edited), []Change{
			{Kind: ChangePolicyEdited, Policy: "custom.p", Before: "enforced", After: "enforced", Enforced: true}}},
		"library edited": {own(withLibrary("ok if false")), own(withLibrary("ok if true")), []Change{
			{Kind: ChangePolicyEdited, Policy: "custom.p", Before: "enforced", After: "enforced", Enforced: true}}},
		"policy added":                {Declared{}, own(enforced), nil},
		"policy made advisory itself": {own(enforced), own(milder), []Change{{Kind: ChangeModeLowered, Policy: "custom.p", Before: "enforced", After: "advisory", Enforced: true}}},
		"one that was off":            {Declared{Rules: load(t, enforced), Settings: map[string]nhi.PolicySetting{"custom.p": off}}, Declared{}, nil},
		"exception added": {Declared{}, exception("*", month), []Change{
			{Kind: ChangeExceptionAdded, Policy: "leaked_credential", Subject: "*", After: "2026-12-22", Enforced: true, Location: at}}},
		"exception without an end": {Declared{}, exception("*", time.Time{}), []Change{
			{Kind: ChangeExceptionAdded, Policy: "leaked_credential", Subject: "*", After: "without an end", Enforced: true, Location: at}}},
		"exception widened": {exception("a", month), exception("a*", month), []Change{
			{Kind: ChangeExceptionAdded, Policy: "leaked_credential", Subject: "a*", After: "2026-12-22", Enforced: true, Location: at}}},
		"exception lengthened": {exception("*", month), exception("*", later), []Change{
			{Kind: ChangeExceptionLengthened, Policy: "leaked_credential", Subject: "*", Before: "2026-12-22", After: "2027-02-22", Enforced: true, Location: at}}},
		"exception shortened": {exception("*", later), exception("*", month), nil},
		"exception removed":   {exception("*", month), Declared{}, nil},
		"never fails":         {Declared{}, Declared{FailOn: "never"}, []Change{{Kind: ChangeFailOn, Before: "enforced", After: "never", Enforced: true}}},
		"fails on graver":     {Declared{FailOn: "low"}, Declared{FailOn: "high"}, []Change{{Kind: ChangeFailOn, Before: "low", After: "high", Enforced: true}}},
		"fails on another":    {Declared{}, Declared{FailOn: "critical"}, []Change{{Kind: ChangeFailOn, Before: "enforced", After: "critical", Enforced: true}}},
		"fails on more":       {Declared{FailOn: "high"}, Declared{FailOn: "low"}, nil},
		"fails again":         {Declared{FailOn: "never"}, Declared{}, nil},
		"path excluded":       {Declared{Excluded: []string{"a"}}, Declared{Excluded: []string{"a", "b"}}, []Change{{Kind: ChangeExcluded, Policy: "leaked_credential", Subject: "b", Enforced: true}}},
		"expiry moved": {Declared{Terms: []Term{{Match: "A", Expires: month}}}, Declared{Terms: []Term{{Match: "A", Expires: later, Location: at}}}, []Change{
			{Kind: ChangeExpiryMoved, Policy: "require_expiry", Subject: "A", Before: "2026-12-22", After: "2027-02-22", Location: at}}},
		"expiry dropped": {Declared{Terms: []Term{{Match: "A", Expires: month}}}, Declared{Terms: []Term{{Match: "A"}}}, []Change{
			{Kind: ChangeExpiryMoved, Policy: "require_expiry", Subject: "A", Before: "2026-12-22", After: "without an end"}}},
		"expiry sooner":         {Declared{Terms: []Term{{Match: "A", Expires: later}}}, Declared{Terms: []Term{{Match: "A", Expires: month}}}, nil},
		"expiry of a new entry": {Declared{}, Declared{Terms: []Term{{Match: "A", Expires: later}}}, nil},
		"older allowed":         {Declared{Terms: []Term{{Match: "A", RotationDays: 30}}}, Declared{Terms: []Term{{Match: "A", RotationDays: 90}}}, []Change{{Kind: ChangeRotation, Policy: "rotation_overdue", Subject: "A", Before: "30", After: "90"}}},
		"agent allowed more": {Declared{Terms: []Term{{Match: "A", AllowedSecrets: []string{"X", "Y_*"}}}}, Declared{Terms: []Term{{Match: "A", AllowedSecrets: []string{"X", "Y_1", "Z"}}}}, []Change{
			{Kind: ChangeAllowed, Policy: "agent_secret_outside_allowlist", Subject: "A", After: "Z", Enforced: true}}},
		"agent allowed all": {Declared{Terms: []Term{{Match: "A", AllowedSecrets: []string{}}}}, Declared{Terms: []Term{{Match: "A"}}}, []Change{
			{Kind: ChangeAllowed, Policy: "agent_secret_outside_allowlist", Subject: "A", After: "any", Enforced: true}}},
		"agent allowed less": {Declared{Terms: []Term{{Match: "A", AllowedSecrets: []string{"X"}}}}, Declared{Terms: []Term{{Match: "A", AllowedSecrets: []string{}}}}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Weakened(test.before, test.after)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Each change is a finding by the rules of before, whatever after says of policy_weakened; without one the policy is silent.
func TestWeakenedIsAFinding(t *testing.T) {
	after := Declared{Settings: map[string]nhi.PolicySetting{"policy_weakened": {Mode: nhi.ModeOff}, "leaked_credential": {Mode: nhi.ModeAdvisory}}}
	s := load(t, nil)
	v, err := s.Evaluate(t.Context(), Input{Changes: Weakened(Declared{}, after), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{": This change turns leaked_credential from enforced to advisory.", ": This change turns policy_weakened from enforced to off."}
	if diff := cmp.Diff(want, messages(v.Findings)); diff != "" {
		t.Error(diff)
	}
	for _, f := range v.Findings {
		if f.Mode != nhi.ModeEnforced || f.Severity != nhi.SeverityHigh {
			t.Errorf("%s is %s and %s", f.Message, f.Severity, f.Mode)
		}
	}
	if v, err = s.Evaluate(t.Context(), Input{Now: now}); err != nil || len(v.Findings) > 0 {
		t.Errorf("without a change: %v, %v", v.Findings, err)
	}
}
