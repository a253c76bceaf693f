package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// kindStep is how identities of a kind are disabled or ended.
type kindStep struct {
	Text     string
	Settings []string // path of the repository's page
	Link     string   // what that page is called
	Commands []string // NAME, REPO, PATH and PLACE stand for the identity's own, quoted
}

// kindSteps says how identities of each kind are disabled or ended.
var kindSteps = map[nhi.Kind]kindStep{
	nhi.KindCISecret: {
		Text:     "Delete the stored secret once nothing needs it.",
		Settings: []string{"settings", "secrets", "actions"}, Link: "Actions secrets",
	},
	nhi.KindSecretParameter: {Text: "Nothing is stored here. Drop it from the workflow's `on.workflow_call.secrets` where no caller needs it."},
	nhi.KindDeployKey: {
		Text:     "Find the key's number, then delete it.",
		Settings: []string{"settings", "keys"}, Link: "Deploy keys",
		Commands: []string{"gh repo deploy-key list --repo REPO", "gh repo deploy-key delete KEY_ID --repo REPO"},
	},
	nhi.KindWebhook: {
		Text:     "Find the webhook's number, then switch it off.",
		Settings: []string{"settings", "hooks"}, Link: "Webhooks",
		Commands: []string{
			"gh api repos/REPO_PATH/hooks",
			"gh api --method PATCH repos/REPO_PATH/hooks/HOOK_ID -F active=false",
		},
	},
	nhi.KindRunner: {
		Text:     "Find the runner's number, then remove it.",
		Settings: []string{"settings", "actions", "runners"}, Link: "Runners",
		Commands: []string{
			"gh api repos/REPO_PATH/actions/runners",
			"gh api --method DELETE repos/REPO_PATH/actions/runners/RUNNER_ID",
		},
	},
	nhi.KindAppInstallation: {
		Text:     "Suspend or remove the installation.",
		Settings: []string{"settings", "installations"}, Link: "Installed apps",
	},
	nhi.KindGitHubApp: {
		Text:     "Suspend the app's installation, then revoke its private keys.",
		Settings: []string{"settings", "installations"}, Link: "Installed apps",
	},
	nhi.KindWorkflowToken: {
		Text:     "It ends with each run. Narrow it: declare `permissions:` in the workflow, job by job.",
		Settings: []string{"settings", "actions"}, Link: "Default permissions",
		Commands: []string{
			"gh api --method PUT repos/REPO_PATH/actions/permissions/workflow -f default_workflow_permissions=read",
		},
	},
	nhi.KindOIDCTrust: {Text: "Remove the trust at the provider, or narrow its subject to this repository and environment."},
	nhi.KindAgent: {
		Text:     "Switch the agent's workflow off, or delete its configuration file.",
		Settings: []string{"actions"}, Link: "Workflows",
	},
	nhi.KindSSHKey: {
		Text:     "Remove the public half everywhere it is accepted, then make a new pair outside the repository.",
		Settings: []string{"settings", "keys"}, Link: "Deploy keys",
	},
	nhi.KindSigningKey:     {Text: "Publish the key's revocation, then make a new one outside the repository."},
	nhi.KindCertificate:    {Text: "Have its authority revoke the certificate, then deploy a new one."},
	nhi.KindPassword:       {Text: "Change the password where it is accepted."},
	nhi.KindDBCredential:   {Text: "Change the password of the database user, or drop the user."},
	nhi.KindOAuthToken:     {Text: "Revoke the token where it was issued."},
	nhi.KindAPIKey:         {Text: "Revoke the key where it was issued."},
	nhi.KindPATClassic:     {Text: "Revoke the token in its holder's settings."},
	nhi.KindPATFine:        {Text: "Revoke the token in its holder's settings."},
	nhi.KindServiceAccount: {Text: "Disable the account first, delete it when nothing breaks."},
	nhi.KindIAMRole: {
		Text:     "Detach the role's policies, then delete it.",
		Commands: []string{"aws iam list-attached-role-policies --role-name NAME"},
	},
	nhi.KindIAMUser: {
		Text:     "Deactivate the user's keys, then delete them.",
		Commands: []string{"aws iam list-access-keys --user-name NAME"},
	},
	nhi.KindOAuthApp: {Text: "Revoke the app's grants."},
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
		steps = append(steps, issuerStep(i, v.now))
		if i.Kind == nhi.KindCISecret {
			steps = append(steps, step{Text: "Store the new value; the command asks for it.", Command: v.storeCommand("set", i)})
		}
	}
	if i.Credential.Keyless.Support == nhi.KeylessYes && i.Credential.Keyless.How != "" && isStored(i) {
		steps = append(steps, step{Text: "Better: use no stored key at all, with " + plain(i.Credential.Keyless.How) + "."})
	}
	return append(steps, v.kindStep(i))
}

// issuerStep is to revoke a credential where it was issued, or to replace a pair of keys, which nobody issued.
func issuerStep(i nhi.Identity, now time.Time) step {
	s := step{Text: "Make a new credential, move what uses it over, then revoke the old one where it was issued."}
	leaked := isLeaked(i, now)
	switch {
	case i.Credential.Symmetric() && leaked:
		s.Text = "Make a new key now and set it wherever this one is used: removing it from the files does not make it safe."
	case i.Credential.Symmetric():
		s.Text = "Make a new key and set it wherever this one is used."
	case isKeyPair(i) && leaked:
		s.Text = "Make a new pair of keys now, and take the public half of this one out wherever it is trusted: " +
			"removing it from the files does not make it safe."
	case isKeyPair(i):
		s.Text = "Make a new pair of keys, put its public half wherever that of this one is trusted, then take this one out."
	case leaked:
		s.Text = "Revoke it where it was issued now: removing it from the files does not make it safe."
	}
	for _, known := range issuers {
		if strings.HasPrefix(strings.ToLower(i.Credential.Service), strings.ToLower(known.Service)) {
			s.Href, s.Link, s.Command = known.Href, "Open "+known.Service, known.Command
			return s
		}
	}
	return s
}

// isKeyPair tells whether a credential is the private half of a pair of keys.
func isKeyPair(i nhi.Identity) bool {
	switch i.Kind {
	case nhi.KindSigningKey, nhi.KindSSHKey, nhi.KindDeployKey:
		return !i.Credential.Symmetric()
	}
	return i.Credential.Category == nhi.CategorySigning
}

// kindStep is how identities of this kind are ended, with one command for each GitHub environment.
func (v roll) kindStep(i nhi.Identity) step {
	known, ok := kindSteps[i.Kind]
	if !ok {
		return step{Text: "End it in the system that issued it: " + cmp.Or(plain(i.System), "unknown") + "."}
	}
	s := step{Text: known.Text}
	if i.Kind == nhi.KindSigningKey && i.Credential.Symmetric() {
		s.Text = "What the old one signed, such as sessions and tokens, is worth nothing then; what it encrypted has to be encrypted anew before it is gone."
	}
	if len(known.Settings) > 0 {
		if s.Href = v.links.page(known.Settings...); s.Href != "" {
			s.Link = known.Link
		}
	}
	commands := slices.Clone(known.Commands)
	if inFile(i) { // what the commands name is not known: the name is the file's
		commands = nil
		if i.Kind == nhi.KindWebhook {
			return step{Text: "Delete the webhook where it was made, and make another."}
		}
	}
	if i.Kind == nhi.KindAgent && i.Agent != nil {
		s, commands = v.agentStep(*i.Agent, s)
	}
	for n, c := range commands {
		commands[n] = v.fill(c, i)
	}
	if i.Kind == nhi.KindCISecret {
		commands = []string{v.storeCommand("delete", i)}
	}
	s.Command = strings.Join(commands, "\n")
	return s
}

// agentStep is to switch off the workflow of an agent, or to edit the file that configures it.
func (v roll) agentStep(a nhi.Agent, s step) (step, []string) {
	if a.Form == nhi.AgentInWorkflow {
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
		if i.Agent.Form == nhi.AgentInWorkflow {
			path = path[strings.LastIndex(path, "/")+1:]
		}
	}
	if !strings.Contains(i.Scope, "/") {
		command = v.withoutRepository(command)
	}
	return placeholder().ReplaceAllStringFunc(command, func(name string) string {
		switch name {
		case "NAME":
			return quote(i.Name)
		case "PATH":
			return quote(path)
		}
		return quote(i.Scope)
	})
}

// withoutRepository is a command for what belongs to an organisation, or to a clone of which nobody told the name: gh takes
// the repository that it is called in.
func (v roll) withoutRepository(command string) string {
	path := "repos/{owner}/{repo}"
	if v.report.Platform != nil {
		path = "orgs/REPO"
	}
	return strings.ReplaceAll(strings.ReplaceAll(command, " --repo REPO", ""), "repos/REPO_PATH", path)
}

// storeCommand is the command that sets or deletes a secret or variable where it is kept: of the same name there may be another
// in the repository. It is "" where gh has none, or would take a name for an option.
func (v roll) storeCommand(verb string, i nhi.Identity) string {
	kept := cmp.Or(i.Store, "actions-secret")
	noun := kept[strings.LastIndex(kept, "-")+1:]
	app := map[string]string{"dependabot-secret": " --app dependabot", "codespaces-secret": " --app codespaces"}[kept]
	environment := ""
	if i.Stored != nil {
		environment = i.Stored.Environment
	}
	switch {
	case noun != "secret" && noun != "variable", strings.HasPrefix(kept, "agents-"), strings.HasPrefix(environment, "-"):
		return ""
	case i.Stored != nil && i.Stored.Level == nhi.LevelOrganization:
		app += " --org " + quote(i.Scope)
	case environment != "":
		app += " --env " + quote(environment)
	}
	command := v.fill("gh "+noun+" "+verb+" NAME --repo REPO", i) // where the scope is no repository, without one
	if command == "" {
		return ""
	}
	return command + app
}

// placeholder is what stands in a command for an identity's own.
var placeholder = lazyregexp.New(`REPO_PATH|REPO|NAME|PATH`)

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
