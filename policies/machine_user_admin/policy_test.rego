package rollcall.machine_user_admin_test

import data.rollcall.machine_user_admin as policy

_settings := {"id": "x", "name": "acme", "machines": [{"login": "acme-bot", "role": "owner"}]}

_findings(machine, people) := f if {
	f := policy.findings with input as {"params": {"people": people}, "settings": [object.union(_settings, {"machines": [machine]})]}
}

test_owner if {
	some f in _findings(_settings.machines[0], [])
	f.message == "The machine user acme-bot owns acme."
	f.key == "acme-bot"
	f.evidence.two_factor == "unknown"
}

test_quiet if {
	count(_findings({"login": "acme-bot", "role": "member"}, [])) == 0
	count(_findings(_settings.machines[0], ["acme-bot"])) == 0
}
