# METADATA
# scope: package
# title: Secret scanning is off
# description: >-
#   GitHub does not look for credentials in the repository, and its partners are not told when one of theirs is in it.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/concepts/secret-security/about-secret-scanning
#     description: GitHub, about secret scanning
# custom:
#   severity: low
#   severities: [medium]
#   confidence: high
#   categories: [NHI2]
#   subject: settings
#   levels: [repository]
#   requires: [secret_scanning]
#   remediation: Switch secret scanning on.
package rollcall.secret_scanning_off

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("Secret scanning is off for %s.", [settings.name]),
	"fix": sprintf("`gh api -X PATCH repos/%s -f 'security_and_analysis[secret_scanning][status]=enabled'` (free for public repositories).", [settings.name]),
	"several": {
		"message": "have secret scanning off",
		"fix": sprintf("Apply a security configuration to all: https://github.com/organizations/%s/settings/security_products.", [settings.owner]),
	},
	"evidence": {"visibility": object.get(settings, "visibility", "unknown")},
} if {
	some settings in input.settings
	settings.secret_scanning == false
}

# It costs nothing for what everybody can read.
_severity(settings) := "medium" if {
	settings.visibility == "public"
} else := "low"
