package rollcall.secret_to_downloaded_code_test

import data.rollcall.secret_to_downloaded_code as policy

_use := {
	"workflow": "ci.yml", "job": "deploy", "at": {"path": "ci.yml", "line": 9},
	"download": {"host": "get.example.com", "given": true, "at": {"path": "ci.yml", "line": 7}},
}

_findings(identity, hosts) := f if {
	f := policy.findings with input as {
		"params": {"trusted_hosts": hosts},
		"identities": [object.union({"id": "x", "name": "DEPLOY_KEY", "uses": [_use]}, identity)],
	}
}

test_given if {
	some f in _findings({}, [])
	f.severity == "high"
	f.message == "Job deploy of ci.yml runs what get.example.com sends, unseen, and gives it DEPLOY_KEY."
	f.at == {"path": "ci.yml", "line": 7}
	f.related == [{"path": "ci.yml", "line": 9}]
	f.key == "ci.yml/deploy"
	startswith(f.fix, "Download a fixed version from get.example.com, compare")
}

test_before if {
	some f in _findings({"uses": [object.union(_use, {"download": {"given": false}})]}, ["other.example.com"])
	f.severity == "medium"
	f.message == "Job deploy of ci.yml runs what get.example.com sends, unseen, and then uses DEPLOY_KEY."
	endswith(f.fix, "or use the secret in another job.")
}

test_quiet[case.note] if {
	some case in [
		{"note": "trusted", "identity": {}, "hosts": ["Get.Example.com"]},
		{"note": "names a thing", "identity": {"identifier": true}, "hosts": []},
		{"note": "nothing downloaded", "identity": {"uses": [object.remove(_use, ["download"])]}, "hosts": []},
	]
	count(_findings(case.identity, case.hosts)) == 0
}
