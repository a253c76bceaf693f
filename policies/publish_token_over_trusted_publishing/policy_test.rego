package rollcall.publish_token_over_trusted_publishing_test

import data.rollcall.publish_token_over_trusted_publishing as policy

_identity := {"id": "x", "name": "NPM_TOKEN", "service": "npm", "category": "package-registry", "service_confidence": "high", "keyless": "yes", "keyless_how": "trusted publishing (OIDC)", "identifier": false, "uses": [{"workflow": "ci.yml", "job": "a", "at": {"path": "ci.yml", "line": 3}}, {"workflow": "ci.yml", "job": "b", "at": {"path": "ci.yml", "line": 9}}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_token if {
	some f in _findings({})
	f.message == "NPM_TOKEN is a stored token (npm) where trusted publishing would do."
	f.fix == "Register the workflow at npm for trusted publishing (OIDC), then revoke NPM_TOKEN."
	f.related == [{"path": "ci.yml", "line": 9}]
}

test_publishes_beside if {
	some f in _findings({"uses": [{"workflow": "ci.yml", "job": "a", "packages": "manage", "at": {"path": "ci.yml", "line": 3}}, {"workflow": "ci.yml", "job": "b", "at": {"path": "ci.yml", "line": 9}}]})
	f.identity == "x"
}

test_what_it_rests_on if {
	some f in _findings({"service": "PyPI", "keyless_how": "trusted publishing"})
	f.fix == "Register the workflow at PyPI for trusted publishing (OIDC), then revoke NPM_TOKEN."
}

test_quiet[case.note] if {
	some case in [
		{"note": "no other way", "change": {"keyless": "no"}},
		{"note": "another way", "change": {"keyless_how": "GITHUB_TOKEN packages:write"}},
		{"note": "doubtful", "change": {"service_confidence": "low"}},
		{"note": "no secret", "change": {"identifier": true}},
		{"note": "another service", "change": {"category": "cloud"}},
		{"note": "it reads", "change": {"name": "NPM_RO_TOKEN", "level": "read"}},
		{"note": "it installs", "change": {"uses": [{"workflow": "ci.yml", "job": "a", "packages": "read", "at": {"path": "ci.yml", "line": 3}}]}},
		{"note": "it moves tags", "change": {"uses": [{"workflow": "ci.yml", "job": "a", "packages": "manage", "at": {"path": "ci.yml", "line": 3}}]}},
		{"note": "unused", "change": {"uses": []}},
	]
	count(_findings(case.change)) == 0
}
