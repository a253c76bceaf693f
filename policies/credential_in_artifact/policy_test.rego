package rollcall.credential_in_artifact_test

import data.rollcall.credential_in_artifact as policy

_use := {"workflow": "ci.yml", "job": "build", "at": {"path": "ci.yml", "line": 7}, "uploaded": {"path": "ci.yml", "line": 9}}

_findings(kind, use) := f if {
	f := policy.findings with input as {"identities": [{"id": "x", "name": "DEPLOY_PAT", "kind": kind, "uses": [use]}]}
}

test_severity[case.note] if {
	some case in [
		{"note": "secret", "kind": "ci_secret", "change": {}, "want": "high"},
		{"note": "token that writes", "kind": "workflow_token", "change": {"permissions": {"writes": ["contents"]}}, "want": "medium"},
		{"note": "token that writes by default", "kind": "workflow_token", "change": {"default_permissions": "write"}, "want": "medium"},
		{"note": "token that reads", "kind": "workflow_token", "change": {"permissions": {"writes": []}, "default_permissions": "write"}, "want": "low"},
		{"note": "token, not known", "kind": "workflow_token", "change": {}, "want": "low"},
	]
	some f in _findings(case.kind, object.union(_use, case.change))
	f.severity == case.want
}

test_texts if {
	some f in _findings("ci_secret", _use)
	f.message == "Job build of ci.yml uploads its working folder with DEPLOY_PAT, which the checkout left in .git/config."
	f.at == {"path": "ci.yml", "line": 9}
	f.related == [{"path": "ci.yml", "line": 7}]
	some g in _findings("workflow_token", _use)
	contains(g.message, "with the workflow's token,")
}

test_not_uploaded if count(_findings("ci_secret", object.remove(_use, ["uploaded"]))) == 0
