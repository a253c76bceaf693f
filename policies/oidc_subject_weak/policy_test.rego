package rollcall.oidc_subject_weak_test

import data.rollcall.oidc_subject_weak as policy

_identity := {"id": "x", "scope": "acme/app", "subject_claims": [], "environments": [], "uses": [{"environment": "prod"}]}

_findings(change) := f if {
	f := policy.findings with input.identities as [object.union(_identity, change)]
}

test_no_environment if {
	some f in _findings({"uses": [{"environment": "prod"}, {}]})
	f.severity == "low"
	f.message == "The OIDC subject of acme/app says nothing of environment or workflow."
	contains(f.fix, "repo:acme/app:environment:<name>")
}

test_own_template if {
	some f in _findings({"environment": "production", "subject_claims": ["repo"], "subject_immutable": false})
	f.severity == "medium"
	f.message == "The OIDC subject of acme/app says nothing of environment or workflow, and is the same for whoever takes over the repository's name."
	contains(f.fix, "gh api -X PUT repos/acme/app/actions/oidc/customization/sub")
}

test_quiet[case.note] if {
	some case in [
		{"note": "default with environment", "change": {}},
		{"note": "ids", "change": {"subject_immutable": false, "subject_claims": ["repository_id", "context"]}},
		{"note": "immutable", "change": {"subject_immutable": true}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"r"} with input.identities as [{"id": "t", "store": "oidc-trust"}, {"id": "r", "store": "private-registry"}]
