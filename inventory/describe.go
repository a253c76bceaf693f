package inventory

import (
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// describe adds to an identity everything that is declared of it or follows from what was
// seen. The order matters: criticality follows from environment and privilege, the maximum
// age from criticality.
func (b *builder) describe(identity *nhi.Identity) {
	entries := b.declared.Match(*identity)
	describeValue(identity)
	describePurpose(identity, entries)
	describeEnvironment(identity, entries)
	describePrivilege(identity, entries)
	describeCriticality(identity, entries)
	describeRotation(identity, entries)
	b.describeOwner(identity, entries)
	b.describeTimes(identity, entries)
	b.describeStatus(identity)
	b.describeUses(identity)
	describeAgent(identity, entries)
}

// declaredFact is what the narrowest entry that says anything says; absent, not declared, when none does.
func declaredFact[T comparable](entries []registry.Entry, said func(registry.Entry) T) nhi.Fact[T] {
	var nothing T
	for _, e := range entries {
		if v := said(e); v != nothing {
			return nhi.Declared(v, e.Source())
		}
	}
	return nhi.Absent[T](nhi.ReasonNotDeclared, "")
}

// declaredOr is what the registry says, else the other fact.
func declaredOr[T comparable](entries []registry.Entry, said func(registry.Entry) T, other nhi.Fact[T]) nhi.Fact[T] {
	if fact := declaredFact(entries, said); fact.Known() {
		return fact
	}
	return other
}

// declaredOrNone is declaredFact for what nothing but the registry ever says: it is left out
// when not declared, so that a report does not repeat it for every identity.
func declaredOrNone[T comparable](entries []registry.Entry, said func(registry.Entry) T) nhi.Fact[T] {
	return declaredOr(entries, said, nhi.Fact[T]{})
}

func describePurpose(identity *nhi.Identity, entries []registry.Entry) {
	identity.Registered = nhi.Absent[bool](nhi.ReasonNotDeclared, "")
	if len(entries) > 0 {
		identity.Registered = nhi.Declared(true, entries[0].Source())
	}
	identity.Purpose = declaredFact(entries, func(e registry.Entry) string { return e.Purpose })
	business := &identity.Business
	business.Process = declaredOrNone(entries, func(e registry.Entry) string { return e.BusinessProcess })
	business.Vendor = declaredOrNone(entries, func(e registry.Entry) string { return e.Vendor.Name })
	business.ContractEnd = declaredOrNone(entries, func(e registry.Entry) time.Time { return e.Vendor.ContractEnd })
	business.Revocation = declaredOrNone(entries, func(e registry.Entry) string { return e.Revocation })
	identity.Attestation = nhi.Absent[nhi.Attestation](nhi.ReasonNotDeclared, "")
	for _, e := range slices.Backward(entries) { // the narrowest last, so that it holds
		if e.Attested != nil {
			identity.Attestation = nhi.Declared(*e.Attested, e.Source())
		}
		if e.RegulatoryScope != nil {
			business.RegulatoryScope = e.RegulatoryScope
		}
	}
}

// describeValue adds what exposed values say. For a named secret they are a guess: the value
// exposed need not be the one it has now.
func describeValue(identity *nhi.Identity) {
	if identity.Store != keptSecret {
		return
	}
	latest, ok := latestCounted(identity)
	if c := latest.Credential; ok && c.By == "value" && !c.Public && c.Service != "" {
		if c.Environment == "" {
			c.Environment = identity.Credential.Environment
		}
		identity.Credential = c
	}
}

func describePrivilege(identity *nhi.Identity, entries []registry.Entry) {
	p := &identity.Privilege
	if !p.Level.Known() {
		why := cmpOr(p.Level, nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotCollected, "only its issuer knows"))
		if publishes(identity) {
			why = nhi.Derived(nhi.PermissionWrite, "a package registry's token publishes")
		}
		p.Level = declaredOr(entries, func(e registry.Entry) nhi.PermissionLevel { return e.Privilege.Level }, why)
	}
	if !p.Resources.Known() {
		why := nhi.Absent[nhi.ResourceScope](nhi.ReasonNotCollected, "only its issuer knows")
		p.Resources = declaredOr(entries, func(e registry.Entry) nhi.ResourceScope { return e.Privilege.Resources }, why)
	}
	if !p.Protected.Known() {
		p.Protected = nhi.Absent[bool](nhi.ReasonNotCollected, "environment rules are not in the files")
	}
}

// cmpOr is the fact if it says anything, even why it is absent, else the other.
func cmpOr[T any](fact, other nhi.Fact[T]) nhi.Fact[T] {
	if fact.Evidence == "" {
		return other
	}
	return fact
}

// publishes tells whether a credential is for a package registry.
func publishes(identity *nhi.Identity) bool {
	return isSurely(identity.Credential, nhi.CategoryPackageRegistry) && !identity.Credential.Public
}

// isSurely tells whether a credential is of a category by more than an ambiguous word.
func isSurely(c nhi.Credential, category nhi.Category) bool {
	return c.Category == category && c.Confidence != nhi.ConfidenceLow
}

func describeCriticality(identity *nhi.Identity, entries []registry.Entry) {
	level, reason := derivedCriticality(identity)
	identity.Criticality = declaredOr(entries, func(e registry.Entry) nhi.Criticality { return e.Criticality }, nhi.Derived(level, reason))
}

// derivedCriticality follows docs/score.md: leaving criticality undeclared never pays.
func derivedCriticality(identity *nhi.Identity) (nhi.Criticality, string) {
	level := identity.Privilege.Level
	production := identity.Environment.Value == nhi.EnvironmentProduction
	switch {
	case identity.Credential.Public:
		return nhi.CriticalityLow, "public by design"
	case onlyDoubtful(identity):
		return nhi.CriticalityLow, "may well be no credential"
	case level.Value == nhi.PermissionAdmin:
		return nhi.CriticalityCritical, "administers"
	case publishes(identity):
		return nhi.CriticalityCritical, "publishes packages"
	case identity.Kind == nhi.KindSigningKey || isSurely(identity.Credential, nhi.CategorySigning):
		return nhi.CriticalityCritical, "signs"
	case production && crossesEnvironments(identity):
		return nhi.CriticalityCritical, "production and another environment"
	case production && level.Value == nhi.PermissionWrite:
		return nhi.CriticalityHigh, "writes to production"
	case production && !level.Known():
		return nhi.CriticalityHigh, "in production, and what it may do is not known"
	}
	return nhi.CriticalityMedium, "nothing says more or less"
}

// onlyDoubtful tells whether nothing but exposures of low confidence speak for an identity.
func onlyDoubtful(identity *nhi.Identity) bool {
	sure := func(e nhi.Exposure) bool { return e.Confidence != nhi.ConfidenceLow }
	return identity.Store == keptInFile && len(identity.Exposures) > 0 && !slices.ContainsFunc(identity.Exposures, sure)
}

func describeRotation(identity *nhi.Identity, entries []registry.Entry) {
	r := &identity.Rotation
	r.Procedure = declaredFact(entries, func(e registry.Entry) string { return e.Rotation.Procedure })
	r.Tested = declaredOrNone(entries, func(e registry.Entry) time.Time { return e.Rotation.Tested })
	if !holdsCredential(identity) {
		r.MaximumDays = nhi.Absent[int](nhi.ReasonNotSupported, "there is nothing stored to rotate")
		return
	}
	days, source := identity.Criticality.Value.MaximumAgeDays(), "criticality "+string(identity.Criticality.Value)
	if own := identity.Credential.RotationDays; own > 0 && own < days {
		days, source = own, "the default of "+identity.Credential.Service
	}
	r.MaximumDays = declaredOr(entries, func(e registry.Entry) int { return e.Rotation.Days }, nhi.Derived(days, source))
}

// holdsCredential tells whether an identity has a stored credential of its own. An agent uses
// those of its job, a runner registers itself, and all secrets together are no single one.
func holdsCredential(identity *nhi.Identity) bool {
	return identity.Lifetime == nhi.LifetimeStatic && identity.Kind != nhi.KindAgent && identity.Kind != nhi.KindRunner &&
		identity.Store != keptSecrets
}

func (b *builder) describeUses(identity *nhi.Identity) {
	switch {
	case identity.Store != keptSecret && identity.Store != keptVariable:
		return
	case b.unread == "":
		identity.UsesKnown = nhi.Derived(true, "every workflow was read")
	default:
		identity.UsesKnown = nhi.Absent[bool](nhi.ReasonNotCollected, b.unread)
	}
}

func describeAgent(identity *nhi.Identity, entries []registry.Entry) {
	if identity.Agent == nil {
		return
	}
	for _, e := range slices.Backward(entries) { // the narrowest last, so that it holds
		if e.Match.Kind == nhi.KindAgent || e.Match.Exact() {
			identity.Agent.Declared = true
		}
		if e.Agent.Sponsor != "" {
			identity.Agent.Sponsor = e.Agent.Sponsor
		}
		if e.Agent.AllowedSecrets != nil {
			identity.Agent.AllowedSecrets = e.Agent.AllowedSecrets
		}
	}
}

// pathOwners is what CODEOWNERS says of a path.
type pathOwners struct {
	names  string
	source string
}

func (b *builder) describeOwner(identity *nhi.Identity, entries []registry.Entry) {
	o := &identity.Owner
	o.Technical = declaredFact(entries, func(e registry.Entry) string { return e.Owners.Technical })
	o.Business = declaredFact(entries, func(e registry.Entry) string { return e.Owners.Business })
	if o.Technical.Known() || o.Business.Known() {
		o.Status = nhi.OwnerConfirmed
		return
	}
	o.Status = nhi.OwnerNone
	for _, path := range placesOf(identity) {
		if owners := b.ownersOf(path); owners.names != "" {
			o.Status, o.Technical = nhi.OwnerInferred, nhi.Inferred(owners.names, owners.source)
			return
		}
	}
}

// placesOf is the files that show an identity: those that use it, then those that expose it.
func placesOf(identity *nhi.Identity) []string {
	var using, exposing []string
	for _, u := range identity.Uses {
		using = append(using, u.Workflow)
	}
	for _, e := range identity.Exposures {
		exposing = append(exposing, e.Location.Path)
	}
	places := append(once(using), once(exposing)...)
	if identity.Agent != nil {
		places = append(places, identity.Agent.Location.Path)
	}
	return places
}

func (b *builder) ownersOf(path string) pathOwners {
	if known, ok := b.owners[path]; ok {
		return known
	}
	names, source := b.declared.OwnersOf(path)
	found := pathOwners{strings.Join(names, ", "), source}
	b.owners[path] = found
	return found
}
