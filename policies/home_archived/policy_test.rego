package rollcall.home_archived_test

import data.rollcall.home_archived as policy

_identity := {"id": "x", "name": "API_KEY", "kind": "ci_secret", "system": "github", "scope": "acme/old", "home_archived": true}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_archived if {
	some f in _findings({"url": "https://github.com/s"})
	f.severity == "medium"
	f.message == "acme/old is archived, and its secret API_KEY is still there."
	contains(f.fix, "delete it at https://github.com/s (")
}

test_high[case.note] if {
	some case in [{"note": "key", "change": {"kind": "deploy_key"}}, {"note": "production", "change": {"environment": "production"}}]
	some f in _findings(case.change)
	f.severity == "high"
}

test_quiet[case.note] if {
	some case in [
		{"note": "at work", "change": {"home_archived": false}},
		{"note": "revoked", "change": {"ended": true}},
		{"note": "in a file", "change": {"system": "git"}},
		{"note": "nowhere", "change": {"defined": false}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"f"} with input.identities as [_identity, object.union(_identity, {"id": "f", "system": "git"})]
