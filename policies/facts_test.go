package policies

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A name says that it names a thing where no service's way to name things says otherwise.
func TestIdentifier(t *testing.T) {
	for _, test := range []struct {
		name       string
		credential nhi.Credential
		want       bool
	}{
		{"GIT_EMAIL", nhi.Credential{}, true},
		{"STS_API_URL", nhi.Credential{}, true},
		{"TOKEN_URL", nhi.Credential{Service: "Generic API key", Category: nhi.CategoryUnknown}, true},
		{"DATABASE_URL", nhi.Credential{Service: "Generic database password", Category: nhi.CategoryDatabase}, false},
		{"SLACK_WEBHOOK_URL", nhi.Credential{Service: "Slack incoming webhook", Category: nhi.CategoryMessaging}, false},
		{"VAULT_ADDR", nhi.Credential{Service: "HashiCorp Vault", Category: nhi.CategoryAuth, Public: true}, true},
		{"AWS_ACCESS_KEY_ID", nhi.Credential{Service: "AWS IAM access key", Category: nhi.CategoryCloud}, true},
		{"DEPLOY_KEY", nhi.Credential{}, false},
		{"DIAG_STORAGE_ID_EAST", nhi.Credential{}, true},
		{"HOST_2", nhi.Credential{}, true},
		{"ID_TOKEN", nhi.Credential{}, false},
	} {
		if got := namesAThing(&nhi.Identity{Name: test.name, Credential: test.credential}); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// How gh names the place where a secret is kept.
func TestFlags(t *testing.T) {
	for _, test := range []struct {
		stored storedFacts
		scope  string
		want   string
	}{
		{storedFacts{Store: "actions", Level: nhi.LevelRepository}, "acme/app", "--repo acme/app"},
		{storedFacts{Store: "actions", Level: nhi.LevelOrganization}, "acme", "--org acme"},
		{storedFacts{Store: "actions", Level: nhi.LevelEnvironment, Environment: "prod"}, "acme/app", "--env prod --repo acme/app"},
		{storedFacts{Store: "dependabot", Level: nhi.LevelOrganization}, "acme", "--app dependabot --org acme"},
		{storedFacts{Store: "codespaces", Level: nhi.LevelRepository}, "acme/app", "--app codespaces --repo acme/app"},
		{storedFacts{Store: "actions"}, "acme/app", ""},
	} {
		if got := flagsOf(&test.stored, test.scope); got != test.want {
			t.Errorf("%+v: %q, not %q", test.stored, got, test.want)
		}
	}
}
