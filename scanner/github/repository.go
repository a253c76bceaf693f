package github

import (
	"context"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// repositoryAlone reads one repository: every surface, since there is no list of the organisation
// to tell what may be left out.
func (c *crawl) repositoryAlone(ctx context.Context) ([]*piece, error) {
	r := c.reader(c.options.Repository)
	item, err := api.One[repositoryItem](ctx, c.client, r.path(repoSettings))
	if err == nil && !item.named() {
		err = &api.Failure{Kind: api.WrongType, Path: r.path(repoSettings), Detail: "it has no name"}
	}
	if err != nil {
		return nil, fatal("repository "+c.options.Repository, err)
	}
	r.Repository = item.about()
	r.Repository.Name = c.options.Repository
	r.Repository.Personal = item.Organization == nil && item.Owner.Type == "User"
	r.admin = item.Permissions.Admin
	r.everything(ctx, item)
	return []*piece{r.piece}, nil
}

// everything reads all surfaces of a repository.
func (r *reader) everything(ctx context.Context, item repositoryItem) {
	steps := []func(){
		func() {
			r.repositorySecrets(ctx, everySurface)
		},
		func() { r.organizationSecrets(ctx, item.Organization) },
		func() { r.environments(ctx, true) },
		func() { r.deployKeys(ctx) },
		func() { r.webhooks(ctx, repoWebhooks, r.web+"/"+r.target+"/settings/hooks") },
		func() { r.runners(ctx, repoRunners, nil, r.web+"/"+r.target+"/settings/actions/runners") },
		func() { r.actions(ctx, repoActions, &r.Repository.Actions) },
		func() { r.workflowToken(ctx, repoWorkflowToken, &r.Repository.Actions) },
		func() { r.subject(ctx, repoSubject, &r.Repository.Actions) },
		func() { r.alerts(ctx, repoAlerts) },
		func() { r.runs(ctx, runsOfRepository, item.CreatedAt) },
		func() { r.codingAgent(ctx) },
		func() { r.bypasses(ctx, item) },
		func() { r.files(ctx) },
		func() {
			if !r.options.OnDisk && len(r.Workflows) > 0 && r.CodeOwners == "" {
				r.editedBy(item, r.crawl.edits(ctx, []string{item.NodeID}))
			}
		},
	}
	for i, step := range steps {
		if ctx.Err() != nil {
			return
		}
		step()
		r.progress(int64(i+1), int64(len(steps)), "surfaces")
	}
}

// repositorySecrets reads the stores of a repository's own level.
func (r *reader) repositorySecrets(ctx context.Context, p plan) {
	for _, s := range []struct {
		wanted  bool
		surface *Surface
		store   nhi.SecretStore
	}{
		{true, repoActionsSecrets, nhi.StoreActions},
		{p.dependabot, repoDependabotSecrets, nhi.StoreDependabot},
		{p.codespaces, repoCodespacesSecrets, nhi.StoreCodespaces},
		{p.agents, repoAgentSecrets, nhi.StoreAgents},
		{p.agents, repoAgentVariables, nhi.StoreAgentVariables},
		{p.variables, repoVariables, nhi.StoreVariables},
	} {
		if s.wanted {
			r.repositoryStore(ctx, s.surface, s.store)
		}
	}
}

func (r *reader) repositoryStore(ctx context.Context, s *Surface, name nhi.SecretStore) {
	if r.stored(ctx, r.newStore(s, name, nhi.LevelRepository)) {
		r.Repository.SecretStores = append(r.Repository.SecretStores, name)
	}
}

// organizationSecrets reads which secrets and variables of the organisation a repository's jobs can
// read; to whom else they are granted is not told here.
func (r *reader) organizationSecrets(ctx context.Context, owner *account) {
	if owner == nil {
		return
	}
	for _, s := range []struct {
		surface *Surface
		store   nhi.SecretStore
	}{{repoOrganizationSecrets, nhi.StoreActions}, {repoOrganizationVariables, nhi.StoreVariables}} {
		st := r.newStore(s.surface, s.store, nhi.LevelOrganization)
		st.scope = clean(owner.Login)
		if r.stored(ctx, st) {
			r.Repository.GrantedStores = append(r.Repository.GrantedStores, s.store)
		}
	}
}

// progress tells how far the crawl is.
func (c *crawl) progress(done, total int64, unit string) {
	if c.options.Progress != nil {
		c.options.Progress(done, total, unit)
	}
}
