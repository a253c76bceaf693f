package rollcall.cross_environment_test

import data.rollcall.cross_environment as policy

_identity := {"id": "x", "name": "PROD", "kind": "ci_secret", "identifier": false, "all_secrets": false, "lesser_environments": [], "environment": "production", "same_value": [{"id": "y", "name": "DEV", "environment": "development"}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_shared if {
	some f in _findings({})
	f.message == "PROD has the same value in production as DEV in development."
	f.evidence.identities == ["y"]
}

test_quiet[case.note] if {
	some case in [
		{"note": "both production", "change": {"same_value": [{"id": "y", "name": "P2", "environment": "production"}]}},
		{"note": "unknown", "change": {"same_value": [{"id": "y", "name": "P2"}]}},
		{"note": "seen from the other", "change": {"environment": "development"}},
	]
	count(_findings(case.change)) == 0
}

_spanning := object.union(_identity, {"same_value": [], "environments": ["prod", "staging"], "lesser_environments": ["staging"]})

test_kept_once[level] if {
	some level in ["repository", "organization"]
	some f in policy.findings with input.identities as [object.union(_spanning, {"stored": {"level": level}})]
	f.message == sprintf("PROD is kept once, by the %s, and used in production and in staging.", [level])
}

test_kept_by_environment if count(policy.findings) == 0 with input.identities as [object.union(_spanning, {"stored": {"level": "environment"}})]

test_one_machine if {
	some f in policy.findings with input.identities as [object.union(_spanning, {"kind": "runner", "name": "big"})]
	f.severity == "medium"
	f.message == "The runner big serves production and staging."
}

test_ephemeral_machine if count(policy.findings) == 0 with input.identities as [object.union(_spanning, {"kind": "runner", "ephemeral": true})]

test_passes if policy.passes == {"x"} with input.identities as [_identity, object.union(_spanning, {"id": "s"})]
