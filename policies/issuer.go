package policies

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// issuers is who issues what services with such a beginning of their name are; the first that fits.
var issuers = []struct{ service, issuer string }{
	{"GitHub", "GitHub"}, {"GHCR", "GitHub"},
	{"AWS", "AWS"}, {"Azure", "Azure"}, {"Microsoft", "Microsoft"},
	{"Google Cloud", "Google Cloud"}, {"Google", "Google"}, {"Firebase", "Google"}, {"YouTube", "Google"},
	{"Cloudflare", "Cloudflare"}, {"Slack", "Slack"}, {"Stripe", "Stripe"}, {"Telegram", "Telegram"}, {"Oracle Cloud", "Oracle Cloud"},
	{"Apple", "Apple"}, {"Claude", "Anthropic"}, {"Azure OpenAI", "Azure"}, {"SonarQube", ""}, {"S3-compatible", ""}, {"Deploy hook", ""}, {"Linode", "Akamai"},
	{"X / Twitter", "X"}, {"Atlassian", "Atlassian"}, {"Expo", "Expo"}, {"Hugging Face", "Hugging Face"}, {"npm", "npm"},
}

// issuerOf is who issued a credential, "" where its service is a sort of credential, or any of several issuers.
func issuerOf(c nhi.Credential) string {
	if c.Service == "" || c.Category == nhi.CategoryUnknown || strings.HasPrefix(c.Service, "Generic ") {
		return ""
	}
	for _, known := range issuers {
		if strings.HasPrefix(c.Service, known.service) && !ownKeys[c.Service] {
			return known.issuer
		}
	}
	switch {
	case ownKeys[c.Service], c.Category == nhi.CategorySigning, c.Kind == nhi.KindSigningKey, c.Kind == nhi.KindDBCredential, strings.Contains(c.Service, " / "),
		strings.HasPrefix(c.Service, "Kubernetes"), strings.HasPrefix(c.Service, "OpenShift"), strings.HasPrefix(c.Service, "JSON Web"), c.Service == "Encryption key":
		return ""
	}
	name, _, _ := strings.Cut(c.Service, " (")
	return name
}

// ownKeys are the services whose credentials are halves of a pair of keys, which whoever uses them makes himself.
var ownKeys = map[string]bool{
	"GitHub deploy key / SSH key": true, "GPG private key": true, "cosign key": true, "TLS private key / certificate": true,
}

// selfMade tells whether an exposed value is a private key that nobody issued.
func selfMade(e nhi.Exposure) bool {
	return ownKeys[e.Credential.Service] || e.Credential.Kind == nhi.KindSSHKey || e.Rule == "private-key" && issuerOf(e.Credential) == ""
}
