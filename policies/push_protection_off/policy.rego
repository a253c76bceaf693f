# METADATA
# scope: package
# title: Push protection is off
# description: >-
#   GitHub lets pushes through that hold credentials it knows.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/concepts/secret-security/push-protection
#     description: GitHub, push protection
# custom:
#   severity: low
#   severities: [medium]
#   confidence: high
#   categories: [NHI2]
#   subject: settings
#   levels: [repository]
#   requires: [push_protection]
#   remediation: Switch push protection on.
package rollcall.push_protection_off

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("Push protection is off for %s.", [settings.name]),
	"fix": sprintf("`gh api -X PATCH repos/%s -f 'security_and_analysis[secret_scanning_push_protection][status]=enabled'` (free for public repositories).", [settings.name]),
	"several": {
		"message": "have push protection off",
		"fix": sprintf("Apply a security configuration to all: https://github.com/organizations/%s/settings/security_products.", [settings.owner]),
	},
	"evidence": {"visibility": object.get(settings, "visibility", "unknown")},
} if {
	some settings in input.settings
	settings.push_protection == false
	not settings.secret_scanning == false
}

# Without scanning there is nothing to protect by: secret_scanning_off says it.
passes contains settings.id if {
	some settings in input.settings
	settings.secret_scanning == false
}

_severity(settings) := "medium" if {
	settings.visibility == "public"
} else := "low"
