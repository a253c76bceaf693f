package rollcall.secret_shadowed_test

import data.rollcall.secret_shadowed as policy

_identity := {"id": "x", "name": "API_KEY", "uses": [{}], "stored": {"level": "organization", "shadowed_in": ["ci.yml#test"]}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_shadowed if {
	some f in _findings({})
	f.severity == "low"
	f.message == "API_KEY of the organization is hidden by a closer one in ci.yml#test."
}

test_everywhere if {
	some f in _findings({"uses": [], "stored": {"shadowed_in": ["a.yml#x", "b.yml#y"]}})
	f.severity == "medium"
	f.message == "API_KEY of the organization is hidden by a closer one in a.yml#x and 1 more."
}

test_not_shadowed if count(_findings({"stored": {"shadowed_in": []}})) == 0
