package rollcall.runner_public_test

import data.rollcall.runner_public as policy

_identity := {"id": "x", "name": "big", "scope": "acme", "uses": [], "public_repositories": true, "runner": {"group": "Default", "labels": ["self-hosted"]}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_group if {
	some f in _findings({})
	f.severity == "critical"
	f.message == "Public repositories may use the self-hosted runner big, through its group Default."
	contains(f.fix, "runner group Default")
}

test_own if {
	some f in _findings({"scope": "acme/site", "home_visibility": "public", "ephemeral": true, "public_repositories": false})
	f.severity == "high"
	f.message == "Public repositories may use the self-hosted runner big: it is one's own."
	contains(f.fix, "from acme/site")
}

_labels := {"id": "x", "name": "self-hosted,linux", "uses": [
	{"job": "test", "events": ["push"], "at": {"path": "ci.yml", "line": 4}},
	{"job": "bench", "events": ["pull_request", "push"], "at": {"path": "ci.yml", "line": 9}},
	{"job": "more", "events": ["pull_request"], "at": {"path": "ci.yml", "line": 19}},
]}

test_offline if {
	some f in policy.findings with input.identities as [_labels]
	f.severity == "medium"
	f.message == "Pull requests run on a self-hosted runner (self-hosted,linux): if the repository is public, anybody's code runs there."
	f.at == {"path": "ci.yml", "line": 9}
	f.related == [{"path": "ci.yml", "line": 19}]
}

test_offline_quiet[case.note] if {
	some case in [
		{"note": "another's runner", "identity": object.union(_labels, {"name": "blacksmith-4vcpu"})},
		{"note": "no pull request", "identity": object.union(_labels, {"uses": [{"events": ["push"]}]})},
		{"note": "private", "identity": object.union(_labels, {"home_visibility": "private"})},
		{"note": "public, which the runner itself is told for", "identity": object.union(_labels, {"home_visibility": "public"})},
	]
	count(policy.findings) == 0 with input.identities as [case.identity]
}

test_quiet[case.note] if {
	some case in [{"note": "private only", "change": {"public_repositories": false}}, {"note": "private repository", "change": {"public_repositories": false, "home_visibility": "private"}}]
	count(_findings(case.change)) == 0
}

test_passes if {
	pool := {"id": "l", "store": "runner", "public_repositories": true, "runner": {}}
	policy.passes == {"p", "l"} with input.identities as [_identity, {"id": "p", "home_visibility": "private", "runner": {}}, pool]
	count(policy.findings) == 0 with input.identities as [pool]
}
