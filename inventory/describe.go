package inventory

import (
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// describe adds to an identity everything that is declared of it or follows from what was
// seen. The order matters: criticality follows from environment and privilege, the maximum
// age from criticality.
func (b *builder) describe(identity *nhi.Identity) {
	entries := b.entriesOf(identity)
	describePurpose(identity, entries)
	describeEnvironment(identity, entries)
	b.describeProtection(identity)
	describePrivilege(identity, entries)
	describeCriticality(identity, entries)
	describeRotation(identity, entries)
	b.describeOwner(identity, entries)
	b.describeTimes(identity, entries)
	b.describeStatus(identity)
	b.describeUses(identity)
	b.describeGrants(identity)
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
	if !isNamed(identity) {
		return
	}
	latest, ok := latestCounted(identity)
	if c := latest.Credential; ok && c.By == nhi.RecognisedByValue && !c.Public && c.Service != "" {
		if c.Environment == "" {
			c.Environment = identity.Credential.Environment
		}
		identity.Credential = c
	}
}

// isNamed tells whether an identity is a secret known by its name, whose value may have been another.
func isNamed(identity *nhi.Identity) bool {
	return identity.Kind == nhi.KindCISecret && identity.Store != keptSecrets && identity.Store != keptInFile
}

func describePrivilege(identity *nhi.Identity, entries []registry.Entry) {
	p := &identity.Privilege
	if !p.Level.Known() {
		why := cmpOr(p.Level, nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotCollected, "only its issuer knows"))
		switch {
		case onlyInstalls(identity):
			why = nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotCollected, "its jobs only install with it; what else it may do only its issuer knows")
		case readsPackages(identity):
			why = nhi.Inferred(nhi.PermissionRead, "its name says that it reads")
		case publishes(identity):
			why = nhi.Derived(nhi.PermissionWrite, "a package registry's token publishes")
		}
		p.Level = declaredOr(entries, func(e registry.Entry) nhi.PermissionLevel { return e.Privilege.Level }, why)
	}
	if !p.Resources.Known() {
		why := nhi.Absent[nhi.ResourceScope](nhi.ReasonNotCollected, "only its issuer knows")
		p.Resources = declaredOr(entries, func(e registry.Entry) nhi.ResourceScope { return e.Privilege.Resources }, why)
	}
	p.Protected = cmpOr(p.Protected, nhi.Absent[bool](nhi.ReasonNotCollected, "environment rules are not in the files"))
}

// cmpOr is the fact if it says anything, even why it is absent, else the other.
func cmpOr[T any](fact, other nhi.Fact[T]) nhi.Fact[T] {
	if fact.Evidence == 0 {
		return other
	}
	return fact
}

// publishes tells whether a credential is for a package registry, and not for reading alone.
func publishes(identity *nhi.Identity) bool {
	return isForPackages(identity) && !namesReading(identity.Name) && !onlyInstalls(identity)
}

// onlyInstalls tells whether whoever is given a registry's credential does nothing but read packages with it.
func onlyInstalls(identity *nhi.Identity) bool {
	return isForPackages(identity) && len(identity.Uses) > 0 && !slices.ContainsFunc(identity.Uses, func(u nhi.Use) bool { return u.Packages != nhi.PackagesRead })
}

func readsPackages(identity *nhi.Identity) bool {
	return isForPackages(identity) && namesReading(identity.Name)
}

func isForPackages(identity *nhi.Identity) bool {
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
		return nhi.CriticalityLow, identity.Credential.Secrecy()
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
	case level.Value == nhi.PermissionWrite && wideReach[identity.Privilege.Resources.Value] && identity.Store != keptSecrets:
		return nhi.CriticalityHigh, "writes to the whole organisation"
	}
	return nhi.CriticalityMedium, "nothing says more or less"
}

// wideReach is the scopes beyond a handful of resources.
var wideReach = map[nhi.ResourceScope]bool{nhi.ScopeOrganization: true, nhi.ScopeAll: true}

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

// holdsCredential tells whether an identity has a stored credential of its own. All secrets together are no single one.
func holdsCredential(identity *nhi.Identity) bool {
	return identity.Lifetime == nhi.LifetimeStatic && !holdsNone[identity.Kind] && identity.Store != keptSecrets && !isNameOnly(identity) && !isUnsigned(identity)
}

// isUnsigned tells whether an identity is a webhook without a secret.
func isUnsigned(identity *nhi.Identity) bool {
	return identity.Webhook != nil && identity.Webhook.HasSecret.Known() && !identity.Webhook.HasSecret.Value
}

// isNameOnly tells whether an identity is a name in a workflow that no store has.
func isNameOnly(identity *nhi.Identity) bool {
	return identity.Stored != nil && identity.Stored.Defined.Known() && !identity.Stored.Defined.Value && len(identity.Exposures) == 0
}

// holdsNone is the kinds that have no stored credential that anybody could renew: an agent uses those of its job, a
// runner registers itself, an installation's tokens last an hour, and an account's are identities of their own.
var holdsNone = map[nhi.Kind]bool{
	nhi.KindAgent: true, nhi.KindRunner: true, nhi.KindAppInstallation: true, nhi.KindGitHubApp: true, nhi.KindServiceAccount: true,
}

// describeUses says whether every possible consumer of a secret was read.
func (b *builder) describeUses(identity *nhi.Identity) {
	if identity.Kind == nhi.KindSecretParameter {
		identity.UsesKnown = nhi.Absent[bool](nhi.ReasonNotSupported, "what its callers hand over is used elsewhere, too")
		return
	}
	if identity.Kind != nhi.KindCISecret || identity.Store == keptSecrets || identity.Store == keptInFile || identity.UsesKnown.Evidence != 0 {
		return
	}
	if reader := otherReaders[identity.Store]; reader != "" {
		identity.UsesKnown = nhi.Absent[bool](nhi.ReasonNotSupported, reader)
		return
	}
	why := b.consumersUnread(identity)
	if why == "" {
		identity.UsesKnown = nhi.Derived(true, "every workflow was read")
		return
	}
	identity.UsesKnown = nhi.Absent[bool](nhi.ReasonNotCollected, why)
}

// otherReaders is who reads the stores that not only workflows read, and that no file shows.
var otherReaders = map[string]string{
	"dependabot-secret": "Dependabot itself may read it, for private registries",
	"codespaces-secret": "codespaces read it, which no workflow shows",
	"agents-secret":     "GitHub's coding agent reads it, which no workflow shows",
	"agents-variable":   "GitHub's coding agent reads it, which no workflow shows",
}

// consumersUnread is why some consumer of a secret may not be known; "" when all were read.
func (b *builder) consumersUnread(identity *nhi.Identity) string {
	if identity.Stored == nil || identity.Stored.Level != nhi.LevelOrganization {
		return b.world.consumersUnread(b.world.home(identity.Scope))
	}
	return b.grantsOf(identity).unread
}

// describeGrants says to which repositories an organisation's secret is granted without being used there.
func (b *builder) describeGrants(identity *nhi.Identity) {
	if identity.Stored == nil || identity.Stored.Level != nhi.LevelOrganization || identity.Store != keptSecret {
		return
	}
	used := map[string]bool{}
	for _, w := range b.workflowsOf(identity) {
		used[fold(b.world.home(w.Repository).name)] = true
	}
	granted := b.grantsOf(identity)
	identity.Stored.Granted, identity.Stored.UsedBy = len(granted.to), len(used)
	for _, h := range granted.to {
		if len(identity.Privilege.Unused) == nhi.MaximumUnused {
			break
		}
		if !used[fold(h.name)] && b.world.consumersUnread(h) == "" {
			identity.Privilege.Unused = append(identity.Privilege.Unused, h.name)
		}
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
