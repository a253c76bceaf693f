# METADATA
# scope: package
# title: Machine user that owns the organisation
# description: >-
#   A machine user is an owner of the organisation, and may do everything in it.
# custom:
#   severity: critical
#   confidence: medium
#   categories: [NHI5, NHI10]
#   subject: settings
#   levels: [organization]
#   requires: [members_known]
#   params:
#     people:
#       default: []
#       description: Logins of people whose names look like a machine's.
#   remediation: Make it a member with the rights it needs, or replace it by a GitHub App.
package rollcall.machine_user_admin

findings contains {
	"identity": settings.id,
	"key": machine.login,
	"message": sprintf("The machine user %s owns %s.", [machine.login, settings.name]),
	"fix": sprintf("Make it a member: https://github.com/orgs/%s/people; better, replace it by a GitHub App with the permissions it uses.", [settings.name]),
	"evidence": {"login": machine.login, "two_factor": object.get(machine, "two_factor", "unknown")},
} if {
	people := {login | some login in input.params.people}
	some settings in input.settings
	some machine in settings.machines
	machine.role == "owner"
	not machine.login in people
}
