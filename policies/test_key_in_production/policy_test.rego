package rollcall.test_key_in_production_test

import data.rollcall.test_key_in_production as policy

_identity := {"id": "x", "name": "STRIPE_KEY", "livemode": "test", "environment": "production"}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_wrong[case.note] if {
	some case in [
		{"note": "test in production", "change": {}, "want": "STRIPE_KEY is a test key and acts in production."},
		{"note": "live in staging", "change": {"livemode": "live", "environment": "staging"}, "want": "STRIPE_KEY is a live key and acts in staging."},
	]
	some f in _findings(case.change)
	f.message == case.want
}

test_quiet[case.note] if {
	some case in [
		{"note": "live in production", "change": {"livemode": "live"}},
		{"note": "test in ci", "change": {"environment": "ci"}},
	]
	count(_findings(case.change)) == 0
}

test_without_mode_passes if {
	policy.passes == {"y"} with input.identities as [_identity, {"id": "y"}]
}
