package rollcall.secrets_all_test

import data.rollcall.secrets_all as policy

_use := {"workflow": "ci.yml", "job": "build", "route": "all", "at": {"path": "ci.yml", "line": 12}}

_findings(change) := f if {
	f := policy.findings with input.identities as [{"id": "x", "uses": [object.union(_use, change)]}]
}

test_whole_context if {
	some f in _findings({})
	f.message == "Job build of ci.yml can read every secret: it takes the whole secrets context."
	f.key == "ci.yml/build/all"
}

test_computed_name if {
	some f in _findings({"route": "dynamic"})
	f.message == "Job build of ci.yml can read every secret: it computes the name of the secret."
}

test_quiet[route] if {
	some route in ["env", "with", "inherit"]
	count(_findings({"route": route})) == 0
}
