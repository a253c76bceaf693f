package rollcall.criticality_undeclared_test

import data.rollcall.criticality_undeclared as policy

_identity := {"id": "x", "name": "API_KEY", "system": "github", "all_secrets": false, "environment": "production", "criticality": "high", "criticality_declared": false}

_findings(change, registered) := f if {
	f := policy.findings with input as {"summary": {"registered": registered}, "identities": [object.union(_identity, change)]}
}

test_derived if {
	some f in _findings({}, 3)
	f.message == "API_KEY acts in production, and its criticality is only derived (high)."
}

test_quiet[case.note] if {
	some case in [
		{"note": "no registry", "change": {}, "registered": 0},
		{"note": "declared", "change": {"criticality_declared": true}, "registered": 3},
		{"note": "elsewhere", "change": {"environment": "staging"}, "registered": 3},
		{"note": "in a file", "change": {"system": "git"}, "registered": 3},
	]
	count(_findings(case.change, case.registered)) == 0
}

test_passes if {
	policy.passes == {"x"} with input as {"summary": {"registered": 0}, "identities": [_identity]}
	policy.passes == {"f"} with input as {"summary": {"registered": 3}, "identities": [_identity, object.union(_identity, {"id": "f", "system": "git"})]}
}
