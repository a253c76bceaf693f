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
#   kinds: [workflow_token]
#   remediation: Pass each secret that the called workflow needs, by name.
package rollcall.secrets_inherit

findings contains {
	"identity": identity.id,
	"key": read.job,
	"severity": _severity(read),
	"message": sprintf("Job %s of %s hands all secrets to %s.", [read.job, identity.workflow.path, _callee(read)]),
	"fix": "Replace `secrets: inherit` by a `secrets:` block that names those the called workflow declares.",
	"at": read.at,
	"evidence": {"job": read.job, "workflow": _callee(read)},
} if {
	some identity in input.identities
	some read in identity.workflow.reads
	read.route == "inherit"
}

# In the same repository the callee is reviewed together with the caller.
_severity(read) := "low" if {
	read.action.pin == "local"
} else := "medium" if {
	read.action.first_party
} else := "high"

_callee(read) := read.action.raw

_callee(read) := "the called workflow" if not read.action
