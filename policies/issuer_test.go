package policies

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestIssuerOf(t *testing.T) {
	for _, c := range []struct {
		service  string
		category nhi.Category
		kind     nhi.Kind
		issuer   string
		own      bool
	}{
		{"Stripe", "payment", nhi.KindAPIKey, "Stripe", false},
		{"GitHub PAT (classic)", "vcs", nhi.KindPATClassic, "GitHub", false},
		{"AWS IAM access key", "cloud", nhi.KindIAMUser, "AWS", false},
		{"GHCR / GitHub Packages", "package-registry", nhi.KindPATClassic, "GitHub", false},
		{"Google Cloud service account key", "cloud", nhi.KindServiceAccount, "Google Cloud", false},
		{"Mailgun", "email", nhi.KindAPIKey, "Mailgun", false},
		{"Checkmarx / Veracode / Black Duck", "ci-cd", nhi.KindAPIKey, "", false},
		{"Keycloak", "auth", nhi.KindOAuthApp, "Keycloak", false},
		{"Laravel application key", "auth", nhi.KindSigningKey, "", false},
		{"Session or JWT signing secret", "auth", nhi.KindSigningKey, "", false},
		{"PostgreSQL", "database", nhi.KindDBCredential, "", false},
		{"JSON Web Token", "auth", nhi.KindOAuthToken, "", false},
		{"S3-compatible storage", "cloud", nhi.KindAPIKey, "", false},
		{"Deploy hook (Netlify, Vercel, Render)", "ci-cd", nhi.KindWebhook, "", false},
		{"Generic API key", nhi.CategoryUnknown, nhi.KindAPIKey, "", false},
		{"TLS private key / certificate", nhi.CategorySigning, nhi.KindSigningKey, "", true},
		{"GitHub deploy key / SSH key", "vcs", nhi.KindSSHKey, "", true},
		{"GPG private key", nhi.CategorySigning, nhi.KindSigningKey, "", true},
		{"GitHub App private key / installation token", "vcs", nhi.KindGitHubApp, "GitHub", false},
	} {
		credential := nhi.Credential{Service: c.service, Category: c.category, Kind: c.kind}
		if got := issuerOf(credential); got != c.issuer {
			t.Errorf("%s: issued by %q, want %q", c.service, got, c.issuer)
		}
		if got := selfMade(nhi.Exposure{Rule: "x", Credential: credential}); got != c.own {
			t.Errorf("%s: made by its owner: %v, want %v", c.service, got, c.own)
		}
	}
}
