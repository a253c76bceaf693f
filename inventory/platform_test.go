package inventory

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

var acme = nhi.Target{Kind: "organization", Name: "acme", URL: "https://github.com/acme"}

// in puts a workflow, as written for a repository's own scan, into a repository of the organisation.
func in(repository string, w nhi.Workflow) nhi.Workflow {
	w.Repository = repository
	for j := range w.Jobs {
		job := &w.Jobs[j]
		job.Location.Repository = repository
		for i := range job.Credentials {
			job.Credentials[i].Location.Repository = repository
		}
		for i := range job.Steps {
			job.Steps[i].Location.Repository = repository
		}
		for i := range job.CloudLogins {
			job.CloudLogins[i].Location.Repository = repository
		}
		if job.Permissions != nil {
			declared := *job.Permissions
			declared.Location.Repository = repository
			job.Permissions = &declared
		}
	}
	return w
}

// tellOf is what GitHub tells of acme with the repositories, read to the end.
func tellOf(repositories ...string) *nhi.Platform {
	stores := []nhi.SecretStore{nhi.StoreActions, nhi.StoreDependabot, nhi.StoreVariables}
	p := &nhi.Platform{Organizations: []nhi.Organization{{
		Login: "acme", SecretStores: stores, RepositoriesKnown: len(repositories), RepositoriesRead: len(repositories),
		Members: []nhi.Member{{Login: "alice", Kind: "user", Role: "owner"}, {Login: "bob", Kind: "user", Role: "member"}, {Login: "deploy-bot", Kind: "bot", Role: "owner"}},
	}}}
	for _, name := range repositories {
		p.Repositories = append(p.Repositories, nhi.Repository{
			Name: name, Visibility: "private", SecretStores: stores, EnvironmentsRead: true, WorkflowsRead: true,
			RunsSince: now.AddDate(-1, 0, 0),
		})
	}
	return p
}

// buildIn builds what is seen of acme, by ID.
func buildIn(target nhi.Target, seen nhi.Observations, declared registry.Declarations) map[nhi.ID]nhi.Identity {
	byID := map[nhi.ID]nhi.Identity{}
	for _, identity := range Build(target, seen, declared, now) {
		byID[identity.ID] = identity
	}
	return byID
}

// The labels that jobs ask for tell what the runners with these labels are, the worst of each.
func TestRunners(t *testing.T) {
	runner := func(scope, name string, r nhi.Runner) nhi.Identity {
		return nhi.Identity{ID: githubID(scope, "runner", name), Kind: nhi.KindRunner, Name: name, System: "github", Scope: scope, Lifetime: nhi.LifetimeStatic, Runner: &r}
	}
	p := told()
	p.Identities = []nhi.Identity{
		runner("acme/shop", "one", nhi.Runner{Labels: []string{"linux", "self-hosted", "x64"}, Ephemeral: nhi.Observed(true, "")}),
		runner("acme", "two", nhi.Runner{Labels: []string{"Linux", "self-hosted"}, Ephemeral: nhi.Observed(false, ""), PublicRepositories: nhi.Observed(true, ""), Online: true}),
		runner("acme", "three", nhi.Runner{Labels: []string{"windows", "self-hosted"}, AllRepositories: nhi.Observed(true, "")}),
		runner("acme/other", "four", nhi.Runner{Labels: []string{"linux", "self-hosted"}}),
	}
	w := oneJob(deployPath)
	w.Jobs[0].SelfHosted, w.Jobs[0].RunsOn = true, []string{"self-hosted", "linux"}
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{})
	pool := got["github:acme/shop:runner:linux,self-hosted"]
	if r := pool.Runner; r == nil || r.Ephemeral.Value || !r.Ephemeral.Known() || !r.PublicRepositories.Value || r.AllRepositories.Known() || !r.Online {
		t.Errorf("%+v", r)
	}
	var serving []string
	for _, l := range pool.Links {
		serving = append(serving, string(l.To))
	}
	if diff := cmp.Diff([]string{"github:acme/shop:runner:one", "github:acme:runner:two"}, serving); diff != "" {
		t.Error(diff)
	}
}

// What acts in runs alone ends with its repository; what is stored in it does not.
func TestArchivedRepository(t *testing.T) {
	p := told(stored("acme/shop"))
	p.Repositories[0].Archived = true
	got := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(deployPath)}, Platform: p}, registry.Declarations{})
	token, secret := got["github:acme/shop:workflow-token:"+deployPath], got[secretPrefix+"KEY_ONE"]
	if token.Status.Value != nhi.StatusDisabled || secret.Status.Value != nhi.StatusActive || secret.RepositoryState != "archived" {
		t.Errorf("%+v %+v", token.Status, secret)
	}
}

func TestMachineUsers(t *testing.T) {
	p := tellOf("acme/a")
	p.Repositories[0].OutsideWriters = []nhi.Member{{Login: "vendor-bot", Kind: "bot", Role: "outside_collaborator"}, {Login: "dave", Kind: "user", Role: "outside_collaborator"}}
	var got []string
	for _, identity := range Build(acme, nhi.Observations{Platform: p}, registry.Declarations{}, now) {
		if identity.Kind == nhi.KindServiceAccount {
			got = append(got, fmt.Sprint(identity.ID, " ", identity.Account.Role, " ", identity.Privilege.Level.Value))
		}
	}
	if diff := cmp.Diff([]string{"github:acme:account:deploy-bot owner admin", "github:acme:account:vendor-bot outside_collaborator "}, got); diff != "" {
		t.Error(diff)
	}
}

// A shard is a file that anybody may have written: identities that no scan makes do not end one.
func TestIdentitiesThatNoScanMakes(t *testing.T) {
	p := told()
	p.Identities = []nhi.Identity{
		{ID: githubID("acme/shop", "deploy-key", "1"), Kind: nhi.KindDeployKey, Scope: "acme/shop", Environments: []string{"production"}},
		{ID: allSecretsID("acme/shop"), Kind: nhi.KindCISecret, Store: keptSecrets, Scope: "acme/shop"},
	}
	if got := build(nhi.Observations{Platform: p}, registry.Declarations{}); got[p.Identities[0].ID].Environment.Value != nhi.EnvironmentProduction {
		t.Errorf("%+v", got[p.Identities[0].ID].Environment)
	}
}
