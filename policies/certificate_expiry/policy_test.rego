package rollcall.certificate_expiry_test

import data.rollcall.certificate_expiry as policy

_identity := {"id": "x", "name": "tls.pem", "expires_in_days": 20, "exposures": [], "uses": []}

_findings(change, params) := f if {
	f := policy.findings with input as {"params": object.union({"warn_days": 30, "urgent_days": 14}, params), "identities": [object.union(_identity, change)]}
}

test_severity[case.note] if {
	some case in [
		{"note": "soon", "days": 30, "want": "medium", "message": "tls.pem expires in 30 days."},
		{"note": "very soon", "days": 14, "want": "high", "message": "tls.pem expires in 14 days."},
		{"note": "past", "days": -2, "want": "high", "message": "tls.pem expired 2 days ago."},
	]
	some f in _findings({"expires_in_days": case.days}, {})
	f.severity == case.want
	f.message == case.message
}

test_found_outside_tests if count(_findings({"exposures": [{"test_data": true}, {"test_data": false}]}, {})) == 1

test_quiet[case.note] if {
	some case in [
		{"note": "later", "change": {"expires_in_days": 31}, "params": {}},
		{"note": "warned later", "change": {}, "params": {"warn_days": 7}},
		{"note": "test data", "change": {"exposures": [{"test_data": true}]}, "params": {}},
	]
	count(_findings(case.change, case.params)) == 0
}

test_passes if policy.passes == {"app"} with input.identities as [
	{"id": "app", "kind": "signing_key", "category": "auth"},
	{"id": "tls", "kind": "signing_key", "category": "signing"},
	{"id": "cert", "kind": "certificate", "category": "auth"},
]
