# METADATA
# scope: package
# title: Classic personal access token
# description: >-
#   A classic token can reach every repository that its owner can reach, and needs no expiry.
# related_resources:
#   - ref: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
#     description: GitHub, managing personal access tokens
# custom:
#   severity: high
#   confidence: high
#   categories: [NHI4, NHI5]
#   remediation: Use the workflow's own token, a GitHub App's, or a fine-grained token with an expiry.
package rollcall.classic_token

findings contains {
	"identity": identity.id,
	"message": sprintf("%s is a classic personal access token.", [identity.name]),
	"fix": sprintf("Replace %s by the workflow's GITHUB_TOKEN, a GitHub App's token (actions/create-github-app-token), or a fine-grained token with an expiry.", [identity.name]),
	"evidence": {"uses": count(identity.uses)},
} if {
	some identity in input.identities

	# A value lying in a file is to be revoked anyway, and leaked_credential says so.
	identity.system != "git"
	_classic(identity)
}

_classic(identity) if identity.kind == "pat_classic"

# A name alone cannot tell classic from fine-grained; a value can.
_classic(identity) if {
	identity.credential_kind == "pat_classic"
	identity.recognised_by == "value"
}

_classic(identity) if {
	some e in identity.exposures
	e.kind == "pat_classic"
	e.issued
}
