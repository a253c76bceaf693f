# METADATA
# scope: package
# title: AI agent that strangers can instruct
# description: >-
#   The agent is set to work for anybody, not only for people with write access. Its instructions
#   then come from strangers, and it acts with the credentials of its job. Where no stranger can
#   start its workflow as it is now, the finding is low and advisory: one more event would open it. It is
#   advisory, too, where the agent has nothing but its model's key and a token that may only read, and where
#   nothing is set and the agent asks by itself nobody whether they may.
# custom:
#   severity: high
#   severities: [low, medium, critical]
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
	"advisory": severity in {"low", "medium"},
	"message": _message(identity.agent, setting),
	"fix": sprintf("Remove the setting%s, or name there %s that you trust%s.", [_as_written(setting), _whom(setting), _unless(severity)]),
	"at": setting.at,
	"evidence": {"setting": setting.name, "secrets": identity.agent.secrets},
} if {
	some identity in input.identities
	some setting in identity.agent.settings
	setting.name == "open_trigger"
	severity := _severity(identity.agent)
}

# A configuration file is read wherever the agent runs; a step only when its workflow starts.
findings contains {
	"identity": identity.id,
	"key": setting.name,
	"severity": _unasked_severity(identity),
	"advisory": true,
	"message": sprintf("Strangers %s start %s (%s), which asks nobody whether they may: what they write there can instruct it.", [_can(identity), identity.agent.product, concat(", ", sort(events))]),
	"fix": "Limit the job by `if:` to people that you know, e.g. by author_association; else give the agent no secret but its model's key, and a token that may only read.",
	"at": identity.agent.at,
	"evidence": {"setting": setting.name, "secrets": identity.agent.secrets, "events": sort(events)},
} if {
	some identity in input.identities
	some setting in identity.agent.settings
	setting.name == "no_access_check"
	events := {event | some use in identity.uses; _open(use); some event in use.untrusted}
	count(events) > 0
}

_open(use) if every gate in use.gates { gate == "output" }

_can(identity) := "can" if {
	some use in identity.uses
	count(use.untrusted) > 0
	count(use.gates) == 0
} else := "may"

# Beyond what issues and pull requests hold, and what its model costs.
_unasked_severity(identity) := "low" if {
	_can(identity) == "may"
} else := "high" if {
	_changes(identity.agent)
} else := "medium"

_changes(agent) if {
	some scope in agent.permissions.writes
	not scope in {"issues", "pull-requests", "discussions", "checks", "statuses", "id-token", "copilot-requests", "models"}
}

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
	_changes(agent)
} else := "critical" if {
	# Its own model key is one; more than one is more than it needs.
	count(agent.secrets) > 1
} else := "medium" if {
	every scope in agent.permissions.writes { scope in {"copilot-requests", "models"} }
} else := "high"

# What strangers are meant to use is as harmless as it can be.
_unless(severity) := "; where strangers are meant, leave it with what it has: a token that may only read, and no secret but its model's key" if {
	severity == "medium"
} else := ""

_as_written(setting) := sprintf(" (%s)", [setting.detail])

_as_written(setting) := "" if not setting.detail
