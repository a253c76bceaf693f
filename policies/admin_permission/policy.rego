# METADATA
# scope: package
# title: Machine that administers
# description: >-
#   The identity may administer: change settings, rights, secrets or the people who may do so.
# custom:
#   severity: high
#   severities: [critical]
#   confidence: high
#   categories: [NHI5]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, app_installation, ssh_key, service_account, iam_role, iam_user, oidc_trust, db_credential]
#   requires: [level]
#   remediation: Take the rights that it does not use; administer by hand, with a second person.
package rollcall.admin_permission

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s%s may administer%s.", [identity.name, _of(identity), _what(identity)]),
	"fix": sprintf("Reduce it to what it uses%s, or except it with a reason and an expiry.", [_at(identity)]),
	"evidence": {"resources": object.get(identity, "resources", ""), "permissions": identity.permissions, "holder": object.get(identity, "holder", "")},
} if {
	some identity in input.identities
	identity.system != "git"
	identity.level == "admin"
	not identity.ended
}

# A value lying in a file is to be revoked, and leaked_credential says so.
passes contains identity.id if {
	some identity in input.identities
	identity.system == "git"
}

_of(identity) := sprintf(" of %s", [identity.holder]) if {
	identity.holder
} else := ""

_what(identity) := sprintf(": %s", [concat(", ", administers)]) if {
	administers := sort([name | some name, access in identity.permissions; _administers(name, access)])
	count(administers) > 0
} else := " the whole organisation" if {
	identity.resources in {"organization", "all"}
} else := ""

_at(identity) := sprintf(" at %s", [identity.url]) if {
	identity.url
} else := ""

_severity(identity) := "critical" if {
	identity.environment == "production"
} else := "critical" if {
	identity.resources in {"organization", "all"}
} else := "high"

_administers(_, access) if access == "admin"

_administers(name, access) if {
	access == "write"
	name in {"administration", "organization_administration", "members", "organization_custom_roles", "secrets", "organization_secrets"}
}
