package rollcall.secret_to_unpinned_action_test

import data.rollcall.secret_to_unpinned_action as policy

_action := {"raw": "codecov/codecov-action@v5", "name": "codecov/codecov-action", "owner": "codecov", "ref": "v5", "pin": "tag", "mutable": true, "first_party": false, "pinned_as": "codecov/codecov-action@<commit> # v5"}

_findings(action, trusted) := f if {
	use := {"workflow": "ci.yml", "job": "test", "at": {"path": "ci.yml", "line": 4}, "action": action}
	f := policy.findings with input as {
		"params": {"trusted_owners": trusted},
		"identities": [{"id": "x", "name": "TOKEN", "uses": [use, object.remove(use, ["action"])]}],
	}
}

test_tag if {
	some f in _findings(_action, [])
	f.message == "TOKEN goes to codecov/codecov-action@v5, which can change without a commit here."
	f.fix == "Pin it: uses: codecov/codecov-action@<commit> # v5."
	f.key == "codecov/codecov-action"
}

test_without_owner if count(_findings(object.remove(_action, ["owner"]), [])) == 1

test_name_of_a_thing if {
	f := policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "GIT_NAME", "identifier": true, "uses": [{"workflow": "ci.yml", "job": "test", "at": {"path": "ci.yml", "line": 4}, "action": _action}]}],
	}
	count(f) == 0
}

test_quiet[case.note] if {
	some case in [
		{"note": "pinned", "change": {"mutable": false}, "trusted": []},
		{"note": "first party", "change": {"first_party": true}, "trusted": []},
		{"note": "trusted", "change": {}, "trusted": ["Codecov"]},
	]
	count(_findings(object.union(_action, case.change), case.trusted)) == 0
}

test_all_secrets_go if {
	use := {"workflow": "ci.yml", "job": "test", "at": {"path": "ci.yml", "line": 4}, "action": _action}
	some f in policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "all secrets", "all_secrets": true, "uses": [use]}],
	}
	f.message == "All secrets go to codecov/codecov-action@v5, which can change without a commit here."
}
