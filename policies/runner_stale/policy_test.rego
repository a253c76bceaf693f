package rollcall.runner_stale_test

import data.rollcall.runner_stale as policy

_identity := {"id": "x", "name": "big", "scope": "acme", "runner": {"online": false, "labels": []}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_offline if {
	some f in _findings({})
	f.message == "The self-hosted runner big of acme is offline."
}

test_quiet[case.note] if {
	some case in [
		{"note": "online", "change": {"runner": {"online": true}}},
		{"note": "ephemeral ones come and go", "change": {"ephemeral": true}},
	]
	count(_findings(case.change)) == 0
}
