package rollcall.webhook_dead_test

import data.rollcall.webhook_dead as policy

_identity := {"id": "x", "scope": "acme/app", "webhook": {"host": "old.example.com"}, "delivery_status": 0}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_nobody if {
	some f in _findings({})
	f.severity == "medium"
	f.message == "The last delivery of acme/app to old.example.com was answered by nobody."
}

test_failed[status] if {
	some status in [404, 410, 502]
	some f in _findings({"delivery_status": status})
	f.severity == "low"
	endswith(f.message, sprintf("was answered with %d.", [status]))
}

test_quiet[case.note] if {
	some case in [
		{"note": "taken", "change": {"delivery_status": 202}},
		{"note": "refused once", "change": {"delivery_status": 401}},
		{"note": "switched off", "change": {"status": "disabled"}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"y"} with input.identities as [_identity, {"id": "y"}]
