# METADATA
# scope: package
# title: Every branch may deploy to production
# description: >-
#   The environment asks for something before a deployment, but not from which branch it comes: unreviewed code can wait for a tired reviewer.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI8]
#   subject: settings
#   levels: [environment]
#   requires: [any_branch]
#   remediation: Limit the branches that may deploy.
package rollcall.environment_any_branch

findings contains {
	"identity": settings.id,
	"message": sprintf("Every branch of %s may deploy to %s.", [settings.home, settings.name]),
	"fix": sprintf("Choose protected branches, or name those that deploy, at https://github.com/%s/settings/environments.", [settings.home]),
	"several": {"message": "may be deployed to from every branch", "fix": "Choose protected branches, or name those that deploy (Settings, Environments)."},
	"evidence": {"reviewers": object.get(settings, "reviewers", 0), "secrets": settings.secrets},
} if {
	some settings in input.settings
	settings.production
	settings.guarded
	settings.any_branch
}

passes contains settings.id if {
	some settings in input.settings
	not settings.production
}
