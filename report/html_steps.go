package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// kindSteps says how identities of each kind are disabled or ended: the page of the repository's
// settings, and the commands. NAME, REPO, PATH and PLACE stand for the identity's own, quoted.
var kindSteps = map[nhi.Kind]struct {
	Text     string
	Settings []string // path of the repository's page
	Link     string
	Commands []string
}{
	nhi.KindCISecret:        {"Delete the stored secret once nothing needs it.", []string{"settings", "secrets", "actions"}, "Actions secrets", []string{"gh secret delete NAME --repo REPO"}},
	nhi.KindDeployKey:       {"Find the key's number, then delete it.", []string{"settings", "keys"}, "Deploy keys", []string{"gh repo deploy-key list --repo REPO", "gh repo deploy-key delete KEY_ID --repo REPO"}},
	nhi.KindWebhook:         {"Find the webhook's number, then switch it off.", []string{"settings", "hooks"}, "Webhooks", []string{"gh api repos/REPO_PATH/hooks", "gh api --method PATCH repos/REPO_PATH/hooks/HOOK_ID -F active=false"}},
	nhi.KindRunner:          {"Find the runner's number, then remove it.", []string{"settings", "actions", "runners"}, "Runners", []string{"gh api repos/REPO_PATH/actions/runners", "gh api --method DELETE repos/REPO_PATH/actions/runners/RUNNER_ID"}},
	nhi.KindAppInstallation: {"Suspend or remove the installation.", []string{"settings", "installations"}, "Installed apps", nil},
	nhi.KindGitHubApp:       {"Suspend the app's installation, then revoke its private keys.", []string{"settings", "installations"}, "Installed apps", nil},
	nhi.KindWorkflowToken:   {"It ends with each run. Narrow it: declare `permissions:` in the workflow, job by job.", []string{"settings", "actions"}, "Default permissions", []string{"gh api --method PUT repos/REPO_PATH/actions/permissions/workflow -f default_workflow_permissions=read"}},
	nhi.KindOIDCTrust:       {"Remove the trust at the provider, or narrow its subject to this repository and environment.", nil, "", nil},
	nhi.KindAgent:           {"Switch the agent's workflow off, or delete its configuration file.", []string{"actions"}, "Workflows", nil},
	nhi.KindSSHKey:          {"Remove the public half everywhere it is accepted, then make a new pair outside the repository.", []string{"settings", "keys"}, "Deploy keys", nil},
	nhi.KindSigningKey:      {"Publish the key's revocation, then make a new one outside the repository.", nil, "", nil},
	nhi.KindCertificate:     {"Have the issuer revoke the certificate, then deploy a new one.", nil, "", nil},
	nhi.KindPassword:        {"Change the password where it is accepted.", nil, "", nil},
	nhi.KindDBCredential:    {"Change the password of the database user, or drop the user.", nil, "", nil},
	nhi.KindOAuthToken:      {"Revoke the token with its issuer.", nil, "", nil},
	nhi.KindAPIKey:          {"Revoke the key with its issuer.", nil, "", nil},
	nhi.KindPATClassic:      {"Revoke the token in its holder's settings.", nil, "", nil},
	nhi.KindPATFine:         {"Revoke the token in its holder's settings.", nil, "", nil},
	nhi.KindServiceAccount:  {"Disable the account first, delete it when nothing breaks.", nil, "", nil},
	nhi.KindIAMRole:         {"Detach the role's policies, then delete it.", nil, "", []string{"aws iam list-attached-role-policies --role-name NAME"}},
	nhi.KindIAMUser:         {"Deactivate the user's keys, then delete them.", nil, "", []string{"aws iam list-access-keys --user-name NAME"}},
	nhi.KindOAuthApp:        {"Revoke the app's grants.", nil, "", nil},
}

// issuers is where a credential of a service is revoked; the first whose name the service's name begins with.
var issuers = []struct{ Service, Href, Command string }{
	{"AWS", "https://console.aws.amazon.com/iam/home#/security_credentials", "aws iam update-access-key --status Inactive --access-key-id KEY_ID"},
	{"Google Cloud", "https://console.cloud.google.com/iam-admin/serviceaccounts", "gcloud iam service-accounts keys disable KEY_ID --iam-account=ACCOUNT"},
	{"Google", "https://console.cloud.google.com/apis/credentials", ""},
	{"Azure", "https://portal.azure.com", "az ad app credential list --id APP_ID"},
	{"Stripe", "https://dashboard.stripe.com/apikeys", ""},
	{"npm", "https://www.npmjs.com/settings/~/tokens", "npm token list && npm token revoke TOKEN_ID"},
	{"PyPI", "https://pypi.org/manage/account/token/", ""},
	{"RubyGems", "https://rubygems.org/profile/api_keys", ""},
	{"crates.io", "https://crates.io/settings/tokens", ""},
	{"NuGet", "https://www.nuget.org/account/apikeys", ""},
	{"Docker", "https://app.docker.com/settings/personal-access-tokens", ""},
	{"GitHub", "https://github.com/settings/tokens", ""},
	{"GitLab", "https://gitlab.com/-/user_settings/personal_access_tokens", ""},
	{"OpenAI", "https://platform.openai.com/api-keys", ""},
	{"Anthropic", "https://console.anthropic.com/settings/keys", ""},
	{"Hugging Face", "https://huggingface.co/settings/tokens", ""},
	{"Slack", "https://api.slack.com/apps", ""},
	{"Discord", "https://discord.com/developers/applications", ""},
	{"Telegram", "https://t.me/BotFather", ""},
	{"Twilio", "https://console.twilio.com", ""},
	{"SendGrid", "https://app.sendgrid.com/settings/api_keys", ""},
	{"Mailgun", "https://app.mailgun.com/settings/api_security", ""},
	{"Cloudflare", "https://dash.cloudflare.com/profile/api-tokens", ""},
	{"DigitalOcean", "https://cloud.digitalocean.com/account/api/tokens", ""},
	{"Heroku", "https://dashboard.heroku.com/account/applications", "heroku authorizations:revoke AUTHORIZATION_ID"},
	{"Vercel", "https://vercel.com/account/tokens", ""},
	{"Netlify", "https://app.netlify.com/user/applications", ""},
	{"Datadog", "https://app.datadoghq.com/organization-settings/api-keys", ""},
	{"Sentry", "https://sentry.io/settings/account/api/auth-tokens/", ""},
	{"Codecov", "https://app.codecov.io", ""},
	{"Sonar", "https://sonarcloud.io/account/security", ""},
	{"Snyk", "https://app.snyk.io/account", ""},
}

// steps is what to do to disable, end or replace an identity, the most urgent first.
func (v roll) steps(i nhi.Identity) []step {
	var steps []step
	if isStored(i) && !i.Credential.Public {
		steps = append(steps, issuerStep(i))
		if i.Kind == nhi.KindCISecret {
			steps = append(steps, step{Text: "Store the new value; the command asks for it.", Command: v.fill("gh secret set NAME --repo REPO", i)})
		}
	}
	if i.Credential.Keyless.Support == "yes" && i.Credential.Keyless.How != "" && isStored(i) {
		steps = append(steps, step{Text: "Better: use no stored key at all, with " + plain(i.Credential.Keyless.How) + "."})
	}
	return append(steps, v.kindStep(i))
}

// issuerStep is to revoke a credential where it was issued.
func issuerStep(i nhi.Identity) step {
	s := step{Text: "Make a new credential, move its users over, then revoke the old one with its issuer."}
	if isLeaked(i) {
		s.Text = "Revoke it with its issuer now: removing it from the files does not make it safe."
	}
	for _, known := range issuers {
		if strings.HasPrefix(strings.ToLower(i.Credential.Service), strings.ToLower(known.Service)) {
			s.Href, s.Link, s.Command = known.Href, "Open "+known.Service, known.Command
			return s
		}
	}
	return s
}

// kindStep is how identities of this kind are ended, with one command for each GitHub environment.
func (v roll) kindStep(i nhi.Identity) step {
	known, ok := kindSteps[i.Kind]
	if !ok {
		return step{Text: "End it in the system that issued it: " + cmp.Or(plain(i.System), "unknown") + "."}
	}
	s := step{Text: known.Text}
	if len(known.Settings) > 0 {
		if s.Href = v.links.page(known.Settings...); s.Href != "" {
			s.Link = known.Link
		}
	}
	commands := slices.Clone(known.Commands)
	if i.Kind == nhi.KindAgent && i.Agent != nil {
		s, commands = v.agentStep(*i.Agent, s)
	}
	for n, c := range commands {
		commands[n] = v.fill(c, i)
	}
	s.Command = strings.Join(commands, "\n")
	return s
}

// agentStep is to switch off the workflow of an agent, or to edit the file that configures it.
func (v roll) agentStep(a nhi.Agent, s step) (step, []string) {
	if a.Form == "workflow" {
		return s, []string{"gh workflow disable PATH --repo REPO"}
	}
	s.Text = "Delete the agent's configuration file, or take out what it should not have."
	s.Href, s.Link = v.links.line(a.Location), ""
	if s.Href != "" {
		s.Link = "Open the file"
	}
	return s, []string{"git rm PATH"}
}

// fill puts an identity's own names into a command. A name that the command would take for an option
// gets none.
func (v roll) fill(command string, i nhi.Identity) string {
	if strings.HasPrefix(i.Name, "-") || strings.HasPrefix(i.Scope, "-") {
		return ""
	}
	path := ""
	if i.Agent != nil {
		path = i.Agent.Location.Path
		if i.Agent.Form == "workflow" {
			path = path[strings.LastIndex(path, "/")+1:]
		}
	}
	return strings.NewReplacer("REPO_PATH", quote(i.Scope), "REPO", quote(i.Scope), "NAME", quote(i.Name), "PATH", quote(path)).Replace(command)
}

// quote makes one word of s for a POSIX shell, whatever it holds; what cannot be shown in a line
// of a page is replaced, so that what is copied is what was read.
func quote(s string) string {
	s = plain(s)
	plain := strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@:", r)
	}) < 0
	if plain && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
