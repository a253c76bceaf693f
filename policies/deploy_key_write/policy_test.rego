package rollcall.deploy_key_write_test

import data.rollcall.deploy_key_write as policy

_identity := {"id": "x", "name": "mirror", "scope": "acme/app", "level": "write", "unknown": {}}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_write if {
	some f in _findings({"days_since_use": 3})
	f.severity == "medium"
	f.message == "The deploy key mirror may push to acme/app."
}

test_high[case.note] if {
	some case in [
		{"note": "critical", "change": {"criticality": "critical"}, "want": "may push to acme/app."},
		{"note": "never used", "change": {"unknown": {"days_since_use": "unset"}}, "want": ", and was never used."},
		{"note": "long unused", "change": {"days_since_use": 200}, "want": ", and was last used 200 days ago."},
	]
	some f in _findings(case.change)
	f.severity == "high"
	endswith(f.message, case.want)
}

test_quiet[case.note] if {
	some case in [{"note": "read-only", "change": {"level": "read"}}, {"note": "switched off", "change": {"status": "disabled"}}]
	count(_findings(case.change)) == 0
}
