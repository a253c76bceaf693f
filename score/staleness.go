package score

import (
	"fmt"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Days without use: until freshDays all is well, from staleDays on it is stale.
const (
	freshDays = 30
	staleDays = 90
)

// youngCredit is the least that an identity younger than staleDays earns.
const youngCredit = 0.5

func rateStaleness(id nhi.Identity, now time.Time) rating {
	switch id.Kind {
	case nhi.KindWorkflowToken, nhi.KindAgent, nhi.KindRunner, nhi.KindOIDCTrust:
		return notApplicable // exists only by its use: the workflow or the file that names it
	}
	least := 0.0
	created, dated := past(id.Times.Created, now)
	if dated && days(created, now) < staleDays {
		least = youngCredit
	}
	if used, ok := past(id.Times.LastUsed, now); ok {
		idle := days(used, now)
		return known(max(least, idleCredit(idle)), fmt.Sprintf("last used %s days ago", daysText(idle)))
	}
	if id.Times.LastUsed.Why() == nhi.ReasonNotSupported {
		return notApplicable // nobody keeps a record
	}
	neverUsed := id.Times.LastUsed.Why() == nhi.ReasonUnset
	if untold(id.Times.LastUsed.Why()) {
		least = 0 // it may turn out not to apply, so it must not lift the mean
	}
	switch {
	case neverUsed && dated && days(created, now) < freshDays:
		return notApplicable
	case neverUsed && dated:
		return known(least, "never used since "+day(created))
	case neverUsed:
		return between(0, youngCredit, needOfDates(id), "never used; when it was created is not known")
	case id.Kind == nhi.KindCISecret && len(id.Uses) == 0:
		return rateUnreferenced(id, least)
	}
	if len(id.Uses) == 0 {
		return between(least, 1, needLastUse, "last use not known")
	}
	return between(least, 1, needRuns, "last use not known")
}

func idleCredit(idle float64) float64 {
	switch {
	case idle <= freshDays:
		return 1
	case idle <= staleDays:
		return (staleDays - idle) / (staleDays - freshDays)
	}
	return 0
}

func rateUnreferenced(id nhi.Identity, least float64) rating {
	if id.UsesKnown.Known() && id.UsesKnown.Value {
		return known(least, "no workflow references it")
	}
	return between(least, 1, needUses, "no workflow that could be read references it")
}
