# METADATA
# scope: package
# title: Pushed past push protection
# description: >-
#   GitHub stopped a push that held the credential, and somebody pushed it all the same.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/concepts/secret-security/push-protection
#     description: GitHub, push protection
# custom:
#   severity: high
#   severities: [low]
#   confidence: high
#   categories: [NHI2]
#   remediation: Revoke the credential, and limit who may bypass push protection.
package rollcall.push_protection_bypassed

findings contains {
	"identity": identity.id,
	"severity": _severity(leaks),
	"message": sprintf("%s was pushed past push protection%s.", [identity.name, _state(leaks)]),
	"fix": sprintf("Revoke it; then let bypasses be approved (Settings, Code security, Push protection). %s", [_page(leaks[0])]),
	"at": leaks[0].at,
	"evidence": {"places": count(leaks), "states": {e.alert.state | some e in leaks}},
} if {
	some identity in input.identities
	leaks := [e | some e in identity.exposures; e.alert.bypassed]
	count(leaks) > 0
}

_open(leaks) if {
	some e in leaks
	e.alert.state == "open"
	not e.alert.validity == "inactive"
}

_severity(leaks) := "high" if {
	_open(leaks)
} else := "low"

_state(leaks) := ", and its alert is open" if {
	_open(leaks)
} else := ""

_page(e) := sprintf("The alert: %s.", [e.alert.url]) if {
	e.alert.url
} else := ""
