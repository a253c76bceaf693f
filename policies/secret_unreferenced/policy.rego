# METADATA
# scope: package
# title: Stored secret that nothing uses
# description: >-
#   GitHub keeps the secret, and no workflow that could be given it names it. Nobody would notice its misuse,
#   and nobody would miss it.
# custom:
#   severity: medium
#   severities: [high]
#   confidence: medium
#   categories: [NHI1]
#   kinds: [ci_secret]
#   requires: [consumers_known]
#   params:
#     grace_days:
#       default: 7
#       description: Days after its creation in which a secret need not be used yet.
#   remediation: Revoke the credential where it was issued and delete the secret.
package rollcall.secret_unreferenced

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("No workflow uses the %s %s of %s.", [_kinds[identity.stored.store], identity.name, _home(identity)]),
	"fix": sprintf("Ask its owner; then revoke it where it was issued and delete it: `gh secret delete %s %s`.", [identity.name, identity.stored.flags]),
	"evidence": {"level": identity.stored.level, "days_since_rotation": object.get(identity, "days_since_rotation", -1)},
} if {
	grace := input.params.grace_days
	some identity in input.identities
	_stored(identity)
	count(identity.uses) == 0
	identity.consumers_known
	not identity.age_days < grace
}

passes contains identity.id if {
	some identity in input.identities
	count(identity.uses) > 0
}

passes contains identity.id if {
	some identity in input.identities
	not _stored(identity)
}

# Which code of a codespace or an agent reads a secret is not written anywhere; of what a closer one hides,
# secret_shadowed speaks.
_stored(identity) if {
	identity.defined
	identity.stored.store in {"actions", "dependabot"}
	count(identity.stored.shadowed_in) == 0
}

_kinds := {"actions": "secret", "dependabot": "Dependabot secret"}

_home(identity) := sprintf("environment %s of %s", [identity.stored.environment, identity.scope]) if {
	identity.stored.environment
} else := identity.scope

_severity(identity) := "high" if {
	identity.criticality == "critical"
} else := "high" if {
	identity.environment == "production"
} else := "medium"
