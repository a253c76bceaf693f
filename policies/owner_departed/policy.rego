# METADATA
# scope: package
# title: Owner has left
# description: >-
#   The person who answers for the identity, or who added it, is no longer a member of the organisation.
# related_resources:
#   - ref: https://owasp.org/www-project-non-human-identities-top-10/2025/1-improper-offboarding/
#     description: OWASP NHI1:2025 Improper Offboarding
# custom:
#   severity: critical
#   severities: [medium, high]
#   confidence: high
#   categories: [NHI1]
#   requires: [owner_present]
#   remediation: Give it a new owner, and rotate what the former one knew.
package rollcall.owner_departed

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s belongs to %s, who is no longer a member of the organisation.", [identity.name, _who(identity)]),
	"fix": sprintf("%s, and declare who answers for it now in .rollcall/registry.yaml.", [_end(identity)]),
	"evidence": {"owner": _who(identity), "source": object.get(identity, "owner_source", ""), "days_since_rotation": object.get(identity, "days_since_rotation", -1)},
} if {
	some identity in input.identities
	identity.owner_present == false
	identity.system != "git"
}

# A value lying in a file is to be revoked, and leaked_credential says so.
passes contains identity.id if {
	some identity in input.identities
	identity.system == "git"
}

_who(identity) := identity.owner if {
	identity.owner
} else := object.get(identity, "holder", "somebody")

_end(identity) := sprintf("Rotate %s", [identity.name]) if {
	identity.lifetime == "static"
} else := sprintf("Ask who uses %s", [identity.name])

# What was only inferred need not be that person's.
_severity(identity) := "medium" if {
	identity.lifetime != "static"
} else := "critical" if {
	identity.criticality in {"critical", "high"}
} else := "high"
