# METADATA
# scope: package
# title: Production's criticality not declared
# description: >-
#   The identity acts in production, and nobody has said how much harm its misuse would do: it is only derived.
# custom:
#   severity: low
#   confidence: high
#   categories: []
#   requires: [environment]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, github_app, app_installation, deploy_key, ssh_key, service_account, iam_role, iam_user, oidc_trust, signing_key, db_credential]
#   remediation: Declare its criticality in the registry.
package rollcall.criticality_undeclared

findings contains {
	"identity": identity.id,
	"message": sprintf("%s acts in production, and its criticality is only derived (%s).", [identity.name, object.get(identity, "criticality", "unknown")]),
	"fix": sprintf("Declare criticality for %s in .rollcall/registry.yaml.", [identity.id]),
	"evidence": {"criticality": object.get(identity, "criticality", "")},
} if {
	input.summary.registered > 0
	some identity in input.identities
	_judged(identity)
	identity.environment == "production"
	not identity.criticality_declared
}

passes contains identity.id if {
	input.summary.registered == 0
	some identity in input.identities
}

passes contains identity.id if {
	some identity in input.identities
	not _judged(identity)
}

# A value lying in a file is to be ended, not declared; all secrets together are no single one.
_judged(identity) if {
	identity.system != "git"
	not identity.all_secrets
}
