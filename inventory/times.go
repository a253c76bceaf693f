package inventory

import (
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// describeTimes says when things happened to an identity. What a value's own text says holds
// for that value: it is derived for an identity that is the value, and a guess for a named
// secret, which may have another value by now.
func (b *builder) describeTimes(identity *nhi.Identity, entries []registry.Entry) {
	t := &identity.Times
	created, expires := valueTimes(identity)
	t.Created, t.Expires = cmpOr(t.Created, created), cmpOr(t.Expires, expires)
	t.FirstSeen = firstSeen(identity)
	t.LastUsed = cmpOr(t.LastUsed, b.lastUsed(identity))
	t.Rotated = cmpOr(b.sure(t.Rotated, identity), b.rotated(identity, entries))
	if expires := declaredFact(entries, func(e registry.Entry) time.Time { return e.ExpiresOn }); expires.Known() && t.Expires.Evidence != nhi.EvidenceDerived && t.Expires.Evidence != nhi.EvidenceObserved {
		t.Expires = expires
	}
	for _, date := range []*nhi.Fact[time.Time]{&t.Created, &t.FirstSeen, &t.LastUsed, &t.Rotated} {
		*date = b.come(*date)
	}
}

// come is a date of the past. What lies in the future has not happened: a slip of the pen in the registry, or the clock of
// whoever committed, would make a credential look young for years. Elsewhere it may be tomorrow already.
func (b *builder) come(date nhi.Fact[time.Time]) nhi.Fact[time.Time] {
	if !date.Known() || !date.Value.After(b.now.AddDate(0, 0, 1)) {
		return date
	}
	return nhi.Absent[time.Time](nhi.ReasonNotCollected, date.Value.Format(time.DateOnly)+" lies in the future: "+date.Source)
}

// lastUsed is when an identity was last used, as far as the runs of workflows tell.
func (b *builder) lastUsed(identity *nhi.Identity) nhi.Fact[time.Time] {
	switch {
	case !b.world.asked:
		return nhi.Absent[time.Time](nhi.ReasonNotCollected, "no log of uses was read")
	case isNameOnly(identity):
		return nhi.Absent[time.Time](nhi.ReasonNotSupported, "no store has it")
	}
	if otherReaders[identity.Store] != "" {
		return nhi.Absent[time.Time](nhi.ReasonNotSupported, "GitHub keeps no record of who reads it")
	}
	if deployed, ok := b.lastDeployment(identity); ok {
		return deployed
	}
	return b.lastRun(identity)
}

// valueTimes is when the value was issued and when it expires, as far as it says so itself.
func valueTimes(identity *nhi.Identity) (created, expires nhi.Fact[time.Time]) {
	created = nhi.Absent[time.Time](nhi.ReasonNotCollected, "only its issuer knows")
	if !holdsCredential(identity) {
		created = nhi.Absent[time.Time](nhi.ReasonNotSupported, "there is nothing stored that could be issued")
	}
	expires = withoutExpiry(identity)
	latest, ok := latestCounted(identity)
	if !ok {
		return created, expires
	}
	state := nhi.Derived[time.Time]
	if isNamed(identity) {
		state = nhi.Inferred[time.Time]
	}
	source := "the value exposed at " + latest.Location.String()
	if issued := latest.Credential.IssuedAt; !issued.IsZero() {
		created = state(issued.UTC(), source)
	}
	switch c := latest.Credential; {
	case !c.ExpiresAt.IsZero():
		expires = state(c.ExpiresAt.UTC(), source)
	case c.NeverExpires && !isNamed(identity):
		expires = nhi.Absent[time.Time](nhi.ReasonUnset, source)
	}
	return created, expires
}

// latestCounted is the youngest exposure of an identity. Of a named secret those that are
// suppressed do not speak: they are examples more often than values.
func latestCounted(identity *nhi.Identity) (latest nhi.Exposure, ok bool) {
	for _, e := range identity.Exposures {
		if e.Suppressed != nil && isNamed(identity) {
			continue
		}
		if !ok || compareDates(latest, e) < 0 || compareDates(latest, e) == 0 && compareExposures(e, latest) < 0 {
			latest, ok = e, true
		}
	}
	return latest, ok
}

// withoutExpiry says why nothing is known of an identity's expiry.
func withoutExpiry(identity *nhi.Identity) nhi.Fact[time.Time] {
	reason, source := nhi.ReasonNotCollected, "only its issuer knows"
	switch {
	case !holdsCredential(identity):
		reason, source = nhi.ReasonNotSupported, "there is nothing stored that could expire"
	case identity.Kind == nhi.KindCISecret:
		reason, source = nhi.ReasonNotSupported, "GitHub keeps no expiry of secrets"
	}
	return nhi.Absent[time.Time](reason, source)
}

// firstSeen is the date of the oldest commit that holds a value of the identity.
func firstSeen(identity *nhi.Identity) nhi.Fact[time.Time] {
	if at, cut := cutAt(identity.Exposures); cut {
		return at
	}
	if oldest, ok := oldestCommitted(identity.Exposures); ok {
		if oldest.Location.Path == "" {
			return nhi.Derived(oldest.Date.UTC(), placeOrWords(oldest))
		}
		return nhi.Derived(oldest.Date.UTC(), "the commit that exposed it at "+oldest.Location.String())
	}
	return nhi.Absent[time.Time](nhi.ReasonNotCollected, "no earlier scan was read")
}

// cutAt says that a date of exposed values is not known where a shallow clone ends: the commit there holds them all, and is as
// young as the clone.
func cutAt(exposures []nhi.Exposure) (unknown nhi.Fact[time.Time], cut bool) {
	i := slices.IndexFunc(exposures, func(e nhi.Exposure) bool { return e.Cut })
	if i < 0 {
		return nhi.Fact[time.Time]{}, false
	}
	return nhi.Absent[time.Time](nhi.ReasonNotCollected, "the clone is shallow, and ends where "+exposures[i].Location.String()+" already has it"), true
}

func oldestCommitted(exposures []nhi.Exposure) (nhi.Exposure, bool) {
	if len(exposures) == 0 {
		return nhi.Exposure{}, false
	}
	oldest := slices.MinFunc(exposures, compareDates)
	return oldest, !oldest.Date.IsZero()
}

// rotated is when a credential was last renewed: as somebody declares, but for an exposed value not before it was issued or
// committed. Of a named secret an exposure says nothing, since it may have been renewed after the leak.
func (b *builder) rotated(identity *nhi.Identity, entries []registry.Entry) nhi.Fact[time.Time] {
	if !holdsCredential(identity) {
		return nhi.Absent[time.Time](nhi.ReasonNotSupported, "there is nothing stored to rotate")
	}
	last := func(e registry.Entry) time.Time { return e.Rotation.Last }
	if identity.Store == keptInFile {
		made := madeInFile(identity)
		if said := declaredOr(entries, last, made); !made.Known() || !said.Value.Before(nhi.Date(made.Value)) {
			return said
		}
		return made
	}
	why := nhi.Absent[time.Time](nhi.ReasonNotCollected, "GitHub's API was not asked")
	switch {
	case identity.Kind == nhi.KindWebhook:
		why = nhi.Absent[time.Time](nhi.ReasonNotCollected, "GitHub does not tell when a webhook's secret was changed")
	case b.world.asked:
		why = nhi.Absent[time.Time](b.world.unseen(), "GitHub did not tell")
	}
	return declaredOr(entries, last, why)
}

// madeInFile is since when at the latest there is a value that is kept in a file.
func madeInFile(identity *nhi.Identity) nhi.Fact[time.Time] {
	unknown, cut := cutAt(identity.Exposures)
	oldest, committed := oldestCommitted(identity.Exposures)
	switch {
	case identity.Times.Created.Known():
		return nhi.Derived(identity.Times.Created.Value, identity.Times.Created.Source)
	case cut:
		return unknown
	case committed:
		return nhi.Derived(oldest.Date.UTC(), "at the latest: the value was committed then at "+oldest.Location.String())
	}
	return nhi.Absent[time.Time](nhi.ReasonNotCollected, "no commit that was read tells since when it is there")
}

// sure keeps the date of an edit that may have renewed a credential, such as a webhook's, only where nothing else could
// be: where even an edit that did was too long ago.
func (b *builder) sure(rotated nhi.Fact[time.Time], identity *nhi.Identity) nhi.Fact[time.Time] {
	maximum := time.Duration(identity.Rotation.MaximumDays.Value) * 24 * time.Hour
	if rotated.Evidence == nhi.EvidenceInferred && b.now.Sub(rotated.Value) <= maximum {
		return nhi.Fact[time.Time]{}
	}
	return rotated
}

// describeStatus says whether an identity still lives. Without the platform only its end can be known.
func (b *builder) describeStatus(identity *nhi.Identity) {
	b.noteRepository(identity)
	if identity.Status.Evidence != 0 {
		return // missing, or as the platform says
	}
	identity.Status = nhi.Fact[nhi.Status]{
		Value: nhi.StatusUnknown, Evidence: nhi.EvidenceAbsent, Reason: nhi.ReasonNotCollected, Source: "its issuer was not asked",
	}
	if validity, source := validityOf(identity); validity != "" {
		identity.Status = nhi.Observed(validity, source)
	}
	switch state := identity.RepositoryState; {
	case !runsInRepository(identity):
	case state != "":
		identity.Status = nhi.Derived(nhi.StatusDisabled, "its repository is "+string(state)+": no workflow runs")
	case identity.Kind != nhi.KindOIDCTrust && b.isTold(identity.Scope): // what a cloud trusts, it alone knows
		identity.Status = nhi.Derived(nhi.StatusActive, "workflows of "+identity.Scope+" run")
	}
	expires := identity.Times.Expires
	switch expires.Evidence {
	case nhi.EvidenceDerived, nhi.EvidenceObserved:
		if expires.Value.Before(b.now) {
			identity.Status = nhi.Derived(nhi.StatusExpired, expires.Source)
		}
	case nhi.EvidenceDeclared: // the day itself still counts
		if expires.Value.Before(nhi.Date(b.now)) {
			identity.Status = nhi.Derived(nhi.StatusExpired, expires.Source)
		}
	}
}

// isTold tells whether the platform told of a repository or an organisation.
func (b *builder) isTold(scope string) bool {
	if h := b.world.repositories[fold(scope)]; h != nil && h.told != nil {
		return true
	}
	o := b.world.organizations[fold(scope)]
	return o != nil && o.told != nil
}

// noteRepository says when an identity's repository is archived or disabled.
func (b *builder) noteRepository(identity *nhi.Identity) {
	h := b.world.repositories[fold(identity.Scope)]
	switch {
	case h == nil || h.told == nil:
	case h.told.Disabled:
		identity.RepositoryState = nhi.RepositoryDisabled
	case h.told.Archived:
		identity.RepositoryState = nhi.RepositoryArchived
	}
}

// runsInRepository tells whether an identity acts in runs of its repository's workflows alone. A stored secret or
// a key lives on when its repository is archived.
func runsInRepository(identity *nhi.Identity) bool {
	switch identity.Kind {
	case nhi.KindWorkflowToken, nhi.KindOIDCTrust:
		return true
	case nhi.KindAgent:
		return identity.Agent != nil && identity.Agent.Form == nhi.AgentInWorkflow
	}
	return false
}

// validityOf is what the platform found when it tried the exposed value itself. Of a secret known by its name it
// says nothing: that may have another value by now.
func validityOf(identity *nhi.Identity) (nhi.Status, string) {
	if isNamed(identity) {
		return "", ""
	}
	var found nhi.Status
	for _, e := range identity.Exposures {
		switch {
		case e.Platform == nil:
		case e.Platform.Validity == nhi.ValidityActive:
			return nhi.StatusActive, "GitHub tried the value: it works"
		case e.Platform.Validity == nhi.ValidityInactive:
			found = nhi.StatusRevoked
		}
	}
	if found == "" {
		return "", ""
	}
	return found, "GitHub tried the value: it works no more"
}
