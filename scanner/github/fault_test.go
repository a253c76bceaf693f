package github_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// targets are what the faults are tried on.
var targets = map[string]github.Options{"repository": {Repository: "acme/shop"}, "organization": {Organization: "acme"}}

// needed are the endpoints without which there is nothing to report.
var needed = map[string][]string{"repository": {"/repos/{owner}/{repo}"}, "organization": {"/orgs/{org}"}}

// reasons is the gap that each fault has to give.
var reasons = map[githubtest.FaultKind]nhi.GapReason{
	githubtest.Forbidden: nhi.GapNotPermitted, githubtest.NotFound: nhi.GapNotPermitted, githubtest.Gone: nhi.GapMissing,
	githubtest.Unauthorized: nhi.GapUnreadable, githubtest.Secondary: nhi.GapRateLimited,
	githubtest.TooMany: nhi.GapRateLimited, githubtest.ServerErrors: nhi.GapUnreadable, githubtest.Timeouts: nhi.GapTimeout,
	githubtest.Truncated: nhi.GapUnreadable, githubtest.WrongType: nhi.GapUnparsable, githubtest.RepeatedPage: nhi.GapUnreadable,
}

// TestFaults makes every endpoint that is read fail in every way. Nothing may be said then that is
// not said when all is well, no store may count as read that was not, and a gap says what is missing.
func TestFaults(t *testing.T) {
	for name, options := range targets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := githubtest.Start(t, githubtest.NewFilled())
			server.CheckEvery(50)
			server.Limit = 1_000_000 // this is not about limits
			whole := observe(t, server, options)
			for _, endpoint := range slices.Sorted(maps.Keys(server.Calls())) {
				for _, kind := range githubtest.Faults {
					if kind == githubtest.RepeatedPage && !githubtest.Paged(endpoint) {
						continue
					}
					t.Run(strings.Trim(endpoint, "/")+" "+string(kind), func(t *testing.T) {
						server.Fail(endpoint, githubtest.Fault{Kind: kind, Permission: "some_permission=read", RetryAfter: 24 * time.Hour})
						defer server.Repair()
						seen, err := source(t, server, options).Observe(context.Background())
						ends := slices.Contains([]githubtest.FaultKind{githubtest.Unauthorized, githubtest.TooMany, githubtest.Secondary}, kind)
						if slices.Contains(needed[name], endpoint) || endpoint == "/user" && ends {
							if err == nil {
								t.Error("there is no error")
							}
							return
						}
						if err != nil {
							t.Fatal(err)
						}
						judge(t, whole, seen, endpoint, kind)
					})
				}
			}
		})
	}
}

// TestFieldFaults is TestFaults for the fields of the sweep.
func TestFieldFaults(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewFilled())
	whole := observe(t, server, targets["organization"])
	for _, field := range []string{"object", "text", "deployKeys", "environments", "rulesets", "bypassActors", "collaborators"} {
		t.Run(field, func(t *testing.T) {
			server.FailField(field)
			defer server.Repair()
			seen := observe(t, server, targets["organization"])
			if field == "deployKeys" || field == "environments" { // REST is asked instead
				if len(seen.Platform.Identities) != len(whole.Platform.Identities) || len(seen.Platform.Environments) != len(whole.Platform.Environments) {
					t.Error("what the sweep does not tell is not asked for")
				}
				return
			}
			judge(t, whole, seen, "/graphql", githubtest.Forbidden)
		})
	}
}

func judge(t *testing.T, whole, seen nhi.Observations, endpoint string, kind githubtest.FaultKind) {
	t.Helper()
	if endpoint != "/user" && !slices.ContainsFunc(seen.Gaps, func(g nhi.Gap) bool { return g.Source == "github" && g.Reason == reasons[kind] }) {
		t.Errorf("no gap says %s: %+v", reasons[kind], seen.Gaps)
	}
	within(t, "secrets", whole.Platform.Secrets, seen.Platform.Secrets, func(s nhi.StoredSecret) string {
		return string(s.Store) + string(s.Level) + s.Scope + s.Environment + s.Name
	})
	within(t, "identities", whole.Platform.Identities, seen.Platform.Identities, func(i nhi.Identity) string { return string(i.ID) })
	for _, r := range seen.Platform.Repositories {
		if r.WorkflowsRead {
			same(t, r.Name+" workflows", workflowsOf(whole, r.Name), workflowsOf(seen, r.Name))
		}
		for _, store := range r.SecretStores {
			same(t, r.Name+" "+string(store), secretsOf(whole, r.Name, store), secretsOf(seen, r.Name, store))
		}
	}
	for _, o := range seen.Platform.Organizations {
		for _, store := range o.SecretStores {
			same(t, o.Login+" "+string(store), secretsOf(whole, o.Login, store), secretsOf(seen, o.Login, store))
		}
		if o.Members != nil {
			same(t, "members", len(whole.Platform.Organizations[0].Members), len(o.Members))
		}
	}
}

// secretsOf counts the secrets of a scope's own level.
func secretsOf(o nhi.Observations, scope string, store nhi.SecretStore) int {
	n := 0
	for _, s := range o.Platform.Secrets {
		if s.Scope == scope && s.Store == store && s.Environment == "" {
			n++
		}
	}
	return n
}

// workflowsOf counts the workflows of a repository; the target's own name none.
func workflowsOf(o nhi.Observations, repository string) int {
	n := 0
	for _, w := range o.Workflows {
		if w.Repository == repository || w.Repository == "" {
			n++
		}
	}
	return n
}

func same(t *testing.T, what string, want, got int) {
	t.Helper()
	if want != got {
		t.Errorf("%s: %d counts as all, and there are %d", what, got, want)
	}
}

// within checks that everything seen is in the whole, and that no fact of it is another one: it may
// only be missing.
func within[T any](t *testing.T, what string, whole, seen []T, key func(T) string) {
	t.Helper()
	known := map[string]any{}
	for _, w := range whole {
		known[key(w)] = generic(t, w)
	}
	for _, s := range seen {
		w, ok := known[key(s)]
		if !ok {
			t.Errorf("%s: %s is not there when all is well", what, key(s))
			continue
		}
		if path := contradiction(w, generic(t, s)); path != "" {
			t.Errorf("%s: %s says another thing of %s", what, key(s), path)
		}
	}
}

func generic(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var g any
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// contradiction is the path of something that was said and is not so; what was not said is none.
func contradiction(want, got any) string {
	switch g := got.(type) {
	case map[string]any:
		if g["evidence"] == "absent" {
			return ""
		}
		w, ok := want.(map[string]any)
		if !ok {
			return "."
		}
		for name := range g {
			if path := contradiction(w[name], g[name]); path != "" {
				return name + "." + path
			}
		}
	case []any:
		w, ok := want.([]any)
		if !ok || len(g) > len(w) {
			return "."
		}
		for i := range g {
			if path := contradiction(w[i], g[i]); path != "" {
				return path
			}
		}
	default:
		if want != got {
			return "."
		}
	}
	return ""
}
