package policies

import (
	"slices"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A policy is told in words what a rule looks for.
func TestFoundInWords(t *testing.T) {
	d := derivation{now: now}
	if got := d.exposure(nhi.Exposure{Rule: "command-password"}).Found; got != "a password in a command" {
		t.Errorf("found %q", got)
	}
}

// Where the history ends at a commit, what it holds may have been there for years: no date is known, and a policy that asks for one
// cannot decide.
func TestWhatAShallowCloneHasIsUndated(t *testing.T) {
	e := nhi.Exposure{
		Rule: "r", Location: nhi.Location{Path: "a.env", Line: 1}, Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh,
		Commit: "1a2b3c", Date: now.AddDate(0, 0, -40), ValueClass: 1,
	}
	cut, undated, alert := e, e, e
	cut.Cut, undated.Commit, undated.Date, alert.Cut = true, "", time.Time{}, true
	alert.Platform = &nhi.Alert{Created: now.AddDate(0, 0, -30)}
	for name, c := range map[string]struct {
		exposures []nhi.Exposure
		days      int // 0: not known
		unknown   bool
	}{
		"dated":                    {[]nhi.Exposure{e}, 40, false},
		"cut":                      {[]nhi.Exposure{cut}, 0, true},
		"no history":               {[]nhi.Exposure{undated}, 0, true},
		"one of two":               {[]nhi.Exposure{e, undated}, 0, true},
		"cut, but GitHub saw it":   {[]nhi.Exposure{alert}, 30, false},
		"nothing":                  {nil, 0, false},
		"the first of two is told": {[]nhi.Exposure{e, alert}, 40, false},
	} {
		id := secret("STRIPE_KEY")
		id.Exposures = c.exposures
		f := newDerivation(Input{Now: now}).identity(&id)
		days := 0
		if f.ExposedDays != nil {
			days = *f.ExposedDays
		}
		if _, unknown := f.Unknown["exposed_days"]; days != c.days || unknown != c.unknown {
			t.Errorf("%s: %d days, unknown %t", name, days, unknown)
		}
		id.Times.Rotated = nhi.Observed(now.AddDate(0, 0, -300), "GitHub")
		id.Stored = &nhi.Stored{Level: nhi.LevelRepository}
		v, err := load(t, nil).Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Platform: &nhi.Platform{}, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		undecided := slices.ContainsFunc(v.Unknowns, func(u nhi.Unknown) bool { return u.Policy == "leak_not_rotated" })
		if found := len(only(v.Findings, "leak_not_rotated")); found != min(1, len(c.exposures)) && !c.unknown || undecided != (c.unknown && found == 0) {
			t.Errorf("%s: %d findings, undecided %t", name, found, undecided)
		}
	}
}
