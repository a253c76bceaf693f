# METADATA
# scope: package
# title: AI agent that strangers can instruct
# description: >-
#   The agent is set to work for anybody, not only for people with write access. Its instructions
#   then come from strangers, and it acts with the credentials of its job. Where no stranger can
#   start its workflow as it is now, the finding is low and advisory: one more event would open it.
# custom:
#   severity: high
#   severities: [low, critical]
#   confidence: high
#   categories: [NHI5]
#   mode: enforced
#   kinds: [agent]
#   remediation: Remove the setting, so that only people with write access can start the agent.
package rollcall.agent_open_trigger

findings contains {
	"identity": identity.id,
	"key": setting.name,
	"severity": severity,
	"advisory": severity == "low",
	"message": _message(identity.agent, setting),
	"fix": sprintf("Remove the setting%s, or name there %s that you trust.", [_as_written(setting), _whom(setting)]),
	"at": setting.at,
	"evidence": {"setting": setting.name, "secrets": identity.agent.secrets},
} if {
	some identity in input.identities
	some setting in identity.agent.settings
	setting.name == "open_trigger"
	severity := _severity(identity.agent)
}

# A configuration file is read wherever the agent runs; a step only when its workflow starts.
_closed(agent) if {
	agent.form == "workflow"
	count(agent.untrusted) == 0
}

_message(agent, setting) := sprintf("%s would work for %s; no stranger can start its workflow now.", [agent.product, _opened(setting)]) if {
	_closed(agent)
} else := sprintf("Strangers can instruct %s: it works for %s.", [agent.product, _opened(setting)])

_opened(setting) := sprintf("%s%s", [_all(setting), _as_written(setting)])

# A bot passes on what strangers write: in an issue that it opens, a comment, the name of a branch.
_all(setting) := "every bot" if {
	contains(object.get(setting, "detail", ""), "bot")
} else := "everybody on GitHub"

_whom(setting) := "the bots" if {
	contains(object.get(setting, "detail", ""), "bot")
} else := "the people"

_severity(agent) := "low" if {
	_closed(agent)
} else := "critical" if {
	count(agent.permissions.writes) > 0
} else := "critical" if {
	# Its own model key is one; more than one is more than it needs.
	count(agent.secrets) > 1
} else := "high"

_as_written(setting) := sprintf(" (%s)", [setting.detail])

_as_written(setting) := "" if not setting.detail
