package policies

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestFoundBy(t *testing.T) {
	for rule, want := range map[string]string{
		"command-password": "a password in a command",
		"pkcs12-file":      "a PKCS #12 file of keys and certificates",
		"our-own-rule":     "our own rule",
	} {
		if got := foundBy(rule); got != want {
			t.Errorf("%s: %q, want %q", rule, got, want)
		}
		d := derivation{now: now}
		if got := d.exposure(nhi.Exposure{Rule: rule}).Found; got != want {
			t.Errorf("a policy is told that %s found %q, want %q", rule, got, want)
		}
	}
}
