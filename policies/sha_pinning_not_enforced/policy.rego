# METADATA
# scope: package
# title: Actions need not be pinned
# description: >-
#   Workflows may run actions by tag or branch, which their owners, and whoever breaks in there, can move to other code.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, using third-party actions
# custom:
#   severity: medium
#   severities: [low]
#   confidence: high
#   categories: [NHI3]
#   subject: settings
#   levels: [organization, repository]
#   requires: [pinning_required]
#   remediation: Pin actions to commits, then require it.
package rollcall.sha_pinning_not_enforced

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("%s does not require actions to be pinned to a commit.", [settings.name]),
	"fix": "Pin what is used (secret_to_unpinned_action names the worst), then tick \"Require actions to be pinned to a full-length commit SHA\" (Settings, Actions, General).",
	"several": {
		"message": "do not require actions to be pinned to a commit",
		"fix": sprintf("Require it for the organisation %s (its settings, Actions, General), once the workflows are pinned.", [settings.owner]),
	},
	"evidence": {"allowed_actions": object.get(settings, "allowed_actions", "unknown")},
} if {
	some settings in input.settings
	settings.pinning_required == false
	not settings.allowed_actions == "local_only"
}

# Where only one's own actions run, nothing of others can be moved.
passes contains settings.id if {
	some settings in input.settings
	settings.allowed_actions == "local_only"
}

_severity(settings) := "low" if {
	settings.allowed_actions == "selected"
} else := "medium"
