# METADATA
# scope: package
# title: Machine that passes the rules
# description: >-
#   A ruleset lets an App or a deploy key pass: it pushes without the review and the checks that everybody else needs.
# related_resources:
#   - ref: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets
#     description: GitHub, about rulesets
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI5]
#   subject: settings
#   requires: [bypasses_known]
#   levels: [organization, repository]
#   params:
#     approved:
#       default: []
#       description: Names of Apps that may.
#   remediation: Take machines from the bypass lists, or let them open pull requests.
package rollcall.ruleset_bypass

findings contains {
	"identity": settings.id,
	"severity": _severity(passing),
	"message": sprintf("Rulesets of %s let %s pass.", [settings.name, concat(", ", {_who(bypass) | some bypass in passing})]),
	"fix": "Take it from the ruleset's bypass list, or set its mode to \"for pull requests only\"; name an App that must pass in this policy's parameter approved.",
	"several": {"message": "let machines pass their rulesets", "fix": "Take them from the bypass lists, or name in this policy's parameter approved the Apps that must pass."},
	"evidence": {"rulesets": {bypass.ruleset | some bypass in passing}, "actors": {_who(bypass) | some bypass in passing}},
} if {
	approved := {name | some name in input.params.approved}
	some settings in input.settings
	passing := [bypass |
		some bypass in settings.bypasses
		bypass.actor in {"integration", "deploy_key"}
		not object.get(bypass, "name", "") in approved
	]
	count(passing) > 0
}

_who(bypass) := sprintf("the App %s", [object.get(bypass, "name", "(unnamed)")]) if {
	bypass.actor == "integration"
} else := "every deploy key that may write"

_severity(passing) := "high" if {
	some bypass in passing
	bypass.actor == "deploy_key"
	bypass.mode == "always"
} else := "medium"
