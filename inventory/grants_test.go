package inventory

import (
	"fmt"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

func orgSecret(name string, visibility nhi.SecretVisibility, repositories ...string) nhi.StoredSecret {
	return nhi.StoredSecret{Name: name, Store: nhi.StoreActions, Level: nhi.LevelOrganization, Scope: "acme", Visibility: visibility, Repositories: repositories}
}

// Where a secret of the organisation is granted, and where it is used.
func TestGrants(t *testing.T) {
	use := func(repository string) nhi.Workflow {
		return in(repository, oneJob(deployPath, secretUse("ORG_KEY", "", 0, place(deployPath, 9))))
	}
	for name, test := range map[string]struct {
		secret nhi.StoredSecret
		change func(*nhi.Platform)
		want   string // granted, used by, unused, why uses are not known
	}{
		"all":             {orgSecret("ORG_KEY", "all"), nil, "3 1 [acme/b acme/c] "},
		"selected":        {orgSecret("ORG_KEY", "selected", "acme/a", "acme/b"), nil, "2 1 [acme/b] "},
		"selected, none":  {orgSecret("ORG_KEY", "selected"), nil, "0 1 [] which repositories of acme it is granted to was not read"},
		"private":         {orgSecret("ORG_KEY", "private"), func(p *nhi.Platform) { p.Repositories[2].Visibility = "public" }, "2 1 [acme/b] "},
		"one not read":    {orgSecret("ORG_KEY", "all"), func(p *nhi.Platform) { p.Repositories[1].WorkflowsRead = false }, "3 1 [acme/c] the workflows of acme/b were not read"},
		"archived":        {orgSecret("ORG_KEY", "all"), func(p *nhi.Platform) { p.Repositories[1].WorkflowsRead, p.Repositories[1].Archived = false, true }, "3 1 [acme/b acme/c] "},
		"some not known":  {orgSecret("ORG_KEY", "all"), func(p *nhi.Platform) { p.Organizations[0].RepositoriesKnown = 4 }, "3 1 [acme/b acme/c] not all repositories of acme were read"},
		"selected, fewer": {orgSecret("ORG_KEY", "selected", "acme/a"), func(p *nhi.Platform) { p.Organizations[0].RepositoriesKnown = 4 }, "1 1 [] "},
	} {
		p := tellOf("acme/a", "acme/b", "acme/c")
		p.Secrets = []nhi.StoredSecret{test.secret}
		if test.change != nil {
			test.change(p)
		}
		got := buildIn(acme, nhi.Observations{Workflows: []nhi.Workflow{use("acme/a")}, Platform: p}, registry.Declarations{})["github:acme:actions-secret:ORG_KEY"]
		why := ""
		if !got.UsesKnown.Known() {
			why = got.UsesKnown.Source
		}
		if s := fmt.Sprint(got.Stored.Granted, " ", got.Stored.UsedBy, " ", got.Privilege.Unused, " ", why); s != test.want {
			t.Errorf("%s: %q, want %q", name, s, test.want)
		}
	}
}

// Everything of a repository is the same identity in its own scan and in its organisation's.
func TestIDsAreThoseOfTheOrganisation(t *testing.T) {
	seen := shop()
	own := map[nhi.ID]bool{}
	for id := range buildIn(target, seen, registry.Declarations{}) {
		own[id] = true
	}
	for i := range seen.Workflows {
		seen.Workflows[i] = in("acme/shop", seen.Workflows[i])
	}
	for i := range seen.Exposures {
		seen.Exposures[i].Location.Repository = "acme/shop"
	}
	for i := range seen.Agents {
		seen.Agents[i].Location.Repository = "acme/shop"
		for j := range seen.Agents[i].Servers {
			for k := range seen.Agents[i].Servers[j].Inline {
				seen.Agents[i].Servers[j].Inline[k].Location.Repository = "acme/shop"
			}
		}
	}
	whole := buildIn(acme, seen, registry.Declarations{})
	for id := range whole {
		if !own[id] {
			t.Errorf("%s is in the organisation's scan alone", id)
		}
		delete(own, id)
		if whole[id].Scope != "acme/shop" {
			t.Errorf("%s is of %s", id, whole[id].Scope)
		}
	}
	for id := range own {
		t.Errorf("%s is in the repository's scan alone", id)
	}
}

// What the token of a job without permissions may do.
func TestDefaultToken(t *testing.T) {
	declared := &nhi.Permissions{Scopes: map[string]string{"contents": "write"}, Location: place(deployPath, 2)}
	read, write := nhi.Observed(nhi.DefaultTokenRead, "x"), nhi.Observed(nhi.DefaultTokenWrite, "x")
	for name, test := range map[string]struct {
		repository, organization nhi.Fact[nhi.DefaultToken]
		jobs                     []*nhi.Permissions
		want                     string // level, evidence, and what the uses without permissions have
	}{
		"not read":                     {jobs: []*nhi.Permissions{nil}, want: " absent "},
		"read":                         {repository: read, jobs: []*nhi.Permissions{nil}, want: "read observed read"},
		"write":                        {repository: write, jobs: []*nhi.Permissions{nil}, want: "write observed write"},
		"the organisation's read":      {organization: read, jobs: []*nhi.Permissions{nil}, want: "read derived read"},
		"the organisation's write":     {organization: write, jobs: []*nhi.Permissions{nil}, want: " absent "}, // the repository may have narrowed it
		"the repository's comes first": {repository: read, organization: write, jobs: []*nhi.Permissions{nil}, want: "read observed read"},
		"a job writes":                 {repository: read, jobs: []*nhi.Permissions{nil, declared}, want: "write derived read"},
		"a job writes, not read":       {jobs: []*nhi.Permissions{nil, declared}, want: "write derived "},
		"all declare":                  {repository: write, jobs: []*nhi.Permissions{{}}, want: "none derived "},
	} {
		w := nhi.Workflow{Path: deployPath, Triggers: []nhi.Trigger{{Event: "push"}}}
		for i, p := range test.jobs {
			w.Jobs = append(w.Jobs, nhi.Job{ID: fmt.Sprint(i), Permissions: p})
		}
		p := told()
		p.Repositories[0].Actions.DefaultToken, p.Organizations[0].Actions.DefaultToken = test.repository, test.organization
		all := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{})
		token := all["github:acme/shop:workflow-token:"+deployPath]
		byDefault := nhi.DefaultToken("")
		for _, u := range token.Uses {
			byDefault += u.DefaultPermissions
		}
		if got := fmt.Sprint(token.Privilege.Level.Value, " ", token.Privilege.Level.Evidence, " ", byDefault); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		settings := all["github:acme/shop:workflow-token-default"]
		if settings.Settings == nil || settings.Privilege.Level.Known() != test.repository.Known() {
			t.Errorf("%s: %+v", name, settings)
		}
	}
}
