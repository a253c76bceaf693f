package rollcall.coverage_low_test

import data.rollcall.coverage_low as policy

_settings := {"id": "x", "name": "acme", "owner": "acme", "level": "organization", "repositories": 140, "coverage_percent": 50}

_findings(change) := f if {
	f := policy.findings with input as {"params": {"minimum": 60}, "settings": [object.union(_settings, change)]}
}

test_low[case.want] if {
	some case in [{"percent": 50, "want": "medium"}, {"percent": 29, "want": "high"}]
	some f in _findings({"coverage_percent": case.percent})
	f.severity == case.want
}

test_message if {
	some f in _findings({})
	f.message == "The scan read 50 % of the 140 repositories of acme to the end; the minimum is 60 %."
}

test_enough if count(_findings({"coverage_percent": 60})) == 0
