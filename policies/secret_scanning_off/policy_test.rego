package rollcall.secret_scanning_off_test

import data.rollcall.secret_scanning_off as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "secret_scanning": false}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_off[case.want] if {
	some case in [{"change": {"visibility": "public"}, "want": "medium"}, {"change": {"visibility": "private"}, "want": "low"}]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "Secret scanning is off for acme/app."
}

test_on if count(_findings({"secret_scanning": true})) == 0
