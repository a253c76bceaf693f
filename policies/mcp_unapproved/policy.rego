# METADATA
# scope: package
# title: Tool server not approved
# description: >-
#   An agent uses a Model Context Protocol server that is not on your list.
# custom:
#   severity: high
#   confidence: high
#   categories: [NHI3]
#   mode: "off"
#   kinds: [agent]
#   params:
#     approved:
#       default: []
#       description: Packages and hosts of the servers that agents may use, without version.
#   remediation: Remove the server, or add its package or host to the approved ones.
package rollcall.mcp_unapproved

findings contains {
	"identity": identity.id,
	"key": server.name,
	"message": sprintf("The tool server %s (%s) is not approved.", [server.name, source]),
	"fix": sprintf("Remove it, or add %s to the policy's parameter approved.", [source]),
	"at": server.at,
	"evidence": {"server": server.name, "source": source},
} if {
	approved := {name | some name in input.params.approved}
	some identity in input.identities
	some server in identity.agent.servers
	source := _source(server)
	not source in approved
}

_source(server) := regex.replace(server.package, `(.)@[^@/]*$`, "$1")

_source(server) := server.host if not server.package

_source(server) := server.name if {
	not server.package
	not server.host
}
