package rollcall.owner_inferred_test

import data.rollcall.owner_inferred as policy

_identity := {"id": "x", "name": "X", "system": "github", "lifetime": "static", "owner_status": "inferred", "owner": "@acme/ops", "owner_source": "CODEOWNERS:3"}

_findings(change, registered) := f if {
	f := policy.findings with input as {"summary": {"registered": registered}, "identities": [object.union(_identity, change)]}
}

test_inferred if {
	some f in _findings({}, 1)
	f.message == "The owner of X is only inferred."
	f.fix == "Ask @acme/ops, and declare the owner of X in .rollcall/registry.yaml."
	f.evidence == {"owner": "@acme/ops", "source": "CODEOWNERS:3"}
}

test_quiet[case.note] if {
	some case in [
		{"note": "who edited last", "change": {"owner_confidence": "low"}, "registered": 1},
		{"note": "no registry", "change": {}, "registered": 0},
		{"note": "confirmed", "change": {"owner_status": "confirmed"}, "registered": 1},
		{"note": "in a file", "change": {"system": "git"}, "registered": 1},
		{"note": "ephemeral", "change": {"lifetime": "ephemeral"}, "registered": 1},
	]
	count(_findings(case.change, case.registered)) == 0
}
