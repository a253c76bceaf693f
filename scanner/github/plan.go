package github

import (
	"context"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// plan is what of a repository is asked for, beyond what lists of the organisation and the sweep tell.
type plan struct {
	secrets, dependabot, codespaces, agents, variables bool
	environments, keys, webhooks                       bool
}

// everySurface is the plan where nothing tells what may be left out.
var everySurface = plan{true, true, true, true, true, true, true, true}

// planFor leaves out what the sweep shows to be empty or without effect. Of an archived repository,
// whose workflows cannot run, only the keys that still open it are asked for.
func planFor(item repositoryItem, s *swept, org *nhi.Organization) plan {
	keys := s.DeployKeys == nil || s.unread["deployKeys"] || s.DeployKeys.TotalCount > 0
	if item.Archived {
		return plan{keys: keys}
	}
	automated := len(s.Workflows.names()) > 0 || s.unread["workflows"]
	environments := s.Environments == nil || s.unread["environments"] || s.Environments.TotalCount > 0
	agent := org.AgentRepositories.Value != "none" && s.configuresAgent()
	return plan{
		secrets: true, webhooks: true, keys: keys, environments: environments,
		variables:  automated || environments,
		dependabot: hasAny(s.Settings.names(), "dependabot.yml", "dependabot.yaml"),
		codespaces: hasAny(s.Root.names(), ".devcontainer", ".devcontainer.json"),
		agents:     agent,
	}
}

// unsweptPlan is the plan for a repository that the sweep did not tell of. Few are prepared for
// GitHub's coding agent; of the others its settings would answer 404.
func unsweptPlan(item repositoryItem) plan {
	if item.Archived {
		return plan{keys: true}
	}
	p := everySurface
	p.agents = false
	return p
}

// configuresAgent tells whether the repository is prepared for GitHub's coding agent.
func (s *swept) configuresAgent() bool {
	return hasAny(s.Workflows.names(), "copilot-setup-steps.yml", "copilot-setup-steps.yaml") ||
		hasAny(s.Settings.names(), "copilot-instructions.md", "agents")
}

// names lists what is in a folder; nothing where there is no folder.
func (t *tree) names() []string {
	if t == nil {
		return nil
	}
	var names []string
	for _, e := range t.Entries {
		names = append(names, e.Name)
	}
	return names
}

func hasAny(names []string, wanted ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(wanted, n) })
}

// recalled gives one repository of an organisation from the checkpoint, if nothing changed.
func (c *crawl) recalled(item repositoryItem, s *swept, org *reader) *piece {
	if s == nil {
		return nil
	}
	return c.recall(item, stampOf(item, s, org.Organization))
}

// repositoryOf reads one repository of an organisation.
func (c *crawl) repositoryOf(ctx context.Context, org *reader, item repositoryItem, s *swept, edits lastEdits, sweepError error) *piece {
	r := c.reader(clean(item.FullName))
	r.Repository, r.admin = item.about(), item.Permissions.Admin
	switch {
	case ctx.Err() != nil:
		r.refuse(repoWhole, "", ctx.Err())
	case api.Ended(sweepError):
		r.refuse(repoWhole, "", sweepError)
	case s == nil:
		r.unswept(ctx, item, org, sweepError)
	default:
		r.bypassing(s)
		r.sweptFiles(ctx, item, s)
		r.planned(ctx, item, planFor(item, s, org.Organization), org)
		r.deployed(s)
		r.editedBy(item, edits)
		c.keep(item, stampOf(item, s, org.Organization), r.piece)
	}
	return r.piece
}

// unswept reads a repository of which the sweep told nothing.
func (r *reader) unswept(ctx context.Context, item repositoryItem, org *reader, err error) {
	if err == nil {
		err = refusedByGitHub
	}
	r.refuse(repoRulesets, "", err)
	r.refuse(repoCollaborators, "", err)
	r.files(ctx)
	r.planned(ctx, item, unsweptPlan(item), org)
}

// planned reads what the plan asks for, and what the workflows make worth asking for.
func (r *reader) planned(ctx context.Context, item repositoryItem, p plan, org *reader) {
	if p.secrets {
		r.repositorySecrets(ctx, p)
	}
	switch {
	case p.environments:
		r.environments(ctx, !r.Repository.WorkflowsRead || r.hasJob(reads("vars")))
	case !item.Archived:
		r.Repository.EnvironmentsRead = true // there is none
	}
	if p.keys {
		r.deployKeys(ctx)
	}
	if p.webhooks {
		r.webhooks(ctx, repoWebhooks, r.web+"/"+r.target+"/settings/hooks")
	}
	if p.agents {
		r.codingAgent(ctx)
	}
	if item.Archived || len(r.Workflows) == 0 {
		return
	}
	r.defaultToken(ctx, org.Organization)
	if !p.dependabot && r.lacksSecret(org) {
		r.repositoryStore(ctx, repoDependabotSecrets, nhi.StoreDependabot) // of runs that Dependabot starts
	}
	if r.hasJob(reads(nhi.UseOfSecrets)) {
		r.runs(ctx, runsInOrganization, item.CreatedAt)
	}
	if r.hasJob(asksForIdentity) {
		r.subject(ctx, repoSubject, &r.Repository.Actions)
	}
	if r.hasJob(func(j nhi.Job) bool { return j.SelfHosted }) {
		r.runners(ctx, repoRunners, nil, r.web+"/"+r.target+"/settings/actions/runners")
	}
}

// defaultToken is what a workflow's token may do by default. A repository cannot give more than the
// organisation does, so that it is asked only where the organisation gives more than reading.
func (r *reader) defaultToken(ctx context.Context, org *nhi.Organization) {
	if of := org.Actions.DefaultToken; of.Known() && of.Value == nhi.DefaultTokenRead {
		r.Repository.Actions.DefaultToken = nhi.Derived(nhi.DefaultTokenRead, orgWorkflowToken.Title)
		return
	}
	r.workflowToken(ctx, repoWorkflowToken, &r.Repository.Actions)
}

func (r *reader) hasJob(is func(nhi.Job) bool) bool {
	return slices.ContainsFunc(r.Workflows, func(w nhi.Workflow) bool { return slices.ContainsFunc(w.Jobs, is) })
}

// lacksSecret tells whether a workflow reads a secret of a name that no Actions store has that was read.
func (r *reader) lacksSecret(org *reader) bool {
	stored := map[string]bool{}
	for _, s := range slices.Concat(r.Secrets, org.Secrets) {
		if s.Store == nhi.StoreActions {
			stored[strings.ToUpper(s.Name)] = true
		}
	}
	return r.hasJob(func(j nhi.Job) bool {
		return slices.ContainsFunc(j.Credentials, func(u nhi.CredentialUse) bool {
			return u.Store == "secrets" && !u.Parameter && !stored[strings.ToUpper(u.Name)]
		})
	})
}

// reads makes a test of whether a job reads from a store.
func reads(store nhi.UseStore) func(nhi.Job) bool {
	return func(j nhi.Job) bool {
		return slices.ContainsFunc(j.Credentials, func(u nhi.CredentialUse) bool { return u.Store == store })
	}
}

// asksForIdentity tells whether a job may ask for an OIDC token.
func asksForIdentity(j nhi.Job) bool {
	if len(j.CloudLogins) > 0 {
		return true
	}
	return j.Permissions != nil && (j.Permissions.All == "write-all" || strings.EqualFold(j.Permissions.Scopes["id-token"], "write"))
}
