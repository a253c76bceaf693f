# METADATA
# scope: package
# title: Credential in source or history
# description: >-
#   The value of a credential is in a file of the repository, or in a commit that can still be read.
#   Whoever can read the repository can use it, and removing the line does not take it back.
# related_resources:
#   - ref: https://owasp.org/www-project-non-human-identities-top-10/2025/2-secret-leakage/
#     description: OWASP NHI2:2025 Secret Leakage
#   - ref: https://docs.github.com/en/code-security/secret-scanning/working-with-secret-scanning-and-push-protection/remediating-a-leaked-secret
#     description: GitHub, remediating a leaked secret
# custom:
#   severity: high
#   severities: [low, medium, critical]
#   confidence: high
#   categories: [NHI2]
#   mode: enforced
#   remediation: >-
#     Revoke or rotate the credential where it was issued first; then keep it in a secret store and read it from there.
package rollcall.leaked_credential

findings contains {
	"identity": identity.id,
	"severity": severity,
	"advisory": _advisory(identity, leak, severity),
	"message": _message(identity, leak),
	"fix": _fix(identity, leak),
	"at": leak.at,
	"related": array.slice(places, 1, count(places)),
	"evidence": object.union(_alert(leak), {
		"rule": leak.rule,
		"presence": leak.presence,
		"places": count(places),
		"commit": object.get(leak, "commit", ""),
		"ref": object.get(leak, "ref", ""),
		"preview": object.get(leak, "preview", ""),
		"issued": leak.issued,
		"test_data": leak.test_data,
	}),
} if {
	some identity in input.identities

	# The worst first; among equals the order of the input, the most visible first.
	leaks := [e | some severity in _severities; some e in identity.exposures; _leaked(e); _severity(identity, e) == severity]
	leak := leaks[0]
	places := [at | some e in leaks; some at in array.concat([e.at], object.get(e, "again", []))]
	severity := _severity(identity, leak)
}

# A variable that holds a credential has a policy of its own.
_leaked(e) if not _in_variable(e)

_in_variable(e) if {
	e.at.path == ""
	startswith(e.alert.place, "variable ")
}

_severities := ["critical", "high", "medium", "low"]

# What anybody proposes fails nobody's check, unless it works.
_advisory(identity, leak, severity) if {
	severity == "low"
} else if {
	leak.proposed
	not leak.alert.validity == "active"
} else if {
	_unproved(identity, leak)
} else := false

# A name and a value that looks random are evidence, and no proof: worth a look, and no failed check.
# A secret of that name, which jobs use, is one more witness.
_unproved(identity, e) if {
	identity.system == "git"
	e.confidence == "medium"
	not e.issued
	not e.alert.validity == "active"
}

# Critical is what its issuer says works, what works for money, and what a provider evidently issued and anybody can read now.
_severity(identity, e) := "critical" if {
	e.alert.validity == "active"
} else := "critical" if {
	_valid(e)
	e.alert.public
} else := "critical" if {
	_valid(e)
	e.livemode == "live"
} else := "critical" if {
	_valid(e)
	e.issued
	e.presence in {"head", "branch"}
	not e.test_data
} else := "high" if {
	_valid(e)
	e.issued
} else := "high" if {
	_valid(e)
	not _doubtful(e)
	not _unproved(identity, e)
} else := "medium" if {
	_valid(e)
	not _doubtful(e)
} else := "medium" if {
	e.livemode == "test"
	not _ended(e)
	not _doubtful(e)
} else := "low"

_valid(e) if {
	not _ended(e)
	not e.livemode == "test"
}

_ended(e) if e.expired

_ended(e) if e.alert.validity == "inactive"

# Somebody has dealt with it, and its issuer does not say otherwise.
_ended(e) if e.alert.state == "resolved"

_doubtful(e) if e.test_data

_doubtful(e) if e.confidence == "low"

_doubtful(e) if e.checksum == "invalid"

_message(identity, e) := sprintf("%s is %s%s.", [_what(identity), _where(e), _works(e)]) if identity.system != "git"

_message(identity, e) := sprintf("The id of a key is %s, and no secret beside it%s.", [_where(e), _shown(e)]) if {
	identity.system == "git"
	e.doubt == "lone_id"
}

_message(identity, e) := sprintf("%s credential is %s%s%s.", [_kind(identity, e), _where(e), _shown(e), _works(e)]) if {
	identity.system == "git"
	not e.doubt == "lone_id"
}

# GitHub knows the other half of the key, and so what whoever has the file can do.
_what(identity) := sprintf("The deploy key %s, which %s %s,", [identity.name, _reach[identity.level], identity.scope]) if {
	identity.kind == "deploy_key"
} else := sprintf("The SSH key %s of %s, which opens all that its holder reaches,", [identity.name, identity.holder]) if {
	identity.kind == "ssh_key"
} else := sprintf("The value of %s", [identity.name])

_reach := {"read": "reads", "write": "writes to"}

_works(e) := ", and its issuer says that it works" if {
	e.alert.validity == "active"
} else := ", and its issuer says that it is dead" if {
	e.alert.validity == "inactive"
} else := ", and its alert is closed" if {
	e.alert.state == "resolved"
} else := ", and it was seen in public" if {
	e.alert.public
} else := ""

_unsure(identity, e) if _severity(identity, e) == "low"

_unsure(identity, e) if _unproved(identity, e)

# Some services of the catalogue are named after their credential: "Slack incoming webhook".
_kind(identity, e) := "What may be a" if {
	_unsure(identity, e)
} else := "A"

_shown(e) := sprintf(": %s (%s)", [_named(e), e.preview]) if {
	e.preview
	e.preview != "…"
} else := sprintf(": %s", [_named(e)])

_named(e) := object.get(e, "service", object.get(e, "found", e.rule))

_where(e) := sprintf("in %s", [object.get(e, ["alert", "place"], "a place that GitHub's alert names")]) if {
	e.at.path == ""
} else := sprintf("in the message of %s", [_ref(e)]) if {
	e.at.path == "tag message"
	e.ref
} else := sprintf("in the message of commit %s, on %s", [substring(e.commit, 0, 9), _ref(e)]) if {
	_of_message(e)
	e.ref
} else := sprintf("in the message of commit %s", [substring(e.commit, 0, 9)]) if {
	_of_message(e)
} else := sprintf("in %s, not committed yet", [e.at.path]) if {
	e.presence == "worktree"
} else := sprintf("in %s on %s%s", [e.at.path, _ref(e), _commit(e)]) if {
	e.presence == "branch"
} else := sprintf("in the history of %s, on %s%s", [e.at.path, _ref(e), _commit(e)]) if {
	e.presence == "history"
	e.ref
} else := sprintf("in the history of %s%s", [e.at.path, _commit(e)]) if {
	e.presence == "history"
} else := sprintf("in %s", [e.at.path])

# What a commit's message holds is told under a path that says so.
_of_message(e) if {
	e.at.path == "commit message"
	e.commit
}

_ref(e) := sprintf("%s (a proposal, which strangers make too)", [e.ref]) if {
	e.proposed
} else := sprintf("branch %s", [trim_prefix(trim_prefix(e.ref, "refs/heads/"), "refs/remotes/")]) if {
	regex.match(`^refs/(heads|remotes)/`, e.ref)
} else := sprintf("tag %s", [trim_prefix(e.ref, "refs/tags/")]) if {
	startswith(e.ref, "refs/tags/")
} else := e.ref if {
	e.ref
} else := "another branch"

# Where to look: the working tree does not have it.
_commit(e) := sprintf(" at %s", [substring(e.commit, 0, 9)]) if {
	object.get(e, "commit", "") != ""
} else := ""

# A line of the past takes no comment any more.
_fix(identity, e) := sprintf("If it still works, revoke it %s; then close its alert%s.", [_issuer(e), _page(e)]) if {
	_unsure(identity, e)
	e.alert
} else := sprintf("If it is real, revoke it; if it never was, list it in .gitleaksignore: %s:%s:%s:%d.", [e.commit, e.at.path, e.rule, object.get(e.at, "line", 0)]) if {
	_unsure(identity, e)
	e.presence in {"history", "branch"}
	e.commit
} else := "If it is real, revoke it; if it never was, write a comment `rollcall:ignore <reason>` on its line." if {
	_unsure(identity, e)
} else := "Take it out before you commit, and keep it in a secret store." if {
	e.presence == "worktree"
} else := sprintf("Make a new pair of keys, set the secret %s to its private half (%s), and take out the public half of this one wherever it is trusted.", [identity.name, _consumers(identity)]) if {
	identity.kind == "ci_secret"
	e.self_made
} else := sprintf("Make a new key and set the secret %s to it (%s): %s.", [identity.name, _consumers(identity), _after]) if {
	identity.kind == "ci_secret"
	e.symmetric
} else := sprintf("Revoke it %s, issue a new one, and set the secret %s to it (%s).", [_issuer(e), identity.name, _consumers(identity)]) if {
	identity.kind == "ci_secret"
} else := sprintf("Delete the key at %s, and give the job that needs one another, kept in a secret store.", [identity.url]) if {
	identity.kind in {"deploy_key", "ssh_key"}
	identity.url
} else := "Make a new pair of keys, put the public half wherever that of this one is trusted and take that out; keep the private half in a secret store." if {
	e.self_made
} else := sprintf("Make a new key and set it wherever this one is used: %s; keep it in a secret store, not in a file.", [_after]) if {
	e.symmetric
} else := sprintf("Revoke it %s and issue a new one; keep that in a secret store, not in a file.", [_issuer(e)])

# Nobody can revoke a key that nobody issued.
_after := "what this one signed is worth nothing then, and what it encrypted has to be encrypted anew"

_issuer(e) := sprintf("at its issuer (%s)", [e.issuer]) if {
	e.issuer
} else := "where it was issued"

_consumers(identity) := sprintf("used by %s", [concat("; ", sort({sprintf("%s of %s", [_jobs(jobs), workflow]) |
	some workflow in {use.workflow | some use in identity.uses}
	jobs := sort({use.job | some use in identity.uses; use.workflow == workflow})
}))]) if {
	count(identity.uses) > 0
} else := "no job uses it"

_jobs(jobs) := sprintf("job %s", [jobs[0]]) if {
	count(jobs) == 1
} else := sprintf("jobs %s and %s", [concat(", ", array.slice(jobs, 0, count(jobs) - 1)), jobs[count(jobs) - 1]])

_page(e) := sprintf(": %s", [e.alert.url]) if {
	e.alert.url
} else := ""

_alert(e) := {"alert": object.get(e.alert, "url", ""), "validity": object.get(e.alert, "validity", "")} if {
	e.alert
} else := {}
