# METADATA
# scope: package
# title: Secret that no store has
# description: >-
#   A job names a secret, and no store that the job can see has it. The job gets an empty value: what it is for
#   fails, or, worse, goes on without.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
#     description: GitHub, secrets reference
# custom:
#   severity: low
#   severities: [medium]
#   confidence: high
#   categories: [NHI1]
#   kinds: [ci_secret]
#   requires: [defined]
#   remediation: Store the secret where the job can see it, or take the reference out.
package rollcall.secret_undefined

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s names the %s %s, which no store it can see has.", [_who(identity), _what(identity), identity.name]),
	"fix": sprintf("If it is needed, set it: `gh %s set %s --repo %s`; if it is not, take the reference out.", [_what(identity), identity.name, identity.scope]),
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"searched": identity.stored.searched, "uses": count(identity.uses)},
} if {
	some identity in input.identities
	identity.defined == false
	count(identity.uses) > 0
}

# What nothing names is another policy's; a variable may well be left unset.
passes contains identity.id if {
	some identity in input.identities
	count(identity.uses) == 0
}

passes contains identity.id if {
	some identity in input.identities
	_variable(identity)
}

_who(identity) := sprintf("Job %s of %s", [use.job, use.workflow]) if {
	use := identity.uses[0]
	count(identity.uses) == 1
} else := sprintf("Job %s of %s, and %d other uses,", [identity.uses[0].job, identity.uses[0].workflow, count(identity.uses) - 1])

_what(identity) := "variable" if {
	_variable(identity)
} else := "secret"

# A deployment or a publication without its credential fails when it is needed most.
_severity(identity) := "medium" if {
	identity.environment == "production"
} else := "medium" if {
	identity.category in {"package-registry", "cloud", "signing"}
} else := "low"

_variable(identity) if identity.store in {"actions-variable", "environment-variable"}
