package rollcall.attestation_overdue_test

import data.rollcall.attestation_overdue as policy

_identity := {"id": "x", "name": "X", "attested_until_days": -3, "owner": "alice"}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_lapsed if {
	some f in _findings({})
	f.severity == "medium"
	f.message == "The attestation of X lapsed 3 days ago."
	startswith(f.fix, "Let alice confirm X")
}

test_critical if {
	some f in _findings({"criticality": "critical"})
	f.severity == "high"
}

test_quiet[case.note] if {
	some case in [
		{"note": "today", "change": {"attested_until_days": 0}},
	]
	count(_findings(case.change)) == 0
}
