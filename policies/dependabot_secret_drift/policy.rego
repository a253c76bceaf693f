# METADATA
# scope: package
# title: Dependabot's copy of a secret lags behind
# description: >-
#   A secret is kept twice, for Actions and for Dependabot, and one copy was replaced long before the other. Either Dependabot's
#   runs use a dead value, or a value that was to be replaced is still alive.
# custom:
#   severity: low
#   severities: [medium]
#   confidence: medium
#   categories: [NHI7]
#   kinds: [ci_secret]
#   requires: [days_since_rotation]
#   params:
#     days:
#       default: 30
#       description: Days that may lie between the two.
#   remediation: Rotate both copies together, or delete Dependabot's.
package rollcall.dependabot_secret_drift

findings contains {
	"identity": identity.id,
	"severity": _severity(lag),
	"message": sprintf("Dependabot's copy of %s is %d days %s than that of Actions.", [identity.name, abs(lag), _direction(lag)]),
	"fix": sprintf("Set both to one new value: `gh secret set %s %s` and the same without --app; or delete Dependabot's if nothing needs it.", [identity.name, identity.stored.flags]),
	"evidence": {"days_since_rotation": identity.days_since_rotation, "of_actions": other.days_since_rotation},
} if {
	days := input.params.days
	some identity in input.identities
	identity.store == "dependabot-secret"
	some other in identity.same_name
	other.store == "actions-secret"
	lag := identity.days_since_rotation - other.days_since_rotation
	abs(lag) > days
}

passes contains identity.id if {
	some identity in input.identities
	not _twin(identity)
}

_twin(identity) if {
	identity.store == "dependabot-secret"
	some other in identity.same_name
	other.store == "actions-secret"
}

_direction(lag) := "older" if {
	lag > 0
} else := "newer"

_severity(lag) := "medium" if {
	lag > 180
} else := "low"
