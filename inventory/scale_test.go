package inventory

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// largeOrganization is an organisation of n repositories: with each a workflow of its own that calls a shared one,
// a secret of its own, an environment's and one of the organisation's; deploy keys, runs and runners.
func largeOrganization(n int) nhi.Observations {
	p := &nhi.Platform{}
	seen := nhi.Observations{Platform: p}
	org := nhi.Organization{Login: "acme", SecretStores: []nhi.SecretStore{nhi.StoreActions, nhi.StoreDependabot}, RepositoriesKnown: n, RepositoriesRead: n}
	for i := range 500 {
		org.Members = append(org.Members, nhi.Member{Login: fmt.Sprintf("user%d", i), Kind: "user", Role: "member"})
		s := orgSecret(fmt.Sprintf("ORG_SECRET_%d", i), "all")
		s.Created, s.Updated = now.AddDate(-2, 0, 0), now.AddDate(0, -i%20, 0)
		p.Secrets = append(p.Secrets, s)
	}
	p.Organizations = []nhi.Organization{org}
	const sharedIn = "acme/shared"
	called := oneJob(sharedPath, secretUse("registry-token", "NODE_AUTH_TOKEN", 0, place(sharedPath, 9)), tokenUse(5, sharedPath))
	called.Triggers = []nhi.Trigger{{Event: eventCall}}
	seen.Workflows = append(seen.Workflows, in(sharedIn, called))
	calls := &nhi.ActionRef{Raw: sharedIn + "/" + sharedPath + "@main", Owner: "acme", Repo: "shared", Path: sharedPath, Ref: "main", Pin: nhi.PinBranch}
	for i := range n {
		name := fmt.Sprintf("acme/r%d", i)
		p.Repositories = append(p.Repositories, nhi.Repository{
			Name: name, Visibility: "private", SecretStores: org.SecretStores, EnvironmentsRead: true, WorkflowsRead: true, RunsSince: now.AddDate(-1, 0, 0),
			CodeOwnersPath: "CODEOWNERS", CodeOwners: "* @acme/team @user7\n",
		})
		p.Environments = append(p.Environments, nhi.Deployment{Repository: name, Name: "production", Reviewers: 1, SecretStores: []nhi.SecretStore{nhi.StoreActions}})
		p.Secrets = append(p.Secrets,
			nhi.StoredSecret{Name: "STRIPE_SECRET_KEY", Store: nhi.StoreActions, Level: nhi.LevelRepository, Scope: name, Created: now.AddDate(-1, 0, 0), Updated: now.AddDate(0, -1, 0)},
			nhi.StoredSecret{Name: "DB_PASSWORD", Store: nhi.StoreActions, Level: nhi.LevelEnvironment, Scope: name, Environment: "production", Created: now, Updated: now})
		p.Runs = append(p.Runs, nhi.WorkflowRun{Repository: name, Workflow: deployPath, At: now.AddDate(0, 0, -i%300)})
		p.Identities = append(p.Identities, nhi.Identity{
			ID: githubID(name, "deploy-key", "1"), Kind: nhi.KindDeployKey, Name: "key", System: "github", Scope: name, Lifetime: nhi.LifetimeStatic, Holder: nhi.Observed(fmt.Sprintf("user%d", i%600), "deploy keys"),
		})
		w := oneJob(deployPath,
			secretUse("STRIPE_SECRET_KEY", "KEY", 0, place(deployPath, 9)), secretUse("DB_PASSWORD", "DB", 0, place(deployPath, 10)),
			secretUse(fmt.Sprintf("ORG_SECRET_%d", i%500), "ORG", 0, place(deployPath, 11)))
		w.Jobs[0].Environment, w.Jobs[0].SelfHosted, w.Jobs[0].RunsOn = "production", true, []string{"self-hosted", "linux"}
		w.Jobs = append(w.Jobs, nhi.Job{ID: "publish", Location: place(deployPath, 20), Calls: calls, Credentials: []nhi.CredentialUse{
			{Store: nhi.UseOfSecrets, Name: "STRIPE_SECRET_KEY", Route: nhi.RouteCall, Level: nhi.UseInJob, Step: -1, Input: "registry-token", Location: place(deployPath, 22)},
		}})
		seen.Workflows = append(seen.Workflows, in(name, w))
		seen.Exposures = append(seen.Exposures, nhi.Exposure{Rule: "r", Location: nhi.Location{Repository: name, Path: ".env", Line: 1}, Name: "STRIPE_SECRET_KEY", ValueClass: 1 + i%7, Presence: nhi.PresenceHead})
	}
	for i := range 300 {
		p.Identities = append(p.Identities, nhi.Identity{
			ID: githubID("acme", "runner", fmt.Sprintf("runner-%d", i)), Kind: nhi.KindRunner, Name: fmt.Sprintf("runner-%d", i), System: "github", Scope: "acme", Lifetime: nhi.LifetimeStatic,
			Runner: &nhi.Runner{Labels: []string{"linux", "self-hosted"}},
		})
	}
	return seen
}

// BenchmarkOrganization builds the identities of 10,000 repositories.
func BenchmarkOrganization(b *testing.B) {
	seen := largeOrganization(10_000)
	declared := declare(b, "- match: {name: 'STRIPE_*'}\n  owners: {technical: team/payments}\n- match: {name: DB_PASSWORD, repo: acme/r7}\n  purpose: x\n", "")
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var all []nhi.Identity
	for b.Loop() {
		all = Build(acme, seen, declared, now)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(len(all)), "identities")
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB-kept")
}

// What a repository costs does not grow with the organisation.
func TestNothingGrowsFasterThanTheOrganization(t *testing.T) {
	cost := func(n int) float64 {
		seen := largeOrganization(n)
		return testing.AllocsPerRun(1, func() { Build(acme, seen, registry.Declarations{}, now) }) / float64(n)
	}
	if small, large := cost(300), cost(1200); large > 1.5*small {
		t.Errorf("%.0f allocations a repository among 300, %.0f among 1200", small, large)
	}
}
