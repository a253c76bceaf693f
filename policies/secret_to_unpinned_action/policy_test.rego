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

test_which_secret_goes_is_computed if {
	use := {"workflow": "ci.yml", "job": "test", "route": "dynamic", "at": {"path": "ci.yml", "line": 4}, "action": _action}
	some f in policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "all secrets", "all_secrets": true, "uses": [use]}],
	}
	f.message == "A secret whose name an expression gives goes to codecov/codecov-action@v5, which can change without a commit here."
}

# What the action is given by name as well is one thing to mend.
test_variable_of_a_job_given_too if {
	use := {"workflow": "ci.yml", "job": "test", "level": "step", "route": "with", "at": {"path": "ci.yml", "line": 9}, "action": _action}
	f := policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "TOKEN", "uses": [use, object.union(use, {"level": "job", "route": "env"})]}],
	}
	{one.key | some one in f} == {"codecov/codecov-action"}
}

test_variable_of_a_job[case.level] if {
	some case in [
		{"level": "job", "where": "job test of ci.yml"},
		{"level": "workflow", "where": "all jobs of ci.yml"},
	]
	use := {"workflow": "ci.yml", "job": "test", "level": case.level, "route": "env", "at": {"path": "ci.yml", "line": 4}, "action": _action}
	other := object.union(_action, {"raw": "a/b@v1", "name": "a/b", "owner": "a", "pinned_as": "a/b@<commit> # v1"})
	f := policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "TOKEN", "uses": [use, object.union(use, {"action": other}), object.union(use, {"action": {"mutable": false}})]}],
	}
	count(f) == 1
	some one in f
	one.message == sprintf("The variables of %s go to a/b@v1 and codecov/codecov-action@v5, which can change without a commit here, and with them TOKEN.", [case.where])
	one.fix == "Set a secret in `env:` of the step alone that needs it, or pin: uses: a/b@<commit> # v1, codecov/codecov-action@<commit> # v5."
	one.key == sprintf("env %s", [case.where])
	one.evidence.actions == ["a/b@v1", "codecov/codecov-action@v5"]
}

test_variable_for_many if {
	use := {"workflow": "ci.yml", "job": "test", "level": "job", "route": "env", "at": {"path": "ci.yml", "line": 4}}
	f := policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "TOKEN", "uses": [used |
			some n in numbers.range(1, 5)
			used := object.union(use, {"action": object.union(_action, {"raw": sprintf("a/b%d@v1", [n])})})
		]}],
	}
	some one in f
	contains(one.message, "go to 5 actions (a/b1@v1, a/b2@v1, a/b3@v1, …), which")
}

test_variable_for_one if {
	use := {"workflow": "ci.yml", "job": "test", "level": "job", "route": "env", "at": {"path": "ci.yml", "line": 4}, "action": _action}
	some f in policy.findings with input as {
		"params": {"trusted_owners": []},
		"identities": [{"id": "x", "name": "TOKEN", "uses": [use]}],
	}
	f.message == "The variables of job test of ci.yml go to codecov/codecov-action@v5, which can change without a commit here, and with them TOKEN."
}
