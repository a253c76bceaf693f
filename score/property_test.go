package score

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
)

// with returns the input with one identity changed.
func (in Input) with(i int, id nhi.Identity) Input {
	in.Identities = slices.Clone(in.Identities)
	in.Identities[i] = id
	return in
}

// valueOf is a score as a property compares it: what is not rated has nothing against it.
func valueOf(s nhi.Score) float64 {
	if !s.Rated {
		return 100
	}
	return s.Value
}

func TestFixingOneThingNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := valueOf(Compute(in))
		for i, id := range in.Identities {
			s, ok := rate(id, now)
			if !ok {
				continue
			}
			for _, f := range fixes {
				if !f.wanted(id, s, now) || f.action == "delete_unused" && !s.forfeited {
					continue
				}
				if after := valueOf(Compute(in.with(i, f.mend(id, now)))); after < before {
					t.Fatalf("%s on %s lowers the score from %v to %v", f.action, id.ID, before, after)
				}
			}
		}
	})
}

func TestFixingOneFactNeverLowersTheScore(t *testing.T) {
	better := map[string]func(*nhi.Identity){
		"business owner": func(id *nhi.Identity) { id.Owner.Business = nhi.Declared("user:x", "") },
		"read of one": func(id *nhi.Identity) {
			id.Privilege.Level, id.Privilege.Resources = nhi.Observed(nhi.PermissionRead, ""), nhi.Observed(nhi.ScopeSingle, "")
		},
		"protection":      func(id *nhi.Identity) { id.Privilege.Protected = nhi.Observed(true, "") },
		"closed trust":    func(id *nhi.Identity) { id.Privilege.Wildcard = false },
		"rotation":        func(id *nhi.Identity) { id.Times.Rotated = nhi.Observed(now, "") },
		"use":             func(id *nhi.Identity) { id.Times.LastUsed = nhi.Observed(now, "") },
		"ephemeral":       func(id *nhi.Identity) { id.Lifetime = nhi.LifetimeEphemeral },
		"declared expiry": func(id *nhi.Identity) { *id = setExpiry(*id, now) },
	}
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := valueOf(Compute(in))
		for i, id := range in.Identities {
			for name, improve := range better {
				if name == "declared expiry" && rateExpiration(id, now).low > creditOf(declaredCredit) {
					continue // an observed expiry is better than a declared one
				}
				if name == "read of one" && id.Privilege.Level.Value == nhi.PermissionNone {
					continue
				}
				fixed := id
				improve(&fixed)
				if after := valueOf(Compute(in.with(i, fixed))); after < before {
					t.Fatalf("%s for %s lowers the score from %v to %v", name, id.ID, before, after)
				}
			}
		}
	})
}

// withhold are the facts that a token lets a scan read.
var withhold = map[string]func(*nhi.Identity, nhi.AbsentReason){
	"created":   func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.Times.Created, r) },
	"rotated":   func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.Times.Rotated, r) },
	"last used": func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.Times.LastUsed, r) },
	"expires": func(id *nhi.Identity, r nhi.AbsentReason) {
		if id.Times.Expires.Evidence != nhi.EvidenceDeclared { // the registry needs no token
			hide(&id.Times.Expires, r)
		}
	},
	"level":      func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.Privilege.Level, r) },
	"resources":  func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.Privilege.Resources, r) },
	"protected":  func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.Privilege.Protected, r) },
	"uses known": func(id *nhi.Identity, r nhi.AbsentReason) { hide(&id.UsesKnown, r) },
}

// hide makes a fact unknown, unless the platform has no such fact whoever asks.
func hide[T any](f *nhi.Fact[T], r nhi.AbsentReason) {
	if f.Why() != nhi.ReasonNotSupported && f.Why() != nhi.ReasonNotDeclared {
		*f = nhi.Absent[T](r, "")
	}
}

func TestRemovingAPermissionNeverRaisesTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := Compute(in)
		reason := rapid.SampledFrom([]nhi.AbsentReason{nhi.ReasonNotPermitted, nhi.ReasonNotCollected}).Draw(t, "reason")
		for name, take := range withhold {
			after := in
			after.Identities = slices.Clone(in.Identities)
			for i := range after.Identities {
				take(&after.Identities[i], reason)
			}
			blind := Compute(after)
			if before.Rated && blind.Value > before.Value {
				t.Fatalf("without %s (%s) the score rises from %v to %v", name, reason, before.Value, blind.Value)
			}
		}
	})
}

func TestAUnreadableSurfaceNeverRaisesTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := Compute(in)
		in.Gaps = append(slices.Clone(in.Gaps), nhi.Gap{
			Source: "github", Scope: "organisation secrets", Reason: nhi.GapNotPermitted, Permission: "Secrets: read",
		})
		after := Compute(in)
		if before.Rated && (after.Value > before.Value || after.Coverage > before.Coverage) {
			t.Fatalf("a gap raises the score from %v to %v, coverage from %v to %v", before.Value, after.Value, before.Coverage, after.Coverage)
		}
	})
}

// TestALeakNeverRaisesTheScore: neither a further value that is readable of an identity, whatever becomes of it, nor one of an
// identity of its own. What is known from its value alone ends with it.
func TestALeakNeverRaisesTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		if len(in.Identities) == 0 {
			return
		}
		before := Compute(in)
		i := rapid.IntRange(0, len(in.Identities)-1).Draw(t, "identity")
		leaked := in.Identities[i]
		leaked.Exposures = append(slices.Clone(leaked.Exposures), drawExposure(t))
		if after := Compute(in.with(i, leaked)); leaked.System != "git" && before.Rated && valueOf(after) > before.Value {
			t.Fatalf("a value of %s that is readable raises the score from %v to %v", leaked.ID, before.Value, valueOf(after))
		}
		e := nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}
		stray := nhi.Identity{ID: "git:acme/shop:exposed-credential:stray#rule", Kind: nhi.KindAPIKey, System: "git", Exposures: []nhi.Exposure{e}}
		more := in
		more.Identities = append(slices.Clone(in.Identities), stray)
		if after := Compute(more); before.Rated && after.Value > before.Value {
			t.Fatalf("one more leaked credential raises the score from %v to %v", before.Value, after.Value)
		}
	})
}

func TestACrowdOfPerfectLowIdentitiesMovesTheScoreByFiveAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		b := newBoard(in)
		if len(b.rated) == 0 || b.sums.heavy == 0 {
			return // where all are low, there is nothing that a crowd could hide
		}
		before := Compute(in).Value
		crowd := in
		crowd.Identities = slices.Clone(in.Identities)
		for i := range 200 {
			crowd.Identities = append(crowd.Identities, perfect(fmt.Sprintf("LOW_%03d", i), nhi.CriticalityLow))
		}
		if after := Compute(crowd).Value; math.Abs(after-before) > 5+1e-9 {
			t.Fatalf("200 perfect low identities move the score from %v to %v", before, after)
		}
	})
}

func TestTheOrderOfInputDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		other := in
		other.Identities = rapid.Permutation(in.Identities).Draw(t, "order of identities")
		other.Findings = rapid.Permutation(in.Findings).Draw(t, "order of findings")
		other.Gaps = rapid.Permutation(in.Gaps).Draw(t, "order of gaps")
		if diff := cmp.Diff(Compute(in), Compute(other)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestThePartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Compute(drawInput(t))
		if !s.Rated {
			return
		}
		var sum, limit float64
		limit = 100
		for _, d := range s.Dimensions {
			sum += d.Weight * d.Score / 100
		}
		for _, c := range s.Caps {
			limit = min(limit, c.Limit)
		}
		if math.Abs(sum-s.Uncapped) > 1e-6 || s.Value != min(s.Uncapped, limit) {
			t.Fatalf("parts %v, uncapped %v, limit %v, value %v", sum, s.Uncapped, limit, s.Value)
		}
	})
}

func TestTheIntervalHoldsTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Compute(drawInput(t))
		if s.Low != s.Value || s.High < s.Value || s.High > 100 || s.Coverage < 0 || s.Coverage > 1 {
			t.Fatalf("low %v, value %v, high %v, coverage %v", s.Low, s.Value, s.High, s.Coverage)
		}
		if _, err := json.Marshal(s); err != nil { // fails on NaN
			t.Fatal(err)
		}
		for _, d := range s.Dimensions {
			if d.Low < 0 || d.Low > d.High || d.High > 100 || d.Coverage < 0 || d.Coverage > 1 {
				t.Fatalf("%s: low %v, high %v, coverage %v", d.Name, d.Low, d.High, d.Coverage)
			}
		}
	})
}

func TestAGainIsWhatScoringAgainGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := Compute(in)
		for _, r := range before.Recommendations {
			i := slices.IndexFunc(fixes, func(f fix) bool { return f.action == r.Action })
			if i < 0 || len(in.Findings) > 0 {
				continue
			}
			after := in
			after.Identities = slices.Clone(in.Identities)
			for k, id := range after.Identities {
				if slices.Contains(r.Identities, id.ID) {
					after.Identities[k] = fixes[i].mend(id, now)
				}
			}
			again := Compute(after)
			if again.Rated && math.Abs(again.Value-before.Value-r.Gain) > 0.0051 {
				t.Fatalf("%s promises %v; the score goes from %v to %v", r.Action, r.Gain, before.Value, again.Value)
			}
		}
	})
}

func TestExceptionsNeverAddPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := Compute(in).Value
		excused := in
		excused.Findings = slices.Clone(in.Findings)
		for i := range excused.Findings {
			excused.Findings[i].Suppressed = &nhi.Suppression{Kind: "exception"}
		}
		excused.Identities = slices.Clone(in.Identities)
		for i, id := range excused.Identities {
			id.Exposures = slices.Clone(id.Exposures)
			for k := range id.Exposures {
				if id.Exposures[k].Suppressed == nil {
					id.Exposures[k].Suppressed = &nhi.Suppression{Kind: "exception"}
				}
			}
			excused.Identities[i] = id
		}
		if after := Compute(excused).Value; after != before {
			t.Fatalf("exceptions move the score from %v to %v", before, after)
		}
	})
}

func TestLowCoverageCannotReachItsCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if s := Compute(drawInput(t)); s.Coverage < coverageWanted && s.Uncapped > 68.01 {
			t.Fatalf("coverage %v, score %v", s.Coverage, s.Uncapped)
		}
	})
}

// TestTheUnknownNeverCountsAsFine: whatever is not known of an identity leaves room above the score, and lowers coverage.
func TestTheUnknownNeverCountsAsFine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		b := newBoard(in)
		for _, s := range b.subjects {
			for d, r := range s.ratings {
				if r.applies && r.unknown() && r.low == full {
					t.Fatalf("%s: %s is not known and counts in full", s.id, dimensions[d].name)
				}
			}
		}
		for i, id := range in.Identities {
			nothing := nhi.Identity{
				ID: id.ID, Kind: id.Kind, Name: id.Name, System: id.System, Scope: id.Scope, Lifetime: id.Lifetime,
				Criticality: id.Criticality,
			}
			blind, ok := rate(nothing, now)
			if best, rated := rate(perfectAs(id), now); ok && rated {
				for d := range blind.ratings {
					if r := blind.ratings[d]; r.applies && r.unknown() && r.low >= best.ratings[d].high && best.ratings[d].applies {
						t.Fatalf("identity %d: %s of which nothing is known counts as well as the best", i, dimensions[d].name)
					}
				}
			}
		}
	})
}

// perfectAs is an identity of which everything is known and fine.
func perfectAs(id nhi.Identity) nhi.Identity {
	best := perfect(id.Name, id.Criticality.Value)
	best.ID, best.Kind = id.ID, id.Kind
	return best
}

func TestRecommendationsAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Compute(drawInput(t))
		for i, r := range s.Recommendations {
			if r.Gain < leastGain && r.Severity.Rank() < nhi.SeverityMedium.Rank() {
				t.Fatalf("%q gains %v and takes no grave finding away", r.Title, r.Gain)
			}
			if len(r.Identities) == 0 || len(r.Steps) == 0 || r.Title == "" {
				t.Fatalf("%+v says nobody what to do", r)
			}
			if i > 0 && compareRecommendations(s.Recommendations[i-1], r) > 0 {
				t.Fatalf("%q comes before %q", s.Recommendations[i-1].Title, r.Title)
			}
		}
	})
}

// TestNoGraveFindingIsForgotten: each finding of medium severity or more is of an identity that a recommendation names.
func TestNoGraveFindingIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		named := map[nhi.ID]bool{}
		for _, r := range Compute(in).Recommendations {
			for _, id := range r.Identities {
				named[id] = true
			}
		}
		for _, f := range in.Findings {
			if f.Counts() && f.Severity.Rank() >= nhi.SeverityMedium.Rank() && !named[f.Identity] {
				t.Fatalf("nothing is said of %s: %s (%s)", f.Identity, f.Policy, f.Severity)
			}
		}
	})
}
