package rollcall.exception_unused_test

import data.rollcall.exception_unused as policy

_findings(change) := f if {
	exception := {
		"policy": "no_owner",
		"identity": "github:*",
		"reason": "later",
		"owner": "alice",
		"maximum_days": 180,
		"state": "in_force",
		"matches": 1,
		"at": {"path": ".rollcall/config.yaml", "line": 9},
	}
	f := policy.findings with input.exceptions as [object.union(exception, change)]
}

test_unused if {
	some f in _findings({"matches": 0})
	f.message == "The exception of github:* from no_owner matches no finding."
}

test_used if count(_findings({})) == 0

test_expired if count(_findings({"matches": 0, "state": "expired"})) == 0
