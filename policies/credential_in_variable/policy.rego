# METADATA
# scope: package
# title: Credential in a plain variable
# description: >-
#   A configuration variable has the name of a credential. Variables are not secrets: they are readable
#   by everybody who can write to the repository, and are not masked in logs.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
#     description: GitHub, variables
# custom:
#   severity: medium
#   confidence: medium
#   categories: [NHI2]
#   kinds: [ci_secret]
#   remediation: Issue the credential anew and store it as a secret.
package rollcall.credential_in_variable

findings contains {
	"identity": identity.id,
	"message": sprintf("The variable %s has the name of a credential (%s), and is no secret.", [identity.name, identity.service]),
	"fix": sprintf("If it holds one, issue it anew as the secret %s, write secrets.%s instead of vars.%s, and delete the variable.", [identity.name, identity.name, identity.name]),
	"related": [use.at | some i, use in identity.uses; i > 0],
} if {
	some identity in input.identities
	identity.store == "actions-variable"
	not identity.identifier
}
