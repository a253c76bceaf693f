# METADATA
# scope: package
# title: Stored key where OIDC would do
# description: >-
#   Jobs use a stored key of a service that accepts GitHub's OIDC tokens. A token that lives for one
#   job cannot be forgotten, and cannot be used from elsewhere.
# related_resources:
#   - ref: https://docs.github.com/en/actions/concepts/security/openid-connect
#     description: GitHub, OpenID Connect
# custom:
#   severity: high
#   severities: [low, medium]
#   confidence: medium
#   categories: [NHI4, NHI7]
#   kinds: [ci_secret, secret_parameter]
#   remediation: Let the service trust the repository's OIDC tokens, then delete the stored key.
package rollcall.static_key_over_oidc

findings contains {
	"identity": identity.id,
	"severity": _severity(identity),
	"message": sprintf("%s is a stored key (%s) where OIDC would do.", [_named_as(identity), identity.service]),
	"fix": sprintf("%s, then %s %s.", [_instead(identity), _drop(identity), identity.name]),
	"related": [use.at | some i, use in identity.uses; i > 0],
	"evidence": {"service": identity.service, "keyless": _how(identity), "jobs": _jobs(identity)},
} if {
	some identity in input.identities
	_named(identity)
}

# Whatever a secret is called, who takes it as a key says what it is.
findings contains {
	"identity": identity.id,
	"severity": "high",
	"message": sprintf("%s is a stored key (%s, as %s takes it) where OIDC would do.", [_named_as(identity), login.service, uses[0].action.name]),
	"fix": sprintf("Use %s, then %s %s.", [login.how, _drop(identity), identity.name]),
	"at": uses[0].at,
	"related": [use.at | some i, use in uses; i > 0],
	"evidence": {"service": login.service, "keyless": login.how, "jobs": _jobs({"uses": uses})},
} if {
	some identity in input.identities
	not identity.identifier
	not _named(identity)
	uses := [use | some use in identity.uses; _login(use)]
	count(uses) > 0
	login := _login(uses[0])
}

# What a workflow asks its callers for is stored where they are; that it asks for a key is its own choice.
_named_as(identity) := sprintf("What callers of %s hand over as %s", [identity.uses[0].workflow, identity.name]) if {
	identity.kind == "secret_parameter"
} else := identity.name

_drop(identity) := "drop the secret parameter" if {
	identity.kind == "secret_parameter"
} else := "delete the secret"

_login(use) := {"service": known.service, "how": known.how} if {
	use.route == "with"
	known := _logins[lower(use.action.name)]
	lower(use.input) == known.input
}

_logins := {
	"aws-actions/configure-aws-credentials": {"input": "aws-secret-access-key", "service": "AWS", "how": "role-to-assume and an IAM OIDC provider"},
	"azure/login": {"input": "creds", "service": "Azure", "how": "client-id, tenant-id and a federated credential"},
	"google-github-actions/auth": {"input": "credentials_json", "service": "Google Cloud", "how": "workload_identity_provider and workload identity federation"},
}

# What a name or a value says of the service.
_named(identity) if {
	identity.keyless == "yes"
	identity.service_confidence != "low"
	not identity.identifier
	not object.get(identity, "category", "") in {"vcs", "signing"}
	not _another_way(_how(identity))
	not _speaks_s3(identity.name)
	not _proves_tls(identity.name)
	not _opens_machines(identity.name)
	not _is_an_account(identity.name)
	count(identity.uses) > 0
}

# Of trusted publishing publish_token_over_trusted_publishing speaks; an App or the job's token is not OIDC.
_another_way(how) if regex.match(`publishing|GITHUB_TOKEN|GitHub App`, how)

# What speaks S3 is given its keys in AWS's variables, and knows nothing of AWS's OIDC.
_speaks_s3(name) if regex.match(`(^|_)(R2|B2|MINIO|WASABI|SPACES|BACKBLAZE|CLOUDFLARE)(_|$)`, name)

# A client's certificate and its key open a connection, and log nobody in.
_proves_tls(name) if regex.match(`(^|_)(CLIENT_(CERT|CERTIFICATE|KEY)|M?TLS|SSL)(_|$)`, name)

# A machine asks for its SSH key, in whichever cloud it runs.
_opens_machines(name) if regex.match(`(^|_)(PEM|SSH(_PRIVATE)?_KEY|KEY_?PAIR)(_|$)`, name)

# ACME_BOT_TOKEN is the token of an account acme-bot somewhere, of GitHub more often than of Acme.
_is_an_account(name) if regex.match(`_BOT_(TOKEN|PAT)$`, name)

# A cloud's key opens most, a key of a service that builds or measures least.
_severity(identity) := "high" if {
	identity.category == "cloud"
} else := "low" if {
	identity.category in {"ci-cd", "saas", "monitoring"}
} else := "medium"

# Where nothing says how, the service's documentation does.
_instead(identity) := sprintf("Let %s trust this repository's OIDC tokens, as its documentation says", [identity.service]) if {
	regex.match("^OIDC( tokens)?$", _how(identity))
} else := sprintf("Use %s", [_how(identity)])

_how(identity) := identity.keyless_how

_how(identity) := "OIDC" if not identity.keyless_how

_jobs(identity) := sort({sprintf("%s: %s", [use.workflow, use.job]) | some use in identity.uses})
