package rollcall.webhook_no_secret_test

import data.rollcall.webhook_no_secret as policy

_identity := {"id": "x", "scope": "acme/app", "signed": false, "webhook": {"host": "ci.example.com", "events": ["push"]}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_unsigned if {
	some f in _findings({"url": "https://github.com/acme/app/settings/hooks/1"})
	f.message == "Deliveries of acme/app to ci.example.com are not signed."
	contains(f.fix, "https://github.com/acme/app/settings/hooks/1")
}

test_quiet[case.note] if {
	some case in [{"note": "signed", "change": {"signed": true}}, {"note": "switched off", "change": {"status": "disabled"}}]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"y"} with input.identities as [_identity, {"id": "y"}]
