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
	toldPassword = `(?i)(?:(?:password|passphrase|passwort|kennwort|api[ -]key|rest[ -]key|licen[sc]e[ -]key|(?:api|access|auth)[ -]token)(?:(?:[ ][\w'/-]+){0,5}?(?:[ ](?:is|was|ist|lautet)(?:[ ](?:now|still))?:?|[ ]?[:=])|,)?[ ]{1,3}|[^\w-](?:pw|pwd|pass)[:=][ ]{0,3})["'\x60*]{0,3}` + toldValue +
		// log in as X / Y; credentials: X:Y
		`|(?i)(?:(?:\b|_)(?:login|log[ -]in|signin|sign[ -]in|credentials?)|zugang)[^\r\n/]*?[ :\x60"'][\w.@-]{2,}["'\x60]?(?:[ ]/[ ]|[ ]?:[ ]?)["'\x60]?` + toldValue
	// A word with a number or sign in it, without the full stop of its sentence.
	toldValue = `([^\s<>"'\x60*|,;(){}\[\]]{2,}?[0-9!@#$%^&+=~?](?:[^\s<>"'\x60*|,;(){}\[\]]*[^\s<>"'\x60*|,;.:(){}\[\]])?)`
)

// How long a password is that a sentence tells, in bytes: what is shorter are names and numbers.
const (
	shortestTold = 8
	longestTold  = 64
)

// isToldValue tells a password from a name, an address or a version.
func isToldValue(value string) bool {
	return !strings.HasPrefix(value, "-") && len(value) >= shortestTold && len(value) <= longestTold && !strings.ContainsAny(value, "/\\") && strings.ContainsAny(value, "0123456789") &&
		strings.ContainsAny(value, "abcdefghijklmnopqrstuvwxyz") && (strings.ContainsAny(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || len(value) >= 20)
}
