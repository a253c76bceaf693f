package rollcall.token_permissions_missing_test

import data.rollcall.token_permissions_missing as policy

_job := {"id": "test", "at": {"path": "ci.yml", "line": 8}}

_findings(jobs, untrusted) := f if {
	f := policy.findings with input.identities as [{"id": "x", "workflow": {"path": "ci.yml", "untrusted": untrusted, "jobs": jobs}}]
}

test_one_job if {
	some f in _findings([_job, {"id": "lint", "permissions": {"scopes": {}}}], [])
	f.severity == "low"
	f.message == "ci.yml declares no permissions for job test."
	f.at == _job.at
	f.evidence.jobs == ["test"]
}

test_several_jobs if {
	some f in _findings([_job, {"id": "lint", "at": {"path": "ci.yml", "line": 20}}], ["issue_comment"])
	f.severity == "medium"
	f.message == "ci.yml declares no permissions for 2 jobs."
}

test_by_default[case.note] if {
	some case in [
		{"note": "writes", "default": "write", "untrusted": [], "severity": "medium", "want": "; by default it may write everything."},
		{"note": "strangers make it write", "default": "write", "untrusted": ["issues"], "severity": "high", "want": "; by default it may write everything."},
		{"note": "reads", "default": "read", "untrusted": ["issues"], "severity": "low", "want": "; by default it may only read."},
	]
	some f in policy.findings with input.identities as [{
		"id": "x",
		"workflow": {"path": "ci.yml", "untrusted": case.untrusted, "jobs": [_job]},
		"uses": [{"default_permissions": case.default}],
	}]
	f.severity == case.severity
	endswith(f.message, case.want)
}

test_declared if count(_findings([object.union(_job, {"permissions": {"scopes": {}}})], [])) == 0

test_no_workflow if {
	count(policy.findings) == 0 with input.identities as [{"id": "x"}]
}

test_called_workflows[case.note] if {
	some case in [
		{"note": "only called", "events": ["workflow_call"], "want": 0},
		{"note": "started by itself, too", "events": ["workflow_call", "push"], "want": 1},
		{"note": "nothing known", "events": [], "want": 1},
	]
	workflow := {"path": "shared.yml", "events": case.events, "untrusted": [], "jobs": [_job]}
	count(policy.findings) == case.want with input.identities as [{"id": "x", "uses": [], "workflow": workflow}]
}

test_a_call_needs_what_it_calls_asks_for if {
	calls := object.union(_job, {"calls": {"name": "acme/ci/.github/workflows/test.yml", "first_party": false}})
	some f in _findings([calls], [])
	endswith(f.fix, "and more only to the job that needs it, such as job test, which needs what acme/ci/.github/workflows/test.yml asks for.")
	some g in _findings([_job, object.union(calls, {"calls": {"name": "./.github/workflows/a.yml", "first_party": true}})], [])
	endswith(g.fix, "only to the job that needs it.")
}
