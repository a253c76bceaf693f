package inventory

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// given is a secret that an input of an action receives.
func given(action, input string) nhi.CredentialUse {
	owner, repo, _ := strings.Cut(action, "/")
	return nhi.CredentialUse{Store: "secrets", Route: nhi.RouteWith, Level: "step", Input: input, Location: place(workflowPath(0), 9),
		Action: &nhi.ActionRef{Raw: action + "@v1", Owner: owner, Repo: repo, Ref: "v1", Pin: nhi.PinTag}}
}

// variable is a secret that a variable of a step receives.
func variable(name string) nhi.CredentialUse {
	return nhi.CredentialUse{Store: "secrets", Route: nhi.RouteEnv, Level: "step", Input: name, Location: place(workflowPath(0), 10)}
}

// What receives a secret tells more than the name it was stored under.
func TestReceivers(t *testing.T) {
	path := workflowPath(0)
	for name, test := range map[string]struct {
		secret  string
		uses    []nhi.CredentialUse
		service string
		public  bool
	}{
		"an identifier":             {"AZURE_SUB", []nhi.CredentialUse{given("azure/login", "subscription-id")}, "Azure", true},
		"a role":                    {"AWS_ROLE", []nhi.CredentialUse{given("aws-actions/configure-aws-credentials", "role-to-assume")}, "AWS IAM access key", true},
		"a provider":                {"X", []nhi.CredentialUse{given("google-github-actions/auth", "workload_identity_provider")}, "", true},
		"a key":                     {"AWS_KEY", []nhi.CredentialUse{given("aws-actions/configure-aws-credentials", "aws-secret-access-key")}, "AWS IAM access key", false},
		"an identifier, and more":   {"AWS_KEY", []nhi.CredentialUse{given("x/y", "client-id"), variable("X")}, "AWS IAM access key", false},
		"an App's key":              {"APP_KEY", []nhi.CredentialUse{given("actions/create-github-app-token", "private-key")}, "GitHub App private key / installation token", false},
		"another action's":          {"SLACK_TOKEN", []nhi.CredentialUse{given("x/y", "private-key")}, "Slack bot/user/app token", false},
		"an App's number":           {"ACME_APP_ID", []nhi.CredentialUse{given("actions/create-github-app-token", "client-id"), given("tibdex/github-app-token", "app_id")}, "GitHub App private key / installation token", true},
		"a number for others too":   {"POSTHOG_APP_ID", []nhi.CredentialUse{given("actions/create-github-app-token", "app-id"), given("x/y", "app-id")}, "PostHog", true},
		"a token of GitHub's":       {"JF_BOT_TOKEN", []nhi.CredentialUse{given("actions/checkout", "token"), given("x/y", "token"), given("x/z", "repo-token"), variable("GH_TOKEN")}, "GitHub token", false},
		"another's for GitHub's":    {"KUBERNETES_CONFIG_TOKEN", []nhi.CredentialUse{given("peter-evans/repository-dispatch", "token")}, "GitHub token", false},
		"GitHub's in one word":      {"JF_BOT_TOKEN", []nhi.CredentialUse{given("x/y", "gitHubToken")}, "GitHub token", false},
		"a job's token's variable":  {"RELEASER", []nhi.CredentialUse{variable("GITHUB_TOKEN")}, "GitHub token", false},
		"a job's token's, and more": {"RELEASER", []nhi.CredentialUse{variable("GITHUB_TOKEN"), variable("IMAGE_PASSWORD")}, "GitHub token", false},
		"a condition beside it":     {"RELEASER", []nhi.CredentialUse{variable("GITHUB_TOKEN"), {Store: "secrets", Route: nhi.RouteIf, Level: "step", Location: place(path, 8)}}, "GitHub token", false},
		"a token for others too":    {"JF_BOT_TOKEN", []nhi.CredentialUse{given("actions/checkout", "token"), variable("JF_TOKEN")}, "JFrog Artifactory", false},
		"a token for nobody known":  {"JF_BOT_TOKEN", []nhi.CredentialUse{given("x/y", "token")}, "JFrog Artifactory", false},
		"a key's passphrase":        {"PHRASE", []nhi.CredentialUse{given("crazy-max/ghaction-import-gpg", "passphrase")}, "GPG private key", false},
		"an older spelling":         {"BOT_KEY", []nhi.CredentialUse{given("tibdex/github-app-token", "private_key")}, "GitHub App private key / installation token", false},
		"a variable":                {"SPN_GITHUB_CLI_SIGNING", []nhi.CredentialUse{variable("AZURE_CLIENT_SECRET")}, "Azure service principal secret", false},
		"variables that contradict": {"SPN", []nhi.CredentialUse{variable("AZURE_CLIENT_SECRET"), variable("STRIPE_SECRET_KEY")}, "", false},
		"an identifier's variable":  {"SPN_GITHUB_CLI_CLIENT_ID", []nhi.CredentialUse{variable("AZURE_CLIENT_ID")}, "Azure service principal secret", true},
		"a service's account":       {"DEPLOYER", []nhi.CredentialUse{given("google-github-actions/auth", "service_account")}, "", true},
		"a key of Google's":         {"DEPLOYER", []nhi.CredentialUse{given("google-github-actions/auth", "credentials_json")}, "Google Cloud service account key", false},
		"a part of a key":           {"ARM_TENANT_ID", []nhi.CredentialUse{given("azure/login", "creds")}, "Azure service principal secret", true},
		"another part of a key":     {"LOGIN_ID", []nhi.CredentialUse{given("azure/login", "creds")}, "", false},
		"a key of Azure's":          {"AZ", []nhi.CredentialUse{given("Azure/login", "creds")}, "Azure service principal secret", false},
		"a key of AWS's":            {"DEPLOY_SECRET", []nhi.CredentialUse{given("aws-actions/configure-aws-credentials", "aws-secret-access-key")}, "AWS IAM access key", false},
		"the id of a key":           {"AWS_USR", []nhi.CredentialUse{given("aws-actions/configure-aws-credentials", "aws-access-key-id")}, "AWS IAM access key", true},
		"the id of a key, and more": {"AWS_USR", []nhi.CredentialUse{given("aws-actions/configure-aws-credentials", "aws-access-key-id"), variable("X")}, "AWS IAM access key", false},
		"which of Azure's":          {"AZURE_LOGIN_TOKEN", []nhi.CredentialUse{given("azure/login", "creds")}, "Azure service principal secret", false},
		"any of Azure's":            {"AZURE_LOGIN_TOKEN", []nhi.CredentialUse{variable("X")}, "Azure", false},
		"a key that signs":          {"SIGNING_KEY", []nhi.CredentialUse{given("x/y", "key")}, "Generic signing key / keystore", false},
		"a key of Android's":        {"SIGNING_KEY", []nhi.CredentialUse{given("r0adkll/sign-android-release", "signingKeyBase64")}, "Android keystore", false},
		"what opens it":             {"KEY_PASSWORD", []nhi.CredentialUse{given("r0adkll/sign-android-release", "keyPassword")}, "Android keystore", false},
		"an address of a hook":      {"CHAT_URL", []nhi.CredentialUse{given("x/y", "webhookUrl")}, "Generic webhook URL", false},
		"a host that is a hook":     {"MATTERMOST_URL", []nhi.CredentialUse{given("x/y", "webhook")}, "Mattermost / Rocket.Chat", false},
		"another address":           {"MATTERMOST_URL", []nhi.CredentialUse{given("x/y", "url")}, "Mattermost / Rocket.Chat", true},
		"a user":                    {"REG_U", []nhi.CredentialUse{given("docker/login-action", "username")}, "", true},
		"a token for a user":        {"REG_TOKEN", []nhi.CredentialUse{given("docker/login-action", "username")}, "Generic API key", false},
		"a name that says enough":   {"STRIPE_SECRET_KEY", []nhi.CredentialUse{variable("AZURE_CLIENT_SECRET")}, "Stripe", false},
	} {
		for i := range test.uses {
			test.uses[i].Name = test.secret
		}
		built := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, test.uses...)}}, registry.Declarations{})
		got := built[secretPrefix+nhi.ID(test.secret)].Credential
		if got.Service != test.service || got.Public != test.public {
			t.Errorf("%s: %q, public %v; not %q, %v", name, got.Service, got.Public, test.service, test.public)
		}
	}
}

// The registry that a password opens says whose it is.
func TestRegistryPasswords(t *testing.T) {
	path := workflowPath(0)
	login := &nhi.ActionRef{Raw: "docker/login-action@v3", Owner: "docker", Repo: "login-action", Ref: "v3", Pin: nhi.PinTag}
	for name, test := range map[string]struct {
		secret, input string
		registries    []string
		service       string
	}{
		"Docker Hub":                {"P", "password", []string{"docker.io"}, "Docker Hub"},
		"Quay":                      {"DOCKER_PASSWORD", "password", []string{"quay.io"}, "Quay.io"},
		"Azure":                     {"P", "password", []string{"acme.azurecr.io"}, "Azure Container Registry"},
		"Google":                    {"P", "password", []string{"europe-docker.pkg.dev"}, "Google Cloud service account key"},
		"AWS":                       {"P", "password", []string{"1.dkr.ecr.eu-west-1.amazonaws.com"}, "AWS IAM access key"},
		"Alibaba":                   {"ACR_PASSWORD", "password", []string{"registry.cn-hangzhou.aliyuncs.com"}, "Alibaba Cloud"},
		"a host that ends alike":    {"P", "password", []string{"notquay.io"}, ""},
		"a name that says enough":   {"GH_PAT", "password", []string{"ghcr.io"}, "GitHub token"},
		"two registries":            {"DOCKER_PASSWORD", "password", []string{"quay.io", "ghcr.io"}, "Docker Hub"},
		"one registry in two steps": {"DOCKER_PASSWORD", "password", []string{"quay.io", "quay.io"}, "Quay.io"},
		"another input":             {"P", "logout", []string{"quay.io"}, ""},
		"a registry not known":      {"P", "password", []string{"registry.acme.example"}, ""},
	} {
		var uses []nhi.CredentialUse
		var steps []nhi.Step
		for i, registry := range test.registries {
			uses = append(uses, nhi.CredentialUse{Store: "secrets", Name: test.secret, Route: nhi.RouteWith, Level: nhi.UseInStep, Step: i, Input: test.input, Action: login, Location: place(path, 9+i)})
			steps = append(steps, nhi.Step{Index: i, Uses: login, Registry: registry, Location: place(path, 8+i)})
		}
		workflow := oneJob(path, uses...)
		workflow.Jobs[0].Steps = steps
		built := build(nhi.Observations{Workflows: []nhi.Workflow{workflow}}, registry.Declarations{})
		if got := built[secretPrefix+nhi.ID(test.secret)].Credential.Service; got != test.service {
			t.Errorf("%s: %q, want %q", name, got, test.service)
		}
	}
}

// Who is given a key of AWS's name, or of S3's, says whose it is.
func TestStores(t *testing.T) {
	path := workflowPath(0)
	login := &nhi.ActionRef{Raw: "aws-actions/configure-aws-credentials@v4", Owner: "aws-actions", Repo: "configure-aws-credentials", Ref: "v4", Pin: nhi.PinTag}
	const amazon, some = "AWS IAM access key", "S3-compatible storage"
	for name, test := range map[string]struct {
		secret  string
		store   bool
		action  *nhi.ActionRef
		service string
	}{
		"AWS":                         {"AWS_SECRET_ACCESS_KEY", false, nil, amazon},
		"AWS's name, another store":   {"AWS_SECRET_ACCESS_KEY", true, nil, some},
		"S3":                          {"S3_SECRET_KEY", false, nil, some},
		"S3, another store":           {"S3_SECRET_KEY", true, nil, some},
		"S3, for AWS":                 {"S3_SECRET_KEY", false, login, amazon},
		"S3, for AWS and for another": {"S3_SECRET_KEY", true, login, some},
		"another service":             {"STRIPE_SECRET_KEY", true, login, "Stripe"},
	} {
		use := nhi.CredentialUse{Store: "secrets", Name: test.secret, Route: nhi.RouteEnv, Level: "step", Input: "AWS_SECRET_ACCESS_KEY", Action: test.action, Location: place(path, 9)}
		workflow := oneJob(path, use)
		workflow.Jobs[0].Steps[0].OtherStore = test.store
		built := build(nhi.Observations{Workflows: []nhi.Workflow{workflow}}, registry.Declarations{})
		if got := built[secretPrefix+nhi.ID(test.secret)].Credential.Service; got != test.service {
			t.Errorf("%s: %q, want %q", name, got, test.service)
		}
	}
}

// A key of AWS that nothing uses is one: no use says that it is for another store.
func TestUnusedKeyOfAWS(t *testing.T) {
	s := stored("acme/shop")
	s.Name = "AWS_SECRET_ACCESS_KEY"
	got := build(nhi.Observations{Platform: told(s)}, registry.Declarations{})[secretPrefix+"AWS_SECRET_ACCESS_KEY"]
	if got.Credential.Service != "AWS IAM access key" || got.Credential.Category != nhi.CategoryCloud {
		t.Errorf("%+v", got.Credential)
	}
}
