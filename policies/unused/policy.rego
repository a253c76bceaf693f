# METADATA
# scope: package
# title: Not used for long
# description: >-
#   The credential works, and nothing has used it for longer than the window. What nobody needs, nobody would miss,
#   and nobody watches.
# related_resources:
#   - ref: https://owasp.org/www-project-non-human-identities-top-10/2025/1-improper-offboarding/
#     description: OWASP NHI1:2025 Improper Offboarding
# custom:
#   severity: medium
#   severities: [low, high]
#   confidence: medium
#   categories: [NHI1]
#   kinds: [ci_secret, deploy_key, pat_classic, pat_fine, oauth_token, ssh_key, api_key, service_account, iam_user, iam_role]
#   requires: [days_since_use]
#   params:
#     days:
#       default: 90
#       description: Days without use after which a credential should end; CIS Controls 5.3 asks for 45.
#   remediation: Disable it, wait, and delete it.
package rollcall.unused

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s %s.", [identity.name, _idle(identity)]),
	"fix": sprintf("Ask %s; then revoke it%s.", [_who(identity), _where(identity)]),
	"evidence": {"days_since_use": object.get(identity, "days_since_use", -1), "age_days": object.get(identity, "age_days", -1), "window": days},
} if {
	days := input.params.days
	some identity in input.identities
	_alive(identity)
	_unused(identity, days)
}

passes contains identity.id if {
	some identity in input.identities
	not _alive(identity)
}

# What lies in a file is to be revoked, what no workflow names has a policy of its own, and what has
# ended cannot be used.
_alive(identity) if {
	identity.system != "git"
	identity.lifetime == "static"
	not identity.ended
	not _unreferenced(identity)
}

_unreferenced(identity) if {
	identity.kind == "ci_secret"
	count(identity.uses) == 0
}

_unused(identity, days) if identity.days_since_use > days

_unused(identity, days) if {
	identity.unknown.days_since_use == "unset"
	identity.age_days > days
}

_idle(identity) := sprintf("was last used %d days ago", [identity.days_since_use]) if {
	identity.days_since_use
} else := sprintf("was never used in the %d days that it exists", [identity.age_days])

_who(identity) := identity.owner if {
	identity.owner
} else := identity.holder if {
	identity.holder
} else := "whoever added it"

_where(identity) := sprintf(" at %s", [identity.url]) if {
	identity.url
} else := ""

# A workflow that runs once a year uses its secret rightly.
_severity(identity) := "high" if {
	identity.environment == "production"
} else := "high" if {
	identity.level == "admin"
} else := "low" if {
	identity.kind == "ci_secret"
} else := "medium"
