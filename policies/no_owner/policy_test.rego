package rollcall.no_owner_test

import data.rollcall.no_owner as policy

_identity := {"id": "x", "name": "X", "system": "github", "lifetime": "static", "owner_status": "none"}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_low if {
	some f in _findings({})
	f.severity == "low"
	f.message == "X has no owner."
}

test_high_where_it_matters[criticality] if {
	some criticality in ["high", "critical"]
	some f in _findings({"criticality": criticality})
	f.severity == "high"
}

test_who_edited_last_is_asked if {
	some f in _findings({"owner_status": "inferred", "owner_confidence": "low", "owner": "@bob", "owner_source": "edited .github/workflows/ci.yml last, on 2026-11-02 (1a2b3c4)"})
	f.message == "X has no declared owner; inferred: @bob, who edited .github/workflows/ci.yml last, on 2026-11-02 (1a2b3c4)."
	f.fix == "Ask @bob; then declare an owner of X in .rollcall/registry.yaml."
}

test_an_app_is_said_with_its_key[case.note] if {
	some case in [
		{"note": "of nobody", "key": {"owner_status": "none", "identifier": false}},
		{"note": "of who edited last", "key": {"owner_status": "inferred", "owner_confidence": "low", "identifier": false}},
	]
	count(_findings(_app([case.key]))) == 0
}

test_an_app_is_said_alone[case.note] if {
	some case in [
		{"note": "no key is known", "keys": []},
		{"note": "its key has an owner", "keys": [{"owner_status": "confirmed", "identifier": false}]},
		{"note": "of its key nothing is said", "keys": [{"owner_status": "none", "identifier": true}]},
	]
	count(_findings(_app(case.keys))) == 1
}

_app(keys) := {"id": "y", "name": "GitHub App of X", "kind": "github_app", "keys": keys}

test_quiet[case.note] if {
	some case in [
		{"note": "inferred", "change": {"owner_status": "inferred", "owner_confidence": "medium"}},
		{"note": "in a file", "change": {"system": "git"}},
		{"note": "federated", "change": {"lifetime": "federated"}},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}},
	]
	count(_findings(case.change)) == 0
}
