package report

import (
	"strings"
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
		{nhi.Gap{Source: "github", Reason: nhi.GapBudget}, "raise --max-requests; with --checkpoint FILE the next scan of an organisation goes on where it was"},
		{nhi.Gap{Source: "github", Reason: nhi.GapRateLimited}, "scan again later; with --checkpoint FILE the scan of an organisation goes on where it was"},
		{nhi.Gap{Source: "leaks", Reason: nhi.GapUndecided}, "take each value of the history for one that a branch still has"},
		{nhi.Gap{Source: "workflows", Reason: nhi.GapUnparsable}, "correct its syntax, or, where GitHub takes it, it uses syntax that this version does not know"},
		{nhi.Gap{Source: "agents", Reason: nhi.GapUnparsable}, "correct its syntax, or accept that it was not read"},
		{nhi.Gap{Source: "leaks", Reason: nhi.GapTooLarge}, "check by hand that it holds no credential"},
		{nhi.Gap{Source: "github", Reason: nhi.GapTooLarge}, "look at it on GitHub itself"},
		{nhi.Gap{Source: "registry", Reason: nhi.GapTooLarge}, "shorten it"},
		{nhi.Gap{Source: "workflows", Reason: nhi.GapTooLarge}, "split it, or look by hand at what it uses"},
		{nhi.Gap{Source: "agents", Reason: nhi.GapTooLarge}, "look at it by hand"},
		{nhi.Gap{Source: "policies", Reason: nhi.GapUndecided}, "correct the policy: see rollcall policy test"},
		{nhi.Gap{Source: "repository", Reason: nhi.GapMissing}, ""},
		{nhi.Gap{Source: "leaks", Reason: nhi.GapMissing}, "fetch again, and check the clone with git fsck"},
	} {
		if got := gapStep(test.gap); got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.gap.Reason, test.gap.Permission, got, test.want)
		}
	}
}

// TestGroupGaps: gaps that differ in their place and the names of objects alone are told once.
func TestGroupGaps(t *testing.T) {
	missing := func(path, object string) nhi.Gap {
		return nhi.Gap{Source: "leaks", Scope: path, Reason: nhi.GapMissing, Detail: "A version of the file is not in the repository: object " + object}
	}
	groups := groupGaps([]nhi.Gap{
		missing("a.go", strings.Repeat("1a", 20)), missing("b.go", strings.Repeat("2b", 20)), missing("a.go", strings.Repeat("3c", 20)),
		{Source: "leaks", Scope: "c.go", Reason: nhi.GapMissing, Detail: "Something else."},
		{Source: "workflows", Scope: "d.go", Reason: nhi.GapMissing, Detail: "A version of the file is not in the repository: object " + strings.Repeat("4d", 20)},
		missing("e.go", strings.Repeat("5e", 20)), missing("f.go", strings.Repeat("6f", 20)),
	})
	var got []string
	archive := func(path string) nhi.Gap {
		return nhi.Gap{Source: "leaks", Scope: path, Reason: nhi.GapUnsupported, Detail: "It is not opened."}
	}
	groups = append(groups, groupGaps([]nhi.Gap{
		archive("a/1.rar"), archive("a/2.rar"), archive("a/3.rar"), archive("b/1.rar"), archive("c/1.rar"), archive("c/2.rar"), archive("c/3.rar"), archive("4.rar"),
	})...)
	for _, g := range groups {
		got = append(got, g.sentence(2))
	}
	step := "; fetch again, and check the clone with git fsck."
	want := []string{
		"a.go: A version of the file is not in the repository: object " + strings.Repeat("1a", 20) + step + " Also 4 in the root.",
		"c.go: Something else" + step,
		"d.go: A version of the file is not in the repository: object " + strings.Repeat("4d", 20) + step,
		"a/1.rar: It is not opened. Also 2 in a, b/1.rar and 4 more.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
