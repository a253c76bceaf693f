# METADATA
# scope: package
# title: Any action may run
# description: >-
#   Workflows may use every action of every account. Who adds a step chooses who gets the job's credentials.
# custom:
#   severity: medium
#   severities: [low]
#   confidence: high
#   categories: [NHI3]
#   subject: settings
#   levels: [organization, repository]
#   requires: [allowed_actions]
#   remediation: Allow your own actions, GitHub's, and those you have chosen.
package rollcall.allowed_actions_all

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("%s allows every action.", [settings.name]),
	"fix": "Allow selected actions only: your own, GitHub's, and patterns for those in use (Settings, Actions, General).",
	"several": {
		"message": "allow every action",
		"fix": sprintf("Allow selected actions only, for the organisation %s (its settings, Actions, General).", [settings.owner]),
	},
	"evidence": {"pinning_required": object.get(settings, "pinning_required", "unknown")},
} if {
	some settings in input.settings
	settings.allowed_actions == "all"
}

# What is pinned cannot change behind one's back.
_severity(settings) := "low" if {
	settings.pinning_required
} else := "medium"
