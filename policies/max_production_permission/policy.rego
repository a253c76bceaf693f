# METADATA
# scope: package
# title: Production permission above the cap
# description: >-
#   The identity acts in production and may do more there than the cap allows.
# custom:
#   severity: high
#   severities: [critical]
#   confidence: medium
#   categories: [NHI5]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_token, github_app, app_installation, deploy_key, ssh_key, service_account, iam_role, iam_user, oidc_trust, db_credential]
#   requires: [environment, level]
#   params:
#     level:
#       default: read
#       values: [none, read, write, admin]
#       description: The most that an identity may do in production.
#   remediation: Grant less, or grant an exception with a reason and an end to the identities that must write.
package rollcall.max_production_permission

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s has %s permission in production; the cap is %s.", [identity.name, identity.level, cap]),
	"fix": sprintf("Reduce %s to %s, or except it with a reason and an expiry.", [identity.name, cap]),
	"evidence": {"level": identity.level, "cap": cap},
} if {
	cap := input.params.level
	some identity in input.identities
	identity.system != "git"
	identity.environment == "production"
	_rank[identity.level] > _rank[cap]
	not _publishes(identity)
}

# A trusted publisher holds nothing and can do nothing but publish: there is no less to grant.
# What publishes has to write; what of it is stored, and in production, other policies say.
_publishes(identity) if {
	identity.category == "package-registry"
	identity.level == "write"
}

passes contains identity.id if {
	some identity in input.identities
	_publishes(identity)
}

# A value lying in a file is to be revoked, and leaked_credential says so.
passes contains identity.id if {
	some identity in input.identities
	identity.system == "git"
}

passes contains identity.id if {
	some identity in input.identities
	identity.environment != "production"
}

_rank := {"none": 0, "read": 1, "write": 2, "admin": 3}

_severity(identity) := "critical" if identity.level == "admin"

_severity(identity) := "high" if identity.level != "admin"
