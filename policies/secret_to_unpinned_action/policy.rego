# METADATA
# scope: package
# title: Secret given to an unpinned third-party action
# description: >-
#   A secret is handed to somebody else's action or reusable workflow by a tag or branch. Whoever can
#   move that reference can read the secret in the next run, without any change in this repository.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
#     description: GitHub, using third-party actions
# custom:
#   severity: high
#   confidence: high
#   categories: [NHI3]
#   kinds: [ci_secret]
#   params:
#     trusted_owners:
#       default: []
#       description: Owners whose actions may be referred to by tag.
#   remediation: Pin the action to a full commit, and let Dependabot or Renovate move the pin.
package rollcall.secret_to_unpinned_action

findings contains {
	"identity": identity.id,
	"key": use.action.name,
	"message": sprintf("%s %s, which can change without a commit here.", [_goes(identity), use.action.raw]),
	"fix": sprintf("Pin it: uses: %s.", [use.action.pinned_as]),
	"at": use.at,
	"evidence": {"action": use.action.raw, "pin": use.action.pin, "workflow": use.workflow, "job": use.job},
} if {
	trusted := {lower(owner) | some owner in input.params.trusted_owners}
	some identity in input.identities
	not identity.identifier
	some use in identity.uses
	use.action.mutable
	not use.action.first_party
	not lower(object.get(use.action, "owner", "")) in trusted
}

_goes(identity) := "All secrets go to" if {
	identity.all_secrets
} else := sprintf("%s goes to", [identity.name])
