# METADATA
# scope: package
# title: All secrets handed to a job
# description: >-
#   An expression such as `toJSON(secrets)` or `secrets[name]` gives a job every secret the repository
#   has, those added tomorrow included, and hides from a reader which ones it uses.
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI5]
#   kinds: [ci_secret]
#   remediation: Name each secret that the job needs.
package rollcall.secrets_all

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s/%s", [use.workflow, use.job, use.route]),
	"message": sprintf("Job %s of %s can read every secret: %s.", [use.job, use.workflow, _how[use.route]]),
	"fix": "Replace the expression by the secrets that the job needs, by name: ${{ secrets.NAME }}.",
	"at": use.at,
	"evidence": {"job": use.job, "route": use.route},
} if {
	some identity in input.identities
	some use in identity.uses
	use.route in {"all", "dynamic"}
}

_how := {
	"all": "it takes the whole secrets context",
	"dynamic": "it computes the name of the secret",
}
