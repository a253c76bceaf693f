package rollcall.agent_inline_credential_test

import data.rollcall.agent_inline_credential as policy

_findings(inline) := f if {
	f := policy.findings with input.identities as [{"id": "x", "agent": {"inline": [inline]}}]
}

test_of_a_server if {
	some f in _findings({"name": "TOKEN", "server": "github", "at": {"path": ".mcp.json", "line": 7}})
	f.message == "TOKEN in .mcp.json holds a literal credential for the server github."
	f.key == "github/TOKEN"
}

test_of_the_agent if {
	some f in _findings({"name": "TOKEN", "at": {"path": ".mcp.json", "line": 7}})
	f.message == "TOKEN in .mcp.json holds a literal credential."
	f.key == "/TOKEN"
}

test_left_to_leaked_credential if {
	count(_findings({"name": "TOKEN", "recognised": true, "at": {"path": ".mcp.json", "line": 7}})) == 0
}

test_quiet if {
	count(policy.findings) == 0 with input.identities as [{"id": "x", "agent": {"inline": []}}]
}
