package rollcall.org_secret_all_repositories_test

import data.rollcall.org_secret_all_repositories as policy

_identity := {"id": "x", "name": "API_KEY", "scope": "acme", "unused_in": [], "identifier": false, "stored": {"store": "actions", "level": "organization", "visibility": "all"}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_all if {
	some f in _findings({})
	f.severity == "medium"
	f.message == "API_KEY is granted to all repositories of acme."
}

test_counts if {
	some f in _findings({"consumers_known": true, "stored": {"visibility": "private", "store": "dependabot", "granted": 40, "used_by": 3}})
	f.message == "API_KEY is granted to all private repositories of acme; of 40 that were read, 3 use it."
	contains(f.fix, "--org acme --app dependabot --repos")
}

test_severity[case.want] if {
	some case in [{"change": {"criticality": "critical"}, "want": "high"}, {"change": {"identifier": true}, "want": "low"}]
	some f in _findings(case.change)
	f.severity == case.want
}

test_quiet[case.note] if {
	some case in [
		{"note": "selected", "change": {"stored": {"visibility": "selected"}}},
		{"note": "a variable", "change": {"stored": {"store": "variables"}}},
		{"note": "of a repository", "change": {"stored": {"level": "repository"}}},
	]
	count(_findings(case.change)) == 0
}
