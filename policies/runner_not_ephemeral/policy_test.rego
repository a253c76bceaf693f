package rollcall.runner_not_ephemeral_test

import data.rollcall.runner_not_ephemeral as policy

_identity := {"id": "x", "name": "big", "environments": ["prod"], "environment": "production", "uses": [{"at": {"path": "a.yml"}, "untrusted": []}], "ephemeral": false}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_production if {
	some f in _findings({})
	f.message == "The runner big lives on after jobs of production."
}

test_strangers if {
	some f in _findings({"environment": "ci", "uses": [{"at": {"path": "a.yml"}, "untrusted": ["issues"]}]})
	f.message == "The runner big lives on after jobs that strangers can start."
}

test_quiet[case.note] if {
	some case in [{"note": "ephemeral", "change": {"ephemeral": true}}, {"note": "neither", "change": {"environment": "ci"}}]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"y"} with input.identities as [_identity, {"id": "y", "environment": "ci", "uses": []}]
