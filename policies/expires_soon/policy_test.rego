package rollcall.expires_soon_test

import data.rollcall.expires_soon as policy

_identity := {"id": "x", "name": "X", "system": "github", "lifetime": "static", "expires_in_days": 14}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union({"days": 14}, params), "identities": [object.union(_identity, change)]}
}

test_message[case.note] if {
	some case in [
		{"note": "soon", "days": 14, "want": "X expires in 14 days."},
		{"note": "past", "days": -1, "want": "X expired 1 days ago."},
	]
	some f in _findings({"expires_in_days": case.days}, {})
	f.message == case.want
}

test_quiet[case.note] if {
	some case in [
		{"note": "later", "change": {"expires_in_days": 15}, "params": {}},
		{"note": "in a file", "change": {"system": "git"}, "params": {}},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}, "params": {}},
		{"note": "warned later", "change": {}, "params": {"days": 7}},
	]
	count(_findings(case.change, case.params)) == 0
}

test_passes if {
	policy.passes == {"x", "y"} with input.identities as [
		{"id": "x", "lifetime": "ephemeral", "system": "github"},
		{"id": "y", "lifetime": "static", "system": "git"},
		{"id": "z", "lifetime": "static", "system": "github"},
	]
}
