package score

import (
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// fix is one thing that can be done about an identity.
type fix struct {
	action   string
	effort   int // 1 (minutes) to 5 (days)
	wanted   func(nhi.Identity, subject, time.Time) bool
	group    func(nhi.Identity, subject) string
	mend     func(nhi.Identity, time.Time) nhi.Identity // the identity once it is done
	title    func(groupName, int) string
	step     func(nhi.Identity, time.Time) string
	resolves []string // the policies whose findings on the identity go with it
}

// revokeLeaked is the action that comes before all others.
const revokeLeaked = "revoke_leaked"

// reviewProposed is the action that comes after all others: what it is about need not be the repository's own.
const reviewProposed = "review_proposed_leak"

// fixes is every fix that can be recommended.
var fixes = []fix{
	{
		action: revokeLeaked, effort: 3, wanted: leaked, group: byLiveness, mend: replace,
		title: titleRevoke, step: stepRevoke,
		resolves: []string{
			"leaked_credential", "leak_not_rotated", "credential_in_variable", "push_protection_bypassed", "reused_credential", "rotation_overdue",
		},
	},
	{
		action: "review_possible_leak", effort: 1, wanted: perhapsLeaked, group: together, mend: dismiss,
		title: titleReview, step: stepReview, resolves: []string{"leaked_credential", "leak_not_rotated", "push_protection_bypassed"},
	},
	{
		action: reviewProposed, effort: 1, wanted: onlyProposed, group: together, mend: dismiss,
		title: titleProposed, step: stepReview, resolves: []string{"leaked_credential", "leak_not_rotated", "push_protection_bypassed"},
	},
	{
		action: "delete_unused", effort: 1, wanted: useless, group: byKind, mend: remove,
		title: titled("Delete", "unused"), step: stepDelete,
	},
	{
		action: "declare_owner", effort: 1, wanted: ownerless, group: byKind, mend: own,
		title: titledEach("Declare an owner for", "Declare owners for"), step: stepOwner,
		resolves: []string{"no_owner", "owner_departed", "owner_inferred", "no_business_owner", "attestation_overdue", "unregistered"},
	},
	{
		action: "attest", effort: 1, wanted: unattested, group: byOwner, mend: attest,
		title: titled("Attest the need for", ""), step: stepAttest, resolves: []string{"attestation_overdue"},
	},
	{
		action: "name_business_owner", effort: 1, wanted: withoutBusinessOwner, group: byKind, mend: nameBusinessOwner,
		title: titledEach("Name a business owner for", "Name business owners for"), step: stepBusinessOwner, resolves: []string{"no_business_owner"},
	},
	{
		action: "set_expiry", effort: 1, wanted: endless, group: byKind, mend: setExpiry,
		title: titled("Set an expiry for", ""), step: stepExpiry, resolves: []string{"require_expiry", "max_token_lifetime"},
	},
	{
		action: "narrow_permissions", effort: 2, wanted: wide, group: byKind, mend: narrow,
		title: titled("Narrow the permissions of", ""), step: stepNarrow,
		resolves: []string{
			"token_write_all", "token_permissions_missing", "admin_permission", "max_production_permission", "machine_user_admin",
			"token_broad", "app_broad_install",
		},
	},
	{
		action: "narrow_trust", effort: 2, wanted: openTrust, group: byService, mend: closeTrust,
		title: titledEach("Narrow the subject of", "Narrow the subjects of"), step: stepTrust,
	},
	{
		action: "protect_environment", effort: 1, wanted: unprotected, group: byKind, mend: protect,
		title: titledEach("Protect the environment of", "Protect the environments of"), step: stepProtect, resolves: []string{"environment_unprotected"},
	},
	{
		action: "rotate", effort: 3, wanted: overdue, group: byService, mend: renew,
		title: titled("Rotate", ""), step: stepRotate, resolves: []string{"rotation_overdue"},
	},
	{
		action: "move_to_oidc", effort: 5, wanted: couldBeKeyless, group: byService, mend: federate,
		title: titleFederate, step: stepFederate,
		resolves: []string{
			"static_key_over_oidc", "publish_token_over_trusted_publishing", "require_expiry", "max_token_lifetime", "expires_soon", "rotation_overdue",
		},
	},
}

// How like fixes are grouped.
func byKind(id nhi.Identity, _ subject) string    { return string(id.Kind) }
func together(nhi.Identity, subject) string       { return "" } // what is to be looked at, whatever it is
func byOwner(id nhi.Identity, _ subject) string   { return ownerOf(id) }
func byService(id nhi.Identity, _ subject) string { return id.Credential.Service }

// byLiveness puts all live leaks into one group: only together do they lift the cap.
func byLiveness(_ nhi.Identity, s subject) string {
	if s.leak.live {
		return "live"
	}
	return ""
}

func leaked(_ nhi.Identity, s subject, _ time.Time) bool {
	return s.leak.open && !s.leak.doubtful && !s.leak.stray
}

// replace revokes the leaked value; a secret gets a new one.
func replace(id nhi.Identity, now time.Time) nhi.Identity {
	return dismiss(renew(id, now), now)
}

func perhapsLeaked(_ nhi.Identity, s subject, _ time.Time) bool {
	return s.leak.doubtful && !s.leak.stray
}

func onlyProposed(_ nhi.Identity, s subject, _ time.Time) bool { return s.leak.stray }

// dismiss is the identity without its leaked values.
func dismiss(id nhi.Identity, _ time.Time) nhi.Identity {
	exposures := slices.Clone(id.Exposures)
	for i := range exposures {
		exposures[i].Suppressed = &nhi.Suppression{Kind: nhi.SuppressedByComment}
	}
	id.Exposures = exposures
	return id
}

func useless(_ nhi.Identity, s subject, _ time.Time) bool {
	stale := s.ratings[staleness]
	return !s.leak.open && stale.applies && stale.high == 0
}

func remove(id nhi.Identity, _ time.Time) nhi.Identity {
	id.Status = nhi.Derived(nhi.StatusRevoked, "deleted")
	return id
}

func ownerless(_ nhi.Identity, s subject, _ time.Time) bool {
	r := s.ratings[ownership]
	return !s.forfeited && r.applies && r.low < creditOf(ownerConfirmed)
}

func own(id nhi.Identity, now time.Time) nhi.Identity {
	if !id.Owner.Technical.Known() {
		id.Owner.Technical = nhi.Declared("owner", "")
	}
	id.Owner.Status = nhi.OwnerConfirmed
	return attest(nameBusinessOwner(id, now), now)
}

func unattested(id nhi.Identity, s subject, now time.Time) bool {
	return !s.forfeited && id.Owner.Status == nhi.OwnerConfirmed && !attested(id, now)
}

func attest(id nhi.Identity, now time.Time) nhi.Identity {
	id.Attestation = nhi.Declared(nhi.Attestation{On: nhi.Date(now)}, "")
	return id
}

func withoutBusinessOwner(id nhi.Identity, s subject, now time.Time) bool {
	return !s.forfeited && id.Owner.Status == nhi.OwnerConfirmed && attested(id, now) &&
		needsBusinessOwner(id) && !hasBusinessOwner(id)
}

func nameBusinessOwner(id nhi.Identity, _ time.Time) nhi.Identity {
	if !hasBusinessOwner(id) {
		id.Owner.Business = nhi.Declared("owner", "")
	}
	return id
}

func endless(_ nhi.Identity, s subject, _ time.Time) bool {
	r := s.ratings[expiration]
	return !s.forfeited && !s.leak.expired && r.applies && r.low < creditOf(declaredCredit)
}

func setExpiry(id nhi.Identity, now time.Time) nhi.Identity {
	id.Times.Expires = nhi.Declared(expiryFor(id, now), "")
	return id
}

// expiryFor is the latest day that earns all that a declared expiry can.
func expiryFor(id nhi.Identity, now time.Time) time.Time {
	return nhi.Date(now).AddDate(0, 0, criticality(id).MaximumAgeDays())
}

// wide tells whether an identity's permissions are wider than anything asks for: not
// stated, everything, or administration. What a workflow states scope by scope is taken as meant.
func wide(id nhi.Identity, s subject, _ time.Time) bool {
	r := s.ratings[privilege]
	if s.forfeited || !r.applies || r.low == full {
		return false
	}
	switch id.Kind {
	case nhi.KindWorkflowToken:
		return slices.ContainsFunc(id.Uses, func(u nhi.Use) bool { return unstated(u.Permissions) })
	case nhi.KindAgent:
		return id.Agent != nil && id.Agent.Form == "workflow" && unstated(id.Agent.Permissions)
	}
	return id.Privilege.Level.Known() && r.high < creditOf(grantCredit(nhi.PermissionWrite, nhi.ScopeMultiple))
}

func unstated(p *nhi.Permissions) bool { return p == nil || p.All == "write-all" }

// readOnly is the block to begin with.
var readOnly = nhi.Permissions{Scopes: map[string]string{"contents": "read"}}

func narrow(id nhi.Identity, _ time.Time) nhi.Identity {
	switch id.Kind {
	case nhi.KindWorkflowToken:
		id.Uses = slices.Clone(id.Uses)
		for i := range id.Uses {
			if unstated(id.Uses[i].Permissions) {
				id.Uses[i].Permissions = &readOnly
			}
		}
	case nhi.KindAgent:
		agent := *id.Agent
		agent.Permissions = &readOnly
		id.Agent = &agent
	default:
		id.Privilege.Level = nhi.Derived(nhi.PermissionWrite, "narrowed")
		id.Privilege.Resources = nhi.Derived(nhi.ScopeSingle, "narrowed")
	}
	return id
}

func openTrust(id nhi.Identity, s subject, _ time.Time) bool {
	return !s.forfeited && id.Privilege.Wildcard && s.ratings[privilege].applies
}

func closeTrust(id nhi.Identity, _ time.Time) nhi.Identity {
	id.Privilege.Wildcard = false
	return id
}

func unprotected(id nhi.Identity, s subject, _ time.Time) bool {
	return !s.forfeited && id.Privilege.Protected.Known() && !id.Privilege.Protected.Value && len(id.Environments) > 0
}

func protect(id nhi.Identity, _ time.Time) nhi.Identity {
	id.Privilege.Protected = nhi.Derived(true, "protected")
	return id
}

func overdue(_ nhi.Identity, s subject, _ time.Time) bool {
	r := s.ratings[rotation]
	return !s.forfeited && r.applies && !r.unknown() && r.low < full
}

func renew(id nhi.Identity, now time.Time) nhi.Identity {
	id.Times.Rotated = nhi.Derived(now, "rotated")
	return id
}

func couldBeKeyless(id nhi.Identity, s subject, _ time.Time) bool {
	inUse := id.Credential.By != "platform" || len(id.Uses) > 0 // of what is only listed, who uses it is not known
	return !s.forfeited && !s.leak.expired && !keyless(id) && inUse && id.Credential.Keyless.Support == "yes"
}

func federate(id nhi.Identity, _ time.Time) nhi.Identity {
	id.Lifetime = nhi.LifetimeFederated
	return id
}
