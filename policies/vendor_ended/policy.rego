# METADATA
# scope: package
# title: Contract with the vendor has ended
# description: >-
#   The registry says that the contract with the credential's vendor has ended, and the credential is still there.
# custom:
#   severity: high
#   confidence: high
#   categories: [NHI1, NHI3]
#   params:
#     grace_days:
#       default: 0
#       description: Days after the end before the policy speaks.
#   remediation: Revoke the vendor's access, then remove the credential and what uses it.
package rollcall.vendor_ended

findings contains {
	"identity": identity.id,
	"message": sprintf("%s outlives the contract with %s, which ended %d days ago.", [identity.name, object.get(identity, "vendor", "its vendor"), days]),
	"fix": sprintf("Revoke %s at the vendor, and remove it wherever it is used (%d places).", [identity.name, count(identity.uses)]),
	"evidence": {"days": days},
} if {
	grace := input.params.grace_days
	some identity in input.identities
	days := 0 - identity.contract_ends_in_days
	days > grace
}
