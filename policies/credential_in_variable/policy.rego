# METADATA
# scope: package
# title: Credential in a plain variable
# description: >-
#   A configuration variable holds a credential, or has the name of one. Variables are not secrets: they are readable
#   by everybody who can write to the repository, and are not masked in logs.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
#     description: GitHub, variables
# custom:
#   severity: medium
#   severities: [high, critical]
#   confidence: medium
#   categories: [NHI2]
#   mode: enforced
#   remediation: Issue the credential anew and store it as a secret.
package rollcall.credential_in_variable

findings contains {
	"identity": identity.id,
	"severity": severity,
	"advisory": count(held) == 0,
	"message": sprintf("The %s %s.", [_place(identity, held), _what(identity, held)]),
	"fix": _fix(identity, held, name),
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"values": count(held), "preview": _preview(held)},
} if {
	some identity in input.identities
	held := [e | some e in identity.exposures; _in_variable(e); not _doubtful(e)]
	severity := _severity(identity, held)
	name := _name(identity, held)
}

_fix(identity, held, name) := sprintf("%s anew as the agent's secret %s, and delete the variable.", [_issue(held), name]) if {
	identity.store == "agents-variable"
} else := sprintf("%s anew as the secret %s, write secrets.%s instead of vars.%s, and delete the variable.", [_issue(held), name, name, name])

_in_variable(e) if {
	e.at.path == ""
	startswith(e.alert.place, "variable ")
}

_place(identity, held) := held[0].alert.place if {
	count(held) > 0
} else := sprintf("variable %s", [identity.name])

_name(identity, held) := split(held[0].alert.place, " ")[1] if {
	count(held) > 0
} else := identity.name

_severity(identity, held) := "critical" if {
	some e in held
	_works(identity, e)
} else := "high" if {
	count(held) > 0
} else := "medium" if {
	_variable(identity)
	not identity.identifier
}

_works(_, e) if e.livemode == "live"

_works(identity, e) if {
	e.issued
	identity.environment == "production"
}

_doubtful(e) if e.confidence == "low"

_doubtful(e) if e.expired

_what(identity, held) := sprintf("holds a credential (%s)", [object.get(held[0], "service", identity.service)]) if {
	count(held) > 0
} else := sprintf("has the name of a credential (%s), and is no secret", [identity.service])

_issue(held) := "Issue it" if {
	count(held) > 0
} else := "If it holds one, issue it"

_preview(held) := held[0].preview if {
	held[0].preview
} else := ""

_variable(identity) if identity.store in {"actions-variable", "environment-variable", "agents-variable"}
