package rollcall.no_business_owner_test

import data.rollcall.no_business_owner as policy

_identity := {"id": "x", "name": "X", "registered": true, "criticality": "high"}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union({"criticalities": ["high", "critical"]}, params), "identities": [object.union(_identity, change)]}
}

test_missing if {
	some f in _findings({}, {})
	f.message == "X (criticality high) has no business owner."
}

test_quiet[case.note] if {
	some case in [
		{"note": "has one", "change": {"business_owner": "finance"}, "params": {}},
		{"note": "low", "change": {"criticality": "low"}, "params": {}},
		{"note": "not registered", "change": {"registered": false}, "params": {}},
		{"note": "narrowed", "change": {}, "params": {"criticalities": ["critical"]}},
	]
	count(_findings(case.change, case.params)) == 0
}
