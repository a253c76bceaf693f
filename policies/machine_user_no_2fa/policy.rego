# METADATA
# scope: package
# title: Machine user without a second factor
# description: >-
#   The account of a machine user opens by its password alone.
# custom:
#   severity: high
#   severities: [critical]
#   confidence: medium
#   categories: [NHI4]
#   subject: settings
#   levels: [organization]
#   requires: [members_known, second_factors_known]
#   remediation: Give the account a second factor that is kept with its password, or replace it by a GitHub App.
package rollcall.machine_user_no_2fa

findings contains {
	"identity": settings.id,
	"key": machine.login,
	"severity": _severity(machine.role),
	"message": sprintf("The machine user %s of %s signs in without a second factor.", [machine.login, settings.name]),
	"fix": "Set up two-factor authentication (a TOTP key in the vault that holds its password), require it for the organisation, or replace the account by a GitHub App.",
	"evidence": {"login": machine.login, "role": machine.role},
} if {
	some settings in input.settings
	some machine in settings.machines
	machine.two_factor == false
}

# Where no member is a machine, or all must have a second factor, there is nothing to know.
passes contains settings.id if {
	some settings in input.settings
	settings.members_known
	count(settings.machines) == 0
}

passes contains settings.id if {
	some settings in input.settings
	settings.two_factor_required
}

_severity(role) := "critical" if {
	role == "owner"
} else := "high"
