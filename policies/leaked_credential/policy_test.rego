package rollcall.leaked_credential_test

import data.rollcall.leaked_credential as policy

_exposure := {
	"rule": "stripe-access-token",
	"at": {"path": "config.js", "line": 3},
	"presence": "head",
	"service": "Stripe",
	"issuer": "Stripe",
	"self_made": false,
	"confidence": "high",
	"issued": true,
	"expired": false,
	"test_data": false,
}

_identity(exposures) := {"id": "git:acme/app:exposed-credential:config.js#x", "name": "config.js", "system": "git", "exposures": exposures}

_only(changes) := finding if {
	some finding in policy.findings with input.identities as [_identity([object.union(_exposure, changes)])]
}

test_severity[case.note] if {
	some case in [
		{"note": "issued, in HEAD", "change": {}, "want": "critical"},
		{"note": "live, in history", "change": {"issued": false, "livemode": "live", "presence": "history"}, "want": "critical"},
		{"note": "issued, in history", "change": {"presence": "history"}, "want": "high"},
		{"note": "not evidently issued", "change": {"issued": false}, "want": "high"},
		{"note": "a name and randomness", "change": {"issued": false, "confidence": "medium"}, "want": "medium"},
		{"note": "a name and randomness, and it works", "change": {"issued": false, "confidence": "medium", "alert": {"validity": "active"}}, "want": "critical"},
		{"note": "for tests", "change": {"livemode": "test"}, "want": "medium"},
		{"note": "in test data", "change": {"issued": false, "test_data": true}, "want": "low"},
		{"note": "issued, in test data", "change": {"test_data": true}, "want": "high"},
		{"note": "the id alone", "change": {"issued": false, "confidence": "low", "doubt": "lone_id"}, "want": "low"},
		{"note": "low confidence", "change": {"issued": false, "confidence": "low"}, "want": "low"},
		{"note": "wrong checksum", "change": {"issued": false, "checksum": "invalid"}, "want": "low"},
		{"note": "expired", "change": {"expired": true}, "want": "low"},
		{"note": "works, says its issuer", "change": {"issued": false, "confidence": "low", "alert": {"validity": "active", "public": false}}, "want": "critical"},
		{"note": "seen in public", "change": {"issued": false, "alert": {"validity": "unknown", "public": true}}, "want": "critical"},
		{"note": "dead, says its issuer", "change": {"alert": {"validity": "inactive", "public": false}}, "want": "low"},
		{"note": "dealt with", "change": {"alert": {"state": "resolved", "public": false}}, "want": "low"},
		{"note": "an open alert", "change": {"alert": {"state": "open", "validity": "unknown", "public": false}}, "want": "critical"},
		{"note": "test key in test data", "change": {"livemode": "test", "test_data": true}, "want": "low"},
	]
	_only(case.change).severity == case.want
}

test_advisory_only_when_low if {
	_only({"confidence": "low", "issued": false}).advisory
	not _only({}).advisory
	not _only({"presence": "branch", "ref": "refs/heads/next"}).advisory
}

test_what_nothing_proves_is_advisory if {
	_only({"issued": false, "confidence": "medium"}).advisory
	not _only({"issued": false}).advisory
	not _only({"confidence": "medium"}).advisory
	not _only({"issued": false, "confidence": "medium", "alert": {"validity": "active"}}).advisory
}

test_a_secret_of_that_name_is_proof_enough if {
	secret := object.union(_identity([object.union(_exposure, {"issued": false, "confidence": "medium"})]), {"system": "github", "name": "DB_PASSWORD", "kind": "ci_secret"})
	some finding in policy.findings with input.identities as [secret]
	finding.severity == "high"
	not finding.advisory
}

# Anybody may propose anything.
test_a_proposal_is_advisory_unless_it_works if {
	_only({"presence": "branch", "ref": "refs/pull/7/head", "proposed": true}).advisory
	_only({"presence": "history", "ref": "refs/remotes/pull/7/merge", "proposed": true}).advisory
	not _only({"presence": "branch", "ref": "refs/pull/7/head", "proposed": true, "alert": {"validity": "active"}}).advisory
}

test_message[case.note] if {
	some case in [
		{"note": "head", "change": {}, "want": "A credential is in config.js: Stripe."},
		{"note": "history", "change": {"presence": "history"}, "want": "A credential is in the history of config.js: Stripe."},
		{"note": "history, commit", "change": {"presence": "history", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in the history of config.js at 1a2b3c4d5: Stripe."},
		{"note": "history of a branch", "change": {"presence": "history", "ref": "refs/heads/next", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in the history of config.js, on branch next at 1a2b3c4d5: Stripe."},
		{"note": "branch", "change": {"presence": "branch", "ref": "refs/remotes/origin/next", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in config.js on branch origin/next at 1a2b3c4d5: Stripe."},
		{"note": "proposal", "change": {"presence": "branch", "ref": "refs/pull/7/head", "proposed": true, "commit": "1a2b3c4d5e6f"}, "want": "A credential is in config.js on refs/pull/7/head (a proposal, which strangers make too) at 1a2b3c4d5: Stripe."},
		{"note": "tag", "change": {"presence": "history", "ref": "refs/tags/v1", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in the history of config.js, on tag v1 at 1a2b3c4d5: Stripe."},
		{"note": "a commit's message", "change": {"at": {"path": "commit message"}, "presence": "history", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in the message of commit 1a2b3c4d5: Stripe."},
		{"note": "a commit's message on a tag", "change": {"at": {"path": "commit message"}, "presence": "history", "ref": "refs/tags/v1", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in the message of commit 1a2b3c4d5, on tag v1: Stripe."},
		{"note": "a tag's message", "change": {"at": {"path": "tag message"}, "presence": "branch", "ref": "refs/tags/v1"}, "want": "A credential is in the message of tag v1: Stripe."},
		{"note": "another ref", "change": {"presence": "branch", "ref": "refs/stash", "commit": "1a2b3c4d5e6f"}, "want": "A credential is in config.js on refs/stash at 1a2b3c4d5: Stripe."},
		{"note": "no ref is known", "change": {"presence": "branch"}, "want": "A credential is in config.js on another branch: Stripe."},
		{"note": "worktree", "change": {"presence": "worktree"}, "want": "A credential is in config.js, not committed yet: Stripe."},
		{"note": "with a preview", "change": {"preview": "sk_live_…9X"}, "want": "A credential is in config.js: Stripe (sk_live_…9X)."},
		{"note": "the id alone", "change": {"doubt": "lone_id", "issued": false, "confidence": "low"}, "want": "The id of a key is in config.js, and no secret beside it: Stripe."},
		{"note": "nothing to show", "change": {"preview": "…"}, "want": "A credential is in config.js: Stripe."},
		{"note": "works", "change": {"alert": {"validity": "active"}}, "want": "A credential is in config.js: Stripe, and its issuer says that it works."},
		{"note": "dead", "change": {"alert": {"validity": "inactive"}}, "want": "What may be a credential is in config.js: Stripe, and its issuer says that it is dead."},
		{"note": "closed", "change": {"alert": {"state": "resolved"}}, "want": "What may be a credential is in config.js: Stripe, and its alert is closed."},
		{"note": "public", "change": {"alert": {"public": true}}, "want": "A credential is in config.js: Stripe, and it was seen in public."},
		{"note": "no file", "change": {"at": {"path": "", "line": 0}, "alert": {"place": "issue 4 of acme/app"}}, "want": "A credential is in issue 4 of acme/app: Stripe."},
		{"note": "doubtful", "change": {"issued": false, "confidence": "low"}, "want": "What may be a credential is in config.js: Stripe."},
	]
	_only(case.change).message == case.want
}

test_message_without_service if {
	e := object.remove(_exposure, ["service", "issuer"])
	some f in policy.findings with input.identities as [_identity([e])]
	f.message == "A credential is in config.js: stripe-access-token."
	some h in policy.findings with input.identities as [_identity([object.union(e, {"found": "a password in a command"})])]
	h.message == "A credential is in config.js: a password in a command."
	some g in policy.findings with input.identities as [object.union(_identity([e]), {"system": "github", "name": "STRIPE_KEY"})]
	g.message == "The value of STRIPE_KEY is in config.js."
	startswith(g.fix, "Revoke it where it was issued and issue")
}

test_fix[case.note] if {
	some case in [
		{"note": "issuer", "change": {}, "want": "Revoke it at its issuer (Stripe) and issue"},
		{"note": "closed alert", "change": {"alert": {"state": "resolved", "url": "https://github.com/a/1"}}, "want": "If it still works, revoke it at its issuer (Stripe); then close its alert: https://github.com/a/1."},
		{"note": "alert without a page", "change": {"alert": {"validity": "inactive"}}, "want": "If it still works, revoke it at its issuer (Stripe); then close its alert."},
		{"note": "low", "change": {"expired": true}, "want": "If it is real"},
		{"note": "worktree", "change": {"presence": "worktree"}, "want": "Take it out before you commit"},
	]
	startswith(_only(case.change).fix, case.want)
}

test_worst_place_first if {
	history := object.union(_exposure, {"presence": "history", "at": {"path": "a.js", "line": 1}})
	some f in policy.findings with input.identities as [_identity([history, _exposure])]
	f.at == _exposure.at
	f.related == [history.at]
	f.evidence.places == 2
}

test_each_line_is_a_place if {
	again := {"path": "config.js", "line": 9}
	history := object.union(_exposure, {"presence": "history", "at": {"path": "a.js", "line": 1}})
	some f in policy.findings with input.identities as [_identity([history, object.union(_exposure, {"again": [again]})])]
	f.at == _exposure.at
	f.related == [again, history.at]
	f.evidence.places == 3
}

test_nothing_exposed if {
	count(policy.findings) == 0 with input.identities as [_identity([])]
}

test_fix_of_a_secret if {
	secret := object.union(_identity([_exposure]), {"kind": "ci_secret", "name": "STRIPE_KEY", "system": "github", "uses": []})
	some unused in policy.findings with input.identities as [secret]
	unused.fix == "Revoke it at its issuer (Stripe), issue a new one, and set the secret STRIPE_KEY to it (no job uses it)."
	uses := [{"workflow": "ci.yml", "job": "test"}, {"workflow": "ci.yml", "job": "test"}]
	some used in policy.findings with input.identities as [object.union(secret, {"uses": uses})]
	used.fix == "Revoke it at its issuer (Stripe), issue a new one, and set the secret STRIPE_KEY to it (used by job test of ci.yml)."
	jobs := [{"workflow": workflow, "job": job} | some workflow, named in {"ci.yml": ["test", "staging", "build"], "cd.yml": ["production", "canary"], "on.yml": ["x"]}; some job in named]
	some more in policy.findings with input.identities as [object.union(secret, {"uses": jobs})]
	endswith(more.fix, "(used by job x of on.yml; jobs build, staging and test of ci.yml; jobs canary and production of cd.yml).")
}

# A line of the past takes no comment any more.
test_doubtful_in_history if {
	finding := _only({"issued": false, "confidence": "low", "presence": "history", "commit": "1a2b"})
	finding.fix == "If it is real, revoke it; if it never was, list it in .gitleaksignore: 1a2b:config.js:stripe-access-token:3."
}

test_issuer_only_where_there_is_one if {
	some f in policy.findings with input.identities as [_identity([object.remove(_exposure, ["issuer"])])]
	startswith(f.fix, "Revoke it where it was issued and issue a new one")
	startswith(_only({}).fix, "Revoke it at its issuer (Stripe) and issue a new one")
}

# Nobody issued it, so that nobody can revoke it.
# Nobody issued what signs sessions or encrypts data, and it has no public half.
test_symmetric if {
	startswith(_only({"symmetric": true}).fix, "Make a new key and set it wherever this one is used: what this one signed")
	some f in policy.findings with input.identities as [object.union(_identity([object.union(_exposure, {"symmetric": true})]), {"kind": "ci_secret", "system": "github", "name": "APP_KEY", "uses": []})]
	startswith(f.fix, "Make a new key and set the secret APP_KEY to it (no job uses it): what this one signed")
}

test_own_key_is_replaced if {
	startswith(_only({"self_made": true}).fix, "Make a new pair of keys, put the public half wherever")
	secret := object.union(_identity([object.union(_exposure, {"self_made": true})]), {"kind": "ci_secret", "name": "DEPLOY_KEY", "system": "github", "uses": []})
	some f in policy.findings with input.identities as [secret]
	f.fix == "Make a new pair of keys, set the secret DEPLOY_KEY to its private half (no job uses it), and take out the public half of this one wherever it is trusted."
}

test_a_variable_has_its_own_policy if {
	count(policy.findings) == 0 with input.identities as [_identity([object.union(_exposure, _at("variable STRIPE_KEY of acme/app"))])]
	count(policy.findings) == 1 with input.identities as [_identity([object.union(_exposure, _at("issue 4 of acme/app"))])]
}

_at(place) := {"at": {"path": "", "line": 0}, "alert": {"place": place}}

test_alert_in_evidence if {
	_only({"alert": {"validity": "unknown", "url": "https://github.com/a/1"}}).evidence.alert == "https://github.com/a/1"
	not _only({}).evidence.alert
}

# GitHub knows the public half of the key, and what that opens.
test_a_key_says_what_it_opens[case.note] if {
	some case in [
		{"note": "deploy key that writes", "change": {"kind": "deploy_key", "level": "write"}, "want": "The deploy key pusher, which writes to acme/shop, is in config.js."},
		{"note": "deploy key that reads", "change": {"kind": "deploy_key", "level": "read"}, "want": "The deploy key pusher, which reads acme/shop, is in config.js."},
		{"note": "somebody's key", "change": {"kind": "ssh_key", "holder": "bob"}, "want": "The SSH key pusher of bob, which opens all that its holder reaches, is in config.js."},
	]
	key := object.union({"name": "pusher", "system": "github", "scope": "acme/shop", "url": "https://github.com/acme/shop/settings/keys"}, case.change)
	some f in policy.findings with input.identities as [object.union(_identity([_exposure]), key)]
	f.message == case.want
	f.fix == "Delete the key at https://github.com/acme/shop/settings/keys, and give the job that needs one another, kept in a secret store."
}
