# METADATA
# scope: package
# title: Workflow token may write everything
# description: >-
#   The workflow asks for `permissions: write-all`. Each of its jobs holds a token that may change code,
#   releases, packages and settings, whatever the job needs; one compromised action or script has them all.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
#     description: GitHub, workflow syntax for permissions
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI5]
#   kinds: [workflow_token]
#   remediation: "Replace `permissions: write-all` by the scopes that each job needs."
package rollcall.token_write_all

findings contains {
	"identity": identity.id,
	"message": sprintf("The token of %s may write everything in %s %s.", [identity.workflow.path, _jobs(jobs), concat(", ", jobs)]),
	"fix": sprintf("In %s, replace `permissions: write-all` by `permissions: {contents: read}` and grant a job more only where it needs it.", [identity.workflow.path]),
	"at": places[0],
	"related": array.slice(places, 1, count(places)),
	"evidence": {"jobs": jobs},
} if {
	some identity in input.identities
	wide := [job | some job in identity.workflow.jobs; job.permissions.all == "write-all"]
	count(wide) > 0
	jobs := [job.id | some job in wide]
	places := [at | some at in {job.permissions.at | some job in wide}]
}

_jobs(jobs) := "job" if {
	count(jobs) == 1
} else := "jobs"
