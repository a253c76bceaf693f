# METADATA
# scope: package
# title: Secret granted to repositories that never use it
# description: >-
#   The organisation's secret is granted to selected repositories, and some of them name it nowhere.
# custom:
#   severity: low
#   severities: [medium]
#   confidence: medium
#   categories: [NHI5]
#   kinds: [ci_secret]
#   requires: [stored, consumers_known]
#   remediation: Take the secret from the repositories that do not use it.
package rollcall.secret_granted_unused

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s is granted to %s: %s.", [identity.name, _idle(unused), _names(identity.unused_in, unused)]),
	"fix": sprintf("Take it from them at %s.", [object.get(identity, "url", sprintf("the settings of %s, Secrets and variables", [identity.scope]))]),
	"evidence": {"unused_in": identity.unused_in, "granted": object.get(identity.stored, "granted", 0)},
} if {
	some identity in input.identities
	identity.stored.visibility == "selected"
	count(identity.uses) > 0
	count(identity.unused_in) > 0
	unused := max([count(identity.unused_in), object.get(identity.stored, "granted", 0) - object.get(identity.stored, "used_by", 0)])
}

# One that all get, and one that nobody uses, are other policies'.
passes contains identity.id if {
	some identity in input.identities
	not identity.stored.visibility == "selected"
	identity.stored.level
}

passes contains identity.id if {
	some identity in input.identities
	identity.stored.visibility == "selected"
	count(identity.uses) == 0
}

_names(unused, total) := sprintf("%s and %d more", [concat(", ", array.slice(unused, 0, 3)), total - 3]) if {
	total > 3
} else := concat(", ", unused)

_severity(identity) := "medium" if {
	identity.criticality in {"critical", "high"}
} else := "low"

_idle(total) := "1 repository that never uses it" if total == 1

_idle(total) := sprintf("%d repositories that never use it", [total]) if total != 1
