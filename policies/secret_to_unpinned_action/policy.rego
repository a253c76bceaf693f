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
#   kinds: [ci_secret, secret_parameter]
#   params:
#     trusted_owners:
#       default: []
#       description: Owners whose actions may be referred to by tag.
#   remediation: Pin the action to a full commit, and let Dependabot or Renovate move the pin.
package rollcall.secret_to_unpinned_action

findings contains {
	"identity": identity.id,
	"key": use.action.name,
	"message": sprintf("%s %s, which can change without a commit here.", [_goes(identity, use), use.action.raw]),
	"fix": sprintf("Pin it: uses: %s.", [use.action.pinned_as]),
	"at": use.at,
	"evidence": {"action": use.action.raw, "pin": use.action.pin, "workflow": use.workflow, "job": use.job},
} if {
	some identity in input.identities
	not identity.identifier
	some use in identity.uses
	not _above(use)
	_moves(use)
}

# A variable of a job or workflow goes to each of its actions, and is one line to mend.
findings contains {
	"identity": identity.id,
	"key": sprintf("env %s", [where]),
	"message": sprintf("%s %s.", [said, identity.name]),
	"together": {"key": where, "message": said, "name": identity.name},
	"fix": sprintf("Set a secret in `env:` of the step alone that needs it, or pin: uses: %s.", [concat(", ", pins)]),
	"at": uses[0].at,
	"evidence": {"actions": raws, "workflow": uses[0].workflow},
} if {
	some identity in input.identities
	not identity.identifier
	given := {[use.workflow, use.job, use.action.raw] | some use in identity.uses; not _above(use)}
	wide := {use | some use in identity.uses; _above(use); _moves(use); not [use.workflow, use.job, use.action.raw] in given}
	some where in {_of(use) | some use in wide}
	uses := [use | some use in wide; _of(use) == where]
	raws := sort({use.action.raw | some use in uses})
	said := sprintf("The variables of %s go to %s, which can change without a commit here, and with them", [where, _several(raws)])
	pins := array.slice(sort({use.action.pinned_as | some use in uses}), 0, 3)
}

_above(use) if {
	use.level in {"workflow", "job"}
	use.route == "env"
}

_of(use) := sprintf("all jobs of %s", [use.workflow]) if {
	use.level == "workflow"
} else := sprintf("job %s of %s", [use.job, use.workflow])

_moves(use) if {
	use.action.mutable
	not use.action.first_party
	not lower(object.get(use.action, "owner", "")) in _trusted
}

_trusted := {lower(owner) | some owner in input.params.trusted_owners}

_several(names) := names[0] if {
	count(names) == 1
} else := sprintf("%s and %s", [concat(", ", array.slice(names, 0, count(names) - 1)), names[count(names) - 1]]) if {
	count(names) < 5
} else := sprintf("%d actions (%s, …)", [count(names), concat(", ", array.slice(names, 0, 3))])

_goes(identity, use) := "A secret whose name an expression gives goes to" if {
	object.get(use, "route", "") == "dynamic"
} else := "All secrets go to" if {
	identity.all_secrets
} else := sprintf("%s goes to", [identity.name])
