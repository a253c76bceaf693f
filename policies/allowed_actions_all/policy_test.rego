package rollcall.allowed_actions_all_test

import data.rollcall.allowed_actions_all as policy

_settings := {"id": "x", "name": "acme", "owner": "acme", "level": "organization", "allowed_actions": "all"}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_all[case.want] if {
	some case in [{"change": {}, "want": "medium"}, {"change": {"pinning_required": true}, "want": "low"}]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "acme allows every action."
}

test_selected if count(_findings({"allowed_actions": "selected"})) == 0
