# METADATA
# scope: package
# title: One credential under several names
# description: >-
#   Several identities carry the same value. It cannot be rotated, limited or revoked for one without the others.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI9]
#   remediation: Issue a credential of its own for each use.
package rollcall.reused_credential

findings contains {
	"identity": identity.id,
	"message": sprintf("%s has the same value as %s.", [identity.name, concat(", ", names)]),
	"fix": "Issue a credential of its own for each of them, each with what it needs only.",
	"evidence": {"identities": [other.id | some other in identity.same_value]},
} if {
	some identity in input.identities
	names := [other.name | some other in identity.same_value]
	count(names) > 0

	# Said once, of the first of them.
	every other in identity.same_value {
		identity.id < other.id
	}
}
