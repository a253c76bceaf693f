package policies

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A policy is told in words what a rule looks for.
func TestFoundInWords(t *testing.T) {
	d := derivation{now: now}
	if got := d.exposure(nhi.Exposure{Rule: "command-password"}).Found; got != "a password in a command" {
		t.Errorf("found %q", got)
	}
}
