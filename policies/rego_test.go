package policies_test

import (
	"os"
	"testing"

	"github.com/rollcall-dev/rollcall/policies"
)

// The Rego tests of the pack pass, and cover every line of every policy.
func TestRego(t *testing.T) {
	report, err := policies.Test(t.Context(), os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Tests {
		if !r.Passed {
			t.Errorf("%s:%d: %s failed: %s", r.File, r.Line, r.Name, r.Detail)
		}
	}
	for _, f := range report.Files {
		if f.Percent < 100 {
			t.Errorf("%s: %.1f %% covered, not lines %v", f.File, f.Percent, f.Uncovered)
		}
	}
}
