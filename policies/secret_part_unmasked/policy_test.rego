package rollcall.secret_part_unmasked_test

import data.rollcall.secret_part_unmasked as policy

_findings(part) := f if {
	f := policy.findings with input as {"identities": [{
		"id": "x", "name": "CREDENTIALS",
		"uses": [{"workflow": "ci.yml", "job": "deploy", "at": {"path": "ci.yml", "line": 9}, "part": part}],
	}]}
}

test_part if {
	some f in _findings(true)
	f.message == "Job deploy of ci.yml takes a part out of CREDENTIALS, which logs do not hide: GitHub knows the secret as a whole."
	startswith(f.fix, "Store the parts of CREDENTIALS as secrets of their own")
	f.at == {"path": "ci.yml", "line": 9}
	f.key == "ci.yml/deploy"
}

test_whole if count(_findings(false)) == 0
