package rollcall.rotation_overdue_test

import data.rollcall.rotation_overdue as policy

_params := {"grace_days": 0, "urgent_ratio": 1.5}

_identity := {
	"id": "github:acme/app:actions-secret:DB_PASSWORD", "system": "github",
	"name": "DB_PASSWORD",
	"lifetime": "static",
	"rotates": true,
	"days_since_rotation": 100,
	"maximum_age_days": 90,
}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union(_params, params), "identities": [object.union(_identity, change)]}
}

test_overdue if {
	some f in _findings({}, {})
	f.severity == "medium"
	f.message == "DB_PASSWORD was last rotated 100 days ago; its maximum is 90."
	f.evidence == {"days": 100, "maximum_days": 90}
}

test_webhook if {
	some f in _findings({"kind": "webhook", "name": "ci.example.com"}, {})
	f.message == "ci.example.com was last edited 100 days ago, and its secret is no younger; its maximum is 90."
}

test_young_in_any_case[age] if {
	some age in [90, 91]
	passed := policy.passes with input.identities as [object.union(object.remove(_identity, ["days_since_rotation"]), {"age_days": age})]
	count(passed) == 91 - age
}

test_never_rotated if {
	some f in _findings({"rotates": false}, {})
	f.message == "DB_PASSWORD was created 100 days ago and not rotated since; its maximum is 90."
}

test_high_when_far_over if {
	some f in _findings({"days_since_rotation": 135}, {})
	f.severity == "high"
}

test_high_when_critical if {
	some f in _findings({"criticality": "critical"}, {})
	f.severity == "high"
}

test_in_time[case.note] if {
	some case in [
		{"note": "young", "change": {"days_since_rotation": 90}, "params": {}},
		{"note": "grace", "change": {}, "params": {"grace_days": 10}},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}, "params": {}},
	]
	count(_findings(case.change, case.params)) == 0
}

test_fix[case.note] if {
	some case in [
		{"note": "keyless", "change": {"keyless": "yes", "keyless_how": "IAM auth"}, "want": "Use IAM auth instead"},
		{"note": "procedure", "change": {"rotation_procedure": "docs/rotate.md"}, "want": "Rotate DB_PASSWORD as docs/rotate.md says"},
		{"note": "neither", "change": {}, "want": "Issue a new DB_PASSWORD"},
	]
	some f in _findings(case.change, {})
	startswith(f.fix, case.want)
}

test_ephemeral_passes_without_dates if {
	policy.passes == {"x"} with input.identities as [{"id": "x", "system": "github", "lifetime": "ephemeral"}, {"id": "y", "system": "github", "lifetime": "static"}]
}

test_values_in_files_are_left_to_another_policy if {
	found := object.union(_identity, {"system": "git"})
	count(_findings({"system": "git"}, {})) == 0
	policy.passes == {found.id} with input.identities as [found]
}
