# METADATA
# scope: package
# title: Deploy key that may write
# description: >-
#   Whoever holds the key can push to the repository, as nobody in particular, for as long as the key is there.
# related_resources:
#   - ref: https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys
#     description: GitHub, managing deploy keys
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI5]
#   kinds: [deploy_key]
#   requires: [level]
#   remediation: Make the key read-only, or let a GitHub App push.
package rollcall.deploy_key_write

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("The deploy key %s may push to %s%s.", [identity.name, identity.scope, _since(identity)]),
	"fix": sprintf("Add it anew without write access at %s; if it must push, use a GitHub App's token, which lives an hour and has a name.", [object.get(identity, "url", "the repository's settings, Deploy keys")]),
	"evidence": {"holder": object.get(identity, "holder", ""), "days_since_use": object.get(identity, "days_since_use", -1)},
} if {
	some identity in input.identities
	identity.level in {"write", "admin"}
	not identity.status == "disabled"
}

_since(identity) := ", and was never used" if {
	identity.unknown.days_since_use == "unset"
} else := sprintf(", and was last used %d days ago", [identity.days_since_use]) if {
	identity.days_since_use > 90
} else := ""

_severity(identity) := "high" if {
	identity.criticality == "critical"
} else := "high" if {
	_since(identity) != ""
} else := "medium"
