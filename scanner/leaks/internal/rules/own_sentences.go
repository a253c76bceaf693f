package rules

import (
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// sentences are passwords that somebody wrote down for others to read.
var sentences = []Detector{
	{ID: "told-password", Sort: evidence.Placed, Told: true, keywords: []string{"passw", "passphrase", "kennwort", "pw:", "pwd:", "pass:", "key", "token", "login", "log in", "log-in", "sign in", "sign-in", "signin", "credential", "zugang"},
		expression: toldPassword, accepts: isToldValue},
}

const (
	// The password [for the gateway] is X; password: X; the API token X
	toldPassword = `(?i)(?:(?:password|passphrase|passwort|kennwort|api[ -]key|rest[ -]key|licen[sc]e[ -]key|(?:api|access|auth)[ -]token)(?:[ ][\w'/-]{1,20}){0,7}?(?:[ ]?[:=]|,)?[ ]{1,3}|(?:[^\w-]|^)(?:pw|pwd|pass)[:=][ ]{0,3})["'\x60*]{0,3}` + toldValue +
		// log in as X / Y; credentials: X:Y
		`|(?i)(?:log[ -]?in|sign[ -]?in|credentials?|zugang(?:sdaten)?)[^\r\n/]{0,60}?[ :\x60"'][\w.@-]{2,40}["'\x60]?(?:[ ]/[ ]|[ ]?:[ ]?)["'\x60]?` + toldValue
	// A word with a number or sign in it, without the full stop of its sentence.
	toldValue = `([^\s<>"'\x60*|,;(){}\[\]]{2,60}[0-9!@#$%^&+=~?](?:[^\s<>"'\x60*|,;(){}\[\]]{0,60}[^\s<>"'\x60*|,;.:(){}\[\]])?)(?:["'\x60*.,;)]|\s|$)`
)

// shortestTold is how long a password is at least that is told in a sentence, in bytes: shorter ones are names and numbers.
const shortestTold = 8

// isToldValue tells a password from a name, an address or a version.
func isToldValue(value string) bool {
	return len(value) >= shortestTold && !strings.ContainsAny(value, "/\\") && strings.ContainsAny(value, "0123456789") &&
		strings.ContainsAny(value, "abcdefghijklmnopqrstuvwxyz") && (strings.ContainsAny(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || len(value) >= 20)
}
