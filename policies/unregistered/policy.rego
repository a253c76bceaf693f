# METADATA
# scope: package
# title: Not in the registry
# description: >-
#   A registry is in use, and no entry of it declares this identity.
# custom:
#   severity: medium
#   severities: [low]
#   confidence: high
#   categories: [NHI1]
#   requires: [registered]
#   remediation: Declare the identity in the registry, or retire it.
package rollcall.unregistered

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s is not in the registry.", [identity.name]),
	"fix": sprintf("Add an entry for %s with an owner and a purpose to .rollcall/registry.yaml, or retire it.", [identity.id]),
} if {
	input.summary.registered > 0
	some identity in input.identities
	_expected(identity)
	not identity.registered
	identity.unknown.registered in {"not_declared", "unset"}
}

passes contains identity.id if {
	some identity in input.identities
	not _expected(identity)
}

passes contains identity.id if {
	input.summary.registered == 0
	some identity in input.identities
}

# What lasts is declared; agents are agent_undeclared's, values in files leaked_credential's.
_expected(identity) if {
	identity.lifetime == "static"
	identity.system != "git"
	identity.kind != "agent"
}

_severity(identity) := "medium" if {
	identity.criticality in {"high", "critical"}
} else := "low"
