package report

import (
	"slices"
	"strconv"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// absentCell says why a fact is not known. Only what the platform cannot have, or what the scan
// read as not set, is not an unknown.
func absentCell(why nhi.AbsentReason) cell {
	switch why {
	case nhi.ReasonNotSupported:
		return cell{Text: "not supported", State: stateQuiet}
	case nhi.ReasonUnset:
		return cell{Text: "not set", State: stateWarn}
	case nhi.ReasonNotCollected:
		return cell{Text: "not read", State: stateUnknown}
	}
	return cell{Text: words(why.String()), State: stateUnknown}
}

// known is a fact's cell, which says why where it is not known.
func known[T any](f nhi.Fact[T], cellOf func(T) cell) cell {
	if !f.Known() {
		return absentCell(f.Why())
	}
	return cellOf(f.Value)
}

// textCell is a fact of text; an empty value of a known fact is still shown as empty.
func textCell[T ~string](f nhi.Fact[T]) cell {
	return known(f, func(text T) cell { return cell{Text: plain(string(text))} })
}

// timeCell is a fact of a day.
func timeCell(f nhi.Fact[time.Time]) cell {
	return known(f, func(day time.Time) cell { return cell{Text: date(day)} })
}

// expiryCell is when an identity ends, seen from now.
func expiryCell(f nhi.Fact[time.Time], now time.Time) cell {
	c := timeCell(f)
	switch {
	case f.Why() == nhi.ReasonUnset:
		c.Text = "never"
	case !f.Known():
	case nhi.Ended(f, now):
		c.State = stateBad
	case days(now, f.Value) <= 14:
		c.State = stateWarn
	}
	return c
}

// statusCell is an identity's state. Active is plain: it says nothing about health.
func statusCell(f nhi.Fact[nhi.Status]) cell {
	if !f.Known() || f.Value == nhi.StatusUnknown {
		return cell{Text: title(string(nhi.StatusUnknown)), State: stateUnknown}
	}
	c := cell{Text: title(string(f.Value))}
	switch f.Value {
	case nhi.StatusExpired, nhi.StatusMissing:
		c.State = stateWarn
	case nhi.StatusDisabled, nhi.StatusRevoked:
		c.State = stateQuiet
	}
	return c
}

// ownerCell is who answers for an identity, and how sure that is.
func ownerCell(o nhi.Owner) cell {
	c := cell{Text: plain(o.Technical.Value)}
	switch {
	case !o.Technical.Known() || c.Text == "":
		return cell{Text: "No owner", State: stateBad}
	case o.Status == nhi.OwnerDeparted:
		c.State, c.Sub = stateBad, "departed"
	case o.Status == nhi.OwnerInferred || o.Technical.Evidence == nhi.EvidenceInferred:
		c.State, c.Sub = stateUnknown, "inferred"
	}
	return c
}

// levelCell is what an identity may do at most.
func levelCell(p nhi.Privilege) cell {
	if !p.Level.Known() {
		return absentCell(p.Level.Why())
	}
	c := cell{Text: title(string(p.Level.Value)), Order: p.Level.Value.Rank() + 1}
	if p.Level.Value == nhi.PermissionAdmin || p.Wildcard {
		c.State = stateBad
	}
	return c
}

// environmentCell is where an identity acts.
func environmentCell(f nhi.Fact[nhi.Environment]) cell {
	if !f.Known() || f.Value == nhi.EnvironmentUnknown {
		return cell{Text: "Unknown", State: stateUnknown}
	}
	return cell{Text: title(string(f.Value))}
}

// serviceCell is whose credential it is.
func serviceCell(c nhi.Credential) cell {
	if c.Service == "" {
		return cell{Text: "Not recognised", State: stateUnknown}
	}
	return cell{Text: plain(c.Service)}
}

// categoryCell is the sort of service.
func categoryCell(c nhi.Category) cell {
	if c == "" || c == nhi.CategoryUnknown {
		return cell{Text: nhi.CategoryUnknown.Title(), State: stateUnknown}
	}
	return cell{Text: plain(c.Title())}
}

// isStored tells whether an identity is a credential somebody keeps and has to rotate, and not an
// app, an agent, a trust or a machine that holds others. What a file holds is one, whatever it opens.
func isStored(i nhi.Identity) bool {
	if i.Lifetime == nhi.LifetimeEphemeral || i.Lifetime == nhi.LifetimeFederated {
		return false
	}
	if inFile(i) {
		return true
	}
	switch i.Kind {
	case nhi.KindAgent, nhi.KindRunner, nhi.KindOIDCTrust, nhi.KindWorkflowToken, nhi.KindIAMRole,
		nhi.KindIAMUser, nhi.KindServiceAccount, nhi.KindGitHubApp, nhi.KindAppInstallation, nhi.KindOAuthApp:
		return false
	}
	return true
}

// inFile tells whether an identity is known from its exposed value alone: its name says where that is.
func inFile(i nhi.Identity) bool { return i.System == "git" && len(i.Exposures) > 0 }

// isLeaked tells whether a value of the identity is readable where it should not be. What may well
// be no credential, or works no more, does not count; the score means the same by it.
func isLeaked(i nhi.Identity, now time.Time) bool {
	return slices.ContainsFunc(i.Exposures, func(e nhi.Exposure) bool {
		return e.Exposes() && !e.Spent(now) && !e.Doubtful() && !i.Unproved(e)
	})
}

// mayBeLeaked tells whether an identity is known from readable values alone that may well be no credentials.
func mayBeLeaked(i nhi.Identity, now time.Time) bool {
	return i.System == "git" && !isLeaked(i, now) &&
		slices.ContainsFunc(i.Exposures, func(e nhi.Exposure) bool { return e.Exposes() && !e.Spent(now) })
}

// age is the days since an identity's credential was last made new. When the rotation was not
// read, the days since its creation are the most it can be, and atMost is true.
func age(t nhi.Times, now time.Time) (n int, atMost, known bool) {
	switch {
	case t.Rotated.Known():
		return days(t.Rotated.Value, now), false, true
	case t.Created.Known():
		return days(t.Created.Value, now), t.Rotated.Why() != nhi.ReasonUnset, true
	}
	return 0, false, false
}

// ageCell is the days since the last rotation.
func ageCell(i nhi.Identity, now time.Time) cell {
	if !isStored(i) {
		return cell{Text: "–", State: stateQuiet}
	}
	n, atMost, known := age(i.Times, now)
	switch {
	case !known:
		return absentCell(i.Times.Rotated.Why())
	case atMost:
		return cell{Text: "at most " + thousands(n), State: stateUnknown, Order: n + 1}
	}
	return cell{Text: thousands(n), Order: max(n, 0) + 1}
}

// dueSoon is the share of its maximum age from which on a credential is due soon.
const dueSoon = 0.75

// dueCell is how an identity stands with its rotation. Overdue is what the facts show or what the
// policy rotation_overdue found.
func dueCell(i nhi.Identity, found bool, now time.Time) cell {
	n, atMost, known := age(i.Times, now)
	maximum := i.Rotation.MaximumDays
	switch {
	case i.Kind == nhi.KindSecretParameter: // what its callers give may well be a key
		return cell{Text: "Does not apply", State: stateQuiet}
	case i.Lifetime == nhi.LifetimeEphemeral || i.Lifetime == nhi.LifetimeFederated:
		return cell{Text: "Keyless", State: stateOK, Order: 1}
	case !isStored(i) || i.Credential.Public:
		return cell{Text: "Does not apply", State: stateQuiet}
	case isLeaked(i, now) && !rotatedSinceLeak(i):
		return cell{Text: "Overdue", State: stateBad, Sub: "leaked", Order: 6}
	case found:
		return cell{Text: "Overdue", State: stateBad, Order: 5}
	case mayBeLeaked(i, now):
		return cell{Text: "Perhaps leaked", State: stateUnknown, Order: 4}
	case !known || !maximum.Known() || maximum.Value <= 0 || (atMost && n > maximum.Value):
		return cell{Text: "Unknown", State: stateUnknown, Order: 4}
	case n > maximum.Value:
		return cell{Text: "Overdue", State: stateBad, Sub: "by " + many(n-maximum.Value, "day", "days"), Order: 5}
	case float64(n) > dueSoon*float64(maximum.Value):
		return cell{Text: "Due soon", State: stateWarn, Sub: "in " + many(maximum.Value-n, "day", "days"), Order: 3}
	}
	return cell{Text: "OK", State: stateOK, Order: 2}
}

// rotatedSinceLeak tells whether the credential is known to be newer than every place its value stands in.
func rotatedSinceLeak(i nhi.Identity) bool {
	if !i.Times.Rotated.Known() {
		return false
	}
	for _, e := range i.Exposures {
		if e.Suppressed == nil && (e.Date.IsZero() || !i.Times.Rotated.Value.After(e.Date)) {
			return false
		}
	}
	return true
}

// countCell is a number, quiet when it is none.
func countCell(n int) cell {
	if n == 0 {
		return cell{Text: "0", State: stateQuiet}
	}
	return cell{Text: strconv.Itoa(n), Order: n}
}
