# METADATA
# scope: package
# title: Workflow token without declared permissions
# description: >-
#   Neither the workflow nor the job declares `permissions:`, so the token gets the repository's default.
#   Where that is the old default, every job may write everything, and the file does not show it.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
#     description: GitHub, workflow syntax for permissions
# custom:
#   severity: medium
#   severities: [low, high]
#   confidence: medium
#   categories: [NHI5]
#   kinds: [workflow_token]
#   remediation: "Declare `permissions:` at the top of the workflow, with no more than `contents: read`."
package rollcall.token_permissions_missing

findings contains {
	"identity": identity.id,
	"severity": _severity(workflow, preset),
	"message": sprintf("%s declares no permissions for %s%s.", [workflow.path, _jobs(jobs), _meaning[preset]]),
	"fix": sprintf("Add `permissions: {contents: read}` at the top of %s, and more only to the job that needs it%s.", [workflow.path, _called(jobs)]),
	"at": jobs[0].at,
	"evidence": {"jobs": [job.id | some job in jobs], "default": preset},
} if {
	some identity in input.identities
	workflow := identity.workflow
	not _only_called(workflow)
	jobs := [job | some job in workflow.jobs; not job.permissions]
	count(jobs) > 0
	preset := _default(identity)
}

# A workflow that others call is given their token: where they declare nothing, they are found.
# A call fails where the called workflow asks for more than its caller has.
_called(jobs) := sprintf(", such as job %s, which needs what %s asks for", [asking[0].id, asking[0].calls.name]) if {
	asking := [job | some job in jobs; job.calls; not job.calls.first_party]
	count(asking) > 0
} else := ""

_only_called(workflow) if {
	count(workflow.events) > 0
	every event in workflow.events {
		event == "workflow_call"
	}
}

# What the default is, GitHub tells whom it lets read the settings.
_default(identity) := "write" if {
	some use in identity.uses
	use.default_permissions == "write"
} else := "read" if {
	some use in identity.uses
	use.default_permissions == "read"
} else := "unknown"

_meaning := {"write": "; by default it may write everything", "read": "; by default it may only read", "unknown": ""}

_severity(workflow, preset) := "high" if {
	preset == "write"
	count(workflow.untrusted) > 0
} else := "medium" if {
	preset == "write"
} else := "medium" if {
	preset == "unknown"
	count(workflow.untrusted) > 0
} else := "low"

_jobs(jobs) := sprintf("job %s", [jobs[0].id]) if count(jobs) == 1

_jobs(jobs) := sprintf("%d jobs", [count(jobs)]) if count(jobs) > 1
