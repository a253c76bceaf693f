package rollcall.machine_user_no_2fa_test

import data.rollcall.machine_user_no_2fa as policy

_settings := {"id": "x", "name": "acme", "members_known": true, "machines": [{"login": "acme-bot", "role": "member", "two_factor": false}]}

_findings(machine) := f if {
	f := policy.findings with input.settings as [object.union(_settings, {"machines": [object.union(_settings.machines[0], machine)]})]
}

test_without[case.want] if {
	some case in [{"role": "member", "want": "high"}, {"role": "owner", "want": "critical"}]
	some f in _findings({"role": case.role})
	f.severity == case.want
	f.message == "The machine user acme-bot of acme signs in without a second factor."
}

test_with if count(_findings({"two_factor": true})) == 0

test_passes if {
	policy.passes == {"n", "r"} with input.settings as [_settings, {"id": "n", "members_known": true, "machines": []}, {"id": "r", "two_factor_required": true, "machines": [1]}]
}
