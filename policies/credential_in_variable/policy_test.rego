package rollcall.credential_in_variable_test

import data.rollcall.credential_in_variable as policy

_identity := {"id": "x", "name": "STRIPE_SECRET_KEY", "service": "Stripe", "store": "actions-variable", "identifier": false, "exposures": [], "uses": [{"at": {"path": "ci.yml", "line": 3}}, {"at": {"path": "ci.yml", "line": 9}}]}

_findings(change) := f if {
	f := policy.findings with input as {"identities": [object.union(_identity, change)]}
}

test_variable if {
	some f in _findings({})
	f.message == "The variable STRIPE_SECRET_KEY has the name of a credential (Stripe), and is no secret."
	f.related == [{"path": "ci.yml", "line": 9}]
}

test_quiet[case.note] if {
	some case in [
		{"note": "a secret", "change": {"store": "actions-secret"}},
		{"note": "no credential", "change": {"identifier": true}},
	]
	count(_findings(case.change)) == 0
}

_value := {"at": {"path": ""}, "alert": {"place": "variable STRIPE_SECRET_KEY of acme/app"}, "service": "Stripe", "confidence": "high", "issued": true, "expired": false, "preview": "sk_…9X"}

_held(change, value) := f if {
	some f in _findings(object.union({"exposures": [object.union(_value, value)]}, change))
}

test_value[case.note] if {
	some case in [
		{"note": "a value", "change": {}, "value": {}, "want": "high"},
		{"note": "in production", "change": {"environment": "production"}, "value": {}, "want": "critical"},
		{"note": "for money", "change": {}, "value": {"livemode": "live"}, "want": "critical"},
		{"note": "whatever its name", "change": {"identifier": true}, "value": {}, "want": "high"},
	]
	f := _held(case.change, case.value)
	f.severity == case.want
	f.advisory == false
	f.message == "The variable STRIPE_SECRET_KEY of acme/app holds a credential (Stripe)."
	startswith(f.fix, "Issue it anew as the secret STRIPE_SECRET_KEY, write secrets.STRIPE_SECRET_KEY")
}

test_the_name_alone_is_advisory if {
	some f in _findings({})
	f.advisory
	f.severity == "medium"
	startswith(f.fix, "If it holds one, issue it anew")
}

test_doubtful_values_do_not_count[note] if {
	some note, value in {"confidence": {"confidence": "low"}, "expired": {"expired": true}, "in a file": {"at": {"path": "a.js"}}, "elsewhere": {"alert": {"place": "issue 4"}}}
	_held({}, value).advisory
}

test_one_whose_name_says_nothing if {
	found := {"id": "y", "name": "DATABASE_URL", "store": "file", "identifier": true, "service": "", "uses": [], "exposures": [_value]}
	some f in policy.findings with input.identities as [found]
	f.severity == "high"
}

test_agents_variable if {
	some f in _findings({"store": "agents-variable"})
	f.fix == "If it holds one, issue it anew as the agent's secret STRIPE_SECRET_KEY, and delete the variable."
}
