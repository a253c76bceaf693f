package rollcall.policy_weakened_test

import data.rollcall.policy_weakened as policy

_changes := {
	"policy_removed": "This change removes the policy p (before).",
	"policy_edited": "This change rewrites the policy p.",
	"mode_lowered": "This change turns p from before to after.",
	"severity_lowered": "This change turns p from before to after.",
	"parameter_changed": "This change changes the parameter s of p from before to after.",
	"exception_added": "This change excepts s from p (after).",
	"exception_lengthened": "This change lengthens the exception of s from p, from before to after.",
	"fail_on_loosened": "This change lets the check fail on after instead of before.",
	"path_excluded": "This change takes s out of the scan.",
	"detection_changed": "This change changes what counts as a leaked credential (s).",
	"credential_silenced": "This change adds a credential at s, and asks in a comment that it does not count (after).",
	"declarations_broken": "This change breaks what the repository is judged by: after.",
	"expiry_moved": "This change moves the expiry of s from before to after.",
	"rotation_lengthened": "This change lets s be rotated every after days instead of before.",
	"agent_allowed_more": "This change lets the agent s reach more secrets: after.",
}

_change(kind, enforced) := {"kind": kind, "policy": "p", "subject": "s", "before": _before(kind), "after": "after", "enforced": enforced}

_before("credential_silenced") := "new"

_before(kind) := "before" if kind != "credential_silenced"

_finding(kind, enforced) := f if {
	some f in policy.findings with input.changes as [_change(kind, enforced)]
}

test_message[kind] if {
	some kind, want in _changes
	_finding(kind, false).message == want
}

test_silenced if {
	known := object.union(_change("credential_silenced", true), {"before": "known"})
	some f in policy.findings with input.changes as [known]
	f.message == "This change asks in a comment that the credential at s does not count any more (after)."
	startswith(f.fix, "The comment counts once it is merged")
	f.severity == "high"
}

test_severity[case.note] if {
	some case in [
		{"note": "could fail", "kind": "mode_lowered", "enforced": true, "want": "high"},
		{"note": "could not", "kind": "mode_lowered", "enforced": false, "want": "medium"},
		{"note": "a date", "kind": "expiry_moved", "enforced": false, "want": "low"},
		{"note": "unsure", "kind": "parameter_changed", "enforced": true, "want": "medium"},
		{"note": "unsure, could not", "kind": "policy_edited", "enforced": false, "want": "low"},
	]
	f := _finding(case.kind, case.enforced)
	f.severity == case.want
	advisory := case.want != "high"
	f.advisory == advisory
}

test_place if {
	at := {"path": ".rollcall/config.yaml", "line": 4}
	some f in policy.findings with input.changes as [object.union(_change("mode_lowered", true), {"at": at})]
	f.at == at
	_finding("mode_lowered", true).at == {"path": ""}
}

test_key_tells_them_apart if {
	_finding("mode_lowered", true).key == "mode_lowered/p/s"
}
