package rollcall.environment_self_review_test

import data.rollcall.environment_self_review as policy

_settings := {"id": "x", "name": "prod", "owner": "acme", "home": "acme/app", "level": "environment", "production": true, "reviewers": 1, "self_review": true, "admins_bypass": false}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_self if {
	some f in _findings({})
	f.message == "For prod of acme/app who starts a deployment may approve it."
}

test_both if {
	some f in _findings({"admins_bypass": true})
	f.message == "For prod of acme/app who starts a deployment may approve it, and administrators pass its rules."
}

test_quiet[case.note] if {
	some case in [
		{"note": "a second person", "change": {"self_review": false}},
		{"note": "no reviewers", "change": {"reviewers": 0}},
		{"note": "not production", "change": {"production": false}},
	]
	count(_findings(case.change)) == 0
}

test_nobody_has_to_approve[case.note] if {
	some case in [
		{"note": "no reviewer", "change": {"reviewers": 0}, "want": {"x"}},
		{"note": "not production", "change": {"production": false}, "want": {"x"}},
		{"note": "a reviewer", "change": {"self_review": false}, "want": set()},
	]
	policy.passes == case.want with input.settings as [object.union(_settings, case.change)]
}

test_unknown_is_not_said if {
	some f in policy.findings with input.settings as [object.remove(_settings, ["admins_bypass"])]
	f.evidence.admins_bypass == "unknown"
	f.message == "For prod of acme/app who starts a deployment may approve it."
}
