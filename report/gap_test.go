package report

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What is unsupported differs from place to place, so the gap's own text says what to do:
// "scan it on its own" is no advice for Git LFS or for a name that is not UTF-8.
func TestGapStep(t *testing.T) {
	for _, test := range []struct {
		gap  nhi.Gap
		want string
	}{
		{nhi.Gap{Reason: nhi.GapUnsupported}, ""},
		{nhi.Gap{Reason: nhi.GapShallow}, "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in actions/checkout"},
		{nhi.Gap{Reason: nhi.GapNotPermitted, Permission: "secrets: read"}, "grant secrets: read"},
		{nhi.Gap{Source: "github", Reason: nhi.GapUnreadable}, "scan again"},
		{nhi.Gap{Source: "github", Reason: nhi.GapMissing}, ""},
		{nhi.Gap{Source: "github", Reason: nhi.GapBudget}, "raise --max-requests, or scan again with the same checkpoint file"},
		{nhi.Gap{Source: "leaks", Reason: nhi.GapUndecided}, "take each value of the history for one that a branch still has"},
		{nhi.Gap{Source: "policies", Reason: nhi.GapUndecided}, "correct the policy: see rollcall policy test"},
		{nhi.Gap{Source: "leaks", Reason: nhi.GapMissing}, "fetch again, and check the clone with git fsck"},
	} {
		if got := gapStep(test.gap); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.gap.Reason, test.gap.Permission, got, test.want)
		}
	}
}
