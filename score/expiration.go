package score

import (
	"fmt"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What each state of expiry earns.
const (
	expiredCredit  = 0.2 // expired, and still present
	endlessCredit  = 0.2 // the platform knows no expiry, and none is declared
	declaredCredit = 0.8 // at most: nothing enforces what is only declared
	longestCredit  = 0.3 // at least, however long the life
)

func rateExpiration(id nhi.Identity, now time.Time) rating {
	switch {
	case holdsNone(id.Kind):
		return notApplicable
	case keyless(id):
		return known(1, "")
	case id.Times.Expires.Known():
		return rateExpiry(id, now)
	case id.Kind == nhi.KindCISecret:
		return known(endlessCredit, "no expiry is declared (GitHub keeps none of a secret)")
	case id.Times.Expires.Why() == nhi.ReasonNotSupported:
		return known(endlessCredit, "the platform has no expiry for it, and none is declared")
	case untold(id.Times.Expires.Why()):
		return between(0, 1, needExpiry, "expiry not known")
	}
	return known(0, "never expires")
}

func rateExpiry(id nhi.Identity, now time.Time) rating {
	expires := id.Times.Expires
	if nhi.Ended(expires, now) {
		return known(expiredCredit, "expired on "+day(expires.Value)+" and still present")
	}
	maximum := float64(criticality(id).MaximumAgeDays())
	if expires.Evidence == nhi.EvidenceDeclared {
		r := rateLifetime(days(now, expires.Value), maximum)
		return r.limit(declaredCredit, "expiry "+day(expires.Value)+" is declared; nothing enforces it")
	}
	begun, ok := begun(id, now)
	if !ok {
		best := rateLifetime(days(now, expires.Value), maximum)
		return between(longestCredit, float64(best.high)/float64(full), needDates, "expires "+day(expires.Value)+"; how long it has lived is not known")
	}
	return rateLifetime(days(begun, expires.Value), maximum)
}

// begun is when the present value's life began.
func begun(id nhi.Identity, now time.Time) (time.Time, bool) {
	created, isCreated := past(id.Times.Created, now)
	rotated, isRotated := past(id.Times.Rotated, now)
	if isRotated && rotated.After(created) {
		return rotated, true
	}
	return created, isCreated
}

func rateLifetime(lifetime, maximum float64) rating {
	if lifetime <= maximum {
		return known(1, "")
	}
	return known(max(longestCredit, maximum/lifetime), fmt.Sprintf("lives %s days, %s at most", daysText(lifetime), daysText(maximum)))
}
