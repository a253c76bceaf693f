# METADATA
# scope: package
# title: Certificate or signing key expires
# description: >-
#   A certificate or signing key ends soon, or has ended. What relies on it will stop to work on that day.
# custom:
#   severity: high
#   severities: [medium]
#   confidence: high
#   categories: [NHI4]
#   kinds: [certificate, signing_key]
#   requires: [expires_in_days]
#   params:
#     warn_days:
#       default: 30
#       description: Days before the end from which the policy speaks.
#     urgent_days:
#       default: 14
#       description: Days before the end from which the severity is high.
#   remediation: Issue the successor and install it before the end.
package rollcall.certificate_expiry

findings contains {
	"identity": identity.id,
	"severity": _severity(days),
	"message": sprintf("%s %s.", [identity.name, _when(days)]),
	"fix": sprintf("Issue the successor of %s and install it where the old one is used.", [identity.name]),
	"evidence": {"days": days},
} if {
	warn := input.params.warn_days
	some identity in input.identities
	days := identity.expires_in_days
	days <= warn
	not _fixture(identity)
}

# What signs sessions or encrypts data has no day on which it ends.
passes contains identity.id if {
	some identity in input.identities
	identity.kind == "signing_key"
	identity.category == "auth"
}

# Certificates made for tests expire without harm.
_fixture(identity) if {
	count(identity.exposures) > 0
	count(identity.uses) == 0
	every e in identity.exposures {
		e.test_data
	}
}

_severity(days) := "high" if {
	days <= input.params.urgent_days
} else := "medium"

_when(days) := sprintf("expires in %d days", [days]) if days >= 0

_when(days) := sprintf("expired %d days ago", [0 - days]) if days < 0
