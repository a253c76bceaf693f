package rollcall.push_protection_bypassed_test

import data.rollcall.push_protection_bypassed as policy

_leak := {"at": {"path": "a.js", "line": 3}, "alert": {"bypassed": true, "state": "open", "url": "https://github.com/a/1"}}

_findings(alert) := f if {
	f := policy.findings with input.identities as [{"id": "x", "name": "a.js", "exposures": [object.union(_leak, {"alert": alert})]}]
}

test_open if {
	some f in _findings({})
	f.severity == "high"
	f.message == "a.js was pushed past push protection, and its alert is open."
	endswith(f.fix, "The alert: https://github.com/a/1.")
}

test_low[case.note] if {
	some case in [{"note": "resolved", "alert": {"state": "resolved"}}, {"note": "dead", "alert": {"validity": "inactive"}}]
	some f in _findings(case.alert)
	f.severity == "low"
	f.message == "a.js was pushed past push protection."
}

test_without_page if {
	some f in policy.findings with input.identities as [{"id": "x", "name": "a", "exposures": [{"at": {"path": ""}, "alert": {"bypassed": true, "state": "open"}}]}]
	endswith(f.fix, "Push protection). ")
}

test_not_bypassed if count(_findings({"bypassed": false})) == 0
