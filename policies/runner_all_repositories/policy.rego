# METADATA
# scope: package
# title: Runner group that serves every repository
# description: >-
#   Every repository of the organisation may run its jobs on the machine. What one leaves there, the next finds.
# custom:
#   severity: medium
#   severities: [low]
#   confidence: high
#   categories: [NHI5, NHI8]
#   kinds: [runner]
#   requires: [all_repositories]
#   remediation: Select the repositories that a runner group serves.
package rollcall.runner_all_repositories

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("Every repository of %s may use the self-hosted runner %s, through its group %s.", [identity.scope, identity.name, identity.runner.group]),
	"fix": sprintf("Select the repositories that the group %s serves (organisation's settings, Actions, Runner groups).", [identity.runner.group]),
	"evidence": {"group": identity.runner.group, "labels": identity.runner.labels},
} if {
	some identity in input.identities
	identity.all_repositories
	not _pool(identity)
}

# One of a single repository belongs to no group that could serve others.
passes contains identity.id if {
	some identity in input.identities
	identity.runner
	not identity.runner.group
	contains(identity.scope, "/")
}

passes contains identity.id if {
	some identity in input.identities
	_pool(identity)
}

# The labels that jobs ask for stand for runners that are listed themselves.
_pool(identity) if {
	identity.runner
	identity.store == "runner"
}

_severity(identity) := "low" if {
	identity.ephemeral
} else := "medium"
