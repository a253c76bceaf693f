package classify

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestValueWeighsItsEvidence(t *testing.T) {
	stripe := generate(t, "sk_live_{alnum:24}")
	forty := generate(t, "sk_live_{hex:40}")
	pem := "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n"
	random := generate(t, "{alnum:32}")
	jwt := makeJWT(`{"alg":"HS256"}`, `{"appId":"shop"}`)
	file := func(name string) Hint { return Hint{Name: name, Rule: "generic-api-key", Path: "src/a.py"} }
	tests := []struct {
		name, value string
		hint        Hint
		service, by string
		confidence  nhi.Confidence
	}{
		{"the value goes before the name", stripe, Hint{Name: "SENDGRID_API_KEY"}, "Stripe", "value", nhi.ConfidenceHigh},
		{"the value goes before the rule", stripe, Hint{Rule: "npm-access-token"}, "Stripe", "value", nhi.ConfidenceHigh},
		{"the name decides between equal values", forty, Hint{Name: "PAYSTACK_SECRET_KEY"}, "Paystack", "value", nhi.ConfidenceHigh},
		{"the most common service without a name", forty, Hint{}, "Stripe", "value", nhi.ConfidenceHigh},
		{"the name decides for Clerk", forty, Hint{Name: "CLERK_SECRET_KEY"}, "Clerk", "value", nhi.ConfidenceHigh},
		{"the URL goes before the name", "postgres://a:b@c/d", Hint{Name: "REDIS_URL"}, "PostgreSQL", "url", nhi.ConfidenceHigh},
		{"the rule goes before the name", "0123456789abcdef", Hint{Rule: "datadog-access-token", Name: "NPM_TOKEN"}, "Datadog", "rule", nhi.ConfidenceMedium},
		{"a generic rule goes after the name", "0123456789abcdef", Hint{Rule: "generic-api-key", Name: "NPM_TOKEN"}, "npm", "name", nhi.ConfidenceHigh},
		{"a generic rule alone", "0123456789abcdef", Hint{Rule: "generic-api-key"}, "Generic API key", "rule", nhi.ConfidenceMedium},
		{"a private key goes to the name's service", pem, Hint{Name: "GITHUB_APP_PRIVATE_KEY", Rule: "private-key"}, "GitHub App private key / installation token", "name", nhi.ConfidenceHigh},
		{"a private key alone", pem, Hint{Rule: "private-key"}, "TLS private key / certificate", "value", nhi.ConfidenceHigh},
		{"an unspecific form needs a name", generate(t, "test_{alnum:30}"), Hint{}, "", "", ""},
		{"an unspecific form with its name", generate(t, "test_{alnum:30}"), Hint{Name: "MOLLIE_API_KEY"}, "Mollie", "value", nhi.ConfidenceHigh},
		{"the file, when the name says nothing", "0123456789abcdef", Hint{Name: "_auth", Path: "web/.npmrc", Rule: "generic-api-key"}, "npm", "file", nhi.ConfidenceMedium},
		{"the name goes before the file", "0123456789abcdef", Hint{Name: "SENTRY_AUTH_TOKEN", Path: ".npmrc"}, "Sentry", "name", nhi.ConfidenceHigh},
		{"a private key in a known file", pem, Hint{Path: "deploy/id_rsa", Rule: "private-key"}, "GitHub deploy key / SSH key", "file", nhi.ConfidenceHigh},
		{"a signing key of anybody's", random, file("_SIGNING_KEY"), "Generic API key", "rule", nhi.ConfidenceMedium},
		{"a client of Android", random, file("AndroidClientSecret"), "Generic API key", "rule", nhi.ConfidenceMedium},
		{"a keystore's password", random, file("ANDROID_STORE_PASSWORD"), "Android keystore", "name", nhi.ConfidenceHigh},
		{"an app's key", random, file("app_key"), "Generic API key", "rule", nhi.ConfidenceMedium},
		{"Laravel's", "base64:" + generate(t, "{base64:43}") + "=", file("APP_KEY"), "Laravel application key", "value", nhi.ConfidenceHigh},
		{"a header of anybody's", random, file("x-api-key"), "Generic API key", "rule", nhi.ConfidenceMedium},
		{"a key of an API at AWS", generate(t, "{alnum:40}"), file("_AWS_API_KEY"), "AWS API key (API Gateway, AppSync)", "name", nhi.ConfidenceHigh},
		{"a key of AWS, whatever its name", generate(t, "AKIA{base32:16}"), file("AWS_API_KEY"), "AWS IAM access key", "value", nhi.ConfidenceHigh},
		{"an app's id in a file", jwt, file("APP_ID"), "JSON Web Token", "value", nhi.ConfidenceHigh},
		{"an app's key in a file", pem, Hint{Name: "appPrivateKey", Rule: "private-key", Path: "pay.py"}, "TLS private key / certificate", "value", nhi.ConfidenceHigh},
		{"an App's key among secrets", pem, Hint{Name: "APP_PRIVATE_KEY"}, "GitHub App private key / installation token", "name", nhi.ConfidenceHigh},
		{"a token under the name of what signs it", jwt, file("JWT_SECRET"), "JSON Web Token", "value", nhi.ConfidenceHigh},
		{"what signs tokens", random, file("JWT_SECRET"), "Session or JWT signing secret", "name", nhi.ConfidenceHigh},
		{"a service that gives tokens of that form", jwt, file("SUPABASE_SERVICE_ROLE_KEY"), "Supabase", "name", nhi.ConfidenceHigh},
		{"a page's cursor", random, file("cursorToken"), "Generic API key", "rule", nhi.ConfidenceMedium},
		{"nothing", "hello", Hint{}, "", "", ""},
		{"empty", "", Hint{}, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Value(tt.value, tt.hint)
			if c.Service != tt.service || string(c.By) != tt.by || c.Confidence != tt.confidence {
				t.Errorf("%q by %q, %s; want %q by %q, %s", c.Service, c.By, c.Confidence, tt.service, tt.by, tt.confidence)
			}
		})
	}
}

func TestValueKeepsWhatTheNameSays(t *testing.T) {
	c := Value(generate(t, "npm_{alnum:30}{crc:6}"), Hint{Name: "STAGING_NPM_TOKEN"})
	if c.Environment != nhi.EnvironmentStaging {
		t.Errorf("environment %q", c.Environment)
	}
	if c := Value("hunter2hunter2", Hint{Name: "AWS_REGION"}); c.Public {
		t.Error("a value that a detector found counts as public because of its name")
	}
}

func TestPublicValues(t *testing.T) {
	for notation, want := range map[string]bool{
		"pk_live_{alnum:24}": true, "sk_live_{alnum:24}": false, "phc_{alnum:43}": true, "phx_{alnum:43}": false,
		"sb_publishable_{alnum:24}": true, "sb_secret_{alnum:24}": false,
		"https://{hex:32}@o123456.ingest.sentry.io/4501234567890123": true,
	} {
		if got := Value(generate(t, notation), Hint{}).Public; got != want {
			t.Errorf("%s: public %v, want %v", notation, got, want)
		}
	}
	both := generate(t, "pk_live_{alnum:24}") + "\n" + generate(t, "rk_live_{alnum:24}")
	if Value(both, Hint{}).Public {
		t.Error("a secret key beside a publishable one counts as public")
	}
}

func TestPreview(t *testing.T) {
	tests := []struct{ value, want string }{
		{"", "…"},
		{"hunter2", "…"},
		{"correct horse battery staple", "…"},
		{generate(t, "sk_live_{alnum:22}") + "zQ", "sk_live_…zQ"},
		{"Bearer " + generate(t, "ghp_{alnum:34}") + "Ab", "ghp_…Ab"},
		{"AKIA" + "IOSFODNN7EXAMPLE", "AKIA…LE"},
		{"postgres://robot:hunter2@db.example.com:5432/shop", "postgres://db.example.com/…"},
		{"postgres://robot:123/4@db.example.com/shop", "…"},
		{"https://token@example.com/path?x=y", "https://example.com/…"},
		{"https://a\x1b[31m.example.com/", "…"},
		{"-----BEGIN " + "OPENSSH PRIVATE KEY-----\nabc", "OPENSSH PRIVATE KEY"},
		{"-----BEGIN " + "hunter2 PRIVATE KEY-----\nabc", "…"},
		{"\xff\xfe" + strings.Repeat("\x00", 50), "…"},
	}
	for _, tt := range tests {
		if got := Preview(tt.value); got != tt.want {
			t.Errorf("Preview(%q) is %q, want %q", tt.value, got, tt.want)
		}
	}
}

// TestHostileValues asks for an answer in bounded time, not for a particular one.
func TestHostileValues(t *testing.T) {
	for name, value := range map[string]string{
		"megabytes": strings.Repeat("sk_live_", 1<<20),
		"one class": strings.Repeat("A", 4<<20),
		"deep JSON": `{"type":"service_account","a":` + strings.Repeat("[", 1<<20),
		"many dots": "eyJ" + strings.Repeat("a.eyJ", 1<<18),
		"many PEM":  strings.Repeat("-----BEGIN "+"PRIVATE KEY-----\nMIIE\n", 1<<14),
		"not UTF-8": strings.Repeat("\xff\xc0", 1<<16),
	} {
		c := Value(value, Hint{Name: name, Rule: name, Path: name})
		raw, err := json.Marshal(c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(raw) > 16<<10 {
			t.Errorf("%s: %d bytes of answer", name, len(raw))
		}
		if preview := Preview(value); len(preview) > 300 {
			t.Errorf("%s: a preview of %d bytes", name, len(preview))
		}
	}
}

func TestFilesNameServicesOfTheCatalogue(t *testing.T) {
	for _, f := range fileServices {
		if got := serviceOfFile("Some/Where" + f.suffix); got == nil || got.Name != f.service {
			t.Errorf("%s is of %v, want %s", f.suffix, got, f.service)
		}
	}
	for _, i := range issuers {
		if got := serviceNamed(i.service); got.Name != i.service {
			t.Errorf("issuer %s is of %s", i.part, got.Name)
		}
	}
	if got := serviceOfFile("docs/npmrc.md"); got != nil {
		t.Errorf("an ordinary file is of %s", got.Name)
	}
}
