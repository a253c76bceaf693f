# METADATA
# scope: package
# title: One credential in production and elsewhere
# description: >-
#   The same value is used in production and in another environment, so that whoever gets into the weaker
#   one is in production as well.
# custom:
#   severity: high
#   confidence: high
#   categories: [NHI8]
#   remediation: Issue a credential of its own for each environment.
package rollcall.cross_environment

findings contains {
	"identity": identity.id,
	"message": sprintf("%s has the same value in production as %s in %s.", [identity.name, names[0].name, names[0].environment]),
	"fix": sprintf("Issue a credential of its own for %s, then rotate %s.", [names[0].environment, identity.name]),
	"evidence": {"identities": [other.id | some other in names]},
} if {
	some identity in input.identities
	identity.environment == "production"
	names := [other | some other in identity.same_value; other.environment in {"staging", "development", "ci"}]
	count(names) > 0
}
