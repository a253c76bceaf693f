package rollcall.app_suspended_test

import data.rollcall.app_suspended as policy

_identity := {"id": "x", "name": "helper", "scope": "acme", "status": "disabled", "permissions": {}}

test_suspended if {
	some f in policy.findings with input.identities as [_identity]
	f.message == "The App helper is suspended in acme, and still installed."
}

test_active if count(policy.findings) == 0 with input.identities as [object.union(_identity, {"status": "active"})]
