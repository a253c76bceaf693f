package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
)

var someNames = []string{"STRIPE_SECRET_KEY", "PROD_STRIPE", "NPM_TOKEN", "TOKEN", "DB_PASSWORD", "registry-token", "GITHUB_TOKEN", "VITE_NPM_TOKEN"}

var variableNames = []string{"stripeSecretKey", "STRIPE_KEY", "npm_token", "TOKEN", "dbPassword", ""}

// observations generates what could be seen of a repository: workflows that call each other
// and composite actions, agents in them, and values exposed anywhere.
func observations(t *rapid.T) nhi.Observations {
	var seen nhi.Observations
	count := rapid.IntRange(0, 4).Draw(t, "workflows")
	for i := range count {
		seen.Workflows = append(seen.Workflows, workflow(t, i, count))
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "exposures") {
		seen.Exposures = append(seen.Exposures, exposure(t, i))
	}
	for _, w := range seen.Workflows {
		for _, j := range w.Jobs {
			if len(j.Steps) > 0 && rapid.Bool().Draw(t, "agent") {
				seen.Agents = append(seen.Agents, nhi.Agent{Vendor: "V", Product: "An Agent", Form: nhi.AgentInWorkflow, Location: j.Steps[0].Location, Job: j.ID})
			}
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "registries") {
		seen.Registries = append(seen.Registries, nhi.PrivateRegistry{
			Name: fmt.Sprint("r", i), Key: "token", Secret: strings.ToUpper(rapid.SampledFrom(someNames).Draw(t, "secret")), Location: nhi.Location{Path: ".github/dependabot.yml", Line: i + 1},
		})
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "edits") {
		seen.Edits = append(seen.Edits, nhi.Edit{
			Path: workflowPath(i % 2), Editor: rapid.SampledFrom([]string{"@alice", "bob@example.com"}).Draw(t, "editor"), Commit: fmt.Sprint(i), Date: now.AddDate(0, 0, -rapid.IntRange(1, 3).Draw(t, "edited")),
		})
	}
	if rapid.Bool().Draw(t, "gap") {
		seen.Gaps = []nhi.Gap{{Source: "workflows", Scope: "broken.yml", Reason: nhi.GapUnparsable}}
	}
	return seen
}

func workflowPath(i int) string { return fmt.Sprintf(".github/workflows/w%d.yml", i) }

func workflow(t *rapid.T, i, count int) nhi.Workflow {
	w := nhi.Workflow{Path: workflowPath(i), Triggers: []nhi.Trigger{{Event: "push"}}}
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		w.Triggers = []nhi.Trigger{{Event: eventCall}}
	case 1:
		w.Triggers = append(w.Triggers, nhi.Trigger{Event: "pull_request_target", Untrusted: true}, nhi.Trigger{Event: eventCall})
	case 2:
		w = nhi.Workflow{Path: fmt.Sprintf("actions/a%d/action.yml", i), Composite: true}
	}
	jobs := rapid.IntRange(0, 3).Draw(t, "jobs")
	if w.Composite {
		jobs = 1
	}
	for j := range jobs {
		job := someJob(t, w.Path, j, count)
		if w.Composite {
			job.ID, job.Calls = "", nil
		}
		w.Jobs = append(w.Jobs, job)
	}
	return w
}

func someJob(t *rapid.T, path string, j, count int) nhi.Job {
	job := nhi.Job{
		ID: fmt.Sprintf("j%d", j), Location: nhi.Location{Path: path, Line: 100*j + 10},
		Environment: rapid.SampledFrom([]string{"", "", "prod", "staging", "odd"}).Draw(t, "environment"),
		SelfHosted:  rapid.Bool().Draw(t, "self-hosted"), RunsOn: []string{"x", "self-hosted"},
	}
	if rapid.Bool().Draw(t, "calls") {
		job.Calls = &nhi.ActionRef{Raw: "./" + workflowPath(rapid.IntRange(0, count).Draw(t, "called"))}
	}
	for s := range rapid.IntRange(0, 3).Draw(t, "steps") {
		step := nhi.Step{Index: s, Location: nhi.Location{Path: path, Line: job.Location.Line + 10*s + 1}}
		if rapid.Bool().Draw(t, "local action") {
			step.Uses = &nhi.ActionRef{Raw: fmt.Sprintf("./actions/a%d", rapid.IntRange(0, count).Draw(t, "action"))}
		}
		job.Steps = append(job.Steps, step)
	}
	for c := range rapid.IntRange(0, 4).Draw(t, "credentials") {
		job.Credentials = append(job.Credentials, credentialUse(t, path, job, c))
	}
	if rapid.Bool().Draw(t, "login") {
		job.CloudLogins = []nhi.CloudLogin{{
			Provider: "aws", Method: rapid.SampledFrom(nhi.LoginMethods).Draw(t, "method"),
			Identity: rapid.SampledFrom([]string{"", "role"}).Draw(t, "role"), Location: job.Location,
		}}
	}
	return job
}

func credentialUse(t *rapid.T, path string, job nhi.Job, c int) nhi.CredentialUse {
	use := nhi.CredentialUse{
		Store: nhi.UseOfSecrets, Name: rapid.SampledFrom(someNames).Draw(t, "name"),
		Route: rapid.SampledFrom([]nhi.Route{nhi.RouteEnv, nhi.RouteWith, nhi.RouteCall, nhi.RouteRun}).Draw(t, "route"),
		Level: nhi.UseInStep, Step: rapid.IntRange(-1, 2).Draw(t, "step"), Input: rapid.SampledFrom(append(variableNames, someNames...)).Draw(t, "input"),
		Location: nhi.Location{Path: path, Line: job.Location.Line + c, Column: c + 1},
	}
	switch rapid.IntRange(0, 9).Draw(t, "sort") {
	case 0:
		use.Name, use.Route = "*", nhi.RouteAll
	case 1:
		use.Name, use.Route = "", nhi.RouteDynamic
	case 2:
		use.Name, use.Route = "*", nhi.RouteInherit
	case 3:
		use.Store, use.Name = nhi.UseOfToken, "GITHUB_TOKEN"
	case 4:
		use.Store = nhi.UseOfVars
	}
	return use
}

func exposure(t *rapid.T, i int) nhi.Exposure {
	e := nhi.Exposure{
		Rule:     rapid.SampledFrom([]string{"r1", "r1-2"}).Draw(t, "rule"),
		Location: nhi.Location{Path: rapid.SampledFrom([]string{".env", workflowPath(0), "src/a.js"}).Draw(t, "path"), Line: i + 1, Column: 1},
		Presence: rapid.SampledFrom([]nhi.Presence{nhi.PresenceHead, nhi.PresenceWorktree, nhi.PresenceHistory}).Draw(t, "presence"),
		Name:     rapid.SampledFrom(append(variableNames, someNames...)).Draw(t, "name"), ValueClass: rapid.IntRange(0, 3).Draw(t, "class"),
	}
	if days := rapid.IntRange(0, 3).Draw(t, "days"); days > 0 {
		e.Date = now.AddDate(0, 0, -days)
	}
	if rapid.Bool().Draw(t, "suppressed") {
		e.Suppressed = &nhi.Suppression{Kind: "comment"}
	}
	if rapid.Bool().Draw(t, "recognised") {
		e.Credential = nhi.Credential{Service: "S", By: "value", Public: rapid.Bool().Draw(t, "public"), ExpiresAt: now.AddDate(0, 1, 0)}
	}
	return e
}

func shuffled[T any](all []T, random *rand.Rand) []T {
	all = slices.Clone(all)
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func TestOrderDoesNotMatter(t *testing.T) {
	declared := declare(t, shopRegistry, "* @acme/all\n")
	rapid.Check(t, func(t *rapid.T) {
		seen := observations(t)
		want := Build(target, seen, declared, now)
		random := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		seen.Workflows, seen.Exposures, seen.Agents = shuffled(seen.Workflows, random), shuffled(seen.Exposures, random), shuffled(seen.Agents, random)
		seen.Registries, seen.Edits, seen.Gaps = shuffled(seen.Registries, random), shuffled(seen.Edits, random), shuffled(seen.Gaps, random)
		for w := range seen.Workflows {
			for j, job := range seen.Workflows[w].Jobs {
				seen.Workflows[w].Jobs[j].Credentials = shuffled(job.Credentials, random)
			}
		}
		if diff := gocmp.Diff(want, Build(target, seen, declared, now)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestIDsAreUniqueAndSorted(t *testing.T) {
	declared := declare(t, shopRegistry, "")
	rapid.Check(t, func(t *rapid.T) {
		all := Build(target, observations(t), declared, now)
		if !slices.IsSortedFunc(all, func(a, b nhi.Identity) int { return cmp.Compare(a.ID, b.ID) }) {
			t.Fatal("not sorted")
		}
		ids := map[nhi.ID]bool{}
		for _, identity := range all {
			if ids[identity.ID] {
				t.Fatalf("%s twice", identity.ID)
			}
			ids[identity.ID] = true
		}
		for _, identity := range all {
			for _, l := range identity.Links {
				if !ids[l.To] || l.To == identity.ID || !slices.Contains(nhi.Relations, l.Relation) {
					t.Fatalf("%s links to %s: %s", identity.ID, l.To, l.Relation)
				}
			}
		}
	})
}

// Every exposure is in exactly one identity, and all of one value are in one unless they are
// assigned to the names of several secrets.
func TestNoExposureIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := observations(t)
		homes := map[string][]nhi.Identity{}
		for _, identity := range Build(target, seen, declare(t, "", ""), now) {
			for _, e := range identity.Exposures {
				homes[exposureKey(e)] = append(homes[exposureKey(e)], identity)
			}
		}
		byClass := map[int]map[nhi.ID]nhi.Identity{}
		for _, e := range seen.Exposures {
			found := homes[exposureKey(e)]
			if len(found) != 1 {
				t.Fatalf("%+v is in %d identities", e, len(found))
			}
			if byClass[e.ValueClass] == nil {
				byClass[e.ValueClass] = map[nhi.ID]nhi.Identity{}
			}
			byClass[e.ValueClass][found[0].ID] = found[0]
		}
		delete(byClass, 0)
		for class, found := range byClass {
			for id, identity := range found {
				if len(found) > 1 && (identity.Store != keptSecret || !hasLink(identity, "same_value")) {
					t.Fatalf("value %d is split over %v, and %s is no secret tied to the others", class, slices.Sorted(maps.Keys(found)), id)
				}
			}
		}
	})
}

func exposureKey(e nhi.Exposure) string {
	return fmt.Sprint(e.Rule, e.Location, e.Presence, e.Name, e.ValueClass, e.Date.Format(time.RFC3339))
}

func hasLink(identity nhi.Identity, relation nhi.Relation) bool {
	return slices.ContainsFunc(identity.Links, func(l nhi.Link) bool { return l.Relation == relation })
}

// Every use of a credential is found by its place in an identity of the right sort.
func TestNoUseIsLost(t *testing.T) {
	declared := declare(t, "", "")
	rapid.Check(t, func(t *rapid.T) {
		seen := observations(t)
		stores := map[nhi.Location][]string{}
		for _, identity := range Build(target, seen, declared, now) {
			for _, u := range identity.Uses {
				stores[u.Location] = append(stores[u.Location], identity.Store)
			}
		}
		paths := map[string]bool{}
		for _, w := range seen.Workflows {
			paths[w.Path] = true
		}
		for _, w := range seen.Workflows {
			for _, j := range w.Jobs {
				for _, c := range j.Credentials {
					if want := wantedStores(w, j, c, paths); want != nil && !slices.ContainsFunc(want, func(s string) bool { return slices.Contains(stores[c.Location], s) }) {
						t.Fatalf("%+v of %s is in %v, want one of %v", c, w.Path, stores[c.Location], want)
					}
				}
			}
		}
	})
}

// wantedStores is the stores of the identities one of which must hold a use; nil: none need.
func wantedStores(w nhi.Workflow, j nhi.Job, c nhi.CredentialUse, paths map[string]bool) []string {
	token := c.Store == nhi.UseOfToken || c.Name == "GITHUB_TOKEN"
	switch {
	case c.Store == nhi.UseOfVars && !slices.Contains([]string{"STRIPE_SECRET_KEY", "NPM_TOKEN"}, c.Name):
		return nil // not surely a credential
	case c.Store == nhi.UseOfVars:
		return []string{keptVariable}
	case token && w.Composite:
		return nil // the caller's, if any
	case token:
		return []string{keptToken}
	case c.Route == nhi.RouteInherit && j.Calls != nil && paths[strings.TrimPrefix(j.Calls.Raw, "./")]:
		return nil // the called workflow names them
	case c.Name == "" || c.Name == "*":
		return []string{keptSecrets}
	}
	if called(&w) || w.Composite {
		return []string{keptSecret, keptToken, keptParameter} // nobody may hand it over
	}
	return []string{keptSecret, keptToken} // a reusable workflow may be handed the token under a secret's name
}

func TestMoreRegistryNeverMeansFewerIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := observations(t)
		entries := rapid.SliceOfN(rapid.SampledFrom([]string{
			"- match: {name: STRIPE_SECRET_KEY}\n", "- match: {name: 'NPM*'}\n", "- match: {name: NPM_TOKEN, service: Other}\n",
			"- match: {name: UNSEEN}\n", "- match: {name: unseen, kind: agent}\n", "- match: {id: 'github:acme/shop:actions-secret:UNSEEN'}\n",
			"- match: {id: 'github:acme/shop:runner:x'}\n", "- match: {name: UNSEEN, repo: other/one}\n", "- match: {kind: agent}\n  agent: {sponsor: a}\n",
			"- match: {id: 'a'}\n", "- match: {name: '*'}\n  criticality: low\n  expires_on: 2020-01-01\n",
		}), 0, 8).Draw(t, "entries")
		before := map[nhi.ID]bool{}
		for i := range len(entries) + 1 {
			after := map[nhi.ID]bool{}
			for _, identity := range Build(target, seen, declare(t, strings.Join(entries[:i], ""), ""), now) {
				after[identity.ID] = true
			}
			for id := range before {
				if !after[id] {
					t.Fatalf("%s is gone after %s", id, entries[i-1])
				}
			}
			before = after
		}
	})
}
