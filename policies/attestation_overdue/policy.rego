# METADATA
# scope: package
# title: Attestation overdue
# description: >-
#   The owner's word that the credential is still needed has lapsed.
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI1]
#   remediation: Ask the owner to confirm the credential, or to retire it.
package rollcall.attestation_overdue

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("The attestation of %s lapsed %d days ago.", [identity.name, 0 - identity.attested_until_days]),
	"fix": sprintf("Let %s confirm %s with a new attested entry in the registry, or retire it.", [object.get(identity, "owner", "its owner"), identity.name]),
	"evidence": {"days": 0 - identity.attested_until_days},
} if {
	some identity in input.identities
	identity.attested_until_days < 0
}

_severity(identity) := "high" if {
	identity.criticality == "critical"
} else := "medium"
