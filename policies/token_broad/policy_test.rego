package rollcall.token_broad_test

import data.rollcall.token_broad as policy

_identity := {"id": "x", "name": "bot", "system": "github", "scope": "acme", "level": "write", "resources": "organization", "permissions": {"contents": "write"}, "unknown": {}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_broad if {
	some f in _findings({})
	f.severity == "medium"
	f.message == "bot may write to all repositories of acme."
}

test_for_ever if {
	some f in _findings({"holder": "bob", "url": "https://github.com/t", "unknown": {"expires_in_days": "unset"}})
	f.severity == "high"
	f.message == "bot of bob may write to all repositories of acme."
	endswith(f.fix, "revoke this at https://github.com/t.")
}

test_quiet[case.note] if {
	some case in [
		{"note": "reads", "change": {"level": "read"}},
		{"note": "some repositories", "change": {"resources": "multiple"}},
		{"note": "an administrator's", "change": {"level": "admin"}},
		{"note": "expired", "change": {"ended": true}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"f"} with input.identities as [_identity, {"id": "f", "system": "git"}]
