# METADATA
# scope: package
# title: Machine user without a second factor
# description: >-
#   The account of a machine user opens by its password alone.
# custom:
#   severity: high
#   severities: [critical]
#   confidence: high
#   categories: [NHI4]
#   kinds: [service_account]
#   requires: [two_factor]
#   remediation: Give the account a second factor that is kept with its password, or replace it by a GitHub App.
package rollcall.machine_user_no_2fa

findings contains {
	"identity": identity.id,
	"severity": _severity(identity.account.role),
	"message": sprintf("The machine user %s of %s signs in without a second factor.", [identity.account.login, identity.scope]),
	"fix": "Set up two-factor authentication (a TOTP key in the vault that holds its password), require it for the organisation, or replace the account by a GitHub App.",
	"evidence": {"role": identity.account.role},
} if {
	some identity in input.identities
	identity.two_factor == false
	not identity.account.kind == "bot"
}

# An App's account has no password; a service account elsewhere is not GitHub's.
passes contains identity.id if {
	some identity in input.identities
	identity.account.kind == "bot"
}

passes contains identity.id if {
	some identity in input.identities
	not identity.account
}

_severity(role) := "critical" if {
	role == "owner"
} else := "high"
