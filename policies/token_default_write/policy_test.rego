package rollcall.token_default_write_test

import data.rollcall.token_default_write as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "default_token": "write"}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_write[case.want] if {
	some case in [
		{"change": {}, "want": "medium"},
		{"change": {"undeclared": 3}, "want": "high"},
		{"change": {"level": "organization", "name": "acme"}, "want": "high"},
	]
	some f in _findings(case.change)
	f.severity == case.want
}

test_message if {
	some f in _findings({"undeclared": 3})
	f.message == "acme/app gives workflows a token that may write; 3 jobs take it as it comes."
	contains(f.fix, "gh api -X PUT repos/acme/app/actions/permissions/workflow")
}

test_read if count(_findings({"default_token": "read"})) == 0
