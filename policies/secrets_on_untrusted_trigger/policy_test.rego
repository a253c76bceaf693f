package rollcall.secrets_on_untrusted_trigger_test

import data.rollcall.secrets_on_untrusted_trigger as policy

_use := {
	"workflow": "ci.yml",
	"job": "build",
	"untrusted": ["pull_request_target"],
	"gates": [],
	"at": {"path": "ci.yml", "line": 20},
	"checkout": {"path": "ci.yml", "line": 12},
}

_findings(kind, use) := f if {
	f := policy.findings with input as {
		"params": {"accepted_gates": ["actor", "author_association", "fork", "merged"]},
		"identities": [{"id": "x", "name": "DEPLOY_KEY", "kind": kind, "uses": [use]}],
	}
}

_with(change) := object.union(_use, change)

_visit := object.remove(_use, ["checkout"])

_script := object.union(_visit, {"untrusted": ["issues"], "injection": {"path": "ci.yml", "line": 15}})

test_severity_of_a_secret[case.note] if {
	some case in [
		{"note": "checkout", "use": _use, "want": "critical"},
		{"note": "label only", "use": _with({"gates": ["label"]}), "want": "high"},
		{"note": "as an output decides", "use": _with({"gates": ["output"]}), "want": "high"},
		{"note": "no checkout", "use": _visit, "want": "low"},
		{"note": "no checkout, as an output decides", "use": object.union(_visit, {"gates": ["output"]}), "want": "low"},
	]
	some f in _findings("ci_secret", case.use)
	f.severity == case.want
	advisory := case.want == "low"
	f.advisory == advisory
	f.key == "ci.yml/build"
}

test_an_output_may_ask if {
	some f in _findings("ci_secret", object.union(_visit, {"gates": ["output"]}))
	f.message == "A stranger may get to start job build of ci.yml (pull_request_target; a job or step before it decides). It holds DEPLOY_KEY."
}

# A person approves each run before it starts.
test_reviewed if {
	some f in _findings("ci_secret", _with({"reviewed": true}))
	f.severity == "low"
	f.advisory
	startswith(f.fix, "Whoever approves a run has to read")
	count(_findings("ci_secret", object.union(_visit, {"reviewed": true}))) == 0
	some g in _findings("workflow_token", _with({"reviewed": true, "permissions": {"writes": ["contents"]}}))
	g.severity == "low"
}

# It may be that a person does.
test_rules_of_the_environment_not_read if {
	some f in _findings("ci_secret", _with({"environment": "gate"}))
	f.severity == "critical"
	f.advisory
	endswith(f.fix, "on its result. Whether its environment gate asks for a reviewer was not read: a scan with --repository tells.")
	some g in _findings("ci_secret", _with({"environment": "gate", "reviewed": false}))
	g.severity == "critical"
	not g.advisory
	endswith(g.fix, "on its result.")
}

test_severity_of_the_token[case.note] if {
	some case in [
		{"note": "writes", "use": _with({"permissions": {"writes": ["contents"]}}), "want": "critical"},
		{"note": "undeclared", "use": _use, "want": "critical"},
		{"note": "writes, label only", "use": _with({"gates": ["label"], "permissions": {"writes": ["contents"]}}), "want": "high"},
	]
	some f in _findings("workflow_token", case.use)
	f.severity == case.want
}

test_severity_of_a_script[case.note] if {
	some case in [
		{"note": "secret", "kind": "ci_secret", "use": _script, "want": "critical"},
		{"note": "trust", "kind": "oidc_trust", "use": _script, "want": "critical"},
		{"note": "token writes", "kind": "workflow_token", "use": object.union(_script, {"permissions": {"writes": ["issues"]}}), "want": "critical"},
		{"note": "label only", "kind": "ci_secret", "use": object.union(_script, {"gates": ["label"]}), "want": "high"},
		{"note": "merged", "kind": "ci_secret", "use": object.union(_script, {"gates": ["merged"]}), "want": "high"},
	]
	some f in _findings(case.kind, case.use)
	f.severity == case.want
	f.message == sprintf("Job build of ci.yml writes a stranger's text into a script on issues while it holds %s.", [_names[case.kind]])
	f.at == _script.injection
	f.related == [_script.at]
	f.evidence.injection == true
	startswith(f.fix, "Give the text to the step by `env:`")
}

test_variables if {
	smuggles := object.union(_visit, {"untrusted": ["workflow_run"], "variables": {"path": "ci.yml", "line": 17}})
	some f in _findings("ci_secret", smuggles)
	f.severity == "critical"
	f.message == "Job build of ci.yml lets a stranger's text set variables of its later steps on workflow_run while it holds DEPLOY_KEY."
	f.at == smuggles.variables
	f.related == [smuggles.at]
	f.evidence.variables == true
	startswith(f.fix, "Check the text before it is written to GITHUB_ENV")
	some g in _findings("ci_secret", object.union(smuggles, {"gates": ["merged"]}))
	g.severity == "high"
	some h in _findings("workflow_token", object.union(smuggles, {"permissions": {"writes": ["issues"]}}))
	h.severity == "critical"
}

test_artifact if {
	unpacks := object.union(_visit, {"untrusted": ["workflow_run"], "artifact": {"path": "ci.yml", "line": 15}})
	some f in _findings("ci_secret", unpacks)
	f.severity == "critical"
	f.message == "Job build of ci.yml unpacks files that a stranger's run made over those that it runs, on workflow_run, while it holds DEPLOY_KEY."
	f.at == unpacks.artifact
	f.related == [unpacks.at]
	f.evidence.artifact == true
	startswith(f.fix, "Unpack the files into a folder of their own")
	some g in _findings("ci_secret", object.union(unpacks, {"gates": ["merged"]}))
	g.severity == "high"
	count(_findings("ci_secret", object.union(unpacks, {"gates": ["fork"]}))) == 0
}

_names := {"ci_secret": "DEPLOY_KEY", "oidc_trust": "the OIDC trust DEPLOY_KEY", "workflow_token": "the workflow's token"}

test_texts if {
	some f in _findings("ci_secret", _use)
	f.message == "Job build of ci.yml checks out a stranger's code on pull_request_target while it holds DEPLOY_KEY."
	f.at == _use.checkout
	f.related == [_use.at]
	f.evidence.checkout == true
	startswith(f.fix, "Check out the stranger's code in a job on pull_request")
	some g in _findings("ci_secret", _visit)
	g.message == "A stranger can start job build of ci.yml (pull_request_target), which holds DEPLOY_KEY."
	g.at == _use.at
	g.related == []
	g.evidence.checkout == false
	g.evidence.injection == false
	startswith(g.fix, "Where strangers are not meant, limit the job")
	some h in _findings("workflow_token", _use)
	endswith(h.message, "while it holds the workflow's token.")
}

test_fix_of_a_run_that_follows if {
	some f in _findings("ci_secret", object.union(_visit, {"untrusted": ["workflow_run"]}))
	startswith(f.fix, "Where runs of forks are not meant, add `if:")
}

# Who only starts a job that first asks whether he may gets no further; his code does, by who lets it in once.
test_permission_asked if {
	count(_findings("ci_secret", object.union(_visit, {"gates": ["permission"]}))) == 0
	some f in _findings("ci_secret", _with({"gates": ["permission"]}))
	f.severity == "high"
	not f.advisory
}

test_gate_of_another_repository if {
	some f in _findings("ci_secret", _with({"gates": ["elsewhere"]}))
	f.severity == "high"
	f.advisory
	some g in _findings("ci_secret", _with({"gates": ["label"]}))
	not g.advisory
}

test_trust_without_a_name if {
	f := policy.findings with input as {
		"params": {"accepted_gates": []},
		"identities": [{"id": "x", "name": "OIDC token of ci.yml#build", "kind": "oidc_trust", "uses": [_visit]}],
	}
	some one in f
	endswith(one.message, "which holds an OIDC token (who trusts it is not known).")
}

test_name_of_a_thing if {
	f := policy.findings with input as {
		"params": {"accepted_gates": []},
		"identities": [{"id": "x", "name": "API_URL", "kind": "ci_secret", "identifier": true, "uses": [_use]}],
	}
	count(f) == 0
}

test_quiet[case.note] if {
	some case in [
		{"note": "trusted", "kind": "ci_secret", "use": _with({"untrusted": []})},
		{"note": "gate", "kind": "ci_secret", "use": _with({"gates": ["fork"]})},
		{"note": "merged", "kind": "ci_secret", "use": _with({"gates": ["merged"]})},
		{"note": "merged and known, script", "kind": "ci_secret", "use": object.union(_script, {"gates": ["actor", "merged"]})},
		{"note": "label, no checkout", "kind": "ci_secret", "use": object.union(_visit, {"gates": ["label"]})},
		{"note": "token reads", "kind": "workflow_token", "use": _with({"permissions": {"writes": []}})},
		{"note": "token reads by default", "kind": "workflow_token", "use": _with({"default_permissions": "read"})},
		{"note": "token, no checkout", "kind": "workflow_token", "use": object.union(_visit, {"permissions": {"writes": ["issues"]}})},
	]
	count(_findings(case.kind, case.use)) == 0
}
