# METADATA
# scope: package
# title: Coding agent may work everywhere
# description: >-
#   GitHub's coding agent may be put to work in every repository of the organisation, with the secrets it is given there.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI5]
#   subject: settings
#   levels: [organization]
#   requires: [agent_repositories]
#   remediation: Choose the repositories in which the coding agent may work.
package rollcall.agent_all_repositories

findings contains {
	"identity": settings.id,
	"message": sprintf("GitHub's coding agent may work in all repositories of %s.", [settings.name]),
	"fix": sprintf("Select repositories: https://github.com/organizations/%s/settings/copilot/coding_agent.", [settings.name]),
	"evidence": {"repositories": object.get(settings, "repositories", 0)},
} if {
	some settings in input.settings
	settings.agent_repositories == "all"
}
