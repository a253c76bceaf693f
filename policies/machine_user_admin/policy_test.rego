package rollcall.machine_user_admin_test

import data.rollcall.machine_user_admin as policy

_identity := {"id": "x", "scope": "acme", "account": {"login": "acme-bot", "role": "owner"}}

test_owner if {
	some f in policy.findings with input.identities as [_identity]
	f.message == "The machine user acme-bot owns acme."
	f.evidence.two_factor == "unknown"
}

test_member if count(policy.findings) == 0 with input.identities as [object.union(_identity, {"account": {"role": "member"}})]
