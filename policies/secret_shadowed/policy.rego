# METADATA
# scope: package
# title: Secret hidden by another of its name
# description: >-
#   A secret of the same name is kept at a closer level, and the jobs get that one. Whoever rotates this one believes
#   that the jobs follow.
# related_resources:
#   - ref: https://docs.github.com/en/actions/concepts/security/secrets
#     description: GitHub, which secret wins
# custom:
#   severity: low
#   severities: [medium]
#   confidence: high
#   categories: [NHI8]
#   kinds: [ci_secret]
#   requires: [stored]
#   remediation: Keep one of them, or give them different names.
package rollcall.secret_shadowed

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s of the %s is hidden by a closer one in %s.", [identity.name, identity.stored.level, _jobs(hidden)]),
	"fix": sprintf("Delete the %s of the two that should not count, or rename one and the jobs that mean it.", [identity.name]),
	"evidence": {"level": identity.stored.level, "jobs": hidden, "uses": count(identity.uses)},
} if {
	some identity in input.identities
	hidden := identity.stored.shadowed_in
	count(hidden) > 0
}

_jobs(hidden) := hidden[0] if {
	count(hidden) == 1
} else := sprintf("%s and %d more", [hidden[0], count(hidden) - 1])

# One that no job gets at all is only kept to be forgotten.
_severity(identity) := "medium" if {
	count(identity.uses) == 0
} else := "low"
