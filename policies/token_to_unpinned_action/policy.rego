# METADATA
# scope: package
# title: Writing token within reach of an unpinned third-party action
# description: >-
#   Somebody else's action, referred to by a tag or branch, runs in a job whose token may write. Every action can take the job's
#   token unasked. Whoever can move the reference can push code, publish or deploy in the next run, without any change here.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
#     description: GitHub, using third-party actions
#   - ref: https://github.com/advisories/GHSA-mrrh-fwg8-r2c3
#     description: tj-actions/changed-files, March 2025
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI3, NHI5]
#   kinds: [workflow_token]
#   params:
#     scopes:
#       default: [actions, all, attestations, contents, deployments, id-token, packages, pages]
#       description: Scopes with which a token that may write is worth taking.
#     trusted_owners:
#       default: []
#       description: Owners whose actions may be referred to by tag.
#   remediation: Pin the action to a full commit, or give the token of its job no more than it needs.
package rollcall.token_to_unpinned_action

findings contains {
	"identity": identity.id,
	"message": sprintf("%s can change without a commit here, and in %s of %s can take a token that may write %s.", [_several(raws, "actions"), _several(jobs, "jobs"), identity.workflow.path, _what(scopes)]),
	"fix": sprintf("%s uses: %s. Or declare `permissions:` with less for the job.", [_pin(raws), ran[0].action.pinned_as]),
	"at": ran[0].at,
	"related": array.slice([one.at | some one in ran], 1, count(ran)),
	"evidence": {"actions": raws, "jobs": jobs, "scopes": scopes},
} if {
	grave := {scope | some scope in input.params.scopes}
	trusted := {lower(owner) | some owner in input.params.trusted_owners}
	some identity in input.identities
	widely := {use.job | some use in identity.uses; use.default_permissions == "write"}
	ran := [{"job": job.id, "scopes": writes, "action": one.action, "at": one.at} |
		some job in identity.workflow.jobs
		writes := _writes(job, widely) & grave
		count(writes) > 0
		some one in job.unpinned
		not lower(object.get(one.action, "owner", "")) in trusted
	]
	count(ran) > 0
	raws := sort({one.action.raw | some one in ran})
	jobs := sort({one.job | some one in ran})
	scopes := sort({scope | some one in ran; some scope in one.scopes})
}

_what(scopes) := "everything" if {
	"all" in scopes
} else := concat(", ", scopes)

_pin(raws) := "Pin it:" if {
	count(raws) == 1
} else := "Pin each, such as"

# Where nothing is declared, what holds by default, as far as GitHub tells it.
_writes(job, _) := {scope | some scope in job.permissions.writes} if job.permissions

_writes(job, widely) := {"all"} if {
	not job.permissions
	job.id in widely
}

_several(names, what) := names[0] if {
	count(names) == 1
} else := concat(" and ", names) if {
	count(names) == 2
} else := sprintf("%d %s (%s, %s, …)", [count(names), what, names[0], names[1]])
