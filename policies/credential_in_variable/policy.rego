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
#   kinds: [ci_secret]
#   remediation: Issue the credential anew and store it as a secret.
package rollcall.credential_in_variable

findings contains {
	"identity": identity.id,
	"severity": severity,
	"advisory": count(held) == 0,
	"message": sprintf("The variable %s %s.", [identity.name, _what(identity, held)]),
	"fix": sprintf("%s anew as the secret %s, write secrets.%s instead of vars.%s, and delete the variable.", [_issue(held), identity.name, identity.name, identity.name]),
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"values": count(held), "preview": _preview(held)},
} if {
	some identity in input.identities
	identity.store == "actions-variable"
	held := [e | some e in identity.exposures; e.at.path == ""; not _doubtful(e)]
	severity := _severity(identity, held)
}

_severity(identity, held) := "critical" if {
	some e in held
	_works(identity, e)
} else := "high" if {
	count(held) > 0
} else := "medium" if {
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
