package rollcall.outside_collaborator_write_test

import data.rollcall.outside_collaborator_write as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "outside_writers": [{"login": "vendor-bot", "machine": true}, {"login": "jane", "machine": false}]}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_machines[case.want] if {
	some case in [{"change": {}, "want": "medium"}, {"change": {"visibility": "private"}, "want": "high"}]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "acme/app lets outside machine users write: vendor-bot."
}

test_people if count(_findings({"outside_writers": [{"login": "jane", "machine": false}]})) == 0
