# METADATA
# scope: package
# title: Personal token used by automation
# description: >-
#   A workflow acts as a person: it uses that person's token, can do what the person can, and stops when the person leaves.
# related_resources:
#   - ref: https://owasp.org/www-project-non-human-identities-top-10/2025/10-human-use-of-nhi/
#     description: OWASP NHI10:2025 Human Use of NHI
# custom:
#   severity: high
#   severities: [low, medium]
#   confidence: medium
#   categories: [NHI10]
#   kinds: [ci_secret]
#   remediation: Use the workflow's own token or a GitHub App's; keep persons' tokens out of automation.
package rollcall.personal_token_in_ci

findings contains {
	"identity": identity.id,
	"severity": severity,
	"message": sprintf("%s %s.", [identity.name, reason]),
	"fix": sprintf("Replace %s by %s; then revoke it.", [identity.name, _instead(identity)]),
	"evidence": {"uses": count(identity.uses), "member": object.get(identity, "names_member", "")},
} if {
	some identity in input.identities
	identity.system == "github"
	not identity.identifier
	[severity, reason] := _personal(identity)
}

# A token of another service is no business of GitHub's.
_instead(identity) := "a token of the registry's organisation or of a robot there, or with ghcr.io by the workflow's GITHUB_TOKEN" if {
	object.get(identity, "service", "") != _packages
	count(identity.uses) > 0
	every use in identity.uses { use.action.name == "docker/login-action" }
} else := sprintf("a token of a project or a machine's account (%s)", [identity.service]) if {
	not object.get(identity, "service", "") in {"", _packages}
	not startswith(identity.service, "GitHub")
	not startswith(identity.service, "Generic")
} else := sprintf("a GitHub App's token for %s (actions/create-github-app-token)", [concat(" and ", elsewhere)]) if {
	# The workflow's own token ends at its repository.
	elsewhere := {use.repository | some use in identity.uses}
	count(elsewhere) in {1, 2}
} else := "the workflow's GITHUB_TOKEN where it needs no more than this repository, else by a GitHub App's token (actions/create-github-app-token)"

# What the value shows is certain, what the name says a hint, and a member's name in it a guess.
_personal(identity) := ["high", "is a personal access token: its value shows it"] if {
	identity.recognised_by == "value"
	identity.credential_kind in _tokens
} else := ["high", "is a personal access token: a value of it that was found shows it"] if {
	some e in identity.exposures
	e.issued
	e.kind in _tokens
} else := ["low", "is a personal access token, by its name of a machine's account"] if {
	_named(identity.name)
	_machine(identity.name)
} else := ["medium", "is a personal access token, as its name says"] if {
	_named(identity.name)
} else := ["medium", sprintf("is by its name for %s, which takes no stored credential but a personal access token", [identity.service])] if {
	identity.credential_kind in _tokens
	identity.service == _packages
} else := ["medium", "is by its name a personal access token"] if {
	identity.credential_kind in _tokens
} else := ["low", sprintf("bears the name of the member %s", [identity.names_member])] if {
	identity.names_member
}

_packages := "GHCR / GitHub Packages"

_tokens := {"pat_classic", "pat_fine"}

_named(name) if regex.match(`(^|_)PAT(_|$)`, name)

_named(name) if contains(name, "PERSONAL_ACCESS_TOKEN")

# It acts as no person; that it does not end by itself remains.
_machine(name) if regex.match(`(^|_)(BOT|ROBOT|MACHINE|SERVICE|SVC|AUTOMATION)(_|$)`, name)
