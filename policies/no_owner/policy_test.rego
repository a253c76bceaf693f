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

test_an_app_is_said_with_its_key if {
	app := object.union(_identity, {"id": "y", "name": "GitHub App of X", "kind": "github_app"})
	key := object.union(_identity, {"kind": "ci_secret"})
	together := policy.findings with input as {"identities": [key, app]}
	{f.identity | some f in together} == {"x"}
	alone := policy.findings with input as {"identities": [app]}
	{f.identity | some f in alone} == {"y"}
}

test_quiet[case.note] if {
	some case in [
		{"note": "inferred", "change": {"owner_status": "inferred", "owner_confidence": "medium"}},
		{"note": "in a file", "change": {"system": "git"}},
		{"note": "federated", "change": {"lifetime": "federated"}},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}},
	]
	count(_findings(case.change)) == 0
}
