package rollcall.max_tokens_test

import data.rollcall.max_tokens as policy

_findings(static) := f if {
	f := policy.findings with input as {"params": {"maximum": 50}, "summary": {"static": static}}
}

test_above if {
	some f in _findings(51)
	f.message == "The inventory holds 51 stored credentials; the maximum is 50."
}

test_at_the_maximum if count(_findings(50)) == 0
