# METADATA
# scope: package
# title: Credential without an expiry
# description: >-
#   The credential lives until somebody ends it, though its platform could end it on a date.
#   A forgotten credential with an expiry ends by itself.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI7]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook]
#   requires: [expires_in_days]
#   remediation: Issue the credential anew with an expiry, or declare in the registry when it ends.
package rollcall.require_expiry

findings contains {
	"identity": identity.id,
	"message": sprintf("%s has no expiry.", [identity.name]),
	"fix": sprintf("Issue %s anew with an expiry of at most %d days, or declare expires_on in the registry.", [identity.name, _days(identity)]),
	"evidence": {"service": identity.service},
} if {
	some identity in input.identities
	identity.system != "git"
	identity.lifetime == "static"
	identity.unknown.expires_in_days == "unset"
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

_days(identity) := identity.maximum_age_days

_days(identity) := 90 if not identity.maximum_age_days
