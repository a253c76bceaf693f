package rollcall.environment_any_branch_test

import data.rollcall.environment_any_branch as policy

_settings := {"id": "x", "name": "prod", "owner": "acme", "home": "acme/app", "level": "environment", "production": true, "guarded": true, "any_branch": true, "secrets": []}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_any if {
	some f in _findings({})
	f.message == "Every branch of acme/app may deploy to prod."
}

test_quiet[case.note] if {
	some case in [
		{"note": "some", "change": {"any_branch": false}},
		{"note": "unprotected, as another policy says", "change": {"guarded": false}},
		{"note": "not production", "change": {"production": false}},
	]
	count(_findings(case.change)) == 0
}

test_only_production_matters[case.production] if {
	some case in [{"production": true, "want": set()}, {"production": false, "want": {"x"}}]
	policy.passes == case.want with input.settings as [object.union(_settings, {"production": case.production})]
}
