package rollcall.owner_departed_test

import data.rollcall.owner_departed as policy

_identity := {"id": "x", "name": "ci key", "system": "github", "lifetime": "static", "owner": "bob", "owner_present": false}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_departed if {
	some f in _findings({})
	f.severity == "high"
	f.message == "ci key belongs to bob, who is no longer a member of the organisation."
	startswith(f.fix, "Rotate ci key, and declare")
}

test_severity[case.want] if {
	some case in [{"change": {"criticality": "critical"}, "want": "critical"}, {"change": {"lifetime": "federated"}, "want": "medium"}]
	some f in _findings(case.change)
	f.severity == case.want
}

test_holder if {
	some f in policy.findings with input.identities as [object.union(object.remove(_identity, ["owner"]), {"holder": "eve"})]
	f.evidence.owner == "eve"
}

test_quiet[case.note] if {
	some case in [{"note": "a member", "change": {"owner_present": true}}, {"note": "in a file", "change": {"system": "git"}}]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"f"} with input.identities as [_identity, {"id": "f", "system": "git"}]
