# METADATA
# scope: package
# title: Personal token that may write to everything
# description: >-
#   The token may write to all repositories of the organisation, those of tomorrow included.
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI5]
#   kinds: [pat_fine, pat_classic, oauth_token]
#   requires: [level, resources]
#   remediation: Issue a token for the repositories that need it.
package rollcall.token_broad

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s%s may write to all repositories of %s.", [identity.name, _of(identity), identity.scope]),
	"fix": sprintf("Ask for one limited to the repositories and permissions that are used, approve that, and revoke this%s.", [_at(identity)]),
	"evidence": {"holder": object.get(identity, "holder", ""), "permissions": identity.permissions, "days_since_use": object.get(identity, "days_since_use", -1)},
} if {
	some identity in input.identities
	identity.system != "git"
	identity.resources in {"organization", "all"}
	identity.level == "write"
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

_at(identity) := sprintf(" at %s", [identity.url]) if {
	identity.url
} else := ""

_severity(identity) := "high" if {
	identity.unknown.expires_in_days == "unset"
} else := "medium"
