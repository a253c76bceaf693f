# METADATA
# scope: package
# title: Lasting runner that sees production's secrets
# description: >-
#   Jobs with production's secrets, or that strangers can start, run on a machine that lives on after them.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/runners/self-hosted-runners
#     description: GitHub, ephemeral self-hosted runners
# custom:
#   severity: high
#   confidence: medium
#   categories: [NHI8]
#   kinds: [runner]
#   requires: [ephemeral]
#   remediation: Make runners for production anew for each job.
package rollcall.runner_not_ephemeral

findings contains {
	"identity": identity.id,
	"message": sprintf("The runner %s lives on after jobs %s.", [identity.name, _which(identity)]),
	"fix": "Register it with --ephemeral, or let an autoscaler (Actions Runner Controller) make one for each job.",
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"environments": identity.environments, "uses": count(identity.uses)},
} if {
	some identity in input.identities
	identity.ephemeral == false
	_exposed(identity)
}

passes contains identity.id if {
	some identity in input.identities
	not _exposed(identity)
}

_exposed(identity) if identity.environment == "production"

_exposed(identity) if {
	some use in identity.uses
	count(use.untrusted) > 0
}

_which(identity) := "of production" if {
	identity.environment == "production"
} else := "that strangers can start"
