# METADATA
# scope: package
# title: One credential in production and elsewhere
# description: >-
#   The same value, or the same machine, is used in production and in another environment, so that whoever gets into the weaker
#   one is in production as well.
# custom:
#   severity: high
#   severities: [medium]
#   confidence: high
#   categories: [NHI8]
#   requires: [stored]
#   remediation: Issue a credential of its own for each environment.
package rollcall.cross_environment

findings contains {
	"identity": identity.id,
	"message": sprintf("%s has the same value in production as %s in %s.", [identity.name, names[0].name, names[0].environment]),
	"fix": sprintf("Issue a credential of its own for %s, then rotate %s.", [names[0].environment, identity.name]),
	"evidence": {"identities": [other.id | some other in names]},
} if {
	some identity in input.identities
	identity.environment == "production"
	names := [other | some other in identity.same_value; other.environment in {"staging", "development", "ci"}]
	count(names) > 0
}

findings contains {
	"identity": identity.id,
	"key": "stored once",
	"message": sprintf("%s is kept once, by the %s, and used in production and in %s.", [identity.name, identity.stored.level, concat(", ", identity.lesser_environments)]),
	"fix": sprintf("Keep one in each environment: `gh secret set %s --env <environment> --repo <repository>` with a value of its own; then rotate and delete the common one.", [identity.name]),
	"evidence": {"level": identity.stored.level, "environments": identity.environments},
} if {
	some identity in input.identities
	_spans(identity)
	identity.stored.level in {"repository", "organization"}
}

# One that lives on carries along what a job leaves.
findings contains {
	"identity": identity.id,
	"key": "one machine",
	"severity": "medium",
	"message": sprintf("The runner %s serves production and %s.", [identity.name, concat(", ", identity.lesser_environments)]),
	"fix": "Give production runners of its own, in a group that serves its repositories only.",
	"evidence": {"environments": identity.environments},
} if {
	some identity in input.identities
	identity.kind == "runner"
	count(identity.lesser_environments) > 0
	not identity.ephemeral
}

# Where it is kept matters only for what is used here and there.
passes contains identity.id if {
	some identity in input.identities
	not _spans(identity)
}

_spans(identity) if {
	identity.kind == "ci_secret"
	not identity.identifier
	not identity.all_secrets
	count(identity.lesser_environments) > 0
}
