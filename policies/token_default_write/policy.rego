# METADATA
# scope: package
# title: Workflows' token may write by default
# description: >-
#   A job that declares no permissions gets a token that may write to the repository's code, packages, releases and more.
# related_resources:
#   - ref: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
#     description: GitHub, setting the permissions of GITHUB_TOKEN
# custom:
#   severity: high
#   severities: [medium]
#   confidence: high
#   categories: [NHI5]
#   subject: settings
#   levels: [organization, repository]
#   requires: [default_token]
#   remediation: Set the default to read, and let each job declare what it writes.
package rollcall.token_default_write

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("%s gives workflows a token that may write%s.", [settings.name, _jobs(settings)]),
	"fix": sprintf("Add permissions: to the jobs that write, then `gh api -X PUT %s/%s/actions/permissions/workflow -f default_workflow_permissions=read`.", [_kinds[settings.level], settings.name]),
	"several": {
		"message": "give workflows a token that may write",
		"fix": sprintf("Set the default for the organisation: `gh api -X PUT orgs/%s/actions/permissions/workflow -f default_workflow_permissions=read`; a repository may then not set write.", [settings.owner]),
	},
	"evidence": {"undeclared_jobs": object.get(settings, "undeclared", 0)},
} if {
	some settings in input.settings
	settings.default_token == "write"
}

_kinds := {"organization": "orgs", "repository": "repos"}

_jobs(settings) := sprintf("; %d jobs take it as it comes", [settings.undeclared]) if {
	settings.undeclared > 0
} else := ""

# Where every job declares its permissions the default says nothing, yet.
_severity(settings) := "high" if {
	settings.level == "organization"
} else := "high" if {
	settings.undeclared > 0
} else := "medium"
