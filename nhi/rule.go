package nhi

import "strings"

// ruleWords is what the rules of detectors look for that are of no one service, in words. Others are spoken of by their service.
var ruleWords = map[string]string{
	"archive-command-password":   "the password of an archive in a command",
	"assigned-key":               "a key that a setting is given",
	"assigned-password":          "a password that a setting is given",
	"assigned-secret":            "a secret that a setting is given",
	"authorization-header":       "a token in an Authorization header",
	"basic-authorization":        "a name and password in an Authorization header",
	"call-password":              "a password that a function is given",
	"client-id":                  "the id of a client",
	"command-password":           "a password in a command",
	"constructed-key":            "a key that a function is given",
	"curl-auth-header":           "a token in a curl command",
	"curl-auth-user":             "a name and password in a curl command",
	"daemon-password":            "a password in a server's configuration",
	"database-command-password":  "a database's password in a command",
	"directive-password":         "a password in a server's configuration",
	"directive-secret":           "a secret in a server's configuration",
	"encoded-authorization":      "a name and password that a program encodes",
	"flag-password":              "a password in a command's option",
	"generated-password":         "a generated password in a saved state",
	"generic-api-key":            "a key that a setting is given",
	"header-setting":             "a key in a header",
	"jwk-private-key":            "a private key as JSON",
	"key-bytes":                  "a key as a list of bytes",
	"login-command-password":     "a password in a login command",
	"nested-key":                 "a key in a JSON object",
	"netrc-password":             "a password in a .netrc file",
	"npmrc-auth-token":           "a token in an .npmrc file",
	"openssl-password":           "a passphrase in an openssl command",
	"oracle-url-password":        "a password in a database's address",
	"otp-seed":                   "the seed of one-time passwords",
	"pgpass-password":            "a password in a .pgpass file",
	"piped-password":             "a password that a command is piped",
	"pkcs12-file":                "a PKCS #12 file of keys and certificates",
	"positional-password":        "a password that a function is given",
	"private-key":                "a private key",
	"putty-private-key":          "a private key of PuTTY",
	"rails-master-key":           "the master key of a Rails application",
	"registry-authorization":     "a login to a registry",
	"s3-secret-key":              "the secret key of a store that speaks S3",
	"secure-string":              "a password in a PowerShell script",
	"server-key":                 "a server's key",
	"sql-copy":                   "a credential in a dumped table",
	"sql-insert":                 "a credential in a dumped table",
	"sql-password":               "a database user's password in SQL",
	"table-column":               "a credential in a table",
	"terraform-variable-default": "the default of a Terraform variable",
	"told-password":              "a password that a text tells",
	"url-password":               "a password in an address",
	"value-for-key":              "a credential that a program sets by its name",
	"web-command-password":       "a password in a curl or wget command",
}

// RuleWords is what a detector's rule looks for, in words that follow "what may be" or "found": "a password in a command".
// Known tells whether the words are ours: the rules of a configuration, and those of services, are named as their authors did.
func RuleWords(rule string) (words string, known bool) {
	if words := ruleWords[rule]; words != "" {
		return words, true
	}
	return strings.ReplaceAll(rule, "-", " "), false
}
