package rollcall.secret_unreferenced_test

import data.rollcall.secret_unreferenced as policy

_identity := {"id": "x", "name": "OLD_KEY", "scope": "acme/app", "defined": true, "stored": {"store": "actions", "level": "repository", "flags": "--repo acme/app", "shadowed_in": []}, "uses": [], "consumers_known": true, "age_days": 40}

_findings(change) := f if {
	f := policy.findings with input as {"params": {"grace_days": 7}, "identities": [object.union(_identity, change)]}
}

test_unreferenced if {
	some f in _findings({"days_since_rotation": 40})
	f.severity == "medium"
	f.message == "No workflow uses the secret OLD_KEY of acme/app."
	endswith(f.fix, "`gh secret delete OLD_KEY --repo acme/app`.")
	f.evidence == {"level": "repository", "days_since_rotation": 40}
}

test_high[case.note] if {
	some case in [{"note": "production", "change": {"environment": "production"}}, {"note": "critical", "change": {"criticality": "critical"}}]
	some f in _findings(case.change)
	f.severity == "high"
}

test_where[case.want] if {
	some case in [
		{"change": {"stored": {"store": "actions", "level": "environment", "environment": "prod", "flags": "--env prod --repo acme/app"}}, "want": "delete OLD_KEY --env prod --repo acme/app`."},
		{"change": {"scope": "acme", "stored": {"store": "actions", "level": "organization", "flags": "--org acme"}}, "want": "delete OLD_KEY --org acme`."},
		{"change": {"stored": {"store": "dependabot", "level": "repository", "flags": "--app dependabot --repo acme/app"}}, "want": "delete OLD_KEY --app dependabot --repo acme/app`."},
	]
	some f in _findings(case.change)
	endswith(f.fix, case.want)
}

test_quiet[case.note] if {
	some case in [
		{"note": "used", "change": {"uses": [{}]}},
		{"note": "new", "change": {"age_days": 3}},
		{"note": "some consumers unknown", "change": {"consumers_known": false}},
		{"note": "hidden", "change": {"stored": {"shadowed_in": ["ci.yml#test"]}}},
		{"note": "of a codespace", "change": {"stored": {"store": "codespaces"}}},
	]
	count(_findings(case.change)) == 0
}

test_passes if {
	policy.passes == {"u", "c"} with input.identities as [_identity, object.union(_identity, {"id": "u", "uses": [{}]}), object.union(_identity, {"id": "c", "stored": {"store": "codespaces"}})]
}
