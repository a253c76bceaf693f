package classify

import (
	"slices"
	"strings"
)

const (
	dots         = "…"
	fewestHidden = 16 // bytes behind the prefix, of which two may be shown
)

// Preview masks a value for a reader: the prefix that its provider gives to all such values,
// dots, and at most the last two characters. A URL gives its scheme and host, PEM gives the
// block's type, and values that are short or not recognised give dots only.
func Preview(value string) string {
	value = examined(value)
	if block := pemType(value); block != "" {
		return block
	}
	m := recognise(value, evidence{})
	if a, ok := parseAddress(value); ok {
		return a.preview()
	}
	if m.form == nil {
		return dots
	}
	shown := m.form.prefix
	if shown != "" && !isAlnum(rune(shown[0])) { // a quote or the middle of an address
		shown = ""
	}
	if hidden := m.text[len(m.form.prefix):]; len(hidden) >= fewestHidden && isPair(hidden[len(hidden)-2:]) {
		return shown + dots + hidden[len(hidden)-2:]
	}
	return shown + dots
}

func isPair(s string) bool { return isAlnum(rune(s[0])) && isAlnum(rune(s[1])) }

func (a address) preview() string {
	if !safeHost().MatchString(a.host) || !plain(a.scheme) {
		return dots
	}
	for _, secret := range a.secrets {
		if secret != "" && strings.Contains(a.host, secret) || tells(a.host, secret) {
			return dots
		}
	}
	return a.scheme + "://" + a.host + "/" + dots
}

// pemTypes are the types of PEM blocks that hold a credential or belong to one.
var pemTypes = []string{
	"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
	"ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "CERTIFICATE", "PUBLIC KEY",
}

func pemType(value string) string {
	_, rest, found := strings.Cut(value, "-----BEGIN ")
	if !found {
		return ""
	}
	kind, _, found := strings.Cut(rest, "-----")
	if !found || !slices.Contains(pemTypes, kind) {
		return ""
	}
	return kind
}
