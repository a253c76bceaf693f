# METADATA
# scope: package
# title: Exception without a finding
# description: >-
#   An exception is in force and no finding is what it is about. It would hide the next one in silence.
# custom:
#   severity: low
#   confidence: high
#   subject: exceptions
#   remediation: Remove the exception, or correct its identity.
package rollcall.exception_unused

findings contains {
	"identity": "",
	"key": sprintf("%s/%s", [exception.policy, exception.identity]),
	"message": sprintf("The exception of %s from %s matches no finding.", [exception.identity, exception.policy]),
	"fix": "Remove the exception, or correct its identity.",
	"at": exception.at,
	"evidence": {"policy": exception.policy, "identity": exception.identity},
} if {
	some exception in input.exceptions
	exception.state == "in_force"
	exception.matches == 0
}
