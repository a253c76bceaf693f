# METADATA
# scope: package
# title: No business owner
# description: >-
#   The registry declares a credential of high criticality without a business owner: somebody who
#   can say whether what it does is still wanted.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI1]
#   params:
#     criticalities:
#       default: [high, critical]
#       description: Criticalities that need a business owner.
#   remediation: Declare owners.business in the identity's registry entry.
package rollcall.no_business_owner

findings contains {
	"identity": identity.id,
	"message": sprintf("%s (criticality %s) has no business owner.", [identity.name, identity.criticality]),
	"fix": sprintf("Add owners.business to the entry of %s in the registry.", [identity.name]),
	"evidence": {"criticality": identity.criticality},
} if {
	criticalities := input.params.criticalities
	some identity in input.identities
	identity.registered
	identity.criticality in criticalities
	not identity.business_owner
}
