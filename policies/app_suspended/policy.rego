# METADATA
# scope: package
# title: Suspended App that is still installed
# description: >-
#   The App was suspended, and is back with all its permissions by one click.
# custom:
#   severity: low
#   confidence: high
#   categories: [NHI1, NHI3]
#   kinds: [app_installation]
#   remediation: Uninstall what is not coming back.
package rollcall.app_suspended

findings contains {
	"identity": identity.id,
	"message": sprintf("The App %s is suspended in %s, and still installed.", [identity.name, identity.scope]),
	"fix": sprintf("Uninstall it at %s, unless it is to come back.", [object.get(identity, "url", "the organisation's settings, GitHub Apps")]),
	"evidence": {"permissions": identity.permissions},
} if {
	some identity in input.identities
	identity.status == "disabled"
}
