# METADATA
# scope: package
# title: Tool server that can change or be read on its way
# description: >-
#   An agent uses a Model Context Protocol server whose code is fetched in its newest version at each
#   start, or that is spoken to without encryption. The server sees what the agent sees, credentials included.
# custom:
#   severity: high
#   severities: [low]
#   confidence: high
#   categories: [NHI3]
#   kinds: [agent]
#   remediation: Pin the server to an exact version, and speak to it over https.
package rollcall.mcp_server_unsafe

findings contains {
	"identity": identity.id,
	"key": sprintf("plaintext/%s", [server.name]),
	"message": sprintf("The tool server %s is reached without encryption (%s).", [server.name, object.get(server, "host", "http")]),
	"fix": "Use its https address.",
	"at": server.at,
	"evidence": {"server": server.name},
} if {
	some identity in input.identities
	some server in identity.agent.servers
	server.plaintext
}

findings contains {
	"identity": identity.id,
	"key": sprintf("unpinned/%s", [server.name]),
	"severity": "low",
	"message": sprintf("The tool server %s is run in whatever version is newest (%s).", [server.name, server.package]),
	"fix": sprintf("Pin %s to an exact version or digest.", [server.package]),
	"at": server.at,
	"evidence": {"server": server.name, "package": server.package},
} if {
	some identity in input.identities
	some server in identity.agent.servers
	server.transport == "stdio"
	server.package
	not server.pinned
}
