# METADATA
# scope: package
# title: OIDC subject that says too little
# description: >-
#   By the subject of its token GitHub tells a cloud who asks. This one names neither the environment nor the workflow, or would
#   be the same for another repository that takes over the name.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/oidc
#     description: GitHub, OIDC reference
# custom:
#   severity: low
#   severities: [medium]
#   confidence: high
#   categories: [NHI6]
#   kinds: [oidc_trust]
#   requires: [subject_claims]
#   remediation: Let the subject hold the repository's id and the environment or the workflow.
package rollcall.oidc_subject_weak

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("The OIDC subject of %s %s.", [identity.scope, concat(", and ", lacks)]),
	"fix": _fix(identity),
	"evidence": {"claims": identity.subject_claims, "immutable": object.get(identity, "subject_immutable", "unknown"), "environments": identity.environments},
} if {
	some identity in input.identities
	lacks := array.concat(
		["says nothing of environment or workflow" | _open(identity)],
		["is the same for whoever takes over the repository's name" | _renamable(identity)],
	)
	count(lacks) > 0
}

# A private registry's trust is read by Dependabot, not by a job.
passes contains identity.id if {
	some identity in input.identities
	identity.store != "oidc-trust"
}

# GitHub's default names the environment where the job has one, else the branch.
_open(identity) if {
	count(identity.subject_claims) > 0
	count({claim | some claim in identity.subject_claims} & {"environment", "job_workflow_ref", "context", "workflow_ref"}) == 0
}

_open(identity) if {
	count(identity.subject_claims) == 0
	some use in identity.uses
	not use.environment
}

_renamable(identity) if {
	identity.subject_immutable == false
	not "repository_id" in identity.subject_claims
	not "repository_owner_id" in identity.subject_claims
}

_fix(identity) := sprintf("Give each job that logs in an environment, and name it in the cloud's trust (repo:%s:environment:<name>).", [identity.scope]) if {
	_open(identity)
	count(identity.subject_claims) == 0
} else := sprintf("Set the subject's claims: `gh api -X PUT repos/%s/actions/oidc/customization/sub -F use_default=false -f 'include_claim_keys[]=repository_id' -f 'include_claim_keys[]=context'`, after the cloud's trust accepts both.", [identity.scope])

_severity(identity) := "medium" if {
	_open(identity)
	identity.environment == "production"
} else := "low"
