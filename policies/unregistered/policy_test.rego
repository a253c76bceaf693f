package rollcall.unregistered_test

import data.rollcall.unregistered as policy

_identity := {"id": "x", "name": "X", "system": "github", "lifetime": "static", "unknown": {"registered": "not_declared"}}

_findings(change, registered) := f if {
	f := policy.findings with input as {"summary": {"registered": registered}, "identities": [object.union(_identity, change)]}
}

test_severity[case.want] if {
	some case in [{"change": {}, "want": "low"}, {"change": {"criticality": "critical"}, "want": "medium"}]
	some f in _findings(case.change, 1)
	f.severity == case.want
	f.message == "X is not in the registry."
}

test_quiet[case.note] if {
	some case in [
		{"note": "no registry", "change": {}, "registered": 0},
		{"note": "registered", "change": {"registered": true, "unknown": {"registered": ""}}, "registered": 1},
		{"note": "in a file", "change": {"system": "git"}, "registered": 1},
		{"note": "not collected", "change": {"unknown": {"registered": "not_collected"}}, "registered": 1},
	]
	count(_findings(case.change, case.registered)) == 0
}

test_passes if {
	policy.passes == {"y"} with input as {"summary": {"registered": 1}, "identities": [_identity, {"id": "y", "lifetime": "ephemeral", "system": "github"}]}
	policy.passes == {"x"} with input as {"summary": {"registered": 0}, "identities": [_identity]}
}
