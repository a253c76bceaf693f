# METADATA
# scope: package
# title: Webhook that can be read or redirected on its way
# description: >-
#   Deliveries go over http://, or the receiver's certificate is not checked.
# custom:
#   severity: high
#   severities: [medium]
#   confidence: high
#   categories: [NHI4]
#   kinds: [webhook]
#   requires: [secured]
#   remediation: Deliver to https:// with SSL verification on.
package rollcall.webhook_insecure

findings contains {
	"identity": identity.id,
	"severity": _severity(identity.webhook),
	"message": sprintf("Deliveries of %s to %s %s.", [identity.scope, identity.webhook.host, how]),
	"fix": sprintf("Give the receiver a valid certificate, then set https:// and SSL verification at %s.", [object.get(identity, "url", "the webhook's settings")]),
	"evidence": {"host": identity.webhook.host, "events": identity.webhook.events},
} if {
	some identity in input.identities
	not identity.status == "disabled"
	how := _how(identity.webhook)
}

# Nothing is delivered.
passes contains identity.id if {
	some identity in input.identities
	identity.status == "disabled"
}

_how(webhook) := "go over plain http" if {
	webhook.plaintext
} else := "are sent to whoever answers: certificates are not checked" if {
	webhook.unverified
}

_severity(webhook) := "high" if {
	webhook.plaintext
} else := "medium"
