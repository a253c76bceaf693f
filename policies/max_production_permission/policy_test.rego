package rollcall.max_production_permission_test

import data.rollcall.max_production_permission as policy

_identity := {"id": "x", "system": "github", "name": "X", "environment": "production", "level": "write"}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union({"level": "read"}, params), "identities": [object.union(_identity, change)]}
}

test_write if {
	some f in _findings({}, {})
	f.severity == "high"
	f.message == "X has write permission in production; the cap is read."
}

test_admin if {
	some f in _findings({"level": "admin"}, {})
	f.severity == "critical"
}

test_quiet[case.note] if {
	some case in [
		{"note": "reads", "change": {"level": "read"}, "params": {}},
		{"note": "staging", "change": {"environment": "staging"}, "params": {}},
		{"note": "cap raised", "change": {}, "params": {"level": "write"}},
	]
	count(_findings(case.change, case.params)) == 0
}

test_other_environments_pass if {
	policy.passes == {"x"} with input.identities as [{"id": "x", "system": "github", "environment": "staging"}, {"id": "y", "system": "github", "environment": "production"}, {"id": "z", "system": "github"}]
}

test_values_in_files_are_left_to_another_policy if {
	found := object.union(_identity, {"system": "git"})
	count(_findings({"system": "git"}, {})) == 0
	policy.passes == {found.id} with input.identities as [found]
}

test_what_publishes_has_to_write if {
	publisher := object.union(_identity, {"kind": "oidc_trust", "category": "package-registry"})
	count(_findings(publisher, {})) == 0
	policy.passes == {publisher.id} with input.identities as [publisher]
	count(_findings({"kind": "ci_secret", "category": "package-registry"}, {})) == 0
	count(_findings({"kind": "ci_secret", "category": "package-registry", "level": "admin"}, {})) == 1
}
