# METADATA
# scope: package
# title: Secret within reach of downloaded code
# description: >-
#   A job runs what it downloads as it comes (`curl … | sh`, or from a file that nobody has checked), beside a secret. Whoever controls the server or its
#   address decides what runs there in the next run, and can take the secret.
# related_resources:
#   - ref: https://about.codecov.io/security-update/
#     description: Codecov, the uploader that sent secrets away for two months of 2021
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP CICD-SEC-3 Dependency Chain Abuse
# custom:
#   severity: high
#   severities: [medium]
#   confidence: high
#   categories: [NHI3]
#   kinds: [ci_secret, secret_parameter]
#   params:
#     trusted_hosts:
#       default: []
#       description: Hosts whose code may run as it comes.
#   remediation: Install from a fixed version whose checksum you compare, or by an action that is pinned to a commit; use the secret in a job of its own.
package rollcall.secret_to_downloaded_code

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [use.workflow, use.job]),
	"severity": _severity(use.download),
	"message": sprintf("%s %s.", [_message(use), identity.name]),
	"together": {"key": sprintf("%s %s %s", [object.get(use.at, "repository", ""), use.workflow, use.job]), "message": _message(use), "name": identity.name},
	"fix": _fix(use.download),
	"at": use.download.at,
	"related": [use.at],
	"evidence": {"host": use.download.host, "given": use.download.given, "workflow": use.workflow, "job": use.job},
} if {
	trusted := {lower(host) | some host in input.params.trusted_hosts}
	some identity in input.identities
	not identity.identifier
	some use in identity.uses
	not use.download.host in trusted
}

_severity(download) := "high" if {
	download.given
} else := "medium"

_message(use) := sprintf("Job %s of %s runs what %s sends, unseen, and gives it", [use.job, use.workflow, use.download.host]) if {
	use.download.given
} else := sprintf("Job %s of %s runs what %s sends, unseen, and then uses", [use.job, use.workflow, use.download.host])

_fix(download) := sprintf("Download a fixed version from %s, compare its checksum, then run it; and set the secret in `env:` of the step that needs it alone.", [download.host]) if {
	download.given
} else := sprintf("Download a fixed version from %s and compare its checksum before it runs, or use the secret in another job.", [download.host])
