package rollcall.registry_ghost_test

import data.rollcall.registry_ghost as policy

test_ghost if {
	some f in policy.findings with input.identities as [{"id": "x", "name": "OLD"}]
	f.message == "The registry declares OLD, which was not found."
}

test_none if {
	count(policy.findings) == 0 with input.identities as []
}
