package rollcall.admin_permission_test

import data.rollcall.admin_permission as policy

_identity := {"id": "x", "name": "bot", "system": "github", "scope": "acme", "level": "admin", "resources": "single", "permissions": {}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_admin if {
	some f in _findings({"holder": "bob", "url": "https://github.com/t"})
	f.severity == "high"
	f.message == "bot of bob may administer."
	startswith(f.fix, "Reduce it to what it uses at https://github.com/t")
}

test_critical[case.note] if {
	some case in [
		{"note": "production", "change": {"environment": "production", "permissions": {"hooks": "admin", "contents": "write", "administration": "write"}}, "want": "bot may administer: administration, hooks."},
		{"note": "organisation", "change": {"resources": "organization"}, "want": "bot may administer the whole organisation."},
	]
	some f in _findings(case.change)
	f.severity == "critical"
	f.message == case.want
}

test_quiet[case.note] if {
	some case in [
		{"note": "writes", "change": {"level": "write"}},
		{"note": "revoked", "change": {"ended": true}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"f"} with input.identities as [_identity, {"id": "f", "system": "git"}]
