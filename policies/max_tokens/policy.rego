# METADATA
# scope: package
# title: Too many stored credentials
# description: >-
#   The inventory holds more static credentials than you allow.
# custom:
#   severity: low
#   confidence: high
#   categories: [NHI7]
#   mode: "off"
#   subject: inventory
#   params:
#     maximum:
#       default: 50
#       description: Most static credentials that the repository may have.
#   remediation: Retire credentials that nothing uses, and move others to OIDC.
package rollcall.max_tokens

findings contains {
	"identity": "",
	"message": sprintf("The inventory holds %d stored credentials; the maximum is %d.", [input.summary.static, input.params.maximum]),
	"fix": "Retire what nothing uses, and move to OIDC what can.",
	"evidence": {"static": input.summary.static, "maximum": input.params.maximum},
} if {
	input.summary.static > input.params.maximum
}
