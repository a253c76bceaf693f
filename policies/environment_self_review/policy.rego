# METADATA
# scope: package
# title: Who deploys may approve
# description: >-
#   The environment's reviewers include the person who started the deployment, or administrators pass its rules: one person is enough.
# custom:
#   severity: low
#   confidence: high
#   categories: [NHI8]
#   subject: settings
#   levels: [environment]
#   requires: [admins_bypass]
#   remediation: Prevent self-review, and let nobody bypass.
package rollcall.environment_self_review

findings contains {
	"identity": settings.id,
	"message": sprintf("For %s of %s %s.", [settings.name, settings.home, concat(", and ", ways)]),
	"fix": sprintf("Tick \"Prevent self-review\" and untick \"Allow administrators to bypass\" at https://github.com/%s/settings/environments.", [settings.home]),
	"several": {"message": "can be deployed to by one person alone", "fix": "Prevent self-review, and let administrators not bypass (Settings, Environments)."},
	"evidence": {"self_review": settings.self_review, "admins_bypass": object.get(settings, "admins_bypass", "unknown")},
} if {
	some settings in input.settings
	_matters(settings)
	ways := array.concat(
		["who starts a deployment may approve it" | settings.self_review],
		["administrators pass its rules" | settings.admins_bypass],
	)
	count(ways) > 0
}

# Nobody has to approve.
passes contains settings.id if {
	some settings in input.settings
	not _matters(settings)
}

_matters(settings) if {
	settings.production
	settings.reviewers > 0
}
