package rollcall.secrets_inherit_test

import data.rollcall.secrets_inherit as policy

_use := {"workflow": "ci.yml", "job": "build", "route": "inherit", "at": {"path": "ci.yml", "line": 12}}

_findings(change) := f if {
	f := policy.findings with input.identities as [{"id": "x", "uses": [object.union(_use, change)]}]
}

test_severity[case.note] if {
	some case in [
		{"note": "same repository", "action": {"raw": "./.github/workflows/x.yml", "pin": "local", "first_party": true}, "want": "low"},
		{"note": "same owner", "action": {"raw": "acme/shared/x.yml@v1", "pin": "tag", "first_party": true}, "want": "medium"},
		{"note": "somebody else", "action": {"raw": "other/shared/x.yml@v1", "pin": "tag", "mutable": true, "first_party": false}, "want": "high"},
		{"note": "somebody else, at a commit", "action": {"raw": "other/shared/x.yml@1234", "pin": "commit", "mutable": false, "first_party": false}, "want": "medium"},
	]
	some f in _findings({"action": case.action})
	f.severity == case.want
	f.message == sprintf("Job build of ci.yml hands all secrets to %s.", [case.action.raw])
}

test_callee_unknown if {
	some f in _findings({})
	f.severity == "high"
	f.message == "Job build of ci.yml hands all secrets to the called workflow."
}

test_quiet if count(_findings({"route": "all"})) == 0
