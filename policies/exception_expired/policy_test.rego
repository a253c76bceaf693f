package rollcall.exception_expired_test

import data.rollcall.exception_expired as policy

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

test_state[case.note] if {
	some case in [
		{"note": "expired", "change": {"state": "expired", "expires_in_days": -3}, "want": "expired 3 days ago"},
		{"note": "too long", "change": {"state": "too_long", "expires_in_days": 400}, "want": "expires in 400 days, over the limit of 180, and does not apply"},
		{"note": "unlimited", "change": {"state": "unlimited"}, "want": "has no expiry and does not apply"},
	]
	some f in _findings(case.change)
	f.message == sprintf("The exception of github:* from no_owner %s.", [case.want])
	f.key == "no_owner/github:*"
}

test_in_force if count(_findings({})) == 0
