# METADATA
# scope: package
# title: App that may write everywhere
# description: >-
#   The App is installed for all repositories of the organisation and may write. Who gets hold of its maker's key is in all of them.
# related_resources:
#   - ref: https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps
#     description: GitHub, reviewing installed Apps
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI3, NHI5]
#   kinds: [app_installation]
#   requires: [level, resources]
#   params:
#     approved:
#       default: []
#       description: Names of Apps that may, as in their addresses (renovate).
#     grave:
#       default: [contents, workflows, actions, administration, secrets, organization_administration, organization_secrets, members]
#       description: Permissions whose writing makes it graver.
#   remediation: Select the repositories that the App serves.
package rollcall.app_broad_install

findings contains {
	"identity": identity.id,
	"severity": _severity(writes),
	"message": sprintf("The App %s may write to all repositories of %s: %s.", [identity.name, identity.scope, concat(", ", array.slice(all_writes, 0, 8))]),
	"fix": sprintf("Select the repositories that it serves at %s, or name it in this policy's parameter approved.", [object.get(identity, "url", "the organisation's settings, GitHub Apps")]),
	"evidence": {"permissions": identity.permissions},
} if {
	approved := {name | some name in input.params.approved}
	grave := {name | some name in input.params.grave}
	some identity in input.identities
	identity.resources in {"organization", "all"}
	identity.level == "write"
	not identity.status == "disabled"
	not identity.name in approved
	all_writes := sort([name | some name, access in identity.permissions; access in {"write", "admin"}])
	writes := {name | some name in all_writes} & grave
}

_severity(writes) := "high" if {
	count(writes) > 0
} else := "medium"
