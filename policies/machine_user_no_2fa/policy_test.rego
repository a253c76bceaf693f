package rollcall.machine_user_no_2fa_test

import data.rollcall.machine_user_no_2fa as policy

_identity := {"id": "x", "scope": "acme", "two_factor": false, "account": {"login": "acme-bot", "kind": "user", "role": "member"}}

_findings(change) := f if {
	f := policy.findings with input.identities as [object.union(_identity, change)]
}

test_without[case.want] if {
	some case in [{"role": "member", "want": "high"}, {"role": "owner", "want": "critical"}]
	some f in _findings({"account": {"role": case.role}})
	f.severity == case.want
	f.message == "The machine user acme-bot of acme signs in without a second factor."
}

test_quiet[case.note] if {
	some case in [{"note": "with", "change": {"two_factor": true}}, {"note": "an App's", "change": {"account": {"kind": "bot"}}}]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"b", "e"} with input.identities as [_identity, {"id": "b", "account": {"kind": "bot"}}, {"id": "e"}]
