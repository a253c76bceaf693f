package rollcall.static_key_over_oidc_test

import data.rollcall.static_key_over_oidc as policy

_identity := {"id": "x", "name": "AWS_SECRET_ACCESS_KEY", "service": "AWS", "category": "cloud", "service_confidence": "high", "keyless": "yes", "keyless_how": "OIDC role", "identifier": false, "uses": [{"workflow": "ci.yml", "job": "a", "at": {"path": "ci.yml", "line": 3}}, {"workflow": "ci.yml", "job": "b", "at": {"path": "ci.yml", "line": 9}}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_cloud if {
	some f in _findings({})
	f.severity == "high"
	f.message == "AWS_SECRET_ACCESS_KEY is a stored key (AWS) where OIDC would do."
	f.fix == "Use OIDC role, then delete the secret AWS_SECRET_ACCESS_KEY."
	f.related == [{"path": "ci.yml", "line": 9}]
	f.evidence.jobs == ["ci.yml: a", "ci.yml: b"]
}

test_severity[category] if {
	some category, want in {"cloud": "high", "database": "medium", "auth": "medium", "ci-cd": "low", "saas": "low"}
	some f in _findings({"category": category})
	f.severity == want
}

test_parameter if {
	some f in _findings({"kind": "secret_parameter"})
	f.message == "What callers of ci.yml hand over as AWS_SECRET_ACCESS_KEY is a stored key (AWS) where OIDC would do."
	f.fix == "Use OIDC role, then drop the secret parameter AWS_SECRET_ACCESS_KEY."
}

test_no_advice_known if {
	some f in policy.findings with input.identities as [object.remove(_identity, ["keyless_how"])]
	f.fix == "Let AWS trust this repository's OIDC tokens, as its documentation says, then delete the secret AWS_SECRET_ACCESS_KEY."
}

test_taken_as_a_key[input_name] if {
	some input_name, change in {
		"credentials_json": {"action": {"name": "google-github-actions/auth"}},
		"creds": {"action": {"name": "Azure/login"}},
		"aws-secret-access-key": {"action": {"name": "aws-actions/configure-aws-credentials"}},
	}
	use := object.union({"route": "with", "input": input_name, "workflow": "ci.yml", "job": "deploy", "at": {"path": "ci.yml", "line": 7}}, change)
	taken := {"id": "x", "name": "DEPLOYER", "keyless": "unknown", "uses": [use, object.union(use, {"at": {"path": "ci.yml", "line": 17}})]}
	some f in policy.findings with input.identities as [taken]
	f.severity == "high"
	startswith(f.message, "DEPLOYER is a stored key (")
	endswith(f.message, "takes it) where OIDC would do.")
	f.at.line == 7
	f.related == [{"path": "ci.yml", "line": 17}]
	count(policy.findings) == 0 with input.identities as [object.union(taken, {"identifier": true})]
	count(policy.findings) == 0 with input.identities as [object.union(taken, {"uses": [object.union(use, {"input": "region"})]})]
	count(policy.findings) == 1 with input.identities as [object.union(_identity, {"uses": [use]})]
}

test_quiet[case.note] if {
	some case in [
		{"note": "no other way", "change": {"keyless": "no"}},
		{"note": "doubtful", "change": {"service_confidence": "low"}},
		{"note": "no secret", "change": {"identifier": true}},
		{"note": "code host", "change": {"category": "vcs"}},
		{"note": "publishing", "change": {"keyless_how": "trusted publishing"}},
		{"note": "another token", "change": {"keyless_how": "GitHub App"}},
		{"note": "unused", "change": {"uses": []}},
		{"note": "a bot's account", "change": {"name": "PULUMI_BOT_TOKEN", "service": "Pulumi"}},
		{"note": "a client's certificate", "change": {"name": "VAULT_CLIENT_CERT", "service": "HashiCorp Vault"}},
		{"note": "a machine's key", "change": {"name": "AWS_TEST_FARM_PEM"}},
		{"note": "a machine's SSH key", "change": {"name": "GCP_SSH_PRIVATE_KEY"}},
		{"note": "of a store that speaks S3", "change": {"name": "MIRROR_R2_SECRET_ACCESS_KEY"}},
	]
	count(_findings(case.change)) == 0
}
