package rollcall.ruleset_bypass_test

import data.rollcall.ruleset_bypass as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "bypasses": [{"ruleset": "main", "actor": "integration", "name": "release-app", "mode": "always"}]}

_findings(change, approved) := f if {
	f := policy.findings with input as {"params": {"approved": approved}, "settings": [object.union(_settings, change)]}
}

test_app if {
	some f in _findings({}, [])
	f.severity == "medium"
	f.message == "Rulesets of acme/app let the App release-app pass."
}

test_key if {
	some f in _findings({"bypasses": [{"ruleset": "main", "actor": "deploy_key", "mode": "always"}]}, [])
	f.severity == "high"
	f.message == "Rulesets of acme/app let every deploy key that may write pass."
}

test_quiet[case.note] if {
	some case in [
		{"note": "approved", "change": {}, "approved": ["release-app"]},
		{"note": "people", "change": {"bypasses": [{"ruleset": "main", "actor": "organization_admin", "mode": "always"}]}, "approved": []},
		{"note": "nobody", "change": {"bypasses": []}, "approved": []},
	]
	count(_findings(case.change, case.approved)) == 0
}
