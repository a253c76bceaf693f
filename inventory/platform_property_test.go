package inventory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

var someRepositories = []string{"acme/shop", "acme/b", "acme/c"}

// askedObservations generates what could be seen of acme, or of acme/shop alone, where GitHub was asked and may not
// have told all.
func askedObservations(t *rapid.T) (nhi.Target, nhi.Observations) {
	of := rapid.SampledFrom([]nhi.Target{target, acme}).Draw(t, "target")
	seen := observations(t)
	if of.Kind == "organization" {
		for i := range seen.Workflows {
			seen.Workflows[i] = in(rapid.SampledFrom(someRepositories).Draw(t, "repository"), seen.Workflows[i])
		}
		for i := range seen.Registries {
			seen.Registries[i].Location.Repository = rapid.SampledFrom(someRepositories).Draw(t, "repository")
		}
		for i := range seen.Exposures {
			seen.Exposures[i].Location.Repository = rapid.SampledFrom(someRepositories).Draw(t, "repository")
		}
		seen.Agents = nil
	}
	seen.Platform = somePlatform(t)
	return of, seen
}

func somePlatform(t *rapid.T) *nhi.Platform {
	p := &nhi.Platform{}
	yes := func(label string) bool { return rapid.IntRange(0, 3).Draw(t, label) > 0 }
	stores := func(label string) (list []nhi.SecretStore) {
		for _, s := range []nhi.SecretStore{nhi.StoreActions, nhi.StoreDependabot, nhi.StoreVariables} {
			if yes(label + string(s)) {
				list = append(list, s)
			}
		}
		return list
	}
	restricted := false // no repository's default is wider
	if yes("organization") {
		o := nhi.Organization{Login: "acme", SecretStores: stores("of acme"), RepositoriesKnown: 3, RepositoriesRead: 2 + rapid.IntRange(0, 1).Draw(t, "read")}
		if yes("members") {
			o.Members = []nhi.Member{{Login: "alice", Kind: nhi.AccountUser, Role: nhi.RoleMember}, {Login: "deploy-bot", Kind: nhi.AccountBot, Role: nhi.RoleOwner}}
		}
		if yes("default of acme") {
			restricted = rapid.Bool().Draw(t, "restricted")
			o.Actions.DefaultToken = nhi.Observed(map[bool]nhi.DefaultToken{true: "read", false: "write"}[restricted], "x")
		}
		p.Organizations = []nhi.Organization{o}
	}
	for _, name := range someRepositories {
		if !yes(name) {
			continue
		}
		r := nhi.Repository{
			Name: name, Visibility: rapid.SampledFrom([]nhi.Visibility{"private", "public", ""}).Draw(t, "visibility"), SecretStores: stores("of " + name),
			EnvironmentsRead: yes("environments"), WorkflowsRead: yes("workflows"), Archived: !yes("alive") && !yes("alive at all"),
		}
		if yes("default") {
			r.Actions.DefaultToken = nhi.Observed(nhi.DefaultTokenRead, "x")
			if !restricted && rapid.Bool().Draw(t, "permissive") {
				r.Actions.DefaultToken.Value = "write"
			}
		}
		if yes("runs") {
			r.RunsSince = now.AddDate(0, 0, -rapid.SampledFrom([]int{10, 60, 365}).Draw(t, "since"))
			for i := range 2 {
				p.Runs = append(p.Runs, nhi.WorkflowRun{Repository: name, Workflow: workflowPath(i), At: now.AddDate(0, 0, -rapid.IntRange(0, 9).Draw(t, "ago"))})
			}
		}
		p.Repositories = append(p.Repositories, r)
		for _, environment := range []string{"prod", "staging"} {
			if yes(environment) {
				p.Environments = append(p.Environments, nhi.Deployment{Repository: name, Name: environment, Reviewers: rapid.IntRange(0, 1).Draw(t, "reviewers"), SecretStores: stores(environment)})
			}
		}
	}
	for range rapid.IntRange(0, 8).Draw(t, "secrets") {
		p.Secrets = append(p.Secrets, someSecret(t))
	}
	key := nhi.Identity{ID: "github:acme/shop:deploy-key:1", Kind: nhi.KindDeployKey, Name: "k", System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic, Holder: nhi.Observed("carol", "x")}
	p.Identities = []nhi.Identity{key}
	return p
}

func someSecret(t *rapid.T) nhi.StoredSecret {
	s := nhi.StoredSecret{
		Name: rapid.SampledFrom(someNames).Draw(t, "name"), Created: now.AddDate(-1, 0, 0), Updated: now.AddDate(0, -1, 0),
		Store: rapid.SampledFrom([]nhi.SecretStore{nhi.StoreActions, nhi.StoreActions, nhi.StoreDependabot}).Draw(t, "store"),
		Level: nhi.LevelRepository, Scope: rapid.SampledFrom(someRepositories).Draw(t, "scope"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "level") {
	case 0:
		s.Level, s.Scope, s.Visibility = nhi.LevelOrganization, "acme", rapid.SampledFrom(nhi.SecretVisibilities).Draw(t, "granted")
		if s.Visibility == nhi.SecretForSelected && rapid.Bool().Draw(t, "to") {
			s.Repositories = []string{"acme/b", "acme/shop"}
		}
	case 1:
		if s.Store == nhi.StoreActions {
			s.Level, s.Environment = nhi.LevelEnvironment, rapid.SampledFrom([]string{"prod", "staging"}).Draw(t, "environment")
		}
	}
	return s
}

func TestOrderOfThePlatformDoesNotMatter(t *testing.T) {
	declared := declare(t, shopRegistry, "* @acme/all\n")
	rapid.Check(t, func(t *rapid.T) {
		of, seen := askedObservations(t)
		want := Build(of, seen, declared, now)
		random := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed")))
		p := *seen.Platform
		p.Repositories, p.Secrets, p.Environments = shuffled(p.Repositories, random), shuffled(p.Secrets, random), shuffled(p.Environments, random)
		p.Organizations = shuffled(p.Organizations, random)
		p.Runs, p.Identities = shuffled(p.Runs, random), shuffled(p.Identities, random)
		seen.Platform = &p
		seen.Workflows, seen.Exposures = shuffled(seen.Workflows, random), shuffled(seen.Exposures, random)
		if diff := gocmp.Diff(want, Build(of, seen, declared, now)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Every secret that the platform keeps is in exactly one identity, and every use of a name in at least one.
func TestNoStoredSecretIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of, seen := askedObservations(t)
		kept, used := map[string]int{}, map[nhi.Location]int{}
		for _, identity := range Build(of, seen, registry.Declarations{}, now) {
			if s := identity.Stored; s != nil && s.Level != "" {
				kept[fmt.Sprint(identity.Store, identity.Scope, s.Environment, identity.Name)]++
			}
			for _, u := range identity.Uses {
				used[u.Location]++
			}
		}
		for _, s := range seen.Platform.Secrets {
			if n := kept[fmt.Sprint(s.Kept(), s.Scope, s.Environment, nhi.StoredSecret{Name: s.Name}.ID()[len("github::-secret:"):])]; n != 1 {
				t.Fatalf("%+v is in %d identities", s, n)
			}
		}
		for _, w := range seen.Workflows {
			for _, j := range w.Jobs {
				for _, c := range j.Credentials {
					if c.Store == nhi.UseOfSecrets && c.Name != "" && c.Name != "*" && !isToken(c.Name) && used[c.Location] == 0 {
						t.Fatalf("%+v of %s is in no identity", c, w.Path)
					}
				}
			}
		}
	})
}

// Whatever was seen is in an identity: exposures in exactly one, agents, registries, jobs' tokens, trusts and runners by
// their place, machine users and what the platform keeps by their ID. What another repository's workflow does is a gap.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of, seen := askedObservations(t)
		found := findingsOf(Build(of, seen, registry.Declarations{}, now))
		for _, e := range seen.Exposures {
			if n := found[exposureKey(e)]; n != 1 {
				t.Fatalf("%+v is in %d identities", e, n)
			}
		}
		for _, a := range seen.Agents {
			found.need(t, placeOf(nhi.KindAgent, a.Location), a)
		}
		for _, r := range seen.Registries {
			found.need(t, placeOf(nhi.KindCISecret, r.Location), r)
		}
		for _, identity := range seen.Platform.Identities {
			found.need(t, string(identity.ID), identity.ID)
		}
		for _, o := range seen.Platform.Organizations {
			for _, m := range o.Members {
				if m.Kind == nhi.AccountBot {
					found.need(t, "github:acme:account:"+m.Login, m)
				}
			}
		}
		for _, w := range seen.Workflows {
			for _, j := range w.Jobs {
				found.needJob(t, w, j)
			}
		}
	})
}

// places counts identities by what shows them.
type places map[string]int

func placeOf(kind nhi.Kind, at nhi.Location) string { return string(kind) + " at " + at.String() }

func findingsOf(identities []nhi.Identity) places {
	found := places{}
	for _, identity := range identities {
		found[string(identity.ID)]++
		for _, e := range identity.Exposures {
			found[exposureKey(e)]++
		}
		for _, u := range identity.Uses {
			found[placeOf(identity.Kind, u.Location)]++
			found[placeOf(identity.Kind, nhi.Location{Repository: u.Location.Repository, Path: u.Workflow})+"#"+u.Job]++
		}
	}
	return found
}

func (p places) need(t *rapid.T, key string, what any) {
	if p[key] == 0 {
		t.Fatalf("%+v is in no identity: %s", what, key)
	}
}

// needJob demands the token of a job, and what it logs in by and runs on.
func (p places) needJob(t *rapid.T, w nhi.Workflow, j nhi.Job) {
	for _, login := range j.CloudLogins {
		if login.Method == nhi.LoginOIDC {
			p.need(t, placeOf(nhi.KindOIDCTrust, login.Location), login)
		}
	}
	if w.Composite {
		return // it has the token and the runner of whoever uses it
	}
	job := nhi.Location{Repository: w.Repository, Path: w.Path}.String() + "#" + j.ID
	p.need(t, string(nhi.KindWorkflowToken)+" at "+job, j.ID)
	if j.SelfHosted {
		p.need(t, string(nhi.KindRunner)+" at "+job, j.ID)
	}
}

// forget makes a platform tell less, in one way.
func forget(t *rapid.T, p nhi.Platform) *nhi.Platform {
	p.Organizations, p.Repositories, p.Environments = slices.Clone(p.Organizations), slices.Clone(p.Repositories), slices.Clone(p.Environments)
	ways := []func(){}
	for i := range p.Organizations {
		o := &p.Organizations[i]
		ways = append(ways,
			func() { o.Members = nil },
			func() { o.SecretStores = nil },
			func() { o.RepositoriesRead = 0 },
			func() { o.Actions = nhi.ActionsSettings{} })
	}
	for i := range p.Repositories {
		r := &p.Repositories[i]
		ways = append(ways,
			func() { r.SecretStores = nil },
			func() { r.WorkflowsRead = false },
			func() { r.Actions = nhi.ActionsSettings{} },
			func() {
				r.RunsSince, p.Runs = time.Time{}, without(p.Runs, func(x nhi.WorkflowRun) bool { return x.Repository == r.Name })
			},
			func() {
				r.EnvironmentsRead = false
				p.Environments = without(p.Environments, func(x nhi.Deployment) bool { return x.Repository == r.Name })
			})
	}
	for i := range p.Environments {
		ways = append(ways, func() { p.Environments[i].SecretStores = nil })
	}
	if len(ways) > 0 {
		rapid.SampledFrom(ways).Draw(t, "way")()
	}
	return &p
}

func without[T any](all []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), gone)
}

// A platform that tells less makes less known, and nothing better.
func TestLessToldIsNeverBetter(t *testing.T) {
	declared := declare(t, "- match: {name: UNSEEN, repo: acme/shop}\n  owners: {technical: 'user:carol'}\n", "")
	rapid.Check(t, func(t *rapid.T) {
		of, seen := askedObservations(t)
		before := buildIn(of, seen, declared)
		seen.Platform = forget(t, *seen.Platform)
		for id, after := range buildIn(of, seen, declared) {
			was, ok := before[id]
			if !ok {
				continue // what is not told apart any more has an identity of its own
			}
			if after.Stored != nil && was.Stored != nil {
				same(t, id, "defined", was.Stored.Defined, after.Stored.Defined)
			}
			same(t, id, "uses_known", was.UsesKnown, after.UsesKnown)
			same(t, id, "level", was.Privilege.Level, after.Privilege.Level)
			alike := gocmp.Equal(was.Uses, after.Uses, cmpopts.IgnoreFields(nhi.Use{}, "DefaultPermissions"))
			if alike { // else uses that are decided no more have come to it
				same(t, id, "protected", was.Privilege.Protected, after.Privilege.Protected)
			}
			sought := was.Times.LastUsed.Why() != nhi.ReasonNotSupported // else no store had it
			if used := after.Times.LastUsed; alike && sought && used.Known() && (!was.Times.LastUsed.Known() || used.Value.After(was.Times.LastUsed.Value)) {
				t.Fatalf("%s: last used %+v, was %+v", id, used, was.Times.LastUsed)
			}
			if after.Owner.Status == nhi.OwnerDeparted && was.Owner.Status != nhi.OwnerDeparted {
				t.Fatalf("%s: %+v", id, after.Owner)
			}
			if after.Status.Value == nhi.StatusMissing && was.Status.Value != nhi.StatusMissing {
				t.Fatalf("%s: %+v, was %+v", id, after.Status, was.Status)
			}
		}
	})
}

// same fails where a fact is known and was not, or was something else.
func same[T comparable](t *rapid.T, id nhi.ID, name string, was, is nhi.Fact[T]) {
	if is.Known() && (!was.Known() || was.Value != is.Value) {
		t.Fatalf("%s: %s is %+v, was %+v", id, name, is, was)
	}
}
