package policies_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
)

// What a user starts from loads, is tested to the last line, and finds what it says.
func TestStart(t *testing.T) {
	policy, test, err := policies.Start("mine")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"mine.rego": {Data: []byte(policy)}, "mine_test.rego": {Data: []byte(test)}}
	set, err := policies.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(set.Policies(), func(p nhi.Policy) bool { return p.ID == "custom.mine" }) {
		t.Error("the policy is not loaded")
	}
	report, err := policies.Test(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Tests) != 2 || len(report.Files) != 1 || report.Files[0].Percent != 100 {
		t.Errorf("%+v", report)
	}
	for _, r := range report.Tests {
		if !r.Passed {
			t.Errorf("%s failed: %s", r.Name, r.Detail)
		}
	}
	for _, name := range []string{"", "Mine", "1st", "a.b", "../x", "a b"} {
		if _, _, err := policies.Start(name); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
}
