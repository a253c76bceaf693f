# METADATA
# scope: package
# title: Part of a secret that logs do not hide
# description: >-
#   An expression takes a part out of a secret that holds JSON. GitHub hides the secret in logs as a whole: the part
#   alone it does not know, and shows.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information
#     description: GitHub, never use structured data as a secret
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI2]
#   kinds: [ci_secret, secret_parameter]
#   remediation: Store each part as a secret of its own.
package rollcall.secret_part_unmasked

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [use.workflow, use.job]),
	"message": sprintf("Job %s of %s takes a part out of %s, which logs do not hide: GitHub knows the secret as a whole.", [use.job, use.workflow, identity.name]),
	"fix": sprintf("Store the parts of %s as secrets of their own, or hide each by `echo \"::add-mask::$PART\"` before anything else runs.", [identity.name]),
	"at": use.at,
	"evidence": {"workflow": use.workflow, "job": use.job},
} if {
	some identity in input.identities
	some use in identity.uses
	use.part
}
