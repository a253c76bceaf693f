# METADATA
# scope: package
# title: Credential of an archived repository
# description: >-
#   The repository is archived or disabled, and what it was given still works.
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI1]
#   kinds: [ci_secret, deploy_key, webhook, runner, ssh_key]
#   requires: [home_archived]
#   remediation: Revoke what an archived repository had.
package rollcall.home_archived

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s is archived, and its %s %s is still there.", [identity.scope, _kinds[identity.kind], identity.name]),
	"fix": sprintf("Revoke it where it was issued, and delete it%s (unarchive for the moment if GitHub asks for it).", [_at(identity)]),
	"evidence": {"level": object.get(identity, "level", ""), "days_since_use": object.get(identity, "days_since_use", -1)},
} if {
	some identity in input.identities
	_kept(identity)
	identity.home_archived
	not identity.ended
}

passes contains identity.id if {
	some identity in input.identities
	not _kept(identity)
}

# A value lying in a file is leaked_credential's, and what no store has cannot be forgotten there.
_kept(identity) if {
	identity.system == "github"
	not identity.defined == false
}

_kinds := {"ci_secret": "secret", "deploy_key": "deploy key", "webhook": "webhook", "runner": "self-hosted runner", "ssh_key": "key"}

_at(identity) := sprintf(" at %s", [identity.url]) if {
	identity.url
} else := ""

# Nothing runs in an archived repository; a key still opens it, and production's secret still opens production.
_severity(identity) := "high" if {
	identity.kind == "deploy_key"
} else := "high" if {
	identity.environment == "production"
} else := "medium"
