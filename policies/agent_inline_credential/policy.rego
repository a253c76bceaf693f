# METADATA
# scope: package
# title: Credential in an agent's configuration
# description: >-
#   The configuration of an agent or of a tool server holds a literal value where a reference to a secret belongs,
#   in a form that no detector knows.
# custom:
#   severity: critical
#   confidence: medium
#   categories: [NHI2]
#   mode: enforced
#   kinds: [agent]
#   remediation: Revoke the value, and refer to an environment variable or a secret instead.
package rollcall.agent_inline_credential

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [object.get(inline, "server", ""), inline.name]),
	"message": sprintf("%s in %s holds a literal credential%s.", [inline.name, inline.at.path, _for(inline)]),
	"fix": sprintf("Revoke the value, and write a reference such as ${%s} in its place.", [inline.name]),
	"at": inline.at,
	"evidence": {"name": inline.name, "server": object.get(inline, "server", "")},
} if {
	some identity in input.identities
	some inline in identity.agent.inline

	# Of a value that a detector knows, leaked_credential tells more.
	not object.get(inline, "recognised", false)
}

_for(inline) := sprintf(" for the server %s", [inline.server])

_for(inline) := "" if not inline.server
