package rollcall.unused_test

import data.rollcall.unused as policy

_identity := {"id": "x", "name": "mirror", "kind": "deploy_key", "system": "github", "lifetime": "static", "uses": [], "days_since_use": 91, "unknown": {}}

_findings(change) := f if {
	f := policy.findings with input as {"params": {"days": 90}, "identities": [object.union(_identity, change)]}
}

test_unused if {
	some f in _findings({})
	f.severity == "medium"
	f.message == "mirror was last used 91 days ago."
	f.fix == "Ask whoever added it; then revoke it."
}

test_never if {
	some f in policy.findings with input as {"params": {"days": 90}, "identities": [object.union(
		object.remove(_identity, ["days_since_use"]),
		{"unknown": {"days_since_use": "unset"}, "age_days": 400, "holder": "bob", "url": "https://github.com/k"},
	)]}
	f.message == "mirror was never used in the 400 days that it exists."
	f.fix == "Ask bob; then revoke it at https://github.com/k."
}

test_severity[case.want] if {
	some case in [
		{"change": {"environment": "production"}, "want": "high"},
		{"change": {"level": "admin"}, "want": "high"},
		{"change": {"kind": "ci_secret", "uses": [{}], "owner": "alice"}, "want": "low"},
	]
	some f in _findings(case.change)
	f.severity == case.want
}

test_quiet[case.note] if {
	some case in [
		{"note": "in use", "change": {"days_since_use": 90}},
		{"note": "ended", "change": {"ended": true}},
		{"note": "no workflow names it", "change": {"kind": "ci_secret"}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"f"} with input.identities as [_identity, object.union(_identity, {"id": "f", "system": "git"})]
