package rollcall.token_write_all_test

import data.rollcall.token_write_all as policy

_at := {"path": ".github/workflows/ci.yml", "line": 5}

_identity(jobs) := {"id": "github:acme/app:workflow-token:ci", "workflow": {"path": ".github/workflows/ci.yml", "jobs": jobs}}

test_write_all if {
	wide := {"all": "write-all", "at": _at}
	some f in policy.findings with input.identities as [_identity([
		{"id": "build", "permissions": wide},
		{"id": "test", "permissions": {"scopes": {"contents": "read"}, "at": _at}},
		{"id": "deploy", "permissions": wide},
	])]
	f.message == "The token of .github/workflows/ci.yml may write everything in jobs build, deploy."
	f.at == _at
	f.related == []
}

test_one_job if {
	some f in policy.findings with input.identities as [_identity([{"id": "build", "permissions": {"all": "write-all", "at": _at}}])]
	f.message == "The token of .github/workflows/ci.yml may write everything in job build."
}

test_narrow if {
	jobs := [{"id": "build", "permissions": {"all": "read-all", "at": _at}}, {"id": "test"}]
	count(policy.findings) == 0 with input.identities as [_identity(jobs)]
}
