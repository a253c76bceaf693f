# METADATA
# scope: package
# title: Secret written into a script
# description: >-
#   An expression puts the secret into the text of a script. A quote or dollar sign in the value changes
#   what the script does, and the value is in the file that the runner writes and in the arguments of what it calls.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable
#     description: GitHub, use an intermediate environment variable
# custom:
#   severity: medium
#   confidence: high
#   categories: [NHI2]
#   kinds: [ci_secret, secret_parameter]
#   remediation: "Give the secret to the step by `env:` and let the script read the variable."
package rollcall.secret_in_script

findings contains {
	"identity": identity.id,
	"key": use.workflow,
	"message": sprintf("%s is written into the script of %s in %s.", [identity.name, use.where, use.workflow]),
	"fix": sprintf("Set `env: {%s: \"${{ %s.%s }}\"}` on the step, and write %s.", [variable, _context(identity), identity.name, _read(use, variable)]),
	"at": use.at,
	"evidence": {"workflow": use.workflow, "job": use.job},
} if {
	some identity in input.identities
	not identity.identifier
	some use in identity.uses
	_in_script(use)

	# No shell's variable has a hyphen.
	variable := replace(identity.name, "-", "_")
}

_in_script(use) if use.route == "run"

_in_script(use) if {
	use.action.name == "actions/github-script"
	use.input == "script"
}

_read(use, name) := sprintf("process.env.%s in the script", [name]) if {
	use.route == "with"
} else := sprintf("\"$%s\" in the script ($env:%s where PowerShell runs it)", [name, name])

_context(identity) := "vars" if {
	identity.store == "actions-variable"
} else := "secrets"
