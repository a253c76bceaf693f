package rollcall.agent_open_trigger_test

import data.rollcall.agent_open_trigger as policy

_agent := {"product": "Claude", "form": "workflow", "job": "review", "at": {"path": ".github/workflows/ci.yml", "line": 8}, "declared": false, "untrusted": ["issue_comment"], "secrets": ["KEY"], "settings": []}

_findings(change) := f if {
	f := policy.findings with input.identities as [{"id": "x", "agent": object.union(_agent, change)}]
}

_open := {"name": "open_trigger", "detail": "allowed_bots", "at": {"path": "ci.yml", "line": 30}}

test_severity[case.note] if {
	some case in [
		{"note": "its own key only", "change": {"permissions": {"writes": []}}, "want": "medium"},
		{"note": "nobody said what its token may", "change": {}, "want": "high"},
		{"note": "writes issues", "change": {"permissions": {"writes": ["issues"]}}, "want": "high"},
		{"note": "writes", "change": {"permissions": {"writes": ["contents"]}}, "want": "critical"},
		{"note": "more secrets", "change": {"secrets": ["KEY", "DEPLOY_KEY"]}, "want": "critical"},
	]
	some f in _findings(object.union(case.change, {"settings": [_open]}))
	f.severity == case.want
	f.message == "Strangers can instruct Claude: it works for every bot (allowed_bots)."
	f.at == _open.at
	milder := case.want == "medium"
	f.advisory == milder
	contains(f.fix, "leave it with what it has") == milder
}

test_without_detail if {
	some f in _findings({"settings": [object.remove(_open, ["detail"])]})
	f.message == "Strangers can instruct Claude: it works for everybody on GitHub."
}

test_people if {
	some f in _findings({"settings": [object.union(_open, {"detail": "allow-users"})]})
	f.message == "Strangers can instruct Claude: it works for everybody on GitHub (allow-users)."
	f.fix == "Remove the setting (allow-users), or name there the people that you trust."
}

test_quiet if count(_findings({"settings": [object.union(_open, {"name": "broad_tools"})]})) == 0

test_no_stranger_can_start_it if {
	some f in _findings({"untrusted": [], "settings": [_open]})
	f.severity == "low"
	f.advisory
	f.message == "Claude would work for every bot (allowed_bots); no stranger can start its workflow now."
}

_unasked := {"settings": [{"name": "no_access_check", "at": {"path": "ci.yml", "line": 8}}]}

_started(agent, gates) := f if {
	f := policy.findings with input.identities as [{"id": "x", "agent": object.union(object.union(_agent, _unasked), agent), "uses": [{"untrusted": ["issues"], "gates": gates}]}]
}

test_asks_nobody if {
	some f in _started({"permissions": {"writes": ["issues"]}}, [])
	f.severity == "medium"
	f.advisory
	f.message == "Strangers can start Claude (issues), which asks nobody whether they may: what they write there can instruct it."
}

test_asks_nobody_and_writes if {
	some f in _started({"permissions": {"writes": ["contents", "issues"]}}, [])
	f.severity == "high"
}

test_something_before_may_ask if {
	some f in _started({}, ["output"])
	f.severity == "low"
	startswith(f.message, "Strangers may start Claude")
}

test_somebody_is_asked if count(_started({}, ["author_association"])) == 0

test_configuration_is_read_everywhere if {
	some f in _findings({"form": "config", "untrusted": [], "settings": [_open]})
	f.severity == "high"
}
