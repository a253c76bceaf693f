package rollcall.sha_pinning_not_enforced_test

import data.rollcall.sha_pinning_not_enforced as policy

_settings := {"id": "x", "name": "acme/app", "owner": "acme", "level": "repository", "pinning_required": false}

_findings(change) := f if {
	f := policy.findings with input.settings as [object.union(_settings, change)]
}

test_not_required[case.want] if {
	some case in [{"change": {}, "want": "medium"}, {"change": {"allowed_actions": "selected"}, "want": "low"}]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "acme/app does not require actions to be pinned to a commit."
}

test_quiet[case.note] if {
	some case in [{"note": "required", "change": {"pinning_required": true}}, {"note": "local ones", "change": {"allowed_actions": "local_only"}}]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"y"} with input.settings as [_settings, {"id": "y", "allowed_actions": "local_only"}]
