# METADATA
# scope: package
# title: Production environment without protection
# description: >-
#   Nothing stands before a deployment to the environment: no reviewer, no wait, no rule, no limit to branches. Whoever can push a
#   workflow to any branch gets its secrets.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
#     description: GitHub, deployments and environments
# custom:
#   severity: high
#   severities: [low, medium]
#   confidence: high
#   categories: [NHI6, NHI8]
#   subject: settings
#   levels: [environment]
#   remediation: Require a reviewer, and limit the branches that may deploy.
package rollcall.environment_unprotected

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("The environment %s of %s has no protection%s.", [settings.name, settings.home, _secrets(settings.secrets)]),
	"fix": sprintf("Require reviewers and choose protected branches at https://github.com/%s/settings/environments.", [settings.home]),
	"several": {"message": "have no protection", "fix": "Require reviewers, and choose the branches that may deploy (Settings, Environments)."},
	"evidence": {"secrets": settings.secrets},
} if {
	some settings in input.settings
	not settings.guarded
	_worth(settings)
}

_worth(settings) if settings.production

_worth(settings) if count(settings.secrets) > 0

_secrets(secrets) := "" if {
	count(secrets) == 0
} else := sprintf(", and %s is within reach", [secrets[0]]) if {
	count(secrets) == 1
} else := sprintf(", and %s and %d more are within reach", [secrets[0], count(secrets) - 1])

_severity(settings) := "high" if {
	settings.production
	count(settings.secrets) > 0
} else := "medium" if {
	settings.production
} else := "low"
