package score

import (
	"fmt"
	"math"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// credit is an identity's value in a dimension, in millionths: whole numbers, so that sums
// do not depend on the order in which they are made.
type credit int64

const full credit = 1_000_000

func creditOf(value float64) credit {
	return min(max(credit(math.Round(value*float64(full))), 0), full)
}

// rating is what an identity earns in a dimension: low is proved, high is what it would
// earn if everything unknown turned out well. They are equal when all is known.
type rating struct {
	applies   bool
	low, high credit
	reason    string // what is wrong or not known, for the reader
	need      need   // what would make it known, when low < high
}

func (r rating) unknown() bool { return r.applies && r.low < r.high }

var notApplicable = rating{}

func known(value float64, reason string) rating {
	c := creditOf(value)
	return rating{applies: true, low: c, high: c, reason: reason}
}

func between(low, high float64, n need, reason string) rating {
	r := rating{applies: true, low: creditOf(low), high: creditOf(high), reason: reason}
	if r.low < r.high {
		r.need = n
	}
	return r
}

// limit lowers a rating to at most value, for the reason given.
func (r rating) limit(value float64, reason string) rating {
	c := creditOf(value)
	if !r.applies || r.low <= c && r.high <= c {
		return r
	}
	if r.low >= c {
		r.reason = reason
	}
	r.low, r.high = min(r.low, c), min(r.high, c)
	return r
}

// subject is an identity as the score sees it.
type subject struct {
	id          nhi.ID
	criticality nhi.Criticality
	ratings     [dimensionCount]rating
	leak        leak
	forfeited   bool // it earns nothing as it is
}

// rate rates an identity in every dimension; ok is false when there is nothing to rate.
func rate(id nhi.Identity, now time.Time) (s subject, ok bool) {
	l := leakOf(id, now)
	if ended(id, l) {
		return subject{}, false
	}
	s = subject{id: id.ID, criticality: criticality(id), leak: l}
	if l.expired {
		s.ratings[expiration] = known(expiredCredit, "its value works no more and is still in the files")
		return s, true
	}
	for i, d := range dimensions {
		s.ratings[i] = d.rate(id, now)
	}
	s.forfeit(id)
	return s, true
}

// ended tells whether nothing is left to govern, or not here.
func ended(id nhi.Identity, l leak) bool {
	if id.Settings != nil {
		return true // the tokens of the workflows that its settings apply to are rated
	}
	if id.Kind == nhi.KindSecretParameter {
		return true // what its callers hand over is rated where they are
	}
	if id.Status.Known() {
		switch id.Status.Value {
		case nhi.StatusRevoked, nhi.StatusDisabled, nhi.StatusMissing:
			return true
		}
	}
	return (exposedOnly(id) || id.Credential.Public) && !l.open && !l.expired || undefined(id)
}

// undefined tells whether an identity is but a name in a workflow: no store has it, and no value of it leaked.
func undefined(id nhi.Identity) bool {
	return id.Stored != nil && id.Stored.Defined.Known() && !id.Stored.Defined.Value && len(id.Exposures) == 0
}

// forfeit takes all credit from an identity that should not exist as it is: its value has
// leaked and lives on, or nothing uses it. However well it is kept otherwise earns nothing,
// so that ending it can never lower the score.
func (s *subject) forfeit(id nhi.Identity) {
	stale := s.ratings[staleness]
	s.forfeited = true
	switch {
	case s.leak.open:
		reason := "leaked: it earns nothing until it is rotated"
		if s.leak.doubtful {
			reason = "perhaps leaked: it earns nothing until somebody has looked"
		}
		s.lose(s.leak.doubtful, exposedOnly(id), needVerdict, s.leak.reason(), reason)
	case stale.applies && stale.low == 0 && len(id.Uses) == 0:
		s.lose(stale.unknown(), false, stale.need, "", "unused: it earns nothing while nothing is known to use it")
	default:
		s.forfeited = false
	}
}

// lose sets every rating to nothing; in doubt, to nothing proved and at best what it was.
func (s *subject) lose(doubtful, alone bool, n need, rotationReason, reason string) {
	for i, r := range s.ratings {
		if i == staleness && rotationReason == "" {
			continue // says itself that it is unused
		}
		high := 0.0
		switch {
		case doubtful && (alone || !r.applies):
			high = 1
		case doubtful:
			high = float64(r.high) / float64(full)
		}
		why := reason
		if i == rotation && rotationReason != "" {
			why = rotationReason
		}
		s.ratings[i] = between(0, high, n, why)
	}
}

// criticality is the declared or derived one; where there is none, what acts in production
// counts as high and the rest as medium, so that leaving it blank never pays.
func criticality(id nhi.Identity) nhi.Criticality {
	if id.Criticality.Known() {
		switch c := id.Criticality.Value; c {
		case nhi.CriticalityCritical, nhi.CriticalityHigh, nhi.CriticalityMedium, nhi.CriticalityLow:
			return c
		}
	}
	if id.Environment.Known() && id.Environment.Value == nhi.EnvironmentProduction {
		return nhi.CriticalityHigh
	}
	return nhi.CriticalityMedium
}

// grave tells whether an identity belongs to those whose worst tenth counts extra.
func (s subject) grave() bool {
	return s.criticality == nhi.CriticalityCritical || s.criticality == nhi.CriticalityHigh
}

// past returns a fact's time if it is known and has come; a declared day counts until its end.
func past(f nhi.Fact[time.Time], now time.Time) (time.Time, bool) {
	if !f.Known() || f.Value.IsZero() || f.Value.After(now) {
		return time.Time{}, false
	}
	return f.Value, true
}

// days is the time from one moment to another in days.
func days(from, to time.Time) float64 { return to.Sub(from).Hours() / 24 }

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func daysText(n float64) string { return fmt.Sprintf("%d", int(math.Floor(n))) }

// untold tells whether a fact is missing because nobody looked or was allowed to, rather
// than because there is nothing to see.
func untold(reason nhi.AbsentReason) bool {
	return reason == nhi.ReasonNotPermitted || reason == nhi.ReasonNotCollected
}
