package inventory

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// What is kept among the secrets and is none is told apart, by its name or by who receives it.
func TestSettings(t *testing.T) {
	path := workflowPath(0)
	for name, test := range map[string]struct {
		secret  string
		uses    []nhi.CredentialUse
		setting bool
	}{
		"a version":                     {"CACHE_VERSION", []nhi.CredentialUse{given("actions/cache", "path")}, true},
		"a path in a variable":          {"BUILDS_PATH", []nhi.CredentialUse{variable("TARGET")}, true},
		"an identity of a certificate":  {"MACOS_SIGNING_IDENTITY", []nhi.CredentialUse{variable("IDENTITY")}, true},
		"a cache's name":                {"SALT", []nhi.CredentialUse{given("actions/cache", "key"), given("actions/cache", "restore-keys")}, true},
		"a cache's name, and more":      {"SALT", []nhi.CredentialUse{given("actions/cache", "key"), variable("SALT")}, false},
		"another action's key":          {"SALT", []nhi.CredentialUse{given("acme/upload", "key")}, false},
		"a path that is a password":     {"BUILDS_PATH", []nhi.CredentialUse{given("acme/upload", "password")}, false},
		"a name that a variable doubts": {"BUILDS_PATH", []nhi.CredentialUse{variable("STRIPE_SECRET_KEY")}, false},
		"a file of settings":            {"PROD_ENV", []nhi.CredentialUse{variable("X")}, false},
		"a session":                     {"INSTA_SESSION_ID", []nhi.CredentialUse{variable("X")}, false},
		"a list of tokens":              {"TOKEN_LIST", []nhi.CredentialUse{variable("X")}, false},
	} {
		for i := range test.uses {
			test.uses[i].Name = test.secret
		}
		got := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, test.uses...)}}, registry.Declarations{})[secretPrefix+nhi.ID(test.secret)]
		if got.Credential.Public != test.setting || (got.Criticality.Value == nhi.CriticalityLow) != test.setting {
			t.Errorf("%s: public %v, criticality %s; want a setting: %v", name, got.Credential.Public, got.Criticality.Value, test.setting)
		}
	}
}

// What the registry names is governed, if it is the id of a key.
func TestDeclaredHalf(t *testing.T) {
	path := workflowPath(0)
	use := func(name string) nhi.CredentialUse {
		return nhi.CredentialUse{Store: "secrets", Name: name, Route: nhi.RouteRun, Level: "step", Location: place(path, 10)}
	}
	seen := nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, use("AWS_ACCESS_KEY_ID"), use("AWS_SECRET_ACCESS_KEY"))}}
	declared := declare(t, "- match: {id: "+string(secretPrefix)+"AWS_ACCESS_KEY_ID}\n  purpose: deploys\n", "")
	if got := build(seen, declared)[secretPrefix+"AWS_ACCESS_KEY_ID"]; got.Credential.Public {
		t.Error("it is declared, and judged no more")
	}
}

// The id of a key is no credential where the key lies beside it, and a certificate is as critical as its password.
func TestHalves(t *testing.T) {
	const critical, low, medium = nhi.CriticalityCritical, nhi.CriticalityLow, nhi.CriticalityMedium
	for _, test := range []struct {
		names string
		want  []nhi.Criticality
	}{
		{"AWS_CI_ACCESS_KEY AWS_CI_ACCESS_SECRET", []nhi.Criticality{low, medium}},
		{"AWS_ACCESS_KEY_PERF_TEST AWS_SECRET_ACCESS_KEY_PERF_TEST", []nhi.Criticality{low, medium}},
		{"AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY", []nhi.Criticality{low, medium}},
		{"AWS_ACCESS_KEY_ID AWS_ACCESS_KEY AWS_SECRET_KEY", []nhi.Criticality{low, medium, medium}},
		{"AWS_ACCESS_KEY_ID AWS_ACCESS_KEY", []nhi.Criticality{medium, medium}}, // neither says that it is the secret
		{"AWS_ACCESS_KEY AWS_OTHER_SECRET_KEY", []nhi.Criticality{medium, medium}},
		{"S3_CI_ACCESS_KEY S3_CI_SECRET_KEY", []nhi.Criticality{low, medium}},
		{"NEXUS_TOKEN_USER NEXUS_TOKEN_PWD", []nhi.Criticality{low, critical}},
		{"NEXUS_TOKEN_USER OTHER_TOKEN_PWD", []nhi.Criticality{critical, medium}},
		{"ACME_ANDROID_NIGHTLY_KEYPASSWORD ACME_ANDROID_NIGHTLY_STOREPASSWORD", []nhi.Criticality{critical, critical}},
		{"P12_KEY_DISTRIBUTION P12_VALUE_DISTRIBUTION", []nhi.Criticality{critical, critical}},
		{"CERTIFICATES_P12 CERTIFICATES_P12_PASSWORD", []nhi.Criticality{critical, critical}},
		{"MACOS_SIGNING_CERT MACOS_SIGNING_CERT_PASSWORD", []nhi.Criticality{critical, critical}},
		{"RELEASE_KEYSTORE RELEASE_KEY_PASSWORD RELEASE_STORE_PASSWORD", []nhi.Criticality{critical, critical, critical}},
		{"RELEASE_KEYSTORE ACME_KEY_PASSWORD RELEASE_PASSWORD", []nhi.Criticality{critical, medium, medium}},
	} {
		path := workflowPath(0)
		names := strings.Fields(test.names)
		var uses []nhi.CredentialUse
		for i, name := range names {
			uses = append(uses, nhi.CredentialUse{Store: "secrets", Name: name, Route: nhi.RouteRun, Level: "step", Location: place(path, 10+i)})
		}
		built := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, uses...)}}, registry.Declarations{})
		for i, name := range names {
			if got := built[secretPrefix+nhi.ID(name)].Criticality.Value; got != test.want[i] {
				t.Errorf("%s: %s is %s, want %s", test.names, name, got, test.want[i])
			}
		}
	}
}

// The number of an App tells whose key lies beside it.
func TestAppKeys(t *testing.T) {
	path := workflowPath(0)
	const app, unknown = "GitHub App private key / installation token", "Generic API key"
	for names, want := range map[string]string{
		"BOARD_BOT_APP_ID BOARD_BOT_PRIVATE_KEY": app,
		"BOT_APP_ID BOT_APP_PRIVATE_KEY":         app,
		"APP_ID PRIVATE_KEY":                     app,
		"BOARD_BOT_APP_ID OTHER_BOT_PRIVATE_KEY": unknown,
		"BOARD_BOT_ID BOARD_BOT_PRIVATE_KEY":     unknown,
	} {
		number, key, _ := strings.Cut(names, " ")
		use := func(name string) nhi.CredentialUse {
			return nhi.CredentialUse{Store: "secrets", Name: name, Route: nhi.RouteRun, Level: "step", Location: place(path, 10)}
		}
		built := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, use(number), use(key))}}, registry.Declarations{})
		if got := built[secretPrefix+nhi.ID(key)].Credential.Service; got != want {
			t.Errorf("%s: %q, want %q", names, got, want)
		}
	}
}
