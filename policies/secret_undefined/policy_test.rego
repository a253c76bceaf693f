package rollcall.secret_undefined_test

import data.rollcall.secret_undefined as policy

_identity := {"id": "x", "name": "NPM_TOKEN", "scope": "acme/app", "store": "actions-secret", "defined": false, "stored": {"searched": ["acme/app", "acme"]}, "uses": [{"workflow": "ci.yml", "job": "test", "at": {"path": "ci.yml", "line": 3}}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_undefined if {
	some f in _findings({})
	f.severity == "low"
	f.message == "Job test of ci.yml names the secret NPM_TOKEN, which no store it can see has."
	f.evidence == {"searched": ["acme/app", "acme"], "uses": 1}
}

test_several_uses if {
	use := {"workflow": "ci.yml", "job": "test", "at": {"path": "ci.yml", "line": 9}}
	some f in _findings({"uses": [_identity.uses[0], use]})
	f.message == "Job test of ci.yml, and 1 other uses, names the secret NPM_TOKEN, which no store it can see has."
	f.related == [use.at]
}

test_medium[case.note] if {
	some case in [
		{"note": "production", "change": {"environment": "production"}},
		{"note": "publishes", "change": {"category": "package-registry"}},
	]
	some f in _findings(case.change)
	f.severity == "medium"
}

test_variable if {
	some f in _findings({"store": "actions-variable"})
	startswith(f.fix, "If it is needed, set it: `gh variable set")
}

test_quiet[case.note] if {
	some case in [
		{"note": "defined", "change": {"defined": true}},
		{"note": "unused", "change": {"uses": []}},
	]
	count(_findings(case.change)) == 0
}

test_passes if {
	policy.passes == {"y", "z"} with input.identities as [_identity, {"id": "y", "store": "actions-secret", "uses": []}, {"id": "z", "store": "actions-variable", "uses": [1]}]
}
