# METADATA
# scope: package
# title: Webhook without a secret
# description: >-
#   Deliveries are not signed. Who receives them cannot tell GitHub's from a stranger's, and acts on both.
# related_resources:
#   - ref: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
#     description: GitHub, validating webhook deliveries
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI4]
#   kinds: [webhook]
#   requires: [signed]
#   remediation: Set a secret on the webhook, and check the signature where it arrives.
package rollcall.webhook_no_secret

findings contains {
	"identity": identity.id,
	"message": sprintf("Deliveries of %s to %s are not signed.", [identity.scope, identity.webhook.host]),
	"fix": sprintf("Make a random secret, set it at %s, and check X-Hub-Signature-256 at the receiver.", [object.get(identity, "url", "the webhook's settings")]),
	"evidence": {"host": identity.webhook.host, "events": identity.webhook.events},
} if {
	some identity in input.identities
	identity.signed == false
	not identity.status == "disabled"
}

# A webhook's secret that is kept as a secret, or lies in a file, is no webhook of GitHub's.
passes contains identity.id if {
	some identity in input.identities
	not identity.webhook
}
