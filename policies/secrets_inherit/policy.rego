# METADATA
# scope: package
# title: All secrets inherited by a called workflow
# description: >-
#   `secrets: inherit` hands every secret of the caller to the called workflow, those it does not need included.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow
#     description: GitHub, passing secrets to a reusable workflow
# custom:
#   severity: medium
#   severities: [low, high]
#   confidence: high
#   categories: [NHI5, NHI3]
#   kinds: [ci_secret]
#   remediation: Pass each secret that the called workflow needs, by name.
package rollcall.secrets_inherit

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [use.workflow, use.job]),
	"severity": _severity(use),
	"message": sprintf("Job %s of %s hands all secrets to %s.", [use.job, use.workflow, _callee(use)]),
	"fix": "Replace `secrets: inherit` by a `secrets:` block that names those the called workflow declares.",
	"at": use.at,
	"evidence": {"job": use.job, "workflow": _callee(use)},
} if {
	some identity in input.identities
	some use in identity.uses
	use.route == "inherit"
}

# In the same repository the callee is reviewed together with the caller.
_severity(use) := "low" if {
	use.action.pin == "local"
} else := "medium" if {
	use.action.first_party
} else := "medium" if {
	# What it does with them can be read, and stays so.
	use.action.mutable == false
} else := "high"

_callee(use) := use.action.raw

_callee(use) := "the called workflow" if not use.action
