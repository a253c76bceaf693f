package classify

import (
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestName gives what a reader who knows the services expects of real secrets' names:
// service, environment ("" none), confidence, and "public" for what is no secret.
func TestName(t *testing.T) {
	const names = `
# not credentials
PATH                              | -                            |             | -      |
MONKEY                            | -                            |             | -      |
TSCONFIG                          | -                            |             | -      |
PATTERN                           | -                            |             | -      |
NODE_VERSION                      | -                            |             | -      |
keepAlive                         | -                            |             | -      |
DEBUG                             | -                            |             | -      |
CI                                | -                            | ci          | -      |
DB_HOST                           | Generic database password    |             | low    | public
SMTP_HOST                         | Generic SMTP                 |             | low    | public
AWS_REGION                        | AWS IAM access key           |             | low    | public
AWS_S3_BUCKET_RELEASE             | AWS IAM access key           |             | low    | public
AWS_SAR_S3_BUCKET_V3              | AWS IAM access key           |             | low    | public
AWS_S3_BUCKET_2                   | AWS IAM access key           |             | low    | public
AWS_SECRET_ACCESS_KEY_RELEASE_2   | AWS IAM access key           |             | high   |
SONATYPE_GPG_KEYID                | Sonatype Central / Nexus / Maven|             | low    | public
AWS_ROLE_ARN                      | AWS IAM access key           |             | low    | public
S3_BUCKET                         | S3-compatible storage        |             | low    | public
AZURE_CLIENT_ID                   | Azure service principal secret |           | low    | public
AZURE_TENANT_ID                   | Azure service principal secret |           | low    | public
AZURE_SUBSCRIPTION_ID             | Azure service principal secret |           | low    | public
GCP_PROJECT_ID                    | Google Cloud service account key |         | low    | public
DOCKERHUB_USERNAME                | Docker Hub                   |             | low    | public
CLOUDFLARE_ACCOUNT_ID             | Cloudflare API token         |             | low    | public
VERCEL_ORG_ID                     | Vercel                       |             | low    | public
NETLIFY_SITE_ID                   | Netlify                      |             | low    | public
SENTRY_ORG                        | Sentry                       |             | low    | public
SSH_HOST                          | GitHub deploy key / SSH key  |             | low    | public
TWILIO_ACCOUNT_SID                | Twilio                       |             | low    | public
APPLE_TEAM_ID                     | Apple App Store Connect / signing |        | low    | public
KEY_ALIAS                         | Generic signing key / keystore|             | low    | public
VAULT_ADDR                        | HashiCorp Vault              |             | low    | public
AUTH0_CLIENT_ID                   | Auth0                        |             | low    | public
RENDER_MODE                       | Render                       |             | low    | public
HEX_COLOR                         | -                            |             | -      |
TESTS_AZURE_ACCOUNTNAME           | Azure                        |             | low    | public
CYPRESS_PROJECT_ID_MYSQL          | Cypress Cloud                |             | low    | public
CYPRESS_RECORD_KEY_POSTGRES       | Cypress Cloud                |             | high   |
DATABASE_URL_SQLITE               | Generic database password    |             | medium |
S3_BUCKETNAME                     | S3-compatible storage        |             | low    | public
CLOUDSMITH_OWNER                  | Cloudsmith                   |             | low    | public
DOCKER_SSH_HOST_AMD64             | Docker Hub                   |             | low    | public
WINDOWS_SIGNING_SHA1              | Windows code signing         |             | low    | public
APPLE_PROVISIONING_PROFILES_TARGZ_BASE64 | Apple App Store Connect / signing |  | low    | public
SONAR_PROJECT_KEY                 | SonarQube / SonarCloud       |             | high   | public
WALLET_CONNECT_PROJECT_KEY        | Alchemy / Infura / RPC       |             | high   | public
IS_AUTO_DEPLOY_TENCENT_SCF        | Tencent Cloud                |             | low    | public
OPENAI_API_BASE                   | OpenAI                       |             | low    | public
# published by design
STRIPE_PUBLISHABLE_KEY            | Stripe                       |             | high   | public
NEXT_PUBLIC_SUPABASE_ANON_KEY     | Supabase                     |             | high   | public
VITE_FIREBASE_API_KEY             | Firebase CI token / admin SDK |            | high   | public
SENTRY_DSN                        | Sentry                       |             | high   | public
ALGOLIA_SEARCH_KEY                | Algolia                      |             | high   | public
NEXT_PUBLIC_STRIPE_SECRET_KEY     | Stripe                       |             | high   |
# what a word says beside another's
KEYSTORE_FILE_HEX                 | Generic signing key / keystore|            | medium |
HEXPM_API_KEY                     | Hex.pm                       |             | high   |
HEX_TOKEN                         | Hex.pm                       |             | high   |
ARM_RUNNER_KEY                    | -                            |             | -      |
ARM_ACCESS_KEY                    | Azure Storage key / SAS      |             | high   |
DOCS_REPO_ACCESS_TOKEN            | GitHub token                 |             | high   |
GITLAB_REPO_ACCESS_TOKEN          | GitLab                       |             | high   |
HELM_CHART_GITHUB_REPO_DEPLOY_KEY | GitHub deploy key / SSH key  |             | high   |
GH_CLIENT_SECRET                  | GitHub OAuth / user-to-server |            | high   |
GH_REPORT_DB_RW_CONNSTR           | Generic database password    |             | medium |
ALIYUN_LLM_API_KEY                | Alibaba Cloud Model Studio   |             | high   |
DASHSCOPE_API_KEY                 | Alibaba Cloud Model Studio   |             | high   |
ORG_GRADLE_PROJECT_TMDB_API_KEY   | Generic API key              |             | low    |
ORG_GRADLE_PROJECT_mavenCentralPassword | Sonatype Central / Nexus / Maven |   | high   |
TF_VAR_cloudflare_api_token       | Cloudflare API token         |             | high   |
# clouds
AWS_ACCESS_KEY_ID                 | AWS IAM access key           |             | high   |
AWS_SECRET_ACCESS_KEY             | AWS IAM access key           |             | high   |
AWS_PROD_ACCESS_KEY_ID            | AWS IAM access key           | production  | high   |
AWS_ACCESS_KEY_ID_DEV             | AWS IAM access key           | development | high   |
AWS_ACCESS_KEY_ID_2               | AWS IAM access key           |             | high   |
AZURE_CREDENTIALS                 | Azure service principal secret |           | high   |
AZURE_OPENAI_API_KEY              | Azure OpenAI                 |             | high   |
ARM_CLIENT_SECRET                 | Azure service principal secret |           | high   |
GCP_SA_KEY                        | Google Cloud service account key |         | high   |
GOOGLE_APPLICATION_CREDENTIALS    | Google Cloud service account key |         | high   |
DIGITALOCEAN_ACCESS_TOKEN         | DigitalOcean                 |             | high   |
CLOUDFLARE_API_TOKEN              | Cloudflare API token         |             | high   |
HEROKU_API_KEY                    | Heroku                       |             | high   |
FLY_API_TOKEN                     | Fly.io                       |             | high   |
VERCEL_TOKEN                      | Vercel                       |             | high   |
KUBE_CONFIG                       | Kubernetes kubeconfig / SA token |         | medium |
# GitHub
GITHUB_TOKEN                      | GitHub Actions token         |             | high   |
MY_GITHUB_TOKEN                   | GitHub token                 |             | high   |
TAP_GITHUB_TOKEN                  | GitHub token                 |             | high   |
GH_PAT                            | GitHub token                 |             | high   |
PERSONAL_ACCESS_TOKEN             | GitHub token                 |             | high   |
CI_GITHUB_TOKEN                   | GitHub token                 | ci          | high   |
GITHUB_APP_ID                     | GitHub App private key / installation token | | low | public
APP_PRIVATE_KEY                   | GitHub App private key / installation token | | high |
DEPLOY_KEY                        | GitHub deploy key / SSH key  |             | high   |
SSH_PRIVATE_KEY                   | GitHub deploy key / SSH key  |             | high   |
CR_PAT                            | GHCR / GitHub Packages       |             | high   |
RELEASE_PLEASE_TOKEN              | release-please / semantic-release bot |    | high   |
# registries
NPM_TOKEN                         | npm                          |             | high   |
NODE_AUTH_TOKEN                   | npm                          |             | high   |
PYPI_API_TOKEN                    | PyPI                         |             | high   |
TEST_PYPI_API_TOKEN               | PyPI                         | development | high   |
TWINE_PASSWORD                    | PyPI                         |             | high   |
CARGO_REGISTRY_TOKEN              | crates.io                    |             | high   |
DOCKERHUB_TOKEN                   | Docker Hub                   |             | high   |
GEM_HOST_API_KEY                  | RubyGems                     |             | high   |
OSSRH_TOKEN                       | Sonatype Central / Nexus / Maven |         | high   |
MAVEN_GPG_PASSPHRASE              | GPG private key              |             | high   |
ANDROID_KEYSTORE_BASE64           | Android keystore             |             | high   |
# CI and quality
CODECOV_TOKEN                     | Codecov                      |             | high   |
SONAR_TOKEN                       | SonarQube / SonarCloud       |             | high   |
SNYK_TOKEN                        | Snyk                         |             | high   |
SENTRY_AUTH_TOKEN                 | Sentry                       |             | high   |
DD_API_KEY                        | Datadog                      |             | high   |
# payment, messages, AI
PROD_STRIPE_SECRET_KEY            | Stripe                       | production  | high   |
stripeSecretKeyStaging            | Stripe                       | staging     | high   |
STRIPE_WEBHOOK_SECRET             | Stripe webhook signing secret |            | high   |
STRIPE                            | Stripe                       |             | medium |
SLACK_WEBHOOK_URL                 | Slack incoming webhook       |             | high   |
SLACK_BOT_TOKEN                   | Slack bot/user/app token     |             | high   |
SLACK_CHANNEL                     | Slack bot/user/app token     |             | low    | public
TELEGRAM_TOKEN                    | Telegram bot                 |             | high   |
SENDGRID_API_KEY                  | SendGrid                     |             | high   |
send-grid-api-key                 | SendGrid                     |             | high   |
OPENAI_API_KEY                    | OpenAI                       |             | high   |
openAIKey                         | OpenAI                       |             | high   |
ANTHROPIC_API_KEY                 | Anthropic                    |             | high   |
CLAUDE_CODE_OAUTH_TOKEN           | Claude Code OAuth token      |             | high   |
auth0ClientSecret                 | Auth0                        |             | high   |
# databases
DATABASE_URL                      | Generic database password    |             | medium |
STAGING_DATABASE_URL              | Generic database password    | staging     | medium |
POSTGRES_PASSWORD                 | PostgreSQL                   |             | high   |
REDIS_URL                         | Redis / Valkey               |             | high   |
MONGODB_URI                       | MongoDB / Atlas              |             | high   |
SUPABASE_SERVICE_ROLE_KEY         | Supabase                     |             | high   |
# abbreviations that several vendors use
ALIBABA_CLOUD_ACR_PASSWORD        | Alibaba Cloud                |             | high   |
ALIBABA_CLOUD_ACR_USERNAME        | Alibaba Cloud                |             | low    | public
ACR_PASSWORD                      | Azure Container Registry     |             | high   |
AZURE_ACR_PASSWORD                | Azure Container Registry     |             | high   |
DOCKER_ACR_PASSWORD               | Azure Container Registry     |             | high   |
S3_ACCESS_KEY                     | S3-compatible storage        |             | high   |
S3_SECRET_KEY                     | S3-compatible storage        |             | high   |
BACKUP_S3_SECRET                  | S3-compatible storage        |             | high   |
AWS_S3_ACCESS_KEY                 | AWS IAM access key           |             | high   |
S3_SECRET_AWS                     | AWS IAM access key           |             | high   |
HETZNER_S3_SECRET_KEY             | Hetzner Cloud                |             | high   |
# hooks, whose address is the credential
DOCS_REBUILD_URL                  | Deploy hook (Netlify, Vercel, Render) | | medium |
SITE_DEPLOY_HOOK                  | Deploy hook (Netlify, Vercel, Render) | | medium |
WEBSITE_BUILD_HOOK_URL            | Deploy hook (Netlify, Vercel, Render) | | medium |
NETLIFY_BUILD_HOOK_URL            | Netlify                      |             | high   |
VERCEL_DEPLOY_HOOK                | Vercel                       |             | high   |
NETLIFY_REBUILD_URL               | Netlify                      |             | high   |
NETLIFY_URL                       | Netlify                      |             | low    | public
SLACK_URL                         | Slack bot/user/app token     |             | high   |
DISCORD_DOCKER_UPDATE_URL         | Discord                      |             | high   |
DISCORD_INVITE_URL                | Discord                      |             | low    | public
MS_TEAMS_URL                      | Microsoft Teams webhook      |             | high   |
MS_TEAMS_ENDPOINT                 | Microsoft Teams webhook      |             | medium |
MATTERMOST_URL                    | Mattermost / Rocket.Chat     |             | low    | public
# a registry's password is Docker's only where no other is named
REGISTRY_PASSWORD                 | Docker Hub                   |             | high   |
DOCKER_REGISTRY_PASSWORD          | Docker Hub                   |             | high   |
DOCKERIO_PASSWORD                 | Docker Hub                   |             | high   |
QUAY_REGISTRY_PASSWORD            | Quay.io                      |             | high   |
QUAYIO_PASSWORD                   | Quay.io                      |             | high   |
AZURE_REGISTRY_PASSWORD           | Azure Container Registry     |             | high   |
MYGET_API_KEY                     | MyGet                        |             | high   |
# PAT is GitHub's only where nothing else is named
ACME_DH_PAT                       | Docker Hub                   |             | high   |
JF_PAT                            | JFrog Artifactory            |             | high   |
ACME_PAT                          | GitHub token                 |             | high   |
# what signs, and what opens it
CERTIFICATES_P12                  | Apple App Store Connect / signing |        | high   |
CERTIFICATES_P12_PASSWORD         | Apple App Store Connect / signing |        | high   |
MACOS_SIGNING_CERT_PASSWORD       | Apple App Store Connect / signing |        | high   |
MACOS_SIGNING_IDENTITY            | Apple App Store Connect / signing |        | medium | public
MACOS_NOTARIZATION_PASSWORD       | Apple App Store Connect / signing |        | high   |
MACOS_NOTARIZATION_USERNAME       | Apple App Store Connect / signing |        | low    | public
SPARKLE_PRIVATE_KEY               | Update signing key (Sparkle, Tauri, minisign) | | high |
AZURE_CODE_SIGNING_CLIENT_SECRET  | Windows code signing         |             | high   |
AZURE_CODE_SIGNING_CLIENT_ID      | Windows code signing         |             | low    | public
APPLE_ID                          | Apple App Store Connect / signing |        | low    | public
APPLE_ID_PASSWORD                 | Apple App Store Connect / signing |        | high   |
PKG_APPLE_ID_APP_SPECIFIC_PASSWORD | Apple App Store Connect / signing |       | high   |
APPLE_DEVELOPER_IDENTITY          | Apple App Store Connect / signing |        | medium | public
GPG_SIGNING_KEY                   | GPG private key              |             | high   |
GPG_KEYGRIP                       | GPG private key              |             | low    | public
PFX_PASSWORD                      | TLS private key / certificate |            | medium |
SLACK_SIGNING_SECRET              | Slack bot/user/app token     |             | high   |
ACME_ANDROID_NIGHTLY_KEYPASSWORD  | Android keystore             |             | high   |
ACME_ANDROID_STOREPASSWORD        | Android keystore             |             | high   |
P12_KEY_DISTRIBUTION              | TLS private key / certificate |            | medium |
P12_VALUE_DISTRIBUTION            | TLS private key / certificate |            | medium |
AZURE_TRUSTED_SIGNING_CERT_PROFILE | Windows code signing        |             | low    | public
AZURE_CODE_SIGNING_NAME           | Windows code signing         |             | low    | public
AZURE_TRUSTED_SIGNING_ACCOUNT     | Windows code signing         |             | low    | public
# settings of services
AZURE_COSMOSENDPOINT              | Azure Cosmos DB key          |             | low    | public
AZURE_COSMOSKEY                   | Azure Cosmos DB key          |             | medium |
ACME_SEARCHENDPOINT_AZURE         | Azure |           | medium |
AZURE_SEARCHENDPOINT              | Azure |           | low    | public
AZURE_WEBAPP_PUBLISH_PROFILE      | Azure service principal secret |           | medium |
AWS_PROFILE                       | AWS IAM access key           |             | low    | public
AWS_CLOUDFRONT_DISTRIBUTION       | AWS IAM access key           |             | low    | public
GCP_IDENTITY_POOL                 | Google Cloud service account key |         | low    | public
YOUTUBE_CLIENTID                  | Google API key (Maps, Gemini, Firebase web) | | low   | public
AZURE_DIAG_LOG_ANALYTICS_WORKSPACE_ID_EAST | Azure |  | low    | public
AWS_SECRET_ACCESS_KEY_EAST        | AWS IAM access key           |             | high   |
CROWDIN_PROJECT_NR                | Crowdin / Lokalise / Transifex / Phrase | | low    | public
TELEGRAM_TO                       | Telegram bot                 |             | low    | public
TURBO_API                         | Turborepo remote cache       |             | medium | public
TURBO_TOKEN                       | Turborepo remote cache       |             | high   |
TF_VAR_GCP_CRYPTO_KEY             | Google Cloud service account key |         | high   | public
ACME_TOKEN_EMAIL_ADDRESS          | Generic API key              |             | low    | public
ACME_EMAIL_PASSWORD               | Generic SMTP                 |             | medium |
# of several services' names that whose credential it is stands before the words of a credential
POSTHOG_WATCHER_OPENAI_API_KEY    | OpenAI                       |             | high   |
DOCKERHUB_GITHUB_TOKEN            | GitHub token                 |             | high   |
GITHUB_SENTRY_AUTH_TOKEN          | Sentry                       |             | high   |
SENTRY_AUTH_TOKEN_GITHUB_PROD     | Sentry                       | production  | high   |
AZURE_OPENAI_KEY_2                | Azure OpenAI                 |             | high   |
# a word that goes with many services yields to one that is named
SHOPIFY_WEBHOOK_SECRET            | Shopify                      |             | high   |
GITLAB_PERSONAL_ACCESS_TOKEN      | GitLab                       |             | high   |
BUILDKITE_AGENT_TOKEN             | Buildkite                    |             | high   |
AKAMAI_ENCRYPTION_KEY             | Encryption key               |             | high   |
AUTH0_COOKIE_SECRET               | Session or JWT signing secret |            | high   |
AGENT_TOKEN                       | Generic API key              |             | low    |
WEBHOOK_SECRET                    | Generic webhook secret       |             | medium |
OAUTH_CLIENT_SECRET               | Generic OAuth client secret  |             | medium |
KEYCLOAK_CLIENT_SECRET            | Keycloak                     |             | high   |
# which of a cloud's credentials it is, where the name says
AWS_API_KEY                       | AWS API key (API Gateway, AppSync) |       | high   |
UV_TEST_AZURE_TOKEN               | Azure                        | development | high   |
AZURE_CLIENT_CERTIFICATE_PASSWORD | Azure service principal secret |           | high   |
AZURE_AD_CLIENT_SECRET            | Azure                        |             | high   |
# what signs, and what does not
SIGNING_KEY                       | Generic signing key / keystore |           | medium |
SIGNING_PASSWORD                  | Generic signing key / keystore |           | medium |
KEYSTORE_PASSWORD                 | Generic signing key / keystore |           | medium |
ANDROID_SIGNING_KEY               | Android keystore             |             | high   |
ANDROID_KEY_PASSWORD              | Android keystore             |             | high   |
ANDROID_CLIENT_SECRET             | Generic API key              |             | low    |
ANDROID_API_KEY                   | Generic API key              |             | low    |
APP_KEY                           | Generic API key              |             | low    |
LARAVEL_APP_KEY                   | Laravel application key      |             | high   |
JWT_SIGNING_KEY                   | Session or JWT signing secret |            | high   |
JWT_TOKEN                         | JSON Web Token               |             | medium |
# buckets
DB_PASSWORD                       | Generic database password    |             | medium |
WEBHOOK_URL                       | Generic webhook URL          |             | medium |
SMTP_PASSWORD                     | Generic SMTP                 |             | medium |
API_KEY                           | Generic API key              |             | low    |
PASSWORD                          | Generic API key              |             | low    |
FOO_TOKEN                         | Generic API key              |             | low    |
CI_TOKEN                          | Generic API key              | ci          | low    |
`
	for line := range strings.Lines(names) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "-")
		}
		c := Name(cells[0])
		got := []string{cells[0], c.Service, string(c.Environment), string(c.Confidence), map[bool]string{true: "public"}[c.Public]}
		if !slices.Equal(got, cells) {
			t.Errorf("\n got %q\nwant %q", got, cells)
		}
		if c.Service != "" && (c.By != "name" || c.Category == "" || c.Kind == "" || c.RotationDays == 0) {
			t.Errorf("%s: incomplete: %+v", cells[0], c)
		}
	}
}

func TestNameSaysPaymentMode(t *testing.T) {
	for name, want := range map[string]nhi.Livemode{
		"STRIPE_TEST_SECRET_KEY": "test", "LIVE_STRIPE_KEY": "live", "PAYPAL_SANDBOX_SECRET": "test",
		"STRIPE_SECRET_KEY": "", "TEST_NPM_TOKEN": "",
	} {
		if got := Name(name).Livemode; got != want {
			t.Errorf("%s: mode %q, want %q", name, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for name, want := range map[string]string{
		"stripeSecretKey": "STRIPE SECRET KEY", "AWSAccessKeyID": "AWS ACCESS KEY ID", "auth0Secret": "AUTH0 SECRET",
		"K8S_TOKEN": "K8S TOKEN", "a.b-c//d": "A B C D", "__x__": "X", "": "", "häß_TOKEN": "H TOKEN",
	} {
		if got := strings.Join(split(name), " "); got != want {
			t.Errorf("split(%q) is %q, want %q", name, got, want)
		}
	}
}

func TestNameGivesKeylessAlternative(t *testing.T) {
	want := nhi.Keyless{Support: "yes", How: "trusted publishing"}
	if got := Name("PYPI_API_TOKEN").Keyless; got != want {
		t.Errorf("keyless %+v, want %+v", got, want)
	}
	if got := Name("ALIBABA_CLOUD_ACR_PASSWORD").Keyless.How; !strings.HasPrefix(got, "aliyun/configure-aliyun-credentials-action ") {
		t.Errorf("keyless: %q, which is not Alibaba's", got)
	}
	if got := Name("STRIPE_SECRET_KEY").Keyless.Support; got != "no" {
		t.Errorf("keyless %q, want no", got)
	}
}
