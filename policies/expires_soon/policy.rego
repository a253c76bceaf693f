# METADATA
# scope: package
# title: Credential expires soon
# description: >-
#   The credential ends within days, or has ended, and jobs still use it. They will fail.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI7]
#   requires: [expires_in_days]
#   params:
#     days:
#       default: 14
#       description: Days before the end from which the policy speaks.
#   remediation: Issue the successor and switch its users over before the end.
package rollcall.expires_soon

findings contains {
	"identity": identity.id,
	"message": sprintf("%s %s.", [identity.name, _when(days)]),
	"fix": sprintf("Issue a new %s and switch its %d uses over.", [identity.name, count(identity.uses)]),
	"evidence": {"days": days},
} if {
	limit := input.params.days
	some identity in input.identities
	not _elsewhere(identity)
	identity.lifetime == "static"
	days := identity.expires_in_days
	days <= limit
}

passes contains identity.id if {
	some identity in input.identities
	_elsewhere(identity)
}

passes contains identity.id if {
	some identity in input.identities
	identity.lifetime != "static"
}

# certificate_expiry speaks of these, and leaked_credential of values in files.
_elsewhere(identity) if identity.kind in {"certificate", "signing_key"}

_elsewhere(identity) if identity.system == "git"

_when(days) := sprintf("expires in %d days", [days]) if days >= 0

_when(days) := sprintf("expired %d days ago", [0 - days]) if days < 0
