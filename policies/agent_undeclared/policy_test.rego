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
	f.message == "What may be an agent (Claude, by OPENAI_API_KEY) is not declared in the registry: review of .github/workflows/ci.yml."
	f.together.name == "review of .github/workflows/ci.yml"
}

test_in_a_composite_action[case.note] if {
	some case in [
		{"note": "surely", "settings": [], "want": "The agent Claude in triage/action.yml is not declared in the registry."},
		{"note": "perhaps", "settings": [{"name": "unknown_start", "detail": "KEY"}], "want": "What may be an agent (Claude, by KEY) is not declared in the registry: triage/action.yml."},
	]
	agent := object.union(object.remove(_agent, ["job"]), {"at": {"path": "triage/action.yml", "line": 5}, "settings": case.settings})
	some f in policy.findings with input.identities as [{"id": "x", "agent": agent}]
	f.message == case.want
}

test_quiet[case.note] if {
	some case in [
		{"note": "declared", "change": {"declared": true}},
		{"note": "a file", "change": {"form": "config"}},
	]
	count(_findings(case.change)) == 0
}
