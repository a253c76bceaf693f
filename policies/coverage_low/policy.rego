# METADATA
# scope: package
# title: Too little of the organisation was read
# description: >-
#   The scan knows fewer of the organisation's repositories than the minimum. What it did not see it cannot judge.
# custom:
#   severity: medium
#   severities: [high]
#   confidence: high
#   categories: []
#   subject: settings
#   levels: [organization]
#   requires: [coverage_percent]
#   params:
#     minimum:
#       default: 60
#       description: Percent of the repositories that a scan should know to the end.
#   remediation: Grant the permissions that the gaps name.
package rollcall.coverage_low

findings contains {
	"identity": settings.id,
	"severity": _severity(settings.coverage_percent, minimum),
	"message": sprintf("The scan read %d %% of the %d repositories of %s to the end; the minimum is %d %%.", [settings.coverage_percent, settings.repositories, settings.name, minimum]),
	"fix": "Grant the permissions that the gaps name (`rollcall doctor` shows the smallest set), or give the scan more requests with --max-requests.",
	"evidence": {"percent": settings.coverage_percent, "minimum": minimum, "repositories": settings.repositories},
} if {
	minimum := input.params.minimum
	some settings in input.settings
	settings.coverage_percent < minimum
}

_severity(percent, minimum) := "high" if {
	percent * 2 < minimum
} else := "medium"
