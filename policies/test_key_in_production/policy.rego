# METADATA
# scope: package
# title: Test key in production, or live key outside it
# description: >-
#   The name or value says for which mode the key is, and the identity acts in the other environment.
# custom:
#   severity: medium
#   confidence: medium
#   categories: [NHI8]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook]
#   requires: [environment]
#   remediation: Use a key of the environment in which the identity acts.
package rollcall.test_key_in_production

findings contains {
	"identity": identity.id,
	"message": sprintf("%s is a %s key and acts in %s.", [identity.name, identity.livemode, identity.environment]),
	"fix": sprintf("Give %s a key made for %s.", [identity.name, identity.environment]),
	"evidence": {"livemode": identity.livemode, "environment": identity.environment},
} if {
	some identity in input.identities
	identity.environment in _wrong[identity.livemode]
}

passes contains identity.id if {
	some identity in input.identities
	not identity.livemode
}

_wrong := {
	"test": {"production"},
	"live": {"staging", "development"},
}
