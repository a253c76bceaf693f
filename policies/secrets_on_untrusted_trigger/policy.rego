# METADATA
# scope: package
# title: Credential within a stranger's reach
# description: >-
#   A stranger can start the job, and the job holds a credential. Where it also checks out the stranger's
#   code, writes the stranger's text into a script, lets it set variables of later steps, or unpacks the stranger's files over
#   those that it runs, what the stranger wrote runs beside the credential and can take it.
# related_resources:
#   - ref: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
#     description: GitHub Security Lab, preventing pwn requests
#   - ref: https://securitylab.github.com/resources/github-actions-untrusted-input/
#     description: GitHub Security Lab, untrusted input
# custom:
#   severity: critical
#   severities: [low, high]
#   confidence: high
#   categories: [NHI6, NHI2]
#   mode: enforced
#   kinds: [ci_secret, workflow_token, oidc_trust]
#   params:
#     accepted_gates:
#       default: [actor, author_association, fork, merged]
#       description: "What the conditions of the job may ask for to keep strangers out; merged does not where their text becomes part of a script."
#   remediation: >-
#     Run a stranger's code on pull_request, without secrets; let a second workflow use the secrets on what the first produced.
#     Hand a stranger's text to a script by a variable; check what comes from an artifact before it is handed on.
package rollcall.secrets_on_untrusted_trigger

findings contains {
	"identity": identity.id,
	"key": sprintf("%s/%s", [use.workflow, use.job]),
	"severity": severity,
	"advisory": _advisory(use, severity),
	"message": sprintf("%s %s.", [_message(use), _name(identity)]),
	"together": {"key": sprintf("%s %s %s", [object.get(use.at, "repository", ""), use.workflow, use.job]), "message": _message(use), "name": _name(identity)},
	"fix": sprintf("%s%s", [_fix(use), _unread(use)]),
	"at": places[0],
	"related": array.slice(places, 1, count(places)),
	"evidence": {
		"workflow": use.workflow, "job": use.job, "events": use.untrusted, "gates": use.gates,
		"checkout": _has(use, "checkout"), "injection": _has(use, "injection"), "variables": _has(use, "variables"), "artifact": _has(use, "artifact"), "reviewed": _has(use, "reviewed"),
	},
} if {
	accepted := {gate | some gate in input.params.accepted_gates}
	some identity in input.identities
	not identity.identifier
	some use in identity.uses
	count(use.untrusted) > 0
	not _shut(use, accepted)
	severity := _severity(identity, use)

	# What runs, else the credential, comes first.
	places := [place | some field in ["checkout", "injection", "variables", "artifact", "at"]; place := use[field]]
}

# What another repository's workflow asks for before the job, or its environment, was not read: a person has to look.
_advisory(use, severity) if {
	severity == "low"
} else if {
	"elsewhere" in use.gates
} else if {
	_unread(use) != ""
} else := false

_shut(use, accepted) if {
	some gate in use.gates
	gate in accepted
	gate != "merged"
}

# Who merges has looked at the code, and not at what the title does to a script.
_shut(use, accepted) if {
	"merged" in accepted
	"merged" in use.gates
	not use.injection
	not use.variables
	not use.artifact
}

_shut(use, _) if {
	use.reviewed
	not _runs(use)
}

_severity(identity, use) := "low" if {
	# Somebody looks at each run before it starts.
	use.reviewed
	_worth(identity, use)
} else := "critical" if {
	_runs(use)
	_worth(identity, use)
	count(use.gates) == 0
} else := "high" if {
	# A label or the like is checked once; what the stranger wrote can change after that.
	_runs(use)
	_worth(identity, use)
} else := "low" if {
	identity.kind in {"ci_secret", "oidc_trust"}
	every gate in use.gates { gate == "output" }
}

_runs(use) if use.checkout

_runs(use) if use.injection

_runs(use) if use.variables

_runs(use) if use.artifact

# The workflow's own token is in every job. What it may write makes it worth taking.
_worth(identity, _) if identity.kind in {"ci_secret", "oidc_trust"}

_worth(identity, use) if {
	identity.kind == "workflow_token"
	count(use.permissions.writes) > 0
}

_worth(identity, use) if {
	identity.kind == "workflow_token"
	not use.permissions
	not use.default_permissions == "read"
}

_unread(use) := sprintf(" Whether its environment %s asks for a reviewer was not read: a scan with --repository tells.", [use.environment]) if {
	use.environment
	_runs(use)
	not is_boolean(object.get(use, "reviewed", null))
} else := ""

_has(use, field) if use[field]

_has(use, field) := false if not use[field]

_name(identity) := "the workflow's token" if {
	identity.kind == "workflow_token"
} else := sprintf("the OIDC trust %s", [identity.name]) if {
	identity.kind == "oidc_trust"
	not startswith(identity.name, "OIDC ")
} else := "an OIDC token (who trusts it is not known)" if {
	identity.kind == "oidc_trust"
} else := identity.name

_message(use) := sprintf("Job %s of %s checks out a stranger's code on %s while it holds", [use.job, use.workflow, _events(use)]) if {
	use.checkout
} else := sprintf("Job %s of %s writes a stranger's text into a script on %s while it holds", [use.job, use.workflow, _events(use)]) if {
	use.injection
} else := sprintf("Job %s of %s lets a stranger's text set variables of its later steps on %s while it holds", [use.job, use.workflow, _events(use)]) if {
	use.variables
} else := sprintf("Job %s of %s unpacks files that a stranger's run made over those that it runs, on %s, while it holds", [use.job, use.workflow, _events(use)]) if {
	use.artifact
} else := sprintf("A stranger may get to start job %s of %s (%s; a job or step before it decides). It holds", [use.job, use.workflow, concat(", ", use.untrusted)]) if {
	"output" in use.gates
} else := sprintf("A stranger can start job %s of %s (%s), which holds", [use.job, use.workflow, concat(", ", use.untrusted)])

_events(use) := concat(" or ", use.untrusted)

_fix(use) := "Whoever approves a run has to read first what the stranger wrote, each time; to be free of that, run it in a job on pull_request, without secrets." if {
	use.reviewed
} else := "Check out the stranger's code in a job on pull_request, without secrets, and use the credential in another workflow on its result." if {
	use.checkout
} else := "Give the text to the step by `env:`, and let the script read the variable, in quotes: it is data then, and no code." if {
	use.injection
} else := "Check the text before it is written to GITHUB_ENV, as with `[[ $N =~ ^[0-9]+$ ]] || exit 1`: a line break in it can set any variable." if {
	use.variables
} else := "Unpack the files into a folder of their own, as by `path: ${{ runner.temp }}/run`, and run nothing of what is there: read it." if {
	use.artifact
} else := "Where runs of forks are not meant, add `if: github.event.workflow_run.head_repository.full_name == github.repository`; where they are, take nothing from them but data." if {
	use.untrusted == ["workflow_run"]
} else := "Where strangers are not meant, limit the job by `if:` to people you know, e.g. by author_association; where they are, give it no more than that takes."
