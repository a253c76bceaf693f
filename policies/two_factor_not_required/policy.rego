# METADATA
# scope: package
# title: No second factor required
# description: >-
#   Members of the organisation, machine users among them, may sign in with a password alone.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI4]
#   subject: settings
#   levels: [organization]
#   requires: [two_factor_required]
#   remediation: Require two-factor authentication for the organisation.
package rollcall.two_factor_not_required

findings contains {
	"identity": settings.id,
	"message": sprintf("%s does not require two-factor authentication.", [settings.name]),
	"fix": sprintf("Require it: https://github.com/organizations/%s/settings/security. Members without one lose access: tell them first, and give machine users a TOTP key.", [settings.name]),
} if {
	some settings in input.settings
	settings.two_factor_required == false
}
