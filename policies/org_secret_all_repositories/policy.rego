# METADATA
# scope: package
# title: Organisation's secret that every repository gets
# description: >-
#   The secret is granted to all repositories of the organisation, those of tomorrow included. Whoever can push a workflow
#   to any one of them can read it.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets
#     description: GitHub, access of repositories to an organisation's secret
# custom:
#   severity: medium
#   severities: [low, high]
#   confidence: high
#   categories: [NHI5, NHI9]
#   kinds: [ci_secret]
#   requires: [stored]
#   remediation: Grant the secret to the repositories that use it.
package rollcall.org_secret_all_repositories

findings contains {
	"identity": identity.id,
	"severity": _severity(identity, stored),
	"message": sprintf("%s is granted to %s repositories of %s%s.", [identity.name, _which(stored), identity.scope, _used(identity, stored)]),
	"fix": sprintf("Select the repositories that use it: `gh secret set %s --org %s%s --repos <names>` (it asks for the value anew), or at %s.", [identity.name, identity.scope, _app(stored), object.get(identity, "url", "the organisation's settings, Secrets and variables")]),
	"evidence": {"visibility": stored.visibility, "granted": object.get(stored, "granted", 0), "used_by": object.get(stored, "used_by", 0), "unused_in": identity.unused_in},
} if {
	some identity in input.identities
	stored := identity.stored
	stored.level == "organization"
	stored.store != "variables"
	stored.visibility in {"all", "private"}
}

_which(stored) := "all" if {
	stored.visibility == "all"
} else := "all private"

_used(identity, stored) := sprintf("; of %d that were read, %d use it", [stored.granted, object.get(stored, "used_by", 0)]) if {
	identity.consumers_known
	stored.granted
} else := ""

_app(stored) := sprintf(" --app %s", [stored.store]) if {
	stored.store != "actions"
} else := ""

_severity(identity, _) := "high" if {
	identity.criticality in {"critical", "high"}
} else := "low" if {
	identity.identifier
} else := "medium"
