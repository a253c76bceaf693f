package rollcall.credential_in_variable_test

import data.rollcall.credential_in_variable as policy

_identity := {"id": "x", "name": "STRIPE_SECRET_KEY", "service": "Stripe", "store": "actions-variable", "identifier": false, "uses": [{"at": {"path": "ci.yml", "line": 3}}, {"at": {"path": "ci.yml", "line": 9}}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_variable if {
	some f in _findings({})
	f.message == "The variable STRIPE_SECRET_KEY has the name of a credential (Stripe), and is no secret."
	f.related == [{"path": "ci.yml", "line": 9}]
}

test_quiet[case.note] if {
	some case in [
		{"note": "a secret", "change": {"store": "actions-secret"}},
		{"note": "no credential", "change": {"identifier": true}},
	]
	count(_findings(case.change)) == 0
}
