package rollcall.dependabot_secret_drift_test

import data.rollcall.dependabot_secret_drift as policy

_identity := {"id": "x", "name": "NPM_TOKEN", "scope": "acme/app", "store": "dependabot-secret", "stored": {"flags": "--app dependabot --repo acme/app"}, "days_since_rotation": 100, "same_name": [{"id": "y", "store": "actions-secret", "days_since_rotation": 10}]}

_findings(change) := f if {
	f := policy.findings with input as {"params": {"days": 30}, "identities": [object.union(_identity, change)]}
}

test_drift[case.want] if {
	some case in [
		{"days": 100, "want": "90 days older", "severity": "low"},
		{"days": 300, "want": "290 days older", "severity": "medium"},
	]
	some f in _findings({"days_since_rotation": case.days})
	contains(f.message, case.want)
	f.severity == case.severity
}

test_newer if {
	some f in _findings({"days_since_rotation": 1, "same_name": [{"id": "y", "store": "actions-secret", "days_since_rotation": 60}]})
	f.message == "Dependabot's copy of NPM_TOKEN is 59 days newer than that of Actions."
}

test_quiet[case.note] if {
	some case in [
		{"note": "together", "change": {"days_since_rotation": 12}},
		{"note": "seen from Actions", "change": {"store": "actions-secret", "same_name": [{"id": "y", "store": "dependabot-secret", "days_since_rotation": 10}]}},
		{"note": "no copy", "change": {"same_name": []}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"z"} with input.identities as [_identity, {"id": "z", "store": "actions-secret", "same_name": []}]
