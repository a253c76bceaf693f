# METADATA
# scope: package
# title: Not rotated since it leaked
# description: >-
#   A value of the secret was found where others can read it, and the secret has not been replaced since. What leaked is what the jobs use.
# custom:
#   severity: critical
#   severities: [high]
#   confidence: medium
#   categories: [NHI2, NHI1]
#   kinds: [ci_secret]
#   requires: [days_since_rotation, exposed_days]
#   params:
#     grace_days:
#       default: 1
#       description: Days after the leak in which it is to be rotated.
#   remediation: Rotate it now, everywhere it is kept.
package rollcall.leak_not_rotated

findings contains {
	"identity": identity.id,
	"severity": _severity(leak),
	"message": sprintf("A value of %s leaked %d days ago (%s), and the secret was last set %d days ago.", [identity.name, _days(leak), _where(leak), identity.days_since_rotation]),
	"fix": sprintf("Revoke the value where it was issued, then set the new one: `gh secret set %s %s`.", [identity.name, identity.stored.flags]),
	"at": leak.at,
	"related": array.slice(places, 1, count(places)),
	"evidence": {"leaked_days_ago": _days(leak), "days_since_rotation": identity.days_since_rotation, "places": count(places)},
} if {
	grace := input.params.grace_days
	some identity in input.identities
	identity.stored.level

	# The worst first; among equals the order of the input, the most visible first.
	leaks := [e |
		some severity in ["critical", "high"]
		some e in identity.exposures
		_credible(e)
		_severity(e) == severity
		_days(e) > grace
		identity.days_since_rotation > _days(e)
	]
	leak := leaks[0]
	places := [at | some e in leaks; some at in array.concat([e.at], object.get(e, "again", []))]
}

# Of a leak without a date nobody knows whether the secret was replaced since.
passes contains identity.id if {
	some identity in input.identities
	every e in identity.exposures {
		_settled(identity, e)
	}
}

_settled(_, e) if not _credible(e)

_settled(identity, e) if identity.days_since_rotation <= _days(e)

_settled(_, e) if _days(e) <= input.params.grace_days

# The alert knows when GitHub saw it, the commit when it was written.
_days(e) := max([e.days, e.alert.days]) if {
	e.days
	e.alert.days
} else := e.days if {
	e.days
} else := e.alert.days

_credible(e) if {
	not e.test_data
	not e.expired
	not e.confidence == "low"
	not e.alert.validity == "inactive"
}

_where(e) := e.at.path if {
	e.at.path != ""
} else := object.get(e, ["alert", "place"], "GitHub's alert")

_severity(e) := "critical" if {
	e.issued
} else := "critical" if {
	e.alert.validity == "active"
} else := "high"
