package policies

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What can change without a commit, and how it would be written so that it cannot.
func TestPinnedAs(t *testing.T) {
	commit := strings.Repeat("0123456789", 4)
	generator := nhi.ActionRef{Owner: "SLSA-framework", Repo: "slsa-github-generator", Path: ".github/workflows/generator_generic_slsa3.yml"}
	with := func(a nhi.ActionRef, ref string, pin nhi.Pin) nhi.ActionRef {
		a.Ref, a.Pin, a.Raw = ref, pin, a.Name()+"@"+ref
		return a
	}
	codecov := nhi.ActionRef{Owner: "codecov", Repo: "codecov-action"}
	for _, test := range []struct {
		action  nhi.ActionRef
		mutable bool
		want    string
	}{
		{with(codecov, "v5", nhi.PinTag), true, "codecov/codecov-action@<commit> # v5"},
		{with(codecov, "main", nhi.PinBranch), true, "codecov/codecov-action@<commit> # main"},
		{with(codecov, "", nhi.PinNone), true, "codecov/codecov-action@<commit>"},
		{with(codecov, commit, nhi.PinCommit), false, "codecov/codecov-action@" + commit},
		{with(generator, "v2.1.0", nhi.PinTag), false, generator.Name() + "@<tag of a release>"},
		{with(generator, "main", nhi.PinBranch), true, generator.Name() + "@<tag of a release>"},
		{nhi.ActionRef{Raw: "docker://alpine:3", Ref: "3", Pin: nhi.PinTag}, true, "docker://alpine:3@sha256:<digest>"},
		{nhi.ActionRef{Raw: "./.github/actions/x", Pin: nhi.PinLocal, FirstParty: true}, false, "./.github/actions/x"},
	} {
		facts := actionOf(&test.action)
		if facts.Mutable != test.mutable || facts.PinnedAs != test.want {
			t.Errorf("%s: mutable %v, pinned as %q; want %v and %q", test.action.Raw, facts.Mutable, facts.PinnedAs, test.mutable, test.want)
		}
	}
}

// TestReviewed: a job starts only once a reviewer has approved where each environment that it may run in asks for one.
func TestReviewed(t *testing.T) {
	d := newDerivation(Input{Platform: &nhi.Platform{Environments: []nhi.Deployment{
		{Repository: "acme/app", Name: "Production", Reviewers: 1}, {Repository: "acme/app", Name: "staging", WaitMinutes: 5},
	}}})
	for name, test := range map[string]struct {
		use  nhi.Use
		want string
	}{
		"asks":                  {nhi.Use{Environment: "production"}, "true"},
		"only waits":            {nhi.Use{Environment: "staging"}, "false"},
		"was not read":          {nhi.Use{Environment: "forks"}, "unknown"},
		"none":                  {nhi.Use{}, "false"},
		"each asks":             {nhi.Use{Environments: []string{"production", "PRODUCTION"}}, "true"},
		"one does not":          {nhi.Use{Environments: []string{"production", "staging"}}, "false"},
		"of another":            {nhi.Use{Environment: "production", Location: nhi.Location{Repository: "acme/other"}}, "unknown"},
		"by whom called":        {nhi.Use{Environment: "production", Events: []string{"workflow_call"}, Location: nhi.Location{Repository: "acme/app"}}, "unknown"},
		"by whom called, none":  {nhi.Use{Events: []string{"workflow_call"}, Location: nhi.Location{Repository: "acme/app"}}, "false"},
		"called from here only": {nhi.Use{Environment: "production", Events: []string{"workflow_call"}}, "true"},
	} {
		got := "unknown"
		if reviewed := d.useOf(&nhi.Identity{Scope: "acme/app"}, test.use).Reviewed; reviewed != nil {
			got = strconv.FormatBool(*reviewed)
		}
		if got != test.want {
			t.Errorf("%s: %s, not %s", name, got, test.want)
		}
	}
}
