package rollcall.two_factor_not_required_test

import data.rollcall.two_factor_not_required as policy

_settings := {"id": "x", "name": "acme", "owner": "acme", "level": "organization", "two_factor_required": false}

test_not_required if {
	some f in policy.findings with input.settings as [_settings]
	f.message == "acme does not require two-factor authentication."
}

test_required if count(policy.findings) == 0 with input.settings as [object.union(_settings, {"two_factor_required": true})]
