package rollcall.classic_tokens_allowed_test

import data.rollcall.classic_tokens_allowed as policy

_settings := {"id": "x", "name": "acme", "owner": "acme", "level": "organization", "classic_tokens_allowed": true}

test_allowed if {
	some f in policy.findings with input.settings as [_settings]
	f.message == "Classic personal access tokens may reach the repositories of acme."
}

test_restricted if count(policy.findings) == 0 with input.settings as [object.union(_settings, {"classic_tokens_allowed": false})]
