# METADATA
# scope: package
# title: No owner
# description: >-
#   Nobody answers for the credential: neither the registry nor CODEOWNERS names an owner. That somebody edited its
#   workflow last makes nobody answer. When it leaks, breaks or is no longer needed, nobody will act.
# custom:
#   severity: high
#   severities: [low]
#   confidence: medium
#   categories: [NHI1]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook, certificate, app_installation]
#   remediation: Declare an owner in the registry, or cover the workflows that use it in CODEOWNERS.
package rollcall.no_owner

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": _message(identity),
	"fix": _fix(identity),
	"evidence": {"criticality": object.get(identity, "criticality", "unknown")},
} if {
	some identity in input.identities
	_unowned(identity)

	# A value lying in a file is a leak to end, not an identity to own.
	identity.system != "git"
	identity.lifetime == "static"
	not identity.identifier

	# An App is its key's owner's, whoever that is.
	not _by_key(identity)
}

_by_key(app) if {
	some key in app.keys
	_unowned(key)
	not key.identifier
}

_message(identity) := sprintf("%s has no declared owner; inferred: %s, who %s.", [identity.name, identity.owner, identity.owner_source]) if {
	_edited(identity)
} else := sprintf("%s has no owner.", [identity.name])

_unowned(identity) if identity.owner_status == "none"

_unowned(identity) if _edited(identity)

_edited(identity) if {
	identity.owner_status == "inferred"
	identity.owner_confidence == "low"
}

_fix(identity) := sprintf("Ask %s; then declare an owner of %s in .rollcall/registry.yaml.", [identity.owner, identity.name]) if {
	_edited(identity)
} else := sprintf("Declare an owner of %s in .rollcall/registry.yaml.", [identity.name])

_severity(identity) := "high" if {
	identity.criticality in {"high", "critical"}
} else := "low"
