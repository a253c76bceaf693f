package rollcall.environment_unprotected_test

import data.rollcall.environment_unprotected as policy

_settings := {"id": "x", "name": "prod", "owner": "acme", "home": "acme/app", "level": "environment", "production": true, "guarded": false, "secrets": ["API_KEY"]}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_unprotected[case.want] if {
	some case in [
		{"change": {}, "want": "high", "message": "The environment prod of acme/app has no protection, and API_KEY is within reach."},
		{"change": {"secrets": []}, "want": "medium", "message": "The environment prod of acme/app has no protection."},
		{"change": {"production": false, "secrets": ["A", "B", "C"]}, "want": "low", "message": "The environment prod of acme/app has no protection, and A and 2 more are within reach."},
	]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == case.message
}

test_quiet[case.note] if {
	some case in [{"note": "guarded", "change": {"guarded": true}}, {"note": "nothing there", "change": {"production": false, "secrets": []}}]
	count(_findings(case.change)) == 0
}
