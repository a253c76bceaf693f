package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
)

const appWorkflow = `on: push
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/create-github-app-token@v2
        with:
          app-id: ${{ vars.BOT_ID }}
          private-key: ${{ secrets.BOT_KEY }}
`

// TestBatchesOfSamples: whatever number of identities policies are asked about at a time, they say the same of every sample.
func TestBatchesOfSamples(t *testing.T) {
	eachSample(t, func(t *testing.T, name string) { judgeInBatches(t, scanSample(t, name).report) })
}

// TestBatchesOfOrganizations: and of an organisation, in which one of two that belong together can be far from the other.
func TestBatchesOfOrganizations(t *testing.T) {
	for name, world := range map[string]*githubtest.World{"large": githubtest.NewLarge(40), "filled": githubtest.NewFilled(), "apps": withApps()} {
		t.Run(name, func(t *testing.T) {
			r := reportOf(t, githubtest.Start(t, world), exitClean, "--organization", "acme", "--fail-on", "never", t.TempDir())
			judgeInBatches(t, r)
		})
	}
}

// withApps is an organisation of repositories that act as an App each.
func withApps() *githubtest.World {
	w := githubtest.NewWorld()
	o := w.Organization("acme", fixture{"public_repos": 0, "total_private_repos": 3})
	stored := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, name := range []string{"a", "b", "c"} {
		r := o.Repository(name, fixture{"created_at": stored, "pushed_at": stored})
		r.File(".github/workflows/release.yml", appWorkflow)
		r.List("actions/secrets", fixture{"name": "BOT_KEY", "created_at": stored, "updated_at": stored})
	}
	return w
}

// judgeInBatches judges what a report is of in batches of several sizes, and all at once.
func judgeInBatches(t *testing.T, r nhi.Report) {
	t.Helper()
	rules, err := policies.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(size int) nhi.Verdict {
		v, err := rules.Evaluate(t.Context(), policies.Input{
			Identities: r.Identities, Workflows: r.Workflows, Platform: r.Platform, Gaps: r.Gaps, Exceptions: r.Exceptions, Now: r.GeneratedAt, AtATime: size,
		})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	whole := judge(max(1, len(r.Identities)+len(r.Workflows)) + 1000)
	for _, size := range []int{1, 5, 64} {
		if diff := cmp.Diff(whole, judge(size)); diff != "" {
			t.Errorf("%d at a time: %s", size, diff)
		}
	}
}

// TestAppsAreSaidWithTheirKeys: of an App and its key that nobody owns there is one finding, in each repository.
func TestAppsAreSaidWithTheirKeys(t *testing.T) {
	r := reportOf(t, githubtest.Start(t, withApps()), exitClean, "--organization", "acme", "--fail-on", "never", t.TempDir())
	for _, name := range []string{"a", "b", "c"} {
		identityOf(t, r, nhi.ID("github:acme/"+name+":github-app:BOT_KEY"))
	}
	var unowned []nhi.ID
	for _, f := range r.Findings {
		if f.Policy == "no_owner" {
			unowned = append(unowned, f.Identity)
		}
	}
	slices.Sort(unowned)
	want := []nhi.ID{"github:acme/a:actions-secret:BOT_KEY", "github:acme/b:actions-secret:BOT_KEY", "github:acme/c:actions-secret:BOT_KEY"}
	if diff := cmp.Diff(want, unowned); diff != "" {
		t.Error(diff)
	}
}
