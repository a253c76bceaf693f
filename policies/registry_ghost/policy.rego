# METADATA
# scope: package
# title: Declared, but not found
# description: >-
#   The registry declares an identity that nothing in the repository shows. Either it is gone and the
#   entry was forgotten, or the entry names it wrongly and the real one goes undeclared.
# custom:
#   severity: low
#   confidence: medium
#   categories: [NHI1]
#   subject: missing
#   remediation: Remove the entry, or correct what it matches.
package rollcall.registry_ghost

findings contains {
	"identity": identity.id,
	"message": sprintf("The registry declares %s, which was not found.", [identity.name]),
	"fix": sprintf("Remove the entry of %s, or correct what it matches.", [identity.name]),
} if {
	some identity in input.identities
}
