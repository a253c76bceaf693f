# METADATA
# scope: package
# title: Publishing token where trusted publishing would do
# description: >-
#   Jobs use a stored token of a package registry that can trust the workflow itself. A stolen token
#   publishes from anywhere; trusted publishing works from this workflow only.
# related_resources:
#   - ref: https://docs.npmjs.com/trusted-publishers
#     description: npm, trusted publishing
#   - ref: https://docs.pypi.org/trusted-publishers/
#     description: PyPI, trusted publishers
# custom:
#   severity: medium
#   confidence: medium
#   categories: [NHI4]
#   kinds: [ci_secret]
#   remediation: Register the workflow as a trusted publisher, then revoke the token.
package rollcall.publish_token_over_trusted_publishing

findings contains {
	"identity": identity.id,
	"message": sprintf("%s is a stored token (%s) where trusted publishing would do.", [identity.name, identity.service]),
	"fix": sprintf("Register the workflow at %s for %s, then revoke %s.", [identity.service, _how(identity), identity.name]),
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"service": identity.service},
} if {
	some identity in input.identities
	identity.category == "package-registry"
	identity.keyless == "yes"
	contains(identity.keyless_how, "publishing")
	identity.service_confidence != "low"
	not identity.identifier
	not identity.level == "read"
	some use in identity.uses
	not use.packages # npm's trusted publishing publishes, and neither installs nor moves a tag
}

_how(identity) := identity.keyless_how if {
	contains(identity.keyless_how, "OIDC")
} else := sprintf("%s (OIDC)", [identity.keyless_how])
