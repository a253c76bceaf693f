package rollcall.personal_token_in_ci_test

import data.rollcall.personal_token_in_ci as policy

_identity := {"id": "x", "name": "BOT_KEY", "system": "github", "identifier": false, "uses": [{}], "exposures": []}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_personal[case.note] if {
	some case in [
		{"note": "value", "change": {"recognised_by": "value", "credential_kind": "pat_fine"}, "severity": "high"},
		{"note": "exposed", "change": {"exposures": [{"issued": true, "kind": "pat_classic"}]}, "severity": "high"},
		{"note": "kind by name", "change": {"recognised_by": "name", "credential_kind": "pat_classic"}, "severity": "medium"},
		{"note": "kind by name, service", "change": {"recognised_by": "name", "credential_kind": "pat_classic", "service": "GHCR / GitHub Packages"}, "severity": "medium"},
		{"note": "name", "change": {"name": "GH_PAT"}, "severity": "medium"},
		{"note": "long name", "change": {"name": "MY_PERSONAL_ACCESS_TOKEN"}, "severity": "medium"},
		{"note": "member", "change": {"name": "JOHNDOE_TOKEN", "names_member": "johndoe"}, "severity": "low"},
	]
	some f in _findings(case.change)
	f.severity == case.severity
}

test_machine_is_no_person[name] if {
	some name in ["MACHINE_ACCOUNT_PAT", "RELEASE_BOT_PAT", "SVC_PERSONAL_ACCESS_TOKEN"]
	some f in _findings({"name": name})
	f.severity == "low"
	f.message == sprintf("%s is a personal access token, by its name of a machine's account.", [name])
}

test_member_is_named if {
	some f in _findings({"name": "JOHNDOE_TOKEN", "names_member": "johndoe"})
	f.message == "JOHNDOE_TOKEN bears the name of the member johndoe."
}

test_fix_is_of_the_service[case.service] if {
	some case in [
		{"service": "GitLab", "want": "Replace TEST_PAT by a token of a project or a machine's account (GitLab); then revoke it."},
		{"service": "GHCR / GitHub Packages", "want": "Replace TEST_PAT by the workflow's GITHUB_TOKEN where it needs no more than this repository, else by a GitHub App's token (actions/create-github-app-token); then revoke it."},
		{"service": "GitHub token", "want": "Replace TEST_PAT by the workflow's GITHUB_TOKEN where it needs no more than this repository, else by a GitHub App's token (actions/create-github-app-token); then revoke it."},
		{"service": "Generic API key", "want": "Replace TEST_PAT by the workflow's GITHUB_TOKEN where it needs no more than this repository, else by a GitHub App's token (actions/create-github-app-token); then revoke it."},
	]
	some f in _findings({"name": "TEST_PAT", "service": case.service})
	f.fix == case.want
}

test_fix_of_a_registry[case.note] if {
	login := {"action": {"name": "docker/login-action"}}
	some case in [
		{"note": "of which one is not known", "change": {"uses": [login]}, "want": "a token of the registry's organisation"},
		{"note": "GitHub's", "change": {"uses": [login], "service": "GHCR / GitHub Packages"}, "want": "the workflow's GITHUB_TOKEN"},
		{"note": "and elsewhere", "change": {"uses": [login, {}]}, "want": "the workflow's GITHUB_TOKEN"},
	]
	some f in _findings(object.union({"name": "TEST_PAT"}, case.change))
	startswith(f.fix, sprintf("Replace TEST_PAT by %s", [case.want]))
}

test_fix_elsewhere if {
	some f in _findings({"name": "TEST_PAT", "uses": [{}, {"repository": "acme/windows"}]})
	f.fix == "Replace TEST_PAT by a GitHub App's token for acme/windows (actions/create-github-app-token); then revoke it."
}

test_packages_take_nothing_else if {
	some f in _findings({"name": "GHCR_TOKEN", "credential_kind": "pat_classic", "service": "GHCR / GitHub Packages"})
	f.message == "GHCR_TOKEN is by its name for GHCR / GitHub Packages, which takes no stored credential but a personal access token."
}

test_fix_without_service if {
	some f in _findings({"name": "TEST_PAT"})
	contains(f.fix, "GITHUB_TOKEN")
}

test_quiet[case.note] if {
	some case in [
		{"note": "nothing says so", "change": {}},
		{"note": "a word that begins so", "change": {"name": "PATH_TOKEN"}},
		{"note": "names a thing", "change": {"name": "PAT_ID", "identifier": true}},
	]
	count(_findings(case.change)) == 0
}
