package rollcall.max_token_lifetime_test

import data.rollcall.max_token_lifetime as policy

_identity := {"id": "x", "system": "github", "name": "X", "lifetime": "static", "criticality": "high", "lifetime_days": 91}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union({"days": {"critical": 90, "high": 90, "medium": 180, "low": 365}}, params), "identities": [object.union(_identity, change)]}
}

test_too_long if {
	some f in _findings({}, {})
	f.message == "X lives 91 days; the maximum is 90."
	f.evidence == {"days": 91, "maximum_days": 90, "criticality": "high"}
}

test_medium_where_criticality_is_unknown if {
	identity := object.union(object.remove(_identity, ["criticality"]), {"lifetime_days": 181})
	some f in policy.findings with input as {"params": {"days": {"medium": 180}}, "identities": [identity]}
	f.evidence.maximum_days == 180
}

test_quiet[case.note] if {
	some case in [
		{"note": "just right", "change": {"lifetime_days": 90}, "params": {}},
		{"note": "low", "change": {"criticality": "low"}, "params": {}},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}, "params": {}},
		{"note": "raised", "change": {}, "params": {"days": {"high": 100}}},
	]
	count(_findings(case.change, case.params)) == 0
}

test_ephemeral_passes if {
	policy.passes == {"x"} with input.identities as [{"id": "x", "system": "github", "lifetime": "ephemeral"}, {"id": "y", "system": "github", "lifetime": "static"}]
}

test_values_in_files_are_left_to_another_policy if {
	found := object.union(_identity, {"system": "git"})
	count(_findings({"system": "git"}, {})) == 0
	policy.passes == {found.id} with input.identities as [found]
}
