# METADATA
# scope: package
# title: AI agent that strangers can instruct
# description: >-
#   The agent is set to work for anybody, not only for people with write access. Its instructions
#   then come from strangers, and it acts with the credentials of its job.
# custom:
#   severity: high
#   severities: [critical]
#   confidence: high
#   categories: [NHI5]
#   mode: enforced
#   kinds: [agent]
#   remediation: Remove the setting, so that only people with write access can start the agent.
package rollcall.agent_open_trigger

findings contains {
	"identity": identity.id,
	"key": setting.name,
	"severity": _severity(identity.agent),
	"message": sprintf("Strangers can instruct %s%s.", [identity.agent.product, _as_written(setting)]),
	"fix": sprintf("Remove the setting%s, or name the people and bots you trust.", [_as_written(setting)]),
	"at": setting.at,
	"evidence": {"setting": setting.name, "secrets": identity.agent.secrets},
} if {
	some identity in input.identities
	some setting in identity.agent.settings
	setting.name == "open_trigger"
}

_severity(agent) := "critical" if {
	count(agent.permissions.writes) > 0
} else := "critical" if {
	# Its own model key is one; more than one is more than it needs.
	count(agent.secrets) > 1
} else := "high"

_as_written(setting) := sprintf(" (%s)", [setting.detail])

_as_written(setting) := "" if not setting.detail
