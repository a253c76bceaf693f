package rollcall.mcp_unapproved_test

import data.rollcall.mcp_unapproved as policy

_findings(change, approved) := f if {
	server := object.union({"name": "search", "transport": "stdio", "pinned": false, "plaintext": false, "at": {"path": ".mcp.json", "line": 4}}, change)
	f := policy.findings with input as {"params": {"approved": approved}, "identities": [{"id": "x", "agent": {"servers": [server]}}]}
}

test_source[case.want] if {
	some case in [
		{"change": {"package": "@acme/search@1.0.0"}, "want": "@acme/search"},
		{"change": {"package": "@acme/search"}, "want": "@acme/search"},
		{"change": {"package": "ghcr.io/acme/search"}, "want": "ghcr.io/acme/search"},
		{"change": {"host": "tools.example.com"}, "want": "tools.example.com"},
		{"change": {}, "want": "search"},
	]
	some f in _findings(case.change, [])
	f.evidence.source == case.want
	count(_findings(case.change, [case.want])) == 0
}
