package inventory

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// identifyingInputs are inputs of actions that say who logs in, with or without a secret beside them: what
// they are given is no key, whatever it is called. Words are joined by "-".
var identifyingInputs = []string{
	"app-id", "application-id", "audience", "aws-region", "client-id", "doppler-identity-id", "identity-id", "installation-id",
	"oauth-client-id", "oidc-provider-arn", "oidc-provider-name", "oidc-service-slug", "project-id", "role-arn", "role-session-name",
	"role-to-assume", "service-account", "subscription-id", "tenant-id", "workload-identity-provider",
}

// appTokens are the actions that make an installation token of a GitHub App, and the input for the App's private key.
var appTokens = map[string]string{
	"actions/create-github-app-token":                "private-key",
	"getsentry/action-github-app-token":              "private-key",
	"navikt/github-app-token-generator":              "private-key",
	"peter-murray/workflow-application-token-action": "application-private-key",
	"tibdex/github-app-token":                        "private-key",
	"wow-actions/use-app-token":                      "private-key",
}

// keyInputs are actions that take keys, and what classify calls those that their inputs take.
var keyInputs = map[string]map[string]string{
	"aws-actions/configure-aws-credentials":     {"aws-access-key-id": awsKeyID, "aws-secret-access-key": awsKey},
	"azure/login":                               {"creds": "AZURE_CREDENTIALS"},
	"crazy-max/ghaction-import-gpg":             {"gpg-private-key": "GPG_PRIVATE_KEY", "passphrase": "GPG_PASSPHRASE"},
	"google-github-actions/auth":                {"credentials-json": "GOOGLE_APPLICATION_CREDENTIALS"},
	"kevin-david/zipalign-sign-android-release": androidSigning,
	"r0adkll/sign-android-release":              androidSigning,
}

var androidSigning = map[string]string{
	"signingkeybase64": "ANDROID_KEYSTORE", "keystorepassword": "ANDROID_KEYSTORE_PASSWORD", "keypassword": "ANDROID_KEY_PASSWORD",
}

// takenAs is what classify calls the key that an action takes a secret as, "" for none.
func takenAs(u nhi.Use) string {
	if u.Route != nhi.RouteWith || u.Action == nil {
		return ""
	}
	return keyInputs[fold(u.Action.Name())][inputName(u.Input)]
}

// imageRegistries are the hosts of registries of images, or what they end in, and what classify calls their passwords.
var imageRegistries = []struct{ host, name string }{
	{"docker.io", "DOCKERHUB_TOKEN"}, {"ghcr.io", "GHCR_TOKEN"}, {"quay.io", "QUAY_TOKEN"}, {"azurecr.io", "ACR_PASSWORD"},
	{"amazonaws.com", awsKey}, {"public.ecr.aws", awsKey}, {"gcr.io", "GCP_SA_KEY"}, {"pkg.dev", "GCP_SA_KEY"},
	{"aliyuncs.com", "ALIYUN_PASSWORD"}, {"registry.gitlab.com", "GITLAB_TOKEN"}, {"registry.digitalocean.com", "DIGITALOCEAN_TOKEN"},
}

// passwordOf is what classify calls the password of the registry that a use logs in to, "" where it is not known.
func passwordOf(u nhi.Use) string {
	if u.Registry == "" || inputName(u.Input) != "password" {
		return ""
	}
	for _, r := range imageRegistries {
		if u.Registry == r.host || strings.HasSuffix(u.Registry, "."+r.host) {
			return r.name
		}
	}
	return ""
}

// describeByRegistry takes a password for that of the registry that it opens, where its name says no other sort of service
// and it opens no two.
func describeByRegistry(identity *nhi.Identity) {
	own, opened := &identity.Credential, ""
	if own.Confidence == nhi.ConfidenceHigh && own.Category != nhi.CategoryPackageRegistry {
		return
	}
	for _, u := range identity.Uses {
		name := passwordOf(u)
		if name != "" && opened != "" && name != opened {
			return
		}
		opened = cmp.Or(opened, name)
	}
	if opened != "" && classify.Name(opened).Service != own.Service {
		takeFor(own, opened)
	}
}

// gitHubToken is what classify calls a token of GitHub that somebody stored.
const gitHubToken = "GH_PAT"

// appKey and appID are what classify calls the private key of a GitHub App, and the App's number.
const (
	appKey = "GITHUB_APP_PRIVATE_KEY"
	appID  = "GITHUB_APP_ID"
)

// awsKey and s3Key are what classify calls a key of AWS, and one of any store that speaks S3.
const (
	awsKeyID = "AWS_ACCESS_KEY_ID"
	awsKey   = "AWS_SECRET_ACCESS_KEY"
	s3Key    = "S3_SECRET_KEY"
)

var (
	anyOfAzure = sync.OnceValue(func() string { return classify.Name("AZURE_TOKEN").Service })
	awsService = sync.OnceValue(func() string { return classify.Name(awsKey).Service })
	s3Service  = sync.OnceValue(func() string { return classify.Name(s3Key).Service })
)

// renameTo takes a credential for what classify says of another name. That it is no secret, and where it acts, stays.
func renameTo(own *nhi.Credential, name string) {
	told := classify.Name(name)
	told.Public, told.Environment = own.Public, own.Environment
	if own.Public {
		told.Confidence = own.Confidence
	}
	*own = told
}

// describeStore tells AWS's keys from those of other stores that speak S3, which are given in AWS's variables, too.
func describeStore(identity *nhi.Identity) {
	own := &identity.Credential
	elsewhere := func(u nhi.Use) bool { return u.OtherStore }
	atHome := func(u nhi.Use) bool { return !u.OtherStore }
	switch own.Service {
	case awsService():
		if len(identity.Uses) > 0 && !slices.ContainsFunc(identity.Uses, atHome) {
			renameTo(own, s3Key)
		}
	case s3Service():
		if slices.ContainsFunc(identity.Uses, logsInToAWS) && !slices.ContainsFunc(identity.Uses, elsewhere) {
			renameTo(own, awsKey)
		}
	}
}

func logsInToAWS(u nhi.Use) bool {
	return u.Action != nil && fold(u.Action.Name()) == "aws-actions/configure-aws-credentials"
}

// inputName is an input's name in one spelling.
func inputName(input string) string { return strings.ReplaceAll(fold(input), "_", "-") }

// takesAppKey tells whether an action's input is for the private key of a GitHub App.
func takesAppKey(action *nhi.ActionRef, input string) bool {
	return action != nil && input != "" && appTokens[fold(action.Name())] == inputName(input)
}

// takesAppID tells whether a use says of which GitHub App a token is made.
func takesAppID(u nhi.Use) bool {
	return identifies(u) && appTokens[fold(u.Action.Name())] != ""
}

// describeReceivers reads from the inputs and variables that receive a secret what it is: they are named by
// those who use it, the secret by whoever stored it. All must agree.
func describeReceivers(identity *nhi.Identity) {
	if !isNamed(identity) && identity.Kind != nhi.KindSecretParameter {
		return
	}
	receivers := slices.DeleteFunc(slices.Clone(identity.Uses), func(u nhi.Use) bool { return u.Route == nhi.RouteIf }) // a condition gives it to nobody
	uses := func(are func(nhi.Use) bool) bool {
		return len(receivers) > 0 && !slices.ContainsFunc(receivers, func(u nhi.Use) bool { return !are(u) })
	}
	own := &identity.Credential
	sure := own.Confidence == nhi.ConfidenceHigh && own.Service != anyOfAzure() // which of Azure's it is, its name does not say
	key := slices.IndexFunc(identity.Uses, func(u nhi.Use) bool { return takenAs(u) != "" })
	switch {
	case slices.ContainsFunc(identity.Uses, func(u nhi.Use) bool { return takesAppKey(u.Action, u.Input) }):
		takeFor(own, appKey)
	case uses(takesAppID):
		takeFor(own, appID)
	case key >= 0 && !sure && !own.Public && !classify.Setting(identity.Name): // which may be a part of it
		takeFor(own, takenAs(identity.Uses[key]))
	case own.Category != nhi.CategoryVCS && slices.ContainsFunc(identity.Uses, takesGitHubToken) && uses(mayTakeGitHubToken):
		takeFor(own, gitHubToken)
	case (own.Public || own.Service == "") && slices.ContainsFunc(identity.Uses, takesWebhook):
		takeForWebhook(own)
	case uses(identifies), uses(namesCache), uses(namesUser) && mayBeUser(identity):
		markSetting(own)
	case !sure:
		describeByVariable(identity)
		if own.Service == "" && classify.Setting(identity.Name) && !slices.ContainsFunc(identity.Uses, isForCredentials) {
			markSetting(own)
		}
	}
	describeByRegistry(identity)
	describeStore(identity)
}

// takeFor takes a credential for what classify says of another name. Where it acts stays.
func takeFor(own *nhi.Credential, name string) {
	environment := own.Environment
	*own = classify.Name(name)
	own.Environment = environment
}

// takesGitHubToken tells whether what receives a secret is for a token of GitHub.
func takesGitHubToken(u nhi.Use) bool {
	switch input := inputName(u.Input); {
	case input == "github-token", input == "githubtoken", input == "gh-token":
		return u.Route == nhi.RouteEnv || u.Route == nhi.RouteWith
	case u.Route != nhi.RouteWith || u.Action == nil:
		return false
	default:
		return input == "repo-token" || input == "token" && slices.Contains([]string{"actions", "peter-evans"}, fold(u.Action.Owner))
	}
}

// mayTakeGitHubToken tells whether what receives a secret is for a token of GitHub, or of nobody in particular.
func mayTakeGitHubToken(u nhi.Use) bool {
	return takesGitHubToken(u) || u.Route == nhi.RouteWith && slices.Contains([]string{"token", "repotoken"}, inputName(u.Input))
}

// takesWebhook tells whether what receives a secret is for the address of a webhook, which is all that one needs to call it.
func takesWebhook(u nhi.Use) bool {
	input := strings.ReplaceAll(inputName(u.Input), "-", "")
	return strings.HasSuffix(input, "webhook") || strings.HasSuffix(input, "webhookurl") || strings.HasSuffix(input, "webhookuri")
}

// takeForWebhook says that an address is a credential: that of the service which its name tells, else of any.
func takeForWebhook(own *nhi.Credential) {
	if own.Service == "" {
		takeFor(own, "WEBHOOK_URL")
		return
	}
	own.Public, own.Confidence = false, nhi.ConfidenceMedium
}

// namesUser tells whether a use is the name of an account.
func namesUser(u nhi.Use) bool { return u.Route == nhi.RouteWith && inputName(u.Input) == "username" }

// mayBeUser tells whether a name leaves open that it is a user's: some services take a token in its place.
func mayBeUser(identity *nhi.Identity) bool {
	words := nameWords(identity.Name)
	return identity.Credential.Confidence != nhi.ConfidenceHigh && !slices.ContainsFunc(words, func(w string) bool { return credentialEndings[w] })
}

// markSetting says that what is stored among the secrets is none.
func markSetting(c *nhi.Credential) {
	c.Public, c.By, c.Confidence = true, nhi.RecognisedByName, nhi.ConfidenceLow
}

// isForCredentials tells whether what receives a secret is called as credentials are.
func isForCredentials(u nhi.Use) bool {
	return u.Input != "" && (namesSurely(u.Input) || credentialEndings[strings.ToUpper(u.Input)])
}

// cacheInputs are the actions that keep a cache, and the inputs for its name, which GitHub shows to whoever may read
// the repository.
var cacheInputs = map[string][]string{
	"actions/cache":             {"key", "restore-keys"},
	"actions/cache/restore":     {"key", "restore-keys"},
	"actions/cache/save":        {"key"},
	"hendrikmuhs/ccache-action": {"key", "restore-keys"},
	"swatinem/rust-cache":       {"key", "prefix-key", "shared-key"},
}

// namesCache tells whether a use is part of a cache's name, and so no credential.
func namesCache(u nhi.Use) bool {
	return u.Route == nhi.RouteWith && u.Action != nil && slices.Contains(cacheInputs[fold(u.Action.Name())], inputName(u.Input))
}

func identifies(u nhi.Use) bool {
	return u.Route == nhi.RouteWith && u.Action != nil && slices.Contains(identifyingInputs, inputName(u.Input))
}

// describeByVariable takes what the variables that receive a secret say of it, where they are surer than its own
// name and none says otherwise.
func describeByVariable(identity *nhi.Identity) {
	var told nhi.Credential
	for _, u := range identity.Uses {
		said := classify.Name(u.Input)
		if said.Kind == nhi.KindWorkflowToken { // which nobody stores
			said = classify.Name(gitHubToken)
		}
		identifier := said.Public && identity.Credential.Public && said.Service != "" // of whatever service
		if u.Route != nhi.RouteEnv || !identifier && (said.Public || said.Confidence != nhi.ConfidenceHigh) {
			continue
		}
		if told.Service != "" && told.Service != said.Service {
			return
		}
		told = said
	}
	if told.Service == "" {
		return
	}
	if told.Environment == "" {
		told.Environment = identity.Credential.Environment
	}
	identity.Credential = told
}
