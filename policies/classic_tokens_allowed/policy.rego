# METADATA
# scope: package
# title: Classic tokens may reach the organisation
# description: >-
#   Members may use classic personal access tokens with the organisation's repositories. Such a token reaches all that its owner
#   reaches, needs no expiry, and no administrator sees it.
# related_resources:
#   - ref: https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/setting-a-personal-access-token-policy-for-your-organization
#     description: GitHub, a policy for personal access tokens
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI4, NHI7]
#   subject: settings
#   levels: [organization]
#   requires: [classic_tokens_allowed]
#   remediation: Restrict classic tokens, and require approval for fine-grained ones.
package rollcall.classic_tokens_allowed

findings contains {
	"identity": settings.id,
	"message": sprintf("Classic personal access tokens may reach the repositories of %s.", [settings.name]),
	"fix": sprintf("Announce a date, then restrict them: https://github.com/organizations/%s/settings/personal-access-tokens.", [settings.name]),
} if {
	some settings in input.settings
	settings.classic_tokens_allowed
}
