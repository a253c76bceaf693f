package github_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// What GitHub does not compute at once is asked for in parts, and says the same.
func TestSweepInParts(t *testing.T) {
	world := githubtest.NewLarge(60)
	options := github.Options{Organization: "acme", Now: now}
	whole := crawlOnce(t, githubtest.Start(t, world), options)
	server := githubtest.Start(t, world)
	server.TooMuch = func(ids []any) bool { return len(ids) > 4 }
	parts := crawlOnce(t, server, options)
	whole.Counts, parts.Counts = nil, nil // of requests
	if diff := cmp.Diff(whole.Platform.Repositories, parts.Platform.Repositories); diff != "" || len(parts.Gaps) > 0 {
		t.Errorf("gaps %+v; in parts it says another thing: -whole +parts\n%.2000s", parts.Gaps, diff)
	}
	if n := server.Calls()["/graphql"]; n < 15 || n > 60 {
		t.Errorf("%d queries", n)
	}
}

// One repository that is too much by itself is read in another way, and the others as ever.
func TestSweepWithoutOne(t *testing.T) {
	world := githubtest.NewLarge(30)
	server := githubtest.Start(t, world)
	server.TooMuch = func(ids []any) bool { return slices.Contains(ids, any("R_000003")) }
	seen := crawlOnce(t, server, github.Options{Organization: "acme", Now: now})
	for _, gap := range seen.Gaps {
		if !strings.HasPrefix(gap.Scope, "acme/service-00002: ") {
			t.Errorf("gap %+v", gap)
		}
	}
	tooLarge := func(g nhi.Gap) bool { return g.Reason == nhi.GapTooLarge }
	if read := seen.Platform.Organizations[0].RepositoriesRead; read != 29 || !slices.ContainsFunc(seen.Gaps, tooLarge) {
		t.Errorf("%d repositories are read to the end, gaps %+v", read, seen.Gaps)
	}
	for _, r := range seen.Platform.Repositories {
		if !r.WorkflowsRead && !r.Archived {
			t.Errorf("the workflows of %s are not read", r.Name)
		}
	}
}
