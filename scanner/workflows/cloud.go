package workflows

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// login is an action that logs in to a cloud, vault or registry, and how its inputs tell the method.
type login struct {
	action   string
	provider string
	static   []string          // any of these inputs, or step variables, given: a stored key
	oidc     []string          // any of these inputs given: federated
	always   nhi.LoginMethod   // the method when neither is given; "" when that is no login
	identity []string          // inputs that name who logs in, the first that is literal
	only     map[string]string // inputs that must have a value for the row to apply
	unless   []string          // inputs that must not be given for it to apply
}

// logins is the table of login actions, from the documentation of each (its action.yml).
var logins = []login{
	{action: "aws-actions/configure-aws-credentials", provider: "aws",
		static: []string{"aws-access-key-id", "aws-secret-access-key"}, oidc: []string{"role-to-assume"}, identity: []string{"role-to-assume"}},
	{action: "google-github-actions/auth", provider: "gcp",
		static: []string{"credentials_json"}, oidc: []string{"workload_identity_provider"}, identity: []string{"service_account", "workload_identity_provider"}},
	{action: "google-github-actions/setup-gcloud", provider: "gcp", static: []string{"service_account_key"}},
	{action: "azure/login", provider: "azure",
		static: []string{"creds", "client-secret"}, oidc: []string{"client-id"}, identity: []string{"client-id"}},
	{action: "azure/docker-login", provider: "azure", static: []string{"password"}},
	{action: "hashicorp/vault-action", provider: "vault", only: map[string]string{"method": "jwt"}, always: nhi.LoginOIDC, identity: []string{"role"}},
	{action: "hashicorp/vault-action", provider: "vault", static: []string{"token", "secretId", "githubToken", "password"}, identity: []string{"role"}},
	{action: "hashicorp/setup-terraform", provider: "terraform", static: []string{"cli_config_credentials_token"}},
	{action: "docker/login-action", provider: "docker", static: []string{"password"}},
	{action: "jfrog/setup-jfrog-cli", provider: "jfrog",
		static: []string{"JF_ACCESS_TOKEN", "JF_PASSWORD"}, oidc: []string{"oidc-provider-name"}, identity: []string{"oidc-provider-name"}},
	{action: "pulumi/auth-actions", provider: "pulumi", always: nhi.LoginOIDC, identity: []string{"organization"}},
	{action: "pypa/gh-action-pypi-publish", provider: "pypi", static: []string{"password"}, always: nhi.LoginOIDC},
	{action: "rubygems/configure-rubygems-credentials", provider: "rubygems",
		static: []string{"api-token"}, always: nhi.LoginOIDC, identity: []string{"role-to-assume"}},
	{action: "rubygems/release-gem", provider: "rubygems", always: nhi.LoginOIDC},
	{action: "rust-lang/crates-io-auth-action", provider: "crates.io", always: nhi.LoginOIDC},
	{action: "NuGet/login", provider: "nuget", always: nhi.LoginOIDC},
	{action: "tailscale/github-action", provider: "tailscale",
		static: []string{"authkey", "oauth-secret"}, oidc: []string{"audience"}, identity: []string{"oauth-client-id"}},
	{action: "digitalocean/action-doctl", provider: "digitalocean", static: []string{"token"}},
	{action: "1password/load-secrets-action", provider: "1password", static: []string{"OP_SERVICE_ACCOUNT_TOKEN", "OP_CONNECT_TOKEN"}},
	{action: "bitwarden/sm-action", provider: "bitwarden", static: []string{"access_token"}},
	{action: "Infisical/secrets-action", provider: "infisical", only: map[string]string{"method": "oidc"}, always: nhi.LoginOIDC, identity: []string{"identity-id"}},
	{action: "Infisical/secrets-action", provider: "infisical", static: []string{"client-secret"}, identity: []string{"client-id"}},
	{action: "aliyun/configure-aliyun-credentials-action", provider: "alibaba",
		static: []string{"access-key-id", "access-key-secret"}, oidc: []string{"oidc-provider-arn"}, identity: []string{"role-to-assume"}},
	{action: "codecov/codecov-action", provider: "codecov", only: map[string]string{"use_oidc": "true"}, always: nhi.LoginOIDC},
	{action: "CodSpeedHQ/action", provider: "codspeed", static: []string{"token"}, always: nhi.LoginOIDC},
	{action: "actions/deploy-pages", provider: "github-pages", always: nhi.LoginOIDC},
	{action: "actions/attest", provider: "sigstore", always: nhi.LoginOIDC},
	{action: "actions/attest-build-provenance", provider: "sigstore", always: nhi.LoginOIDC},
	{action: "actions/attest-sbom", provider: "sigstore", always: nhi.LoginOIDC},
	{action: "sigstore/gh-action-sigstore-python", provider: "sigstore", always: nhi.LoginOIDC},
	{action: "chainguard-dev/actions/setup-gitsign", provider: "sigstore", always: nhi.LoginOIDC},
	{action: "ossf/scorecard-action", provider: "scorecard", only: map[string]string{"publish_results": "true"}, always: nhi.LoginOIDC},
	{action: "release-plz/action", provider: "crates.io", static: []string{"CARGO_REGISTRY_TOKEN"}, always: nhi.LoginOIDC},
	{action: "anthropics/claude-code-action", provider: "anthropic", unless: []string{"github_token"}, always: nhi.LoginOIDC},
	{action: "octo-sts/action", provider: "github-sts", always: nhi.LoginOIDC, identity: []string{"identity"}},
	{action: "open-security-tools/ost-simple-sts", provider: "github-sts", always: nhi.LoginOIDC},
	{action: "hashicorp/hcp-auth-action", provider: "hcp", static: []string{"client_secret"}, oidc: []string{"workload_identity_provider"}},
	{action: "dopplerhq/secrets-fetch-action", provider: "doppler", only: map[string]string{"auth-method": "oidc"}, always: nhi.LoginOIDC, identity: []string{"doppler-identity-id"}},
	{action: "cloudsmith-io/cloudsmith-cli-action", provider: "cloudsmith", static: []string{"api-key"}, oidc: []string{"oidc-service-slug"}, identity: []string{"oidc-service-slug"}},
	{action: "chainguard-dev/setup-chainctl", provider: "chainguard", always: nhi.LoginOIDC, identity: []string{"identity"}},
	{action: "teleport-actions/auth", provider: "teleport", always: nhi.LoginOIDC, identity: []string{"token"}},
	{action: "teleport-actions/auth-k8s", provider: "teleport", always: nhi.LoginOIDC, identity: []string{"token"}},
	{action: "snowflakedb/snowflake-cli-action", provider: "snowflake", only: map[string]string{"use-oidc": "true"}, always: nhi.LoginOIDC},
	{action: "depot/build-push-action", provider: "depot", static: []string{"token", "DEPOT_TOKEN"}, always: nhi.LoginOIDC},
	{action: "depot/bake-action", provider: "depot", static: []string{"token", "DEPOT_TOKEN"}, always: nhi.LoginOIDC},
	{action: "depot/setup-action", provider: "depot", only: map[string]string{"oidc": "true"}, always: nhi.LoginOIDC},
	{action: "DeterminateSystems/flakehub-push", provider: "flakehub", always: nhi.LoginOIDC},
	{action: "DeterminateSystems/flakehub-cache-action", provider: "flakehub", always: nhi.LoginOIDC},
	{action: "grafana/shared-workflows/actions/get-vault-secrets", provider: "vault", always: nhi.LoginOIDC},
	{action: "grafana/shared-workflows/actions/aws-auth", provider: "aws", always: nhi.LoginOIDC, identity: []string{"role-arn"}},
	{action: "grafana/shared-workflows/actions/login-to-gar", provider: "gcp", always: nhi.LoginOIDC},
	{action: "grafana/shared-workflows/actions/login-to-gcs", provider: "gcp", always: nhi.LoginOIDC},
	{action: "grafana/shared-workflows/actions/azure-trusted-signing", provider: "azure", always: nhi.LoginOIDC},
}

// callees are reusable workflows whose documentation says with whom they exchange the OIDC token of the job
// that calls them; by owner/repo/path or a beginning of it.
var callees = []struct{ workflow, provider string }{
	{"slsa-framework/slsa-github-generator/", "sigstore"},
	{"docker/github-builder/", "sigstore"},
	{"dart-lang/setup-dart/.github/workflows/publish.yml", "pub.dev"},
}

// jobLogins finds where a job logs in: by its steps, or by the workflow that it calls.
func (f *file) jobLogins(job *nhi.Job, steps []*actionlint.Step) []nhi.CloudLogin {
	if job.Calls == nil {
		return f.cloudLogins(steps, job.Permissions)
	}
	called := strings.ToLower(job.Calls.Name())
	for _, c := range callees {
		if mayAskOIDC(job.Permissions) && strings.HasPrefix(called, c.workflow) {
			return []nhi.CloudLogin{{Provider: c.provider, Method: nhi.LoginOIDC, Step: aboveSteps, Location: job.Location}}
		}
	}
	return nil
}

// cloudLogins finds the steps that log in somewhere.
func (f *file) cloudLogins(steps []*actionlint.Step, permissions *nhi.Permissions) []nhi.CloudLogin {
	var found []nhi.CloudLogin
	for i, step := range steps {
		var provider, identity string
		var method nhi.LoginMethod
		switch exec := step.Exec.(type) {
		case *actionlint.ExecAction:
			provider, method, identity = actionLogin(f.actionRef(exec.Uses.Value), exec, step.Env)
		case *actionlint.ExecRun:
			provider, method = scriptLogin(exec, step.Env, permissions)
		}
		if method != "" {
			found = append(found, nhi.CloudLogin{Provider: provider, Method: method, Identity: identity, Step: i, Location: f.pos(step.Pos)})
		}
	}
	return found
}

func actionLogin(ref *nhi.ActionRef, exec *actionlint.ExecAction, env *actionlint.Env) (provider string, method nhi.LoginMethod, identity string) {
	given := givenTexts(exec, env)
	for _, row := range logins {
		if !strings.EqualFold(row.action, ref.Name()) || !row.applies(given) {
			continue
		}
		if method := row.method(given); method != "" {
			return row.provider, method, row.identityIn(given)
		}
	}
	return "", "", ""
}

// givenTexts is an action's inputs and the step's variables, by name in lower case.
func givenTexts(exec *actionlint.ExecAction, env *actionlint.Env) map[string]string {
	given := map[string]string{}
	if env != nil {
		for name, v := range env.Vars {
			given[strings.ToLower(name)] = v.Value.Value
		}
	}
	for name, input := range exec.Inputs {
		given[strings.ToLower(name)] = input.Value.Value
	}
	return given
}

func (l login) applies(given map[string]string) bool {
	for name, value := range l.only {
		if !strings.EqualFold(given[strings.ToLower(name)], value) {
			return false
		}
	}
	return !slices.ContainsFunc(l.unless, func(name string) bool { return given[strings.ToLower(name)] != "" })
}

func (l login) method(given map[string]string) nhi.LoginMethod {
	switch {
	case anyStored(l.static, given):
		return nhi.LoginStatic
	case slices.ContainsFunc(l.oidc, func(name string) bool { return given[strings.ToLower(name)] != "" }):
		return nhi.LoginOIDC
	}
	return l.always
}

// anyStored tells whether one of the inputs is given a key; the job's own token is none.
func anyStored(names []string, given map[string]string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		value := given[strings.ToLower(name)]
		return value != "" && !isJobToken(value)
	})
}

func isJobToken(value string) bool {
	parsed, failed := expressions(value, false)
	if failed > 0 || len(parsed) != 1 {
		return false
	}
	references := parsed[0].references()
	return len(references) == 1 && (references[0].is("github", "token") || references[0].is("secrets", strings.ToLower(jobToken)))
}

// identityPattern is the forms of identities that can be told from a credential: an ARN, the
// path of a Google identity provider, a service account's address, a client's GUID, a short word.
var identityPattern = lazyregexp.New(`^(?:arn:[\w:/+=,.@-]+|projects/[\w/.-]+|[\w.-]+@[\w-]+\.iam\.gserviceaccount\.com|` +
	`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|rg_oidc_akr_\w+|[A-Za-z][A-Za-z0-9]{0,15}(?:[-_][A-Za-z0-9]{1,15}){0,4})$`)

// identityIn is the first identity that is written out. One that is an expression is not followed.
func (l login) identityIn(given map[string]string) string {
	for _, name := range l.identity {
		value := given[strings.ToLower(name)]
		if len(value) <= maximumNameBytes && identityPattern().MatchString(value) {
			return value
		}
	}
	return ""
}

// script is a command that uses the job's OIDC token by itself, and what makes it use a stored key instead.
type script struct {
	word     string // in the command, so that most scripts need not be matched
	command  func() *regexp.Regexp
	provider string
	static   []string              // variables of the step that hold a stored key
	not      func() *regexp.Regexp // an argument that names a stored key; nil: there is none
}

// commandStart is what may stand before a program on its line.
const commandStart = `(?m)(?:^|[;&|(]|\b(?:(?:if|elif|while|until)(?:\s+!)?|then|do|else|exec|npx|bunx)\s)\s*(?:\S+=\S+\s+)*`

// scripts is the table of such commands, from the documentation of each.
var scripts = []script{
	{word: "publish", command: lazyregexp.New(commandStart + `(?:npm|pnpm)\s+(?:-\S+\s+)*publish\b`), provider: "npm",
		static: []string{"NODE_AUTH_TOKEN", "NPM_TOKEN", "NPM_AUTH_TOKEN"}},
	{word: "publish", command: lazyregexp.New(commandStart + `(?:uv|pdm)\s+(?:-\S+\s+)*publish\b`), provider: "pypi",
		static: []string{"UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD", "PDM_PUBLISH_PASSWORD"}, not: lazyregexp.New(`\spublish\b.*\s(?:--token|--password|-t|-p|-P)\b`)},
	{word: "publish", command: lazyregexp.New(commandStart + `(?:jsr|deno)\s+publish\b`), provider: "jsr", not: lazyregexp.New(`\s--token\b`)},
	{word: "cosign", command: lazyregexp.New(commandStart + `cosign\s+(?:sign|attest)(?:-blob)?\b`), provider: "sigstore",
		static: []string{"COSIGN_PRIVATE_KEY"}, not: lazyregexp.New(`\s--key\b`)},
	{word: "vault", command: lazyregexp.New(commandStart + `vault\s+write\b.*\bauth/[\w/-]+/login\b.*\bjwt=`), provider: "vault"},
	{word: "assume-role-with-web-identity", command: lazyregexp.New(`\bassume-role-with-web-identity\b`), provider: "aws"},
}

// scriptLogin reads a command that logs in or publishes: with a stored key, or by the job's OIDC token.
func scriptLogin(exec *actionlint.ExecRun, env *actionlint.Env, permissions *nhi.Permissions) (provider string, method nhi.LoginMethod) {
	if exec.Run == nil {
		return "", ""
	}
	given := givenTexts(&actionlint.ExecAction{}, env)
	for _, row := range scripts {
		if !strings.Contains(exec.Run.Value, row.word) || !row.command().MatchString(exec.Run.Value) {
			continue
		}
		if method := row.method(exec.Run.Value, given, permissions); method != "" {
			return row.provider, method
		}
	}
	return "", ""
}

func (s script) method(text string, given map[string]string, permissions *nhi.Permissions) nhi.LoginMethod {
	set := func(name string) bool { return given[strings.ToLower(name)] != "" }
	switch {
	case anyStored(s.static, given):
		return nhi.LoginStatic
	case !mayAskOIDC(permissions), s.not != nil && s.not().MatchString(text), slices.ContainsFunc(s.static, set):
		return ""
	}
	return nhi.LoginOIDC
}

// mayAskOIDC tells whether a job with the permissions may ask for OIDC tokens.
func mayAskOIDC(permissions *nhi.Permissions) bool {
	return permissions != nil && (permissions.Scopes["id-token"] == "write" || permissions.All == "write-all")
}
