package rollcall.mcp_server_unsafe_test

import data.rollcall.mcp_server_unsafe as policy

_findings(change) := f if {
	server := object.union({"name": "search", "transport": "stdio", "pinned": false, "plaintext": false, "at": {"path": ".mcp.json", "line": 4}}, change)
	f := policy.findings with input as {"identities": [{"id": "x", "agent": {"servers": [server]}}]}
}

test_plaintext if {
	some f in _findings({"transport": "http", "host": "tools.example.com", "plaintext": true})
	f.key == "plaintext/search"
	f.message == "The tool server search is reached without encryption (tools.example.com)."
}

test_unpinned if {
	some f in _findings({"package": "@acme/search"})
	f.severity == "low"
	f.message == "The tool server search is run in whatever version is newest (@acme/search)."
}

test_quiet[case.note] if {
	some case in [
		{"note": "pinned", "change": {"package": "@acme/search@1.0.0", "pinned": true}},
		{"note": "https", "change": {"transport": "http", "host": "tools.example.com"}},
		{"note": "a program", "change": {}},
	]
	count(_findings(case.change)) == 0
}
