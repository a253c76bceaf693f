# METADATA
# scope: package
# title: Rotation overdue
# description: >-
#   The credential is older than the maximum for its service and criticality, and has not been replaced since.
#   The longer a value lives, the more copies of it there are, and the longer a copy works.
# related_resources:
#   - ref: https://owasp.org/www-project-non-human-identities-top-10/2025/7-long-lived-secrets/
#     description: OWASP NHI7:2025 Long-Lived Secrets
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: [NHI7]
#   kinds: [ci_secret, api_key, pat_classic, pat_fine, oauth_app, oauth_token, github_app, deploy_key, ssh_key, service_account, iam_user, signing_key, db_credential, password, webhook]
#   requires: [maximum_age_days, days_since_rotation]
#   params:
#     grace_days:
#       default: 0
#       description: Days past the maximum before the policy speaks.
#     urgent_ratio:
#       default: 1.5
#       description: From this multiple of the maximum on, the severity is high.
#   remediation: Replace the credential by a new one; better, by one that does not need to be rotated.
package rollcall.rotation_overdue

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s was %s; its maximum is %d.", [identity.name, _event(identity), maximum]),
	"fix": _fix(identity),
	"evidence": {"days": age, "maximum_days": maximum},
} if {
	some identity in input.identities
	identity.system != "git"
	identity.lifetime == "static"
	age := identity.days_since_rotation
	maximum := identity.maximum_age_days
	age > maximum + input.params.grace_days
}

# A value lying in a file is to be revoked, and leaked_credential says so.
passes contains identity.id if {
	some identity in input.identities
	identity.system == "git"
}

passes contains identity.id if {
	some identity in input.identities
	identity.lifetime != "static"
}

# Whether it was rotated or not.
passes contains identity.id if {
	some identity in input.identities
	identity.age_days <= identity.maximum_age_days
}

_severity(identity) := "high" if {
	identity.days_since_rotation >= identity.maximum_age_days * input.params.urgent_ratio
} else := "high" if {
	identity.criticality == "critical"
} else := "medium"

# GitHub does not tell when a webhook's secret was changed: at the latest when the webhook was.
_event(identity) := sprintf("last edited %d days ago, and its secret is no younger", [identity.days_since_rotation]) if {
	identity.rotates
	identity.kind == "webhook"
} else := sprintf("last rotated %d days ago", [identity.days_since_rotation]) if {
	identity.rotates
} else := sprintf("created %d days ago and not rotated since", [identity.days_since_rotation])

_fix(identity) := sprintf("Use %s instead of a stored key, or rotate %s now.", [identity.keyless_how, identity.name]) if {
	identity.keyless == "yes"
} else := sprintf("Rotate %s as %s says.", [identity.name, identity.rotation_procedure]) if {
	identity.rotation_procedure
} else := sprintf("Issue a new %s, switch the jobs that use it, then revoke the old one.", [identity.name])
