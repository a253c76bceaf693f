package rollcall.agent_secret_outside_allowlist_test

import data.rollcall.agent_secret_outside_allowlist as policy

_findings(secrets) := f if {
	f := policy.findings with input.identities as [{"id": "x", "agent": {"product": "Claude", "not_allowed": secrets, "at": {"path": "ci.yml", "line": 4}}}]
}

test_outside if {
	some f in _findings(["DEPLOY_KEY", "NPM_TOKEN"])
	f.message == "Claude reaches DEPLOY_KEY, NPM_TOKEN, which its list does not allow."
}

test_inside if count(_findings([])) == 0
