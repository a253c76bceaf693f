package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Methods of logging in.
const (
	methodOIDC   = "oidc"
	methodStatic = "static"
)

// login is an action that logs in to a cloud, vault or registry, and how its inputs tell the method.
type login struct {
	action   string
	provider string
	static   []string          // any of these inputs, or step variables, given: a stored key
	oidc     []string          // any of these inputs given: federated
	always   string            // the method when neither is given; "" when that is no login
	identity []string          // inputs that name who logs in, the first that is literal
	only     map[string]string // inputs that must have a value for the row to apply
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
	{action: "hashicorp/vault-action", provider: "vault", only: map[string]string{"method": "jwt"}, always: methodOIDC, identity: []string{"role"}},
	{action: "hashicorp/vault-action", provider: "vault", static: []string{"token", "secretId", "githubToken", "password"}, identity: []string{"role"}},
	{action: "hashicorp/setup-terraform", provider: "terraform", static: []string{"cli_config_credentials_token"}},
	{action: "docker/login-action", provider: "docker", static: []string{"password"}},
	{action: "jfrog/setup-jfrog-cli", provider: "jfrog",
		static: []string{"JF_ACCESS_TOKEN", "JF_PASSWORD"}, oidc: []string{"oidc-provider-name"}, identity: []string{"oidc-provider-name"}},
	{action: "pulumi/auth-actions", provider: "pulumi", always: methodOIDC, identity: []string{"organization"}},
	{action: "pypa/gh-action-pypi-publish", provider: "pypi", static: []string{"password"}, always: methodOIDC},
	{action: "rubygems/configure-rubygems-credentials", provider: "rubygems",
		static: []string{"api-token"}, always: methodOIDC, identity: []string{"role-to-assume"}},
	{action: "rubygems/release-gem", provider: "rubygems", always: methodOIDC},
	{action: "rust-lang/crates-io-auth-action", provider: "crates.io", always: methodOIDC},
	{action: "NuGet/login", provider: "nuget", always: methodOIDC},
	{action: "tailscale/github-action", provider: "tailscale",
		static: []string{"authkey", "oauth-secret"}, oidc: []string{"audience"}, identity: []string{"oauth-client-id"}},
	{action: "digitalocean/action-doctl", provider: "digitalocean", static: []string{"token"}},
	{action: "1password/load-secrets-action", provider: "1password", static: []string{"OP_SERVICE_ACCOUNT_TOKEN", "OP_CONNECT_TOKEN"}},
	{action: "bitwarden/sm-action", provider: "bitwarden", static: []string{"access_token"}},
	{action: "Infisical/secrets-action", provider: "infisical", only: map[string]string{"method": "oidc"}, always: methodOIDC, identity: []string{"identity-id"}},
	{action: "Infisical/secrets-action", provider: "infisical", static: []string{"client-secret"}, identity: []string{"client-id"}},
	{action: "aliyun/configure-aliyun-credentials-action", provider: "alibaba",
		static: []string{"access-key-id", "access-key-secret"}, oidc: []string{"oidc-provider-arn"}, identity: []string{"role-to-assume"}},
	{action: "codecov/codecov-action", provider: "codecov", only: map[string]string{"use_oidc": "true"}, always: methodOIDC},
}

// npmPublish matches the command that publishes to a registry of npm packages.
var npmPublish = lazyregexp.New(`(?m)^\s*(?:\S+=\S+\s+)*(?:npm|pnpm)\s+(?:-\S+\s+)*publish\b`)

// cloudLogins finds the steps that log in somewhere.
func (f *file) cloudLogins(steps []*actionlint.Step, permissions *nhi.Permissions) []nhi.CloudLogin {
	var found []nhi.CloudLogin
	for i, step := range steps {
		var method, provider, identity string
		switch exec := step.Exec.(type) {
		case *actionlint.ExecAction:
			provider, method, identity = actionLogin(actionRef(exec.Uses.Value, f.owner), exec, step.Env)
		case *actionlint.ExecRun:
			provider, method = publishLogin(exec, step.Env, permissions)
		}
		if method != "" {
			found = append(found, nhi.CloudLogin{Provider: provider, Method: method, Identity: identity, Step: i, Location: f.pos(step.Pos)})
		}
	}
	return found
}

func actionLogin(ref *nhi.ActionRef, exec *actionlint.ExecAction, env *actionlint.Env) (provider, method, identity string) {
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
	return true
}

func (l login) method(given map[string]string) string {
	switch {
	case anyStored(l.static, given):
		return methodStatic
	case slices.ContainsFunc(l.oidc, func(name string) bool { return given[strings.ToLower(name)] != "" }):
		return methodOIDC
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

// publishLogin reads a publishing command: with a stored token, or by the job's OIDC token.
func publishLogin(exec *actionlint.ExecRun, env *actionlint.Env, permissions *nhi.Permissions) (provider, method string) {
	if exec.Run == nil || !npmPublish().MatchString(exec.Run.Value) {
		return "", ""
	}
	given := givenTexts(&actionlint.ExecAction{}, env)
	switch {
	case anyStored([]string{"NODE_AUTH_TOKEN", "NPM_TOKEN", "NPM_AUTH_TOKEN"}, given):
		return "npm", methodStatic
	case permissions != nil && (permissions.Scopes["id-token"] == "write" || permissions.All == "write-all"):
		if given["node_auth_token"] == "" {
			return "npm", methodOIDC
		}
	}
	return "", ""
}
