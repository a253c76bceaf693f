# METADATA
# scope: package
# title: Owner only inferred
# description: >-
#   A registry is in use, and the credential's owner is only a guess from CODEOWNERS.
#   A guess is good enough to ask somebody, not to rely on.
# custom:
#   severity: low
#   confidence: medium
#   categories: [NHI1]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook]
#   remediation: Ask the inferred owner, and declare the answer in the registry.
package rollcall.owner_inferred

findings contains {
	"identity": identity.id,
	"message": sprintf("The owner of %s is only inferred.", [identity.name]),
	"fix": sprintf("Ask %s, and declare the owner of %s in .rollcall/registry.yaml.", [object.get(identity, "owner", "the code owner"), identity.name]),
	"evidence": {"owner": object.get(identity, "owner", ""), "source": object.get(identity, "owner_source", "")},
} if {
	input.summary.registered > 0
	some identity in input.identities
	identity.owner_status == "inferred"
	not identity.owner_confidence == "low" # no_owner says whom to ask
	identity.lifetime == "static"
	identity.system != "git"
}
