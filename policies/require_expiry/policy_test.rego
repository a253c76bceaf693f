package rollcall.require_expiry_test

import data.rollcall.require_expiry as policy

_identity := {"id": "x", "system": "github", "name": "X", "service": "GitHub", "lifetime": "static", "unknown": {"expires_in_days": "unset"}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_unset if {
	some f in _findings({})
	f.message == "X has no expiry."
	contains(f.fix, "at most 90 days")
}

test_maximum_of_the_identity if {
	some f in _findings({"maximum_age_days": 30})
	contains(f.fix, "at most 30 days")
}

test_quiet[case.note] if {
	some case in [
		{"note": "known", "change": {"expires_in_days": 3, "unknown": {"expires_in_days": ""}}},
		{"note": "not supported", "change": {"unknown": {"expires_in_days": "not_supported"}}},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}},
	]
	count(_findings(case.change)) == 0
}

test_ephemeral_passes if {
	policy.passes == {"x"} with input.identities as [{"id": "x", "system": "github", "lifetime": "ephemeral"}, {"id": "y", "system": "github", "lifetime": "static"}]
}

test_values_in_files_are_left_to_another_policy if {
	found := object.union(_identity, {"system": "git"})
	count(_findings({"system": "git"})) == 0
	policy.passes == {found.id} with input.identities as [found]
}
