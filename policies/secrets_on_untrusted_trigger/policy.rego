# METADATA
# scope: package
# title: Credential within a stranger's reach
# description: >-
#   A stranger can start the job, and the job holds a credential. Where it also checks out the stranger's
#   code, that code runs beside the credential: build scripts, tests and dependencies can take it.
# related_resources:
#   - ref: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
#     description: GitHub Security Lab, preventing pwn requests
# custom:
#   severity: critical
#   severities: [low, high]
#   confidence: high
#   categories: [NHI6, NHI2]
#   mode: enforced
#   kinds: [ci_secret, workflow_token]
#   params:
#     accepted_gates:
#       default: [actor, author_association, fork]
#       description: "What an `if:` of the job may ask for to keep strangers out."
#   remediation: >-
#     Run a stranger's code on pull_request, without secrets; let a second workflow use the secrets on what the first produced.
package rollcall.secrets_on_untrusted_trigger

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [use.workflow, use.job]),
	"severity": severity,
	"advisory": severity == "low",
	"message": _message(identity, use),
	"fix": _fix(use),
	"at": object.get(use, "checkout", use.at),
	"related": [use.at | use.checkout],
	"evidence": {"workflow": use.workflow, "job": use.job, "events": use.untrusted, "gates": use.gates, "checkout": _checks_out(use)},
} if {
	accepted := {gate | some gate in input.params.accepted_gates}
	some identity in input.identities
	some use in identity.uses
	count(use.untrusted) > 0
	count({gate | some gate in use.gates} & accepted) == 0
	severity := _severity(identity, use)
}

_severity(identity, use) := "critical" if {
	_checks_out(use)
	_worth(identity, use)
	count(use.gates) == 0
} else := "high" if {
	# A label or the like is checked once; the code can change after that.
	_checks_out(use)
	_worth(identity, use)
} else := "low" if {
	identity.kind == "ci_secret"
	count(use.gates) == 0
}

# The workflow's own token is in every job. What it may write makes it worth taking.
_worth(identity, _) if identity.kind == "ci_secret"

_worth(identity, use) if {
	identity.kind == "workflow_token"
	count(use.permissions.writes) > 0
}

_worth(identity, use) if {
	identity.kind == "workflow_token"
	not use.permissions
}

_checks_out(use) if use.checkout

_checks_out(use) := false if not use.checkout

_name(identity) := identity.name if identity.kind == "ci_secret"

_name(identity) := "the workflow's token" if identity.kind == "workflow_token"

_message(identity, use) := sprintf("Job %s of %s checks out a stranger's code on %s while it holds %s.", [use.job, use.workflow, concat(" or ", use.untrusted), _name(identity)]) if {
	use.checkout
} else := sprintf("A stranger can start job %s of %s (%s), which holds %s.", [use.job, use.workflow, concat(", ", use.untrusted), _name(identity)])

_fix(use) := "Check out the stranger's code in a job on pull_request, without secrets, and use the credential in another workflow on its result." if {
	use.checkout
} else := "Limit the job to people you know, e.g. `if: github.event.sender.login == '<name>'` or author_association, and give the step no more than it needs."
