# METADATA
# scope: package
# title: Cache that strangers' runs may write
# description: >-
#   A job that strangers can start is let write the repository's cache, which jobs with credentials restore from. Unless
#   told otherwise, GitHub lets such runs read it only.
# related_resources:
#   - ref: https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode
#     description: GitHub, cache-mode
#   - ref: https://codeql.github.com/codeql-query-help/actions/actions-cache-poisoning-direct-cache
#     description: CodeQL, cache poisoning
# custom:
#   severity: high
#   severities: [low]
#   confidence: high
#   categories: [NHI6]
#   kinds: [workflow_token]
#   params:
#     accepted_gates:
#       default: [actor, author_association, fork, merged]
#       description: What the conditions of the job may ask for to keep strangers out.
#   remediation: Leave cache-mode out, or set it to read, and fill the cache in a workflow on push.
package rollcall.cache_open_to_strangers

findings contains {
	"identity": identity.id,
	"key": job.id,
	"severity": _severity(uses),
	"message": sprintf("Strangers can start job %s of %s (%s), and its cache-mode is %s: what it leaves in the cache, jobs with credentials restore.", [job.id, identity.workflow.path, concat(", ", sort(events)), job.cache_mode]),
	"fix": "Leave `cache-mode` out, or set it to `read`; let a workflow on push fill the cache.",
	"at": job.at,
	"evidence": {"job": job.id, "cache_mode": job.cache_mode, "events": sort(events)},
} if {
	accepted := {gate | some gate in input.params.accepted_gates}
	some identity in input.identities
	some job in identity.workflow.jobs
	job.cache_mode in {"write", "write-only"}
	uses := [use | some use in identity.uses; use.job == job.id; count({gate | some gate in use.gates} & accepted) == 0]

	# A called workflow is given no more than its caller has.
	events := {event | some use in uses; some event in use.untrusted; event in identity.workflow.untrusted}
	count(events) > 0
}

# What a stranger runs can write to the cache whatever it likes.
_severity(uses) := "high" if {
	some use in uses
	some field in ["checkout", "injection", "variables", "artifact"]
	use[field]
} else := "low"
