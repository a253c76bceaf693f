package leaks

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestTestData(t *testing.T) {
	for path, want := range map[string]bool{
		"testdata/key.pem": true, "src/__tests__/a.js": true, "docs/config.rst": true, "README.md": true, "config.example": true,
		"app/settings_test.py": true, "app/test_settings.py": true, "pay_test.go": true, "examples/a/b.py": true,
		"Godeps/_workspace/src/x/server.key": true, "vendor/github.com/a/b.go": true, "web/node_modules/a/b.js": true,
		"config/production.yml": false, "latest/keys.env": false, "contest/main.go": false, "src/vendors.ts": false, ".env": false,
	} {
		if got := isTestData(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// In test data only a provider's own form is believed.
func TestConfidence(t *testing.T) {
	provider := nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, By: "value"}
	key := nhi.Credential{Service: "TLS private key / certificate", Category: nhi.CategorySigning, By: "value"}
	for _, test := range []struct {
		name string
		e    nhi.Exposure
		want nhi.Confidence
	}{
		{"a provider's form", nhi.Exposure{Rule: "stripe", Credential: provider}, nhi.ConfidenceHigh},
		{"a provider's form in a test", nhi.Exposure{Rule: "stripe", Credential: provider, TestData: true}, nhi.ConfidenceHigh},
		{"a private key", nhi.Exposure{Rule: "private-key", Credential: key}, nhi.ConfidenceHigh},
		{"a private key in a test", nhi.Exposure{Rule: "private-key", Credential: key, TestData: true}, nhi.ConfidenceLow},
		{"a name and randomness", nhi.Exposure{Rule: "generic-api-key"}, nhi.ConfidenceMedium},
		{"a name and randomness in a test", nhi.Exposure{Rule: "generic-api-key", TestData: true}, nhi.ConfidenceLow},
		{"a commit", nhi.Exposure{Rule: "generic-api-key", Name: "googleapi_commit"}, nhi.ConfidenceLow},
		{"a token of commits", nhi.Exposure{Rule: "generic-api-key", Name: "commit_token"}, nhi.ConfidenceMedium},
		{"a wrong checksum", nhi.Exposure{Rule: "github-pat", Credential: nhi.Credential{Checksum: "invalid"}}, nhi.ConfidenceLow},
	} {
		if got := confidence(test.e, ""); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// What a shell or a template puts together is not the value itself.
func TestTemplates(t *testing.T) {
	for value, want := range map[string]nhi.Confidence{
		"${git_user}:${!pr_token}": nhi.ConfidenceLow, "$(cat token)": nhi.ConfidenceLow, "{{ .Token }}": nhi.ConfidenceLow, "user:$TOKEN": nhi.ConfidenceLow,
		"a$b9Kx!2pQ0": nhi.ConfidenceHigh, "plain9Kx2pQ0": nhi.ConfidenceHigh,
	} {
		if got := confidence(nhi.Exposure{Rule: "curl-auth-user"}, value); got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}
