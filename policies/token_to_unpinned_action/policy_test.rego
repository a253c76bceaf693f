package rollcall.token_to_unpinned_action_test

import data.rollcall.token_to_unpinned_action as policy

_action := {"raw": "softprops/action-gh-release@v2", "name": "softprops/action-gh-release", "owner": "softprops", "ref": "v2", "pin": "tag", "pinned_as": "softprops/action-gh-release@<commit> # v2"}

_ran(action) := {"action": action, "at": {"path": "ci.yml", "line": 9}}

_job := {"id": "release", "permissions": {"writes": ["contents", "issues"]}, "unpinned": [_ran(_action)]}

_findings(jobs, params) := f if {
	f := policy.findings with input as {
		"params": object.union({"scopes": ["all", "contents", "packages"], "trusted_owners": []}, params),
		"identities": [{
			"id": "x", "workflow": {"path": "ci.yml", "jobs": jobs},
			"uses": [{"job": "writes", "default_permissions": "write"}, {"job": "reads", "default_permissions": "read"}],
		}],
	}
}

_one(change) := _findings([object.union(_job, change)], {})

test_writes if {
	some f in _one({})
	f.message == "softprops/action-gh-release@v2 can change without a commit here, and in release of ci.yml can take a token that may write contents."
	f.fix == "Pin it: uses: softprops/action-gh-release@<commit> # v2. Or declare `permissions:` with less for the job."
	f.at == {"path": "ci.yml", "line": 9}
	f.related == []
	f.evidence == {"actions": ["softprops/action-gh-release@v2"], "jobs": ["release"], "scopes": ["contents"]}
}

test_writes_everything if {
	some f in _one({"permissions": {"writes": ["all"]}})
	endswith(f.message, "can take a token that may write everything.")
}

test_said_once if {
	image := _ran({"raw": "docker://alpine:3", "name": "docker://alpine:3", "pin": "tag", "pinned_as": "docker://alpine:3@sha256:<digest>"})
	findings := _findings([_job, object.union(_job, {"id": "image", "permissions": {"writes": ["packages"]}, "unpinned": [image]})], {})
	count(findings) == 1
	some f in findings
	f.message == "docker://alpine:3 and softprops/action-gh-release@v2 can change without a commit here, and in image and release of ci.yml can take a token that may write contents, packages."
	count(f.related) == 1
}

test_many if {
	some f in _findings([object.union(_job, {"id": id}) | some id in ["one", "two", "three"]], {})
	contains(f.message, "and in 3 jobs (one, three, …) of ci.yml")
}

test_default[id] if {
	some id, want in {"writes": 1, "reads": 0, "unknown": 0}
	count(_findings([object.remove(object.union(_job, {"id": id}), ["permissions"])], {})) == want
}

test_without_owner if count(_one({"unpinned": [_ran(object.remove(_action, ["owner"]))]})) == 1

test_quiet[case.note] if {
	some case in [
		{"note": "reads", "change": {"permissions": {"writes": []}}, "params": {}},
		{"note": "harmless", "change": {"permissions": {"writes": ["issues"]}}, "params": {}},
		{"note": "pinned", "change": {"unpinned": []}, "params": {}},
		{"note": "trusted", "change": {}, "params": {"trusted_owners": ["SoftProps"]}},
	]
	count(_findings([object.union(_job, case.change)], case.params)) == 0
}
