package score

import (
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What each state of ownership earns.
const (
	ownerInferred  = 0.3
	ownerConfirmed = 0.7
	ownerAttested  = 0.85 // as good as 1 where no business owner is needed
)

func rateOwnership(id nhi.Identity, now time.Time) rating {
	switch id.Owner.Status {
	case nhi.OwnerDeparted:
		return known(0, "its owner has left")
	case nhi.OwnerInferred:
		return known(ownerInferred, "owner only inferred"+from(id.Owner.Technical.Source))
	case nhi.OwnerConfirmed:
		return rateConfirmed(id, now)
	}
	if id.Owner.Technical.Reason == nhi.ReasonNotPermitted {
		return between(0, 1, needPermission, "the token may not read its owner")
	}
	return known(0, "no owner")
}

func rateConfirmed(id nhi.Identity, now time.Time) rating {
	switch {
	case !id.Attestation.Known():
		return known(ownerConfirmed, "never attested by its owner")
	case id.Attestation.Value.On.After(now):
		return known(ownerConfirmed, "attested on "+day(id.Attestation.Value.On)+", which is yet to come")
	case !attested(id, now):
		return known(ownerConfirmed, "attestation overdue since "+day(attestedUntil(id)))
	case needsBusinessOwner(id) && !hasBusinessOwner(id):
		return known(ownerAttested, "no business owner")
	}
	return known(1, "")
}

func attested(id nhi.Identity, now time.Time) bool {
	return id.Attestation.Known() && !id.Attestation.Value.On.After(now) && !attestedUntil(id).Before(nhi.Date(now))
}

// attestedUntil is when an attestation ends: as declared, at the latest after the
// criticality's maximum age.
func attestedUntil(id nhi.Identity) time.Time {
	a := id.Attestation.Value
	latest := a.On.AddDate(0, 0, criticality(id).MaximumAgeDays())
	if a.Until.IsZero() || a.Until.After(latest) {
		return latest
	}
	return a.Until
}

func needsBusinessOwner(id nhi.Identity) bool { return subject{criticality: criticality(id)}.grave() }

func hasBusinessOwner(id nhi.Identity) bool {
	return id.Owner.Business.Known() && id.Owner.Business.Value != ""
}

// from names a fact's source in parentheses.
func from(source string) string {
	if source == "" {
		return ""
	}
	return " (" + source + ")"
}
