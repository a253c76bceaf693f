# METADATA
# scope: package
# title: Exception expired or without a proper end
# description: >-
#   An exception has ended, has no end, or would last longer than allowed. It does not apply: its findings count again.
# custom:
#   severity: high
#   confidence: high
#   subject: exceptions
#   remediation: Fix what the exception was for, or decide anew and give it a date within the limit.
package rollcall.exception_expired

findings contains {
	"identity": "",
	"key": sprintf("%s/%s", [exception.policy, exception.identity]),
	"message": sprintf("The exception of %s from %s %s.", [exception.identity, exception.policy, _why(exception)]),
	"fix": sprintf("Fix what it was for (%s), or let %s decide anew with an expiry at most %d days ahead.", [exception.reason, exception.owner, exception.maximum_days]),
	"at": exception.at,
	"evidence": {"policy": exception.policy, "identity": exception.identity, "owner": exception.owner, "state": exception.state},
} if {
	some exception in input.exceptions
	exception.state != "in_force"
}

_why(exception) := sprintf("expired %d days ago", [0 - exception.expires_in_days]) if exception.state == "expired"

_why(exception) := "has no expiry and does not apply" if exception.state == "unlimited"

_why(exception) := sprintf("expires in %d days, over the limit of %d, and does not apply", [exception.expires_in_days, exception.maximum_days]) if {
	exception.state == "too_long"
}
