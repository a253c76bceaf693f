package rollcall.reused_credential_test

import data.rollcall.reused_credential as policy

_findings(id, others) := f if {
	f := policy.findings with input.identities as [{"id": id, "name": "A", "same_value": [{"id": other, "name": upper(other)} | some other in others]}]
}

test_said_of_the_first if {
	some f in _findings("a", ["b", "c"])
	f.message == "A has the same value as B, C."
	count(_findings("b", ["a", "c"])) == 0
}

test_alone if count(_findings("a", [])) == 0
