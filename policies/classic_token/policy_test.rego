package rollcall.classic_token_test

import data.rollcall.classic_token as policy

_identity := {"id": "x", "name": "X", "kind": "ci_secret", "system": "github", "exposures": [], "uses": []}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_classic[case.note] if {
	some case in [
		{"note": "kind", "change": {"kind": "pat_classic"}},
		{"note": "value", "change": {"credential_kind": "pat_classic", "recognised_by": "value"}},
		{"note": "exposure", "change": {"exposures": [{"kind": "pat_classic", "issued": true}]}},
	]
	some f in _findings(case.change)
	f.message == "X is a classic personal access token."
}

test_quiet[case.note] if {
	some case in [
		{"note": "name only", "change": {"credential_kind": "pat_classic", "recognised_by": "name"}},
		{"note": "fine-grained", "change": {"kind": "pat_fine"}},
		{"note": "in a file", "change": {"kind": "pat_classic", "system": "git"}},
		{"note": "no real one", "change": {"exposures": [{"kind": "pat_classic", "issued": false}]}},
	]
	count(_findings(case.change)) == 0
}
