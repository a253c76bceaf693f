# METADATA
# scope: package
# title: Runner that is offline
# description: >-
#   The self-hosted runner was not connected when GitHub was asked. GitHub forgets it after 14 days; a machine that was
#   forgotten before keeps what jobs left on it.
# custom:
#   severity: low
#   confidence: low
#   categories: [NHI1]
#   kinds: [runner]
#   remediation: Remove runners that are not needed any more.
package rollcall.runner_stale

findings contains {
	"identity": identity.id,
	"message": sprintf("The self-hosted runner %s of %s is offline.", [identity.name, identity.scope]),
	"fix": sprintf("If it is not coming back, remove it at %s and wipe its machine.", [object.get(identity, "url", "the settings, Actions, Runners")]),
	"evidence": {"version": object.get(identity.runner, "version", ""), "labels": identity.runner.labels},
} if {
	some identity in input.identities
	identity.runner.online == false
	not identity.ephemeral
}
