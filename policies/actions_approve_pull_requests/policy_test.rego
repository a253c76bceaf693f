package rollcall.actions_approve_pull_requests_test

import data.rollcall.actions_approve_pull_requests as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "approves_pull_requests": true}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_approves[case.want] if {
	some case in [{"change": {}, "want": "high"}, {"change": {"default_token": "read"}, "want": "medium"}]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "Workflows of acme/app may approve pull requests."
}

test_does_not if count(_findings({"approves_pull_requests": false})) == 0
