# METADATA
# scope: package
# title: Lifetime above the maximum
# description: >-
#   From its creation to its expiry the credential lives longer than its criticality allows.
#   An expiry that far ahead hardly limits the time in which a copy can be used.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI7]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook]
#   requires: [lifetime_days]
#   params:
#     days:
#       default: {critical: 90, high: 90, medium: 180, low: 365}
#       description: Longest lifetime in days by criticality; medium where the criticality is not known.
#   remediation: Issue the credential anew with an earlier expiry.
package rollcall.max_token_lifetime

findings contains {
	"identity": identity.id,
	"message": sprintf("%s lives %d days; the maximum is %d.", [identity.name, identity.lifetime_days, maximum]),
	"fix": sprintf("Issue %s anew with an expiry of at most %d days.", [identity.name, maximum]),
	"evidence": {"days": identity.lifetime_days, "maximum_days": maximum, "criticality": criticality},
} if {
	days := input.params.days
	some identity in input.identities
	identity.system != "git"
	identity.lifetime == "static"
	criticality := object.get(identity, "criticality", "medium")
	maximum := days[criticality]
	identity.lifetime_days > maximum
}

# A value lying in a file is to be revoked, and leaked_credential says so.
passes contains identity.id if {
	some identity in input.identities
	identity.system == "git"
}

passes contains identity.id if {
	some identity in input.identities
	identity.lifetime != "static"
}
