package rollcall.app_broad_install_test

import data.rollcall.app_broad_install as policy

_identity := {"id": "x", "name": "helper", "scope": "acme", "level": "write", "resources": "organization", "permissions": {"issues": "write", "metadata": "read"}}

_findings(change) := f if {
	f := policy.findings with input as {"params": {"approved": ["renovate"], "grave": ["contents"]}, "identities": [object.union(_identity, change)]}
}

test_broad if {
	some f in _findings({})
	f.severity == "medium"
	f.message == "The App helper may write to all repositories of acme: issues."
}

test_grave if {
	some f in _findings({"permissions": {"contents": "write"}})
	f.severity == "high"
	f.message == "The App helper may write to all repositories of acme: contents, issues."
}

test_quiet[case.note] if {
	some case in [
		{"note": "approved", "change": {"name": "renovate"}},
		{"note": "selected", "change": {"resources": "multiple"}},
		{"note": "administers, as admin_permission says", "change": {"level": "admin"}},
		{"note": "reads", "change": {"level": "read"}},
		{"note": "suspended", "change": {"status": "disabled"}},
	]
	count(_findings(case.change)) == 0
}
