package rollcall.cache_open_to_strangers_test

import data.rollcall.cache_open_to_strangers as policy

_use := {"job": "build", "untrusted": ["pull_request_target"], "gates": [], "checkout": {"path": "ci.yml", "line": 12}}

_job := {"id": "build", "at": {"path": "ci.yml", "line": 6}, "cache_mode": "write"}

_findings(use, job, untrusted) := f if {
	f := policy.findings with input as {
		"params": {"accepted_gates": ["fork"]},
		"identities": [{"id": "x", "uses": [use], "workflow": {"path": "ci.yml", "untrusted": untrusted, "jobs": [job]}}],
	}
}

test_written if {
	some f in _findings(_use, _job, ["pull_request_target"])
	f.severity == "high"
	f.message == "Strangers can start job build of ci.yml (pull_request_target), and its cache-mode is write: what it leaves in the cache, jobs with credentials restore."
	f.at == {"path": "ci.yml", "line": 6}
}

test_nothing_of_theirs_runs if {
	some f in _findings(object.remove(_use, ["checkout"]), object.union(_job, {"cache_mode": "write-only"}), ["pull_request_target"])
	f.severity == "low"
}

test_quiet[case.note] if {
	some case in [
		{"note": "reads", "use": _use, "job": object.union(_job, {"cache_mode": "read"}), "untrusted": ["pull_request_target"]},
		{"note": "by default", "use": _use, "job": object.remove(_job, ["cache_mode"]), "untrusted": ["pull_request_target"]},
		{"note": "gate", "use": object.union(_use, {"gates": ["fork"]}), "job": _job, "untrusted": ["pull_request_target"]},
		{"note": "another job", "use": object.union(_use, {"job": "other"}), "job": _job, "untrusted": ["pull_request_target"]},
		{"note": "called", "use": _use, "job": _job, "untrusted": []},
	]
	count(_findings(case.use, case.job, case.untrusted)) == 0
}
