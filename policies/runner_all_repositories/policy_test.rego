package rollcall.runner_all_repositories_test

import data.rollcall.runner_all_repositories as policy

_identity := {"id": "x", "name": "big", "scope": "acme", "environments": [], "uses": [], "all_repositories": true, "runner": {"group": "Default", "labels": []}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_severity[case.want] if {
	some case in [
		{"change": {}, "want": "medium"},
		{"change": {"ephemeral": true}, "want": "low"},
	]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "Every repository of acme may use the self-hosted runner big, through its group Default."
}

test_selected if count(_findings({"all_repositories": false})) == 0

test_passes if {
	pool := object.union(_identity, {"id": "l", "store": "runner"})
	policy.passes == {"r", "l"} with input.identities as [_identity, {"id": "r", "scope": "acme/app", "runner": {}}, pool]
	count(policy.findings) == 0 with input.identities as [pool]
}
