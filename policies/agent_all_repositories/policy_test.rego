package rollcall.agent_all_repositories_test

import data.rollcall.agent_all_repositories as policy

_settings := {"id": "x", "name": "acme", "owner": "acme", "level": "organization", "agent_repositories": "all"}

test_all if {
	some f in policy.findings with input.settings as [_settings]
	f.message == "GitHub's coding agent may work in all repositories of acme."
}

test_selected if count(policy.findings) == 0 with input.settings as [object.union(_settings, {"agent_repositories": "selected"})]
