# METADATA
# scope: package
# title: AI agent reaches a secret that it was not allowed
# description: >-
#   The registry lists the secrets that the agent may reach, and its job gives it others.
# custom:
#   severity: critical
#   confidence: high
#   categories: [NHI5]
#   mode: enforced
#   kinds: [agent]
#   remediation: Take the secret out of the agent's job, or add it to the agent's list.
package rollcall.agent_secret_outside_allowlist

findings contains {
	"identity": identity.id,
	"message": sprintf("%s reaches %s, which its list does not allow.", [identity.agent.product, concat(", ", secrets)]),
	"fix": sprintf("Take %s out of the agent's job, or add it to the list in the registry.", [concat(", ", secrets)]),
	"at": identity.agent.at,
	"evidence": {"secrets": secrets},
} if {
	some identity in input.identities
	secrets := identity.agent.not_allowed
	count(secrets) > 0
}
