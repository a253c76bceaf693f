package rollcall.agent_unsafe_test

import data.rollcall.agent_unsafe as policy

_agent := {"product": "Claude", "form": "workflow", "job": "review", "at": {"path": ".github/workflows/ci.yml", "line": 8}, "declared": false, "untrusted": [], "secrets": ["KEY"], "settings": []}

_findings(change) := f if {
	f := policy.findings with input.identities as [{"id": "x", "agent": object.union(_agent, change)}]
}

_setting := {"name": "unsafe_sandbox", "detail": "sandbox off", "at": {"path": "ci.yml", "line": 30}}

test_severity[case.note] if {
	some case in [
		{"note": "workflow", "change": {}, "setting": "unsafe_sandbox", "want": "medium"},
		{"note": "strangers", "change": {"untrusted": ["issues"]}, "setting": "unsafe_sandbox", "want": "high"},
		{"note": "strangers, nothing to take", "change": {"untrusted": ["issues"], "permissions": {"writes": ["copilot-requests"]}}, "setting": "unsafe_sandbox", "want": "medium"},
		{"note": "strangers, secrets", "change": {"untrusted": ["issues"], "permissions": {"writes": []}, "secrets": ["KEY", "TOKEN"]}, "setting": "unsafe_sandbox", "want": "high"},
		{"note": "strangers, writes", "change": {"untrusted": ["issues"], "permissions": {"writes": ["issues"]}}, "setting": "unsafe_sandbox", "want": "high"},
		{"note": "prompt, nothing to take", "change": {"permissions": {"writes": []}}, "setting": "untrusted_prompt", "want": "medium"},
		{"note": "prompt", "change": {}, "setting": "untrusted_prompt", "want": "high"},
		{"note": "file", "change": {"form": "config"}, "setting": "unsafe_sandbox", "want": "low"},
		{"note": "version", "change": {"untrusted": ["issues"]}, "setting": "unpinned_cli", "want": "low"},
	]
	some f in _findings(object.union(case.change, {"settings": [object.union(_setting, {"name": case.setting})]}))
	f.severity == case.want
}

test_prompt_of_ours if {
	prompt := object.union(_agent, {"settings": [object.union(_setting, {"name": "untrusted_prompt"})]})
	some f in policy.findings with input.identities as [{"id": "x", "agent": prompt, "uses": [{"gates": ["fork"]}]}]
	f.severity == "medium"
	some g in policy.findings with input.identities as [{"id": "x", "agent": prompt, "uses": [{"gates": ["fork"]}, {"gates": []}]}]
	g.severity == "high"
}

test_texts if {
	some f in _findings({"settings": [_setting]})
	f.message == "Claude: it runs without a sandbox or without asking (sandbox off)."
	f.at == _setting.at
	some g in _findings({"settings": [object.remove(_setting, ["detail"])]})
	g.message == "Claude: it runs without a sandbox or without asking."
}

test_tools[detail] if {
	some detail, want in {"curl": "Claude: it may run curl with any arguments.", "any command": "Claude: it may run any command (a shell is among its tools).", "any tool": "Claude: its tools are not limited (any tool)."}
	some f in _findings({"settings": [object.union(_setting, {"name": "broad_tools", "detail": detail})]})
	f.message == want
}

# Agents of one product with one safeguard off are one finding.
test_together if {
	some f in _findings({"settings": [_setting]})
	f.together == {"key": "unsafe_sandbox", "message": "Claude: it runs without a sandbox or without asking (sandbox off). So in", "name": "review of .github/workflows/ci.yml"}
	some g in policy.findings with input.identities as [{"id": "x", "agent": object.union(object.remove(_agent, ["job"]), {"settings": [_setting]})}]
	g.together.name == ".github/workflows/ci.yml"
}

test_quiet[name] if {
	some name in ["open_trigger", "keyless_model", "hooks"]
	count(_findings({"settings": [object.union(_setting, {"name": name})]})) == 0
}
