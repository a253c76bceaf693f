# METADATA
# scope: package
# title: Self-hosted runner within reach of public repositories
# description: >-
#   Workflows of public repositories may run on the machine. A stranger's pull request is then a stranger's program on it.
#   Where nobody told whether the repository is public, and its pull requests run there, the finding is milder.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, hardening for self-hosted runners
# custom:
#   severity: critical
#   severities: [medium, high]
#   confidence: high
#   categories: [NHI8]
#   kinds: [runner]
#   requires: [public_repositories]
#   remediation: Keep self-hosted runners for private repositories; run public ones on GitHub's.
package rollcall.runner_public

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("Public repositories may use the self-hosted runner %s%s.", [identity.name, _by(identity)]),
	"fix": _fix(identity),
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"group": object.get(identity.runner, "group", ""), "labels": identity.runner.labels, "uses": count(identity.uses)},
} if {
	some identity in input.identities
	identity.runner
	not _pool(identity)
	_public(identity)
}

# Without GitHub's word on the repository, its files tell what would be the case. Conditions of jobs do not matter: a pull
# request may change them.
findings contains {
	"identity": identity.id,
	"severity": "medium",
	"message": sprintf("Pull requests run on a self-hosted runner (%s): if the repository is public, anybody's code runs there.", [identity.name]),
	"fix": "Where the repository is public, run its pull requests on GitHub-hosted runners, or on ephemeral ones without access to your network.",
	"at": asked[0].at,
	"related": [use.at | some i, use in asked; i > 0],
	"evidence": {"group": "", "labels": labels, "uses": count(asked)},
} if {
	some identity in input.identities
	not identity.runner
	not identity.home_visibility
	labels := split(identity.name, ",")
	"self-hosted" in {lower(label) | some label in labels}
	asked := [use | some use in identity.uses; "pull_request" in use.events]
	count(asked) > 0
}

passes contains identity.id if {
	some identity in input.identities
	identity.runner
	identity.home_visibility in {"private", "internal"}
}

passes contains identity.id if {
	some identity in input.identities
	_pool(identity)
}

# The labels that jobs ask for stand for runners that are listed themselves.
_pool(identity) if {
	identity.runner
	identity.store == "runner"
}

_public(identity) if identity.public_repositories

_public(identity) if identity.home_visibility == "public"

_by(identity) := ": it is one's own" if {
	identity.home_visibility == "public"
} else := sprintf(", through its group %s", [identity.runner.group])

_fix(identity) := sprintf("Remove the runner from %s and use GitHub-hosted ones there.", [identity.scope]) if {
	identity.home_visibility == "public"
} else := sprintf("Take \"Allow public repositories\" from the runner group %s (organisation's settings, Actions, Runner groups).", [identity.runner.group])

# One that lives for a single job keeps nothing that a stranger could leave behind.
_severity(identity) := "high" if {
	identity.ephemeral
} else := "critical"
