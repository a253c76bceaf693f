# METADATA
# scope: package
# title: Machine user that owns the organisation
# description: >-
#   A machine user is an owner of the organisation, and may do everything in it.
# custom:
#   severity: critical
#   confidence: medium
#   categories: [NHI5, NHI10]
#   kinds: [service_account]
#   remediation: Make it a member with the rights it needs, or replace it by a GitHub App.
package rollcall.machine_user_admin

findings contains {
	"identity": identity.id,
	"message": sprintf("The machine user %s owns %s.", [identity.account.login, identity.scope]),
	"fix": sprintf("Make it a member: https://github.com/orgs/%s/people; better, replace it by a GitHub App with the permissions it uses.", [identity.scope]),
	"evidence": {"role": identity.account.role, "two_factor": object.get(identity, "two_factor", "unknown")},
} if {
	some identity in input.identities
	identity.account.role == "owner"
}
