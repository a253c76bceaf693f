package rollcall.secret_granted_unused_test

import data.rollcall.secret_granted_unused as policy

_identity := {"id": "x", "name": "API_KEY", "scope": "acme", "uses": [{}], "unused_in": ["acme/b"], "stored": {"level": "organization", "visibility": "selected", "granted": 2, "used_by": 1}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_one if {
	some f in _findings({})
	f.severity == "low"
	f.message == "API_KEY is granted to 1 repository that never uses it: acme/b."
}

test_many if {
	some f in _findings({"criticality": "high", "unused_in": ["acme/a", "acme/b", "acme/c", "acme/d"], "stored": {"granted": 9}})
	f.severity == "medium"
	f.message == "API_KEY is granted to 8 repositories that never use it: acme/a, acme/b, acme/c and 5 more."
}

test_quiet[case.note] if {
	some case in [
		{"note": "all use it", "change": {"unused_in": []}},
		{"note": "all get it", "change": {"stored": {"visibility": "all"}}},
		{"note": "nobody uses it", "change": {"uses": []}},
	]
	count(_findings(case.change)) == 0
}

test_passes if {
	policy.passes == {"all", "none"} with input.identities as [
		_identity,
		object.union(_identity, {"id": "all", "stored": {"visibility": "all"}}),
		object.union(_identity, {"id": "none", "uses": []}),
		{"id": "offline", "uses": []},
	]
}
