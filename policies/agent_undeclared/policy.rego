# METADATA
# scope: package
# title: AI agent not declared
# description: >-
#   A workflow runs an AI agent that no entry of the registry declares: nobody has said what it is for,
#   who answers for it, and what it may reach. A job that installs an agent, or holds a model's key, runs one perhaps:
#   how it starts it is not known then, and the finding is milder.
# custom:
#   severity: high
#   severities: [low, medium]
#   confidence: high
#   categories: [NHI1]
#   kinds: [agent]
#   remediation: Declare the agent in the registry, with an owner and a purpose.
package rollcall.agent_undeclared

findings contains {
	"identity": identity.id,
	"severity": _severity(identity.agent),
	"message": _message(identity.agent),
	"fix": sprintf("Add an entry for %s with an owner and a purpose to .rollcall/registry.yaml.", [identity.id]),
	"at": identity.agent.at,
	"evidence": _evidence(identity.agent),
} if {
	some identity in input.identities
	identity.agent.form == "workflow"
	not identity.agent.declared
	not _unknown(identity.agent)
}

# What many jobs are given for one reason, such as for tests of an agent, is one thing to look at.
findings contains {
	"identity": identity.id,
	"severity": _severity(identity.agent),
	"message": sprintf("%s %s.", [said, _where(identity.agent)]),
	"together": {"key": setting.detail, "message": said, "name": _where(identity.agent)},
	"fix": sprintf("Where one runs, add an entry for it, such as %s, with an owner and a purpose to .rollcall/registry.yaml.", [identity.id]),
	"at": identity.agent.at,
	"evidence": _evidence(identity.agent),
} if {
	some identity in input.identities
	identity.agent.form == "workflow"
	not identity.agent.declared
	some setting in identity.agent.settings
	setting.name == "unknown_start"
	said := sprintf("What may be an agent (%s, by %s) is not declared in the registry:", [identity.agent.product, setting.detail])
}

_evidence(agent) := {"product": agent.product, "secrets": agent.secrets, "untrusted": agent.untrusted}

_message(agent) := sprintf("The agent %s in job %s is not declared in the registry.", [agent.product, agent.job]) if {
	agent.job
} else := sprintf("The agent %s in %s is not declared in the registry.", [agent.product, agent.at.path])

# That of a composite action runs in the jobs that use the action.
_where(agent) := sprintf("%s of %s", [agent.job, agent.at.path]) if {
	agent.job
} else := agent.at.path

_unknown(agent) if {
	some setting in agent.settings
	setting.name == "unknown_start"
}

# What it can change or give away, or whom it listens to, makes it more than a curiosity.
_severity(agent) := "medium" if {
	_unknown(agent)
	count(agent.untrusted) > 0
} else := "low" if {
	_unknown(agent)
} else := "high" if {
	count(agent.untrusted) > 0
} else := "high" if {
	count(agent.permissions.writes) > 0
} else := "medium"
