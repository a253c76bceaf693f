package rollcall.leak_not_rotated_test

import data.rollcall.leak_not_rotated as policy

_leak := {"days": 30, "at": {"path": "config.js", "line": 3}, "test_data": false, "expired": false, "confidence": "high", "issued": true}

_identity := {"id": "x", "name": "API_KEY", "scope": "acme/app", "stored": {"level": "repository", "flags": "--repo acme/app"}, "days_since_rotation": 100, "exposures": [_leak]}

_findings(change) := f if {
	f := policy.findings with input as {"params": {"grace_days": 1}, "identities": [object.union(_identity, change)]}
}

_with(leak) := _findings({"exposures": [object.union(_leak, leak)]})

test_not_rotated if {
	some f in _findings({})
	f.severity == "critical"
	f.message == "A value of API_KEY leaked 30 days ago (config.js), and the secret was last set 100 days ago."
	f.at.path == "config.js"
}

test_severity[case.want] if {
	some case in [
		{"leak": {"issued": false}, "want": "high"},
		{"leak": {"issued": false, "alert": {"validity": "active"}}, "want": "critical"},
	]
	some f in _with(case.leak)
	f.severity == case.want
}

test_by_alert if {
	some f in policy.findings with input as {"params": {"grace_days": 1}, "identities": [object.union(_identity, {"exposures": [object.union(
		object.remove(_leak, ["days"]),
		{"at": {"path": ""}, "alert": {"days": 20, "place": "issue 4"}},
	)]})]}
	f.message == "A value of API_KEY leaked 20 days ago (issue 4), and the secret was last set 100 days ago."
}

test_the_earlier_counts if {
	some f in _with({"alert": {"days": 60}})
	f.evidence.leaked_days_ago == 60
}

# Every line counts, and the worst of several leaks is the one that is told.
test_the_worst_with_all_places if {
	some f in _findings({"exposures": [
		object.union(_leak, {"issued": false, "at": {"path": "a.env", "line": 1}}),
		object.union(_leak, {"presence": "history", "again": [{"path": "config.js", "line": 9}]}),
	]})
	f.severity == "critical"
	f.at == {"path": "config.js", "line": 3}
	f.related == [{"path": "config.js", "line": 9}, {"path": "a.env", "line": 1}]
	f.evidence.places == 3
}

# Without a date nobody knows whether it was rotated since.
test_undated[case.note] if {
	some case in [
		{"note": "alone", "exposures": [object.remove(_leak, ["days"])], "want": set()},
		{"note": "beside one that was rotated since", "exposures": [object.union(_leak, {"days": 200}), object.remove(_leak, ["days"])], "want": set()},
		{"note": "doubtful", "exposures": [object.union(object.remove(_leak, ["days"]), {"confidence": "low"})], "want": {"x"}},
		{"note": "dated", "exposures": [object.union(_leak, {"days": 200})], "want": {"x"}},
		{"note": "today", "exposures": [object.union(_leak, {"days": 1})], "want": {"x"}},
	]
	policy.passes == case.want with input as {"params": {"grace_days": 1}, "identities": [object.union(_identity, {"exposures": case.exposures})]}
}

test_quiet[case.note] if {
	some case in [
		{"note": "rotated since", "change": {"days_since_rotation": 10}},
		{"note": "GitHub was not asked", "change": {"stored": {"level": false}}},
		{"note": "doubtful", "change": {"exposures": [object.union(_leak, {"confidence": "low"})]}},
		{"note": "dead", "change": {"exposures": [object.union(_leak, {"alert": {"validity": "inactive"}})]}},
		{"note": "today", "change": {"exposures": [object.union(_leak, {"days": 0})]}},
	]
	count(_findings(case.change)) == 0
}

test_passes if policy.passes == {"y"} with input.identities as [_identity, {"id": "y", "exposures": []}]
