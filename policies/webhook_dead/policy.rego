# METADATA
# scope: package
# title: Webhook that nobody answers
# description: >-
#   The last delivery failed. The receiver is gone or refuses, and events keep being sent to its address.
# custom:
#   severity: low
#   severities: [medium]
#   confidence: medium
#   categories: [NHI1]
#   kinds: [webhook]
#   requires: [delivery_status]
#   remediation: Delete the webhook, or repair its receiver.
package rollcall.webhook_dead

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("The last delivery of %s to %s %s.", [identity.scope, identity.webhook.host, _how(identity.delivery_status)]),
	"fix": sprintf("If the receiver is gone, delete the webhook at %s: who gets hold of its name gets the events.", [object.get(identity, "url", "its settings")]),
	"evidence": {"host": identity.webhook.host, "status": identity.delivery_status},
} if {
	some identity in input.identities
	not identity.status == "disabled"
	_failed(identity.delivery_status)
}

passes contains identity.id if {
	some identity in input.identities
	not identity.webhook
}

_failed(status) if status == 0

_failed(status) if status in {404, 410}

_failed(status) if status >= 500

_how(status) := "was answered by nobody" if {
	status == 0
} else := sprintf("was answered with %d", [status])

# Nobody there means that the name may be free to take.
_severity(identity) := "medium" if {
	identity.delivery_status == 0
} else := "low"
