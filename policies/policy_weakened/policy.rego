# METADATA
# scope: package
# title: Change that weakens the policies
# description: >-
#   A change removes or loosens what the repository is judged by: a policy, an exception, the configuration or the registry.
#   The base decides about the change itself; after it is merged the weaker rules decide.
# custom:
#   severity: high
#   severities: [low, medium]
#   confidence: high
#   mode: enforced
#   subject: changes
#   remediation: Let an owner of the policies approve it, or leave it out.
package rollcall.policy_weakened

findings contains {
	"identity": "",
	"key": sprintf("%s/%s/%s", [change.kind, object.get(change, "policy", ""), object.get(change, "subject", "")]),
	"severity": _severity(change),
	"advisory": _severity(change) != "high",
	"message": sprintf("This change %s.", [_what(change)]),
	"fix": _fix(change),
	"at": object.get(change, "at", {"path": ""}),
	"evidence": {"kind": change.kind, "policy": object.get(change, "policy", ""), "before": object.get(change, "before", ""), "after": object.get(change, "after", "")},
} if {
	some change in input.changes
}

_fix(change) := "The comment counts once it is merged, and not for this check. If the value is made up, let an owner approve the line; else revoke it and take it out." if {
	change.kind == "credential_silenced"
} else := "If it is meant, let an owner of the policies approve it (CODEOWNERS of .rollcall/ and .github/rollcall.yaml); else leave it out."

# High is what surely takes a reason to fail from the check; whether another rule or parameter is weaker, a person has to say.
_severity(change) := "medium" if {
	change.kind in _unsure
	change.enforced
} else := "low" if {
	change.kind in _unsure
} else := "high" if {
	change.enforced
} else := "medium" if {
	change.kind in {"policy_removed", "mode_lowered", "exception_added"}
} else := "low"

_unsure := {"policy_edited", "parameter_changed", "detection_changed"}

_what(change) := sprintf("removes the policy %s (%s)", [change.policy, change.before]) if change.kind == "policy_removed"

_what(change) := sprintf("rewrites the policy %s", [change.policy]) if change.kind == "policy_edited"

_what(change) := sprintf("turns %s from %s to %s", [change.policy, change.before, change.after]) if {
	change.kind in {"mode_lowered", "severity_lowered"}
}

_what(change) := sprintf("changes the parameter %s of %s from %s to %s", [change.subject, change.policy, change.before, change.after]) if {
	change.kind == "parameter_changed"
}

_what(change) := sprintf("excepts %s from %s (%s)", [change.subject, change.policy, change.after]) if change.kind == "exception_added"

_what(change) := sprintf("lengthens the exception of %s from %s, from %s to %s", [change.subject, change.policy, change.before, change.after]) if {
	change.kind == "exception_lengthened"
}

_what(change) := sprintf("lets the check fail on %s instead of %s", [change.after, change.before]) if change.kind == "fail_on_loosened"

_what(change) := sprintf("takes %s out of the scan", [change.subject]) if change.kind == "path_excluded"

_what(change) := sprintf("changes what counts as a leaked credential (%s)", [change.subject]) if change.kind == "detection_changed"

_what(change) := sprintf("asks in a comment that the credential at %s does not count any more (%s)", [change.subject, change.after]) if {
	change.kind == "credential_silenced"
	change.before == "known"
}

_what(change) := sprintf("adds a credential at %s, and asks in a comment that it does not count (%s)", [change.subject, change.after]) if {
	change.kind == "credential_silenced"
	change.before == "new"
}

_what(change) := sprintf("breaks what the repository is judged by: %s", [change.after]) if change.kind == "declarations_broken"

_what(change) := sprintf("moves the expiry of %s from %s to %s", [change.subject, change.before, change.after]) if change.kind == "expiry_moved"

_what(change) := sprintf("lets %s be rotated every %s days instead of %s", [change.subject, change.after, change.before]) if {
	change.kind == "rotation_lengthened"
}

_what(change) := sprintf("lets the agent %s reach more secrets: %s", [change.subject, change.after]) if change.kind == "agent_allowed_more"
