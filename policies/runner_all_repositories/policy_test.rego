package rollcall.runner_all_repositories_test

import data.rollcall.runner_all_repositories as policy

_identity := {"id": "x", "name": "big", "scope": "acme", "environments": [], "uses": [], "all_repositories": true, "runner": {"group": "Default"}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_severity[case.want] if {
	some case in [
		{"change": {}, "want": "medium"},
		{"change": {"environment": "production"}, "want": "high"},
		{"change": {"ephemeral": true, "environment": "production"}, "want": "low"},
	]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "Every repository of acme may use the self-hosted runner big, through its group Default."
}

test_selected if count(_findings({"all_repositories": false})) == 0

test_passes if policy.passes == {"r"} with input.identities as [_identity, {"id": "r", "scope": "acme/app", "runner": {}}]
