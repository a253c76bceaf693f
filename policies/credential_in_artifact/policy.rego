# METADATA
# scope: package
# title: Credential in an uploaded working folder
# description: >-
#   A checkout leaves what it logged in with in .git/config, and a later step uploads the whole working folder.
#   Who may read the repository's artifacts has the credential.
# related_resources:
#   - ref: https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/
#     description: Unit 42, ArtiPACKED
#   - ref: https://github.com/actions/checkout#usage
#     description: actions/checkout, persist-credentials
# custom:
#   severity: high
#   severities: [low, medium]
#   confidence: high
#   categories: [NHI2]
#   kinds: [ci_secret, secret_parameter, workflow_token]
#   remediation: Set persist-credentials to false on the checkout, and upload what is needed alone.
package rollcall.credential_in_artifact

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [use.workflow, use.job]),
	"severity": _severity(identity, use),
	"message": sprintf("Job %s of %s uploads its working folder with %s, which the checkout left in .git/config.", [use.job, use.workflow, _name(identity)]),
	"fix": "Set `persist-credentials: false` on the checkout, and name the files to upload.",
	"at": use.uploaded,
	"related": [use.at],
	"evidence": {"workflow": use.workflow, "job": use.job},
} if {
	some identity in input.identities
	some use in identity.uses
	use.uploaded
}

# A secret stays good; the job's own token ends with the job, and artifacts can be had before.
_severity(identity, use) := "high" if {
	identity.kind == "ci_secret"
} else := "medium" if {
	count(use.permissions.writes) > 0
} else := "medium" if {
	use.default_permissions == "write"
	not use.permissions
} else := "low"

_name(identity) := "the workflow's token" if {
	identity.kind == "workflow_token"
} else := identity.name
