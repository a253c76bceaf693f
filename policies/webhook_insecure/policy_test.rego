package rollcall.webhook_insecure_test

import data.rollcall.webhook_insecure as policy

_identity := {"id": "x", "scope": "acme", "webhook": {"host": "ci.example.com", "events": ["push"], "plaintext": false, "unverified": false}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_insecure[case.severity] if {
	some case in [
		{"webhook": {"plaintext": true}, "severity": "high", "want": "Deliveries of acme to ci.example.com go over plain http."},
		{"webhook": {"unverified": true}, "severity": "medium", "want": "Deliveries of acme to ci.example.com are sent to whoever answers: certificates are not checked."},
	]
	some f in _findings({"webhook": case.webhook})
	f.severity == case.severity
	f.message == case.want
}

test_quiet[case.note] if {
	some case in [{"note": "https", "change": {}}, {"note": "switched off", "change": {"status": "disabled", "webhook": {"plaintext": true}}}]
	count(_findings(case.change)) == 0
}

test_nothing_to_secure[case.status] if {
	some case in [{"status": "disabled", "want": {"x"}}, {"status": "active", "want": set()}]
	policy.passes == case.want with input as {"identities": [object.union(_identity, {"status": case.status})]}
}
