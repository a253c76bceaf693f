package rollcall.push_protection_off_test

import data.rollcall.push_protection_off as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "push_protection": false}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_off[case.want] if {
	some case in [{"change": {"visibility": "public"}, "want": "medium"}, {"change": {"visibility": "private"}, "want": "low"}]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "Push protection is off for acme/app."
}

test_quiet[case.note] if {
	some case in [{"note": "on", "change": {"push_protection": true}}, {"note": "no scanning", "change": {"secret_scanning": false}}]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"y"} with input.settings as [_settings, {"id": "y", "secret_scanning": false}]
