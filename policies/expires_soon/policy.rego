# METADATA
# scope: package
# title: Credential expires soon
# description: >-
#   The credential ends within days, or has ended, and jobs still use it. They will fail.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI7]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, db_credential, password, webhook]
#   requires: [expires_in_days]
#   params:
#     days:
#       default: 14
#       description: Days before the end from which the policy speaks.
#   remediation: Issue the successor and switch its users over before the end.
package rollcall.expires_soon

findings contains {
	"identity": identity.id,
	"message": sprintf("%s %s.", [identity.name, _when(days)]),
	"fix": sprintf("Issue a new %s and store it under the same name, then see one run of each job that uses it.", [identity.name]),
	"evidence": {"days": days},
} if {
	limit := input.params.days
	some identity in input.identities
	identity.system != "git"
	identity.lifetime == "static"
	days := identity.expires_in_days
	days <= limit
}

# Of values lying in files leaked_credential speaks.
passes contains identity.id if {
	some identity in input.identities
	identity.system == "git"
}

passes contains identity.id if {
	some identity in input.identities
	identity.lifetime != "static"
}

_when(days) := sprintf("expires in %d days", [days]) if days >= 0

_when(days) := sprintf("expired %d days ago", [0 - days]) if days < 0
