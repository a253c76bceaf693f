package rollcall.cross_environment_test

import data.rollcall.cross_environment as policy

_identity := {"id": "x", "name": "PROD", "environment": "production", "same_value": [{"id": "y", "name": "DEV", "environment": "development"}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_shared if {
	some f in _findings({})
	f.message == "PROD has the same value in production as DEV in development."
	f.evidence.identities == ["y"]
}

test_quiet[case.note] if {
	some case in [
		{"note": "both production", "change": {"same_value": [{"id": "y", "name": "P2", "environment": "production"}]}},
		{"note": "unknown", "change": {"same_value": [{"id": "y", "name": "P2"}]}},
		{"note": "seen from the other", "change": {"environment": "development"}},
	]
	count(_findings(case.change)) == 0
}
