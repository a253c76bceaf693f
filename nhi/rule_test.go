package nhi

import "testing"

func TestRuleWords(t *testing.T) {
	for rule, want := range map[string]struct {
		words string
		known bool
	}{
		"command-password": {"a password in a command", true},
		"pkcs12-file":      {"a PKCS #12 file of keys and certificates", true},
		"our-own-rule":     {"our own rule", false},
	} {
		if words, known := RuleWords(rule); words != want.words || known != want.known {
			t.Errorf("%s: %q, known %v; want %q, %v", rule, words, known, want.words, want.known)
		}
	}
}
