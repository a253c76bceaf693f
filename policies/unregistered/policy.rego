# METADATA
# scope: package
# title: Not in the registry
# description: >-
#   A registry is in use, and no entry of it declares this identity.
# custom:
#   severity: medium
#   severities: [low]
#   confidence: high
#   categories: [NHI1]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook, certificate]
#   requires: [registered]
#   remediation: Declare the identity in the registry, or retire it.
package rollcall.unregistered

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s is not in the registry.", [identity.name]),
	"fix": sprintf("Add an entry for %s with an owner and a purpose to .rollcall/registry.yaml, or retire it.", [identity.id]),
} if {
	input.summary.registered > 0
	some identity in input.identities
	_expected(identity)
	not identity.registered
	identity.unknown.registered in {"not_declared", "unset"}
}

passes contains identity.id if {
	some identity in input.identities
	not _expected(identity)
}

passes contains identity.id if {
	input.summary.registered == 0
	some identity in input.identities
}

# What lasts is to be declared; a value lying in a file is to be ended.
_expected(identity) if {
	identity.lifetime == "static"
	identity.system != "git"
}

_severity(identity) := "medium" if {
	identity.criticality in {"high", "critical"}
} else := "low"
