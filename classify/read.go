package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// reader adds to c what a value proves offline: text is the part that has the form, value
// all of it.
type reader func(text, value string, c *nhi.Credential)

// readers are the readers that the catalogue's forms name.
var readers = map[string]reader{
	"aws":           readAWSKeyID,
	"azure-bus":     readAzureBus,
	"azure-sas":     readAzureSAS,
	"azure-storage": readAzureStorage,
	"discord":       readDiscordWebhook,
	"gcp":           readServiceAccount,
	"github":        readGitHub,
	"gitlab":        readGitLab,
	"jwt":           readJWT,
	"npm":           readNPM,
	"pem":           readPEM,
	"pypi":          readPyPI,
	"slack":         readSlackToken,
	"slack-webhook": readSlackWebhook,
	"sqlserver":     readSQLServer,
	"ssh-public":    readSSHPublic,
	"url":           readHost,
}

const (
	longestProof = 256 // bytes
	mostProofs   = 24
	telling      = 8 // bytes of a secret that would tell something of it
)

// prove adds a proof, unless it is empty, is not plain text, is itself a credential, or
// repeats a part of one of the secrets that the same value holds.
func prove(c *nhi.Credential, name, value string, secrets ...string) {
	if len(value) > longestProof {
		value = strings.ToValidUTF8(value[:longestProof], "") + "…"
	}
	if value == "" || len(c.Proves) == mostProofs || !plain(value) || holdsSecret(value) {
		return
	}
	for _, secret := range secrets {
		if tells(value, secret) {
			return
		}
	}
	c.Proves = append(c.Proves, nhi.Proof{Name: name, Value: value})
}

// proveWord adds a proof that is one name and nothing else: what a stray quote or separator
// moved into its place is not told.
func proveWord(c *nhi.Credential, name, value string, secrets ...string) {
	if safeWord().MatchString(value) {
		prove(c, name, value, secrets...)
	}
}

// holdsSecret says that a text has the form of some service's secret.
func holdsSecret(text string) bool {
	m := recognise(text, evidence{})
	return m.form != nil && !m.form.public
}

// plain says whether text is valid UTF-8 of printable characters.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// tells says whether text holds the secret, or eight bytes in a row of it.
func tells(text, secret string) bool {
	if len(secret) < telling {
		return len(secret) >= 4 && strings.Contains(text, secret)
	}
	for i := 0; i+telling <= len(text); i++ {
		if strings.Contains(secret, text[i:i+telling]) {
			return true
		}
	}
	return false
}
