package rollcall.secret_in_script_test

import data.rollcall.secret_in_script as policy

_use := {"workflow": "ci.yml", "job": "build", "where": "step 2 of job build", "route": "run", "at": {"path": "ci.yml", "line": 12}}

_findings(change, store) := f if {
	f := policy.findings with input.identities as [{"id": "x", "name": "PASSWORD", "store": store, "uses": [object.union(_use, change)]}]
}

test_run if {
	some f in _findings({}, "actions-secret")
	f.message == "PASSWORD is written into the script of step 2 of job build in ci.yml."
	f.fix == "Set `env: {PASSWORD: \"${{ secrets.PASSWORD }}\"}` on the step, and write \"$PASSWORD\" in the script ($env:PASSWORD where PowerShell runs it)."
}

test_variable if {
	some f in _findings({}, "actions-variable")
	contains(f.fix, "${{ vars.PASSWORD }}")
}

test_github_script if {
	some f in _findings({"route": "with", "input": "script", "action": {"name": "actions/github-script"}}, "actions-secret")
	f.fix == "Set `env: {PASSWORD: \"${{ secrets.PASSWORD }}\"}` on the step, and write process.env.PASSWORD in the script."
}

test_name_that_is_no_variable if {
	some f in policy.findings with input.identities as [{"id": "x", "name": "GH-TOKEN", "store": "actions-secret", "uses": [_use]}]
	startswith(f.fix, "Set `env: {GH_TOKEN: \"${{ secrets.GH-TOKEN }}\"}` on the step, and write \"$GH_TOKEN\"")
}

test_name_of_a_thing if {
	f := policy.findings with input.identities as [{"id": "x", "name": "DEPLOY_USER", "identifier": true, "store": "actions-secret", "uses": [_use]}]
	count(f) == 0
}

test_quiet[case.note] if {
	some case in [
		{"note": "env", "change": {"route": "env"}},
		{"note": "another input", "change": {"route": "with", "input": "github-token", "action": {"name": "actions/github-script"}}},
		{"note": "another action", "change": {"route": "with", "input": "script", "action": {"name": "acme/script"}}},
	]
	count(_findings(case.change, "actions-secret")) == 0
}
