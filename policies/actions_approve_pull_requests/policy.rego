# METADATA
# scope: package
# title: Workflows may approve pull requests
# description: >-
#   A workflow's token can create a pull request and approve it. One review by a person is then no review at all.
# related_resources:
#   - ref: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
#     description: GitHub, preventing Actions from approving pull requests
# custom:
#   severity: high
#   severities: [medium]
#   confidence: high
#   categories: [NHI5]
#   subject: settings
#   levels: [organization, repository]
#   requires: [approves_pull_requests]
#   remediation: Take from workflows the right to create and approve pull requests.
package rollcall.actions_approve_pull_requests

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("Workflows of %s may approve pull requests.", [settings.name]),
	"fix": sprintf("`gh api -X PUT %s/%s/actions/permissions/workflow -F can_approve_pull_request_reviews=false`; let a GitHub App open pull requests where that is needed.", [_kinds[settings.level], settings.name]),
	"several": {
		"message": "let workflows approve pull requests",
		"fix": sprintf("Forbid it for the organisation: `gh api -X PUT orgs/%s/actions/permissions/workflow -F can_approve_pull_request_reviews=false`.", [settings.owner]),
	},
	"evidence": {"default_token": object.get(settings, "default_token", "unknown")},
} if {
	some settings in input.settings
	settings.approves_pull_requests
}

_kinds := {"organization": "orgs", "repository": "repos"}

# Where the token only reads by default, a job must have asked for pull-requests: write.
_severity(settings) := "medium" if {
	settings.default_token == "read"
} else := "high"
