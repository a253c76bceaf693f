package inventory

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// idsByClass is the identities that each value is listed under, without what all IDs of exposed values begin with.
func idsByClass(seen nhi.Observations) map[int][]string {
	ids := map[int][]string{}
	for _, identity := range Build(target, seen, registry.Declarations{}, now) {
		met := map[int]bool{}
		for _, e := range identity.Exposures {
			if !met[e.ValueClass] {
				ids[e.ValueClass] = append(ids[e.ValueClass], strings.TrimPrefix(string(identity.ID), string(exposedPrefix)))
			}
			met[e.ValueClass] = true
		}
	}
	return ids
}

func exposed(exposures ...nhi.Exposure) nhi.Observations {
	return nhi.Observations{Exposures: exposures}
}

// An ID has the name that the value is assigned to, whatever rule finds it; a stranger writes that name.
func TestExposedIDHasTheName(t *testing.T) {
	for name, want := range map[string]string{
		"STRIPE_SECRET_KEY":       "STRIPE_SECRET_KEY",
		"x-api-key":               "x-api-key",
		"spring.mail.password":    "spring.mail.password",
		"":                        "rule",
		"two words":               "two_words",
		"key*":                    "key_", // a pattern's * would make an exception of it one for others
		"a\x1b[31mb\u202ec":       "a__31mb_c",
		"a#2":                     "a_2",
		"häß":                     "h__",
		"***":                     "rule",
		"ghp_…Ab":                 "rule", // masked: what is left of it is a value's
		strings.Repeat("k", 5000): strings.Repeat("k", 100),
	} {
		for _, rule := range []string{"rule", "another-rule"} {
			want := want
			if want == "rule" {
				want = rule
			}
			seen := exposed(nhi.Exposure{Rule: rule, Location: place("a.env", 1), Name: name, ValueClass: 1})
			if got := idsByClass(seen)[1]; !slices.Equal(got, []string{"a.env#" + want}) {
				t.Errorf("%.40q by %s: %q, want a.env#%s", name, rule, got, want)
			}
		}
	}
}

// What GitHub tells of a place without a file is called as GitHub calls it.
func TestExposedIDWithoutFile(t *testing.T) {
	seen := exposed(nhi.Exposure{Rule: "variable", Name: "PAYMENT", ValueClass: 1, Platform: &nhi.Alert{Place: "variable PAYMENT of acme/shop"}})
	if got := idsByClass(seen)[1]; !slices.Equal(got, []string{"variable PAYMENT of acme/shop#variable"}) {
		t.Error(got)
	}
}

// What another level, the history or a later version finds besides does not rename what has a name: a baseline or an
// exception would come to stand for another credential.
func TestWhatIsFoundBesidesRenamesNothing(t *testing.T) {
	seen := exposed(
		nhi.Exposure{Rule: "generic-api-key", Name: "TMDB_KEY", Location: place("app.py", 9), ValueClass: 1, Date: now.AddDate(0, 0, -2), Presence: nhi.PresenceHead},
		nhi.Exposure{Rule: "generic-api-key", Name: "TVDB_KEY", Location: place("app.py", 10), ValueClass: 2, Date: now.AddDate(0, 0, -1), Presence: nhi.PresenceHead},
	)
	before := idsByClass(seen)
	for name, other := range map[string]nhi.Exposure{
		"older":       {Name: "OTHER_KEY", Date: now.AddDate(-1, 0, 0), Presence: nhi.PresenceHead},
		"of the past": {Name: "OLD_KEY", Date: now.AddDate(-1, 0, 0), Presence: nhi.PresenceHistory},
		"above":       {Name: "FIRST_KEY", Date: now.AddDate(0, 0, -2), Presence: nhi.PresenceHead},
		"doubtful":    {Name: "TMDB_KEY", Date: now.AddDate(-1, 0, 0), Presence: nhi.PresenceHead, Doubt: nhi.DoubtWeak},
	} {
		other.Rule, other.Location, other.ValueClass = "generic-api-key", place("app.py", 1), 3
		after := idsByClass(exposed(append(seen.Exposures, other)...))
		delete(after, 3)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A place that only the high level lists gives a value neither its path nor its age, nor the secret it is taken for.
func TestDoubtfulPlacesRenameNothing(t *testing.T) {
	at := func(path string, class int, days int) nhi.Exposure {
		return nhi.Exposure{
			Rule: "r", Name: "APP_KEY", Location: place(path, 1), ValueClass: class, Date: now.AddDate(0, 0, -days), Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceMedium,
		}
	}
	doubtful := func(e nhi.Exposure) nhi.Exposure {
		e.Doubt, e.Confidence = nhi.DoubtTest, nhi.ConfidenceLow
		return e
	}
	sure := []nhi.Exposure{at(".env.docker", 1, 2), at("b.env", 2, 3), at("b.env", 3, 1)}
	sure[2].Location.Line = 2
	named := doubtful(at("c.env", 1, 9))
	named.Name = "DEPLOY_PASSPHRASE_X"
	high := append(slices.Clone(sure), doubtful(at(".env.dev.docker", 1, 5)), doubtful(at("a.env", 3, 9)), named)
	workflow := oneJob(workflowPath(0), secretUse("DEPLOY_PASSPHRASE_X", "", 0, place(workflowPath(0), 9)))
	want := map[int][]string{1: {".env.docker#APP_KEY"}, 2: {"b.env#APP_KEY"}, 3: {"b.env#APP_KEY#2"}}
	for name, exposures := range map[string][]nhi.Exposure{"default": sure, "high": high} {
		seen := nhi.Observations{Workflows: []nhi.Workflow{workflow}, Exposures: exposures}
		if diff := cmp.Diff(want, idsByClass(seen)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		tied := hasLink(build(seen, registry.Declarations{})[exposedPrefix+".env.docker#APP_KEY"], nhi.RelationSameName)
		if tied != (name == "high") {
			t.Errorf("%s: tied to the secret whose name a doubtful place gives: %v", name, tied)
		}
	}
}

// The default level tells once what two rules find at one place: the more telling. The high level tells both.
func TestTwoReadingsOfOnePlaceKeepTheirOrder(t *testing.T) {
	decoded := nhi.Exposure{
		Rule: "github-pat", Name: "TOKEN", Location: place("a.env", 1), ValueClass: 2, Presence: nhi.PresenceHead,
		Credential: nhi.Credential{Service: "GitHub PAT (classic)", Category: nhi.CategoryVCS, By: nhi.RecognisedByValue}, Confidence: nhi.ConfidenceHigh,
	}
	written := nhi.Exposure{
		Rule: "generic-api-key", Name: "TOKEN", Location: place("a.env", 1), ValueClass: 1, Presence: nhi.PresenceHead,
		Credential: nhi.Credential{Service: "Generic API key", Category: nhi.CategoryUnknown, By: nhi.RecognisedByRule}, Confidence: nhi.ConfidenceMedium,
	}
	if got, want := idsByClass(exposed(decoded))[2], idsByClass(exposed(written, decoded))[2]; !slices.Equal(got, want) {
		t.Errorf("%q alone, %q beside how it is written", got, want)
	}
}

// Of a value's places that stand, the oldest gives the ID, so that a copy renames nothing; what is past does not,
// since not every scan reads it.
func TestOldestStandingPlaceGivesTheID(t *testing.T) {
	at := func(path string, days int, presence nhi.Presence) nhi.Exposure {
		e := nhi.Exposure{Rule: "r", Name: "K", Location: place(path, 1), ValueClass: 1, Presence: presence}
		if days > 0 {
			e.Date = now.AddDate(0, 0, -days)
		}
		return e
	}
	for want, exposures := range map[string][]nhi.Exposure{
		"m.env#K": {at("m.env", 9, nhi.PresenceHead), at("a.env", 2, nhi.PresenceHead), at("b.env", 0, nhi.PresenceWorktree), at("c.env", 30, nhi.PresenceHistory)},
		"p.env#K": {at("p.env", 9, nhi.PresenceHistory), at("o.env", 2, nhi.PresenceHistory)},
		"d.env#K": {at("e.env", 0, nhi.PresenceHead), at("d.env", 0, nhi.PresenceHead)}, // without the history
	} {
		if got := idsByClass(exposed(exposures...))[1]; !slices.Equal(got, []string{want}) {
			t.Errorf("%q, want %s", got, want)
		}
	}
}

// Whatever a repository holds: what the default level lists has the same IDs at the high one.
func TestLevelsAgreeOnIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := observations(t)
		seen.Registries, seen.Agents = nil, nil
		for i := range seen.Exposures {
			e := &seen.Exposures[i]
			e.Doubt = rapid.SampledFrom([]nhi.Doubt{"", "", nhi.DoubtTest, nhi.DoubtWeak, nhi.DoubtLoneID}).Draw(t, "doubt")
			e.ValueClass++ // 0 is equal to no other
		}
		high := idsByClass(seen)
		seen.Exposures = slices.DeleteFunc(slices.Clone(seen.Exposures), func(e nhi.Exposure) bool { return e.Doubt != "" && e.Doubt != nhi.DoubtLoneID })
		lower := idsByClass(seen)
		for _, class := range slices.Sorted(maps.Keys(lower)) {
			for _, id := range lower[class] {
				if !slices.Contains(high[class], id) {
					t.Fatalf("value %d is %q at the default level, and %q at the high one", class, lower[class], high[class])
				}
			}
		}
	})
}
