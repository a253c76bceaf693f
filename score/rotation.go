package score

import (
	"fmt"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

func rateRotation(id nhi.Identity, now time.Time) rating {
	switch {
	case holdsNone(id.Kind):
		return notApplicable
	case keyless(id):
		return known(1, "")
	}
	rotated, isRotated := past(id.Times.Rotated, now)
	created, isCreated := past(id.Times.Created, now)
	maximum := float64(maximumAge(id))
	switch {
	case isRotated:
		if created.After(rotated) {
			rotated = created
		}
		return rateAge(days(rotated, now), maximum)
	case isCreated && untold(id.Times.Rotated.Why()):
		oldest := rateAge(days(created, now), maximum)
		return between(float64(oldest.low)/float64(full), 1, needOfDates(id), "created "+day(created)+", last rotation not known")
	case isCreated:
		return rateAge(days(created, now), maximum)
	case id.Times.Created.Why() == nhi.ReasonNotSupported && id.Times.Rotated.Why() == nhi.ReasonNotSupported:
		return notApplicable
	case id.Times.Created.Why() == nhi.ReasonNotSupported && id.Times.Rotated.Why() == nhi.ReasonNotDeclared:
		return known(0, "last rotation not declared")
	}
	return between(0, 1, needOfDates(id), "last rotation not known")
}

// needOfDates is what would tell when a credential was renewed: of a stored secret, who stores it.
func needOfDates(id nhi.Identity) need {
	if id.Kind == nhi.KindCISecret {
		return needStoreDates
	}
	return needDates
}

// holdsNone tells whether a kind has no stored credential that anybody could renew: an agent uses those of its
// job, a runner registers itself, an App's installation gets tokens of an hour, and an account's are rated apart.
func holdsNone(kind nhi.Kind) bool {
	switch kind {
	case nhi.KindAgent, nhi.KindRunner, nhi.KindAppInstallation, nhi.KindGitHubApp, nhi.KindServiceAccount:
		return true
	}
	return false
}

// keyless tells whether there is no stored key to rotate or to expire.
func keyless(id nhi.Identity) bool {
	return id.Lifetime == nhi.LifetimeEphemeral || id.Lifetime == nhi.LifetimeFederated ||
		id.Kind == nhi.KindWorkflowToken || id.Kind == nhi.KindOIDCTrust
}

// maximumAge is in days: the criticality's, never above the service's own default. A
// declared maximum can only shorten it.
func maximumAge(id nhi.Identity) int {
	days := criticality(id).MaximumAgeDays()
	if service := id.Credential.RotationDays; service > 0 {
		days = min(days, service)
	}
	if own := id.Rotation.MaximumDays; own.Known() && own.Value > 0 {
		days = min(days, own.Value)
	}
	return days
}

// rateAge falls slowly over the last quarter of the maximum age, then drops at once, for
// what is overdue is a finding, and reaches nothing at twice the maximum.
func rateAge(age, maximum float64) rating {
	reason := fmt.Sprintf("age %s of %s days", daysText(age), daysText(maximum))
	switch x := age / maximum; {
	case x <= 0.75:
		return known(1, "")
	case x <= 1:
		return known(1-(x-0.75), reason)
	default:
		return known(max(0, 0.4*(2-x)), reason)
	}
}
