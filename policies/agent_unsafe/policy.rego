# METADATA
# scope: package
# title: AI agent set up unsafely
# description: >-
#   A setting takes away what limits the agent: its sandbox, the list of its tools, or the distance
#   between its instructions and text that strangers write.
# custom:
#   severity: medium
#   severities: [high, low]
#   confidence: medium
#   categories: [NHI5]
#   kinds: [agent]
#   remediation: Remove the setting, or narrow it to what the task needs.
package rollcall.agent_unsafe

findings contains {
	"identity": identity.id,
	"key": setting.name,
	"severity": _severity(identity.agent, setting, _only_ours(identity)),
	"message": sprintf("%s: %s.", [identity.agent.product, _what(setting)]),
	"together": {"key": setting.name, "message": sprintf("%s: %s. So in", [identity.agent.product, _what(setting)]), "name": _where(identity.agent)},
	"fix": _texts[setting.name].fix,
	"at": setting.at,
	"evidence": {"setting": setting.name, "untrusted": identity.agent.untrusted},
} if {
	some identity in input.identities
	some setting in identity.agent.settings
	setting.name in object.keys(_texts)
}

# In a workflow that strangers can start, the setting is what stands between them and the job.
_severity(agent, setting, kept) := "low" if {
	agent
	setting.name in {"unpinned_cli", "strict_off", "full_output"}
} else := "medium" if {
	_harmless(agent)
} else := "high" if {
	agent.form == "workflow"
	count(agent.untrusted) > 0
} else := "high" if {
	agent.form == "workflow"
	setting.name == "untrusted_prompt"
	not kept
} else := "medium" if {
	agent.form == "workflow"
} else := "low"

# With a token that may only read, but for asking a model, and no secret but the model's key there is little to take.
_harmless(agent) if {
	agent.form == "workflow"
	count(agent.secrets) < 2
	every scope in agent.permissions.writes { scope in {"copilot-requests", "models"} }
}

# What is no fork's is written by people of the repository.
_only_ours(identity) if {
	count(identity.uses) > 0
	every use in identity.uses { "fork" in use.gates }
} else := false

_texts := {
	"unsafe_sandbox": {
		"what": "it runs without a sandbox or without asking",
		"fix": "Remove the setting; let the agent ask, or run it in its sandbox.",
	},
	"broad_tools": {
		"what": "its tools are not limited",
		"fix": "List the commands and tools that the task needs.",
	},
	"untrusted_prompt": {
		"what": "text that strangers write is part of its instructions",
		"fix": "Keep expressions of the event out of the prompt; let the agent read the text as data.",
	},
	"full_output": {
		"what": "its log or artifacts show all that it reads",
		"fix": "Remove the setting: what a run of a public repository leaves is public.",
	},
	"scrub_off": {
		"what": "the programs that it starts are given its credentials",
		"fix": "Remove the setting, so that its credentials stay its own.",
	},
	"all_servers": {
		"what": "every tool server that the repository names is started unasked",
		"fix": "Name the servers that may be started.",
	},
	"strict_off": {
		"what": "a check of its own compiler is off",
		"fix": "Remove `strict: false`.",
	},
	"unpinned_cli": {
		"what": "it is installed in whatever version is newest",
		"fix": "Write an exact version.",
	},
}

_what(setting) := sprintf("it may run %s with any arguments", [setting.detail]) if {
	_interpreter(setting)
} else := "it may run any command (a shell is among its tools)" if {
	setting.name == "broad_tools"
	setting.detail == "any command"
} else := sprintf("%s (%s)", [_texts[setting.name].what, setting.detail]) if {
	setting.detail
} else := _texts[setting.name].what

_where(agent) := sprintf("%s of %s", [agent.job, agent.at.path]) if {
	agent.job
} else := agent.at.path

# A program that does whatever its arguments say.
_interpreter(setting) if {
	setting.name == "broad_tools"
	regex.match("^[a-z0-9]+$", setting.detail)
}
