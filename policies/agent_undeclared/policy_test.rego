package rollcall.agent_undeclared_test

import data.rollcall.agent_undeclared as policy

_agent := {"product": "Claude", "form": "workflow", "job": "review", "at": {"path": ".github/workflows/ci.yml", "line": 8}, "declared": false, "untrusted": [], "secrets": ["KEY"], "settings": []}

_findings(change) := f if {
	f := policy.findings with input.identities as [{"id": "x", "agent": object.union(_agent, change)}]
}

test_severity[case.note] if {
	some case in [
		{"note": "reads only", "change": {"permissions": {"writes": []}}, "want": "medium"},
		{"note": "writes", "change": {"permissions": {"writes": ["contents"]}}, "want": "high"},
		{"note": "strangers", "change": {"untrusted": ["issues"]}, "want": "high"},
		{"note": "permissions not declared", "change": {}, "want": "medium"},
	]
	some f in _findings(case.change)
	f.severity == case.want
	f.message == "The agent Claude in job review is not declared in the registry."
	f.at == _agent.at
}

test_start_not_known[case.note] if {
	some case in [
		{"note": "nobody", "change": {"permissions": {"writes": ["contents"]}}, "want": "low"},
		{"note": "strangers", "change": {"untrusted": ["issues"]}, "want": "medium"},
	]
	some f in _findings(object.union(case.change, {"settings": [{"name": "unknown_start", "detail": "OPENAI_API_KEY"}]}))
	f.severity == case.want
	f.message == "Job review may run an agent (Claude, by OPENAI_API_KEY), which is not declared in the registry."
}

test_quiet[case.note] if {
	some case in [
		{"note": "declared", "change": {"declared": true}},
		{"note": "a file", "change": {"form": "config"}},
	]
	count(_findings(case.change)) == 0
}
