# METADATA
# scope: package
# title: Machine from outside that may write
# description: >-
#   An outside collaborator that is a machine may write to the repository: nobody of the organisation controls its account.
# custom:
#   severity: medium
#   severities: [high]
#   confidence: medium
#   categories: [NHI1, NHI3]
#   subject: settings
#   requires: [outside_writers_known]
#   levels: [repository]
#   remediation: Replace outside machine users by Apps, or make them members.
package rollcall.outside_collaborator_write

findings contains {
	"identity": settings.id,
	"severity": _severity(settings),
	"message": sprintf("%s lets outside machine users write: %s.", [settings.name, concat(", ", logins)]),
	"fix": sprintf("Remove them at https://github.com/%s/settings/access, or replace each by a GitHub App with what it needs.", [settings.name]),
	"several": {"message": "let outside machine users write", "fix": "Remove them, or replace each by a GitHub App with what it needs."},
	"evidence": {"logins": logins},
} if {
	some settings in input.settings
	logins := [writer.login | some writer in settings.outside_writers; writer.machine]
	count(logins) > 0
}

_severity(settings) := "high" if {
	settings.visibility in {"private", "internal"}
} else := "medium"
