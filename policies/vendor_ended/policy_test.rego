package rollcall.vendor_ended_test

import data.rollcall.vendor_ended as policy

_identity := {"id": "x", "name": "X", "vendor": "Acme", "contract_ends_in_days": -30, "uses": [{"job": "a"}]}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union({"grace_days": 0}, params), "identities": [object.union(_identity, change)]}
}

test_ended if {
	some f in _findings({}, {})
	f.message == "X outlives the contract with Acme, which ended 30 days ago."
	contains(f.fix, "1 places")
}

test_vendor_unknown if {
	some f in policy.findings with input as {"params": {"grace_days": 0}, "identities": [object.remove(_identity, ["vendor"])]}
	contains(f.message, "the contract with its vendor")
}

test_quiet[case.note] if {
	some case in [
		{"note": "runs", "change": {"contract_ends_in_days": 30}, "params": {}},
		{"note": "ends today", "change": {"contract_ends_in_days": 0}, "params": {}},
		{"note": "grace", "change": {}, "params": {"grace_days": 30}},
	]
	count(_findings(case.change, case.params)) == 0
}
