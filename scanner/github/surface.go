package github

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Surface is a part of GitHub's API that the source reads, and what it takes to be let in.
type Surface struct {
	ID         string // stable; begins with the level: "repository-actions-secrets"
	Title      string // in GitHub's words, as in a sentence: "Actions secrets"
	Permission string // of a fine-grained token or an App, as GitHub's header writes it: "secrets=read"
	Scope      string // of a classic token
	AppOnly    bool   // GitHub lets Apps alone read it
	Optional   bool   // GitHub answers 404 also where it is not in use
	Gives      string // what is not known without it
	shape      string // of the path, with a %s for the organisation, or for owner and name
	object     bool   // it is no list
}

// The surfaces of an organisation.
var (
	orgRepositories = &Surface{
		ID: "organization-repositories", Title: "repositories",
		Permission: "metadata=read", Scope: "repo",
		Gives: "which repositories there are",
		shape: "orgs/%s/repos",
	}
	orgSettings = &Surface{
		ID: "organization-settings", Title: "organisation settings",
		Permission: "organization_administration=read", Scope: "read:org", object: true,
		Gives: "whether members need a second factor, which plan it has",
		shape: "orgs/%s",
	}
	orgActionsSecrets = &Surface{
		ID: "organization-actions-secrets", Title: "organisation Actions secrets",
		Permission: "organization_secrets=read", Scope: "admin:org",
		Gives: "secrets shared between repositories, and with which",
		shape: "orgs/%s/actions/secrets",
	}
	orgVariables = &Surface{
		ID: "organization-variables", Title: "organisation variables",
		Permission: "organization_actions_variables=read", Scope: "admin:org",
		Gives: "credentials kept where everybody reads them",
		shape: "orgs/%s/actions/variables",
	}
	orgDependabotSecrets = &Surface{
		ID: "organization-dependabot-secrets", Title: "organisation Dependabot secrets",
		Permission: "organization_dependabot_secrets=read", Scope: "admin:org",
		Gives: "secrets of Dependabot's runs",
		shape: "orgs/%s/dependabot/secrets",
	}
	orgCodespacesSecrets = &Surface{
		ID: "organization-codespaces-secrets", Title: "organisation Codespaces secrets",
		Permission: "organization_codespaces_secrets=read", Scope: "admin:org", Optional: true,
		Gives: "secrets of development environments (no App may read them)",
		shape: "orgs/%s/codespaces/secrets",
	}
	orgAgentSecrets = &Surface{
		ID: "organization-agent-secrets", Title: "organisation agent secrets",
		Permission: "organization_agent_secrets=read", Scope: "admin:org", Optional: true,
		Gives: "secrets of GitHub's coding agent",
		shape: "orgs/%s/agents/secrets",
	}
	orgAgentVariables = &Surface{
		ID: "organization-agent-variables", Title: "organisation agent variables",
		Permission: "organization_agent_variables=read", Scope: "admin:org", Optional: true,
		Gives: "credentials that GitHub's coding agent reads in the clear",
		shape: "orgs/%s/agents/variables",
	}
	orgRegistries = &Surface{
		ID: "organization-private-registries", Title: "private registries",
		Permission: "organization_private_registries=read", Scope: "admin:org", Optional: true,
		Gives: "credentials of package registries",
		shape: "orgs/%s/private-registries",
	}
	orgTokens = &Surface{
		ID: "organization-fine-grained-tokens", Title: "fine-grained tokens",
		Permission: "organization_personal_access_tokens=read", AppOnly: true,
		Gives: "people's tokens: owner, permissions, expiry, last use",
		shape: "orgs/%s/personal-access-tokens",
	}
	orgTokenRequests = &Surface{
		ID: "organization-fine-grained-token-requests", Title: "fine-grained token requests",
		Permission: "organization_personal_access_token_requests=read", AppOnly: true,
		Gives: "tokens that wait for approval",
		shape: "orgs/%s/personal-access-token-requests",
	}
	orgCredentials = &Surface{
		ID: "organization-sso-credentials", Title: "single sign-on credentials",
		Permission: "organization_administration=read", Scope: "read:org", Optional: true,
		Gives: "classic tokens, SSH keys and OAuth tokens with their last use (Enterprise Cloud with SAML)",
		shape: "orgs/%s/credential-authorizations",
	}
	orgInstallations = &Surface{
		ID: "organization-app-installations", Title: "App installations",
		Permission: "organization_administration=read", Scope: "admin:read",
		Gives: "Apps and what they may do",
		shape: "orgs/%s/installations",
	}
	orgWebhooks = &Surface{
		ID: "organization-webhooks", Title: "organisation webhooks",
		Permission: "organization_hooks=read", Scope: "admin:org_hook",
		Gives: "who is sent events, and how safely",
		shape: "orgs/%s/hooks",
	}
	orgRunners = &Surface{
		ID: "organization-runners", Title: "organisation self-hosted runners",
		Permission: "organization_self_hosted_runners=read", Scope: "admin:org",
		Gives: "machines that run jobs",
		shape: "orgs/%s/actions/runners",
	}
	orgRunnerGroups = &Surface{
		ID: "organization-runner-groups", Title: "runner groups",
		Permission: "organization_self_hosted_runners=read", Scope: "admin:org", Optional: true,
		Gives: "which repositories may use a runner",
		shape: "orgs/%s/actions/runner-groups",
	}
	orgActions = &Surface{
		ID: "organization-actions-permissions", Title: "organisation Actions permissions",
		Permission: "organization_administration=read", Scope: "admin:org", object: true,
		Gives: "which actions may run",
		shape: "orgs/%s/actions/permissions",
	}
	orgWorkflowToken = &Surface{
		ID: "organization-workflow-permissions", Title: "organisation default workflow token",
		Permission: "organization_administration=read", Scope: "admin:org", object: true,
		Gives: "what a workflow's token may do by default",
		shape: "orgs/%s/actions/permissions/workflow",
	}
	orgSubject = &Surface{
		ID: "organization-oidc-subject", Title: "organisation OIDC subject template",
		Permission: "organization_administration=read", Scope: "read:org", object: true,
		Gives: "what clouds are told of a job",
		shape: "orgs/%s/actions/oidc/customization/sub",
	}
	orgMembers = &Surface{
		ID: "organization-members", Title: "members",
		Permission: "members=read", Scope: "read:org",
		Gives: "whether an owner has left",
		shape: "orgs/%s/members",
	}
	orgTwoFactor = &Surface{
		ID: "organization-members-without-two-factor", Title: "members without a second factor",
		Permission: "members=read", Scope: "read:org",
		Gives: "who signs in with a password alone (owners may read it)",
		shape: "orgs/%s/members?filter=2fa_disabled",
	}
	orgOutside = &Surface{
		ID: "organization-outside-collaborators", Title: "outside collaborators",
		Permission: "members=read", Scope: "read:org",
		Gives: "people and machines from outside",
		shape: "orgs/%s/outside_collaborators",
	}
	orgAlerts = &Surface{
		ID: "organization-secret-scanning-alerts", Title: "secret scanning alerts",
		Permission: "secret_scanning_alerts=read", Scope: "security_events", Optional: true,
		Gives: "leaks that GitHub found, and whether they still work",
		shape: "orgs/%s/secret-scanning/alerts?hide_secret=true",
	}
	orgAudit = &Surface{
		ID: "organization-audit-log", Title: "audit log",
		Permission: "organization_administration=read", Scope: "read:audit_log", Optional: true,
		Gives: "who last set a secret's value, who made a webhook, when an App last did something (Enterprise Cloud)",
		shape: "orgs/%s/audit-log",
	}
	orgRulesets = &Surface{
		ID: "organization-rulesets", Title: "organisation rulesets",
		Permission: "organization_administration=write", Scope: "admin:org", Optional: true,
		Gives: "machines that rules let pass (GitHub asks for write to read it)",
		shape: "orgs/%s/rulesets",
	}
	orgSeats = &Surface{
		ID: "organization-copilot-seats", Title: "Copilot seats",
		Permission: "organization_copilot_seat_management=read", Scope: "manage_billing:copilot", Optional: true,
		Gives: "how many people work with Copilot, and how many seats nobody uses",
		shape: "orgs/%s/copilot/billing/seats",
	}
	orgCodingAgent = &Surface{
		ID: "organization-coding-agent", Title: "coding agent policy",
		Permission: "organization_copilot_agent_settings=read", Scope: "admin:org", Optional: true, object: true,
		Gives: "where GitHub's coding agent may work",
		shape: "orgs/%s/copilot/coding-agent/permissions",
	}
)

// The surfaces of a repository, and of its environments.
var (
	repoSettings = &Surface{
		ID: "repository-settings", Title: "repository",
		Permission: "metadata=read", Scope: "repo", object: true,
		Gives: "visibility, whether it is archived, secret scanning",
		shape: "repos/%s/%s",
	}
	repoActionsSecrets = &Surface{
		ID: "repository-actions-secrets", Title: "Actions secrets",
		Permission: "secrets=read", Scope: "repo",
		Gives: "which secrets exist and how old they are",
		shape: "repos/%s/%s/actions/secrets",
	}
	repoOrganizationSecrets = &Surface{
		ID: "repository-organization-secrets", Title: "organisation secrets in its reach",
		Permission: "secrets=read", Scope: "repo",
		Gives: "which of the organisation's secrets its jobs can read",
		shape: "repos/%s/%s/actions/organization-secrets",
	}
	repoOrganizationVariables = &Surface{
		ID: "repository-organization-variables", Title: "organisation variables in its reach",
		Permission: "actions_variables=read", Scope: "repo",
		Gives: "which of the organisation's variables its jobs read",
		shape: "repos/%s/%s/actions/organization-variables",
	}
	repoVariables = &Surface{
		ID: "repository-variables", Title: "variables",
		Permission: "actions_variables=read", Scope: "repo",
		Gives: "credentials kept where everybody reads them",
		shape: "repos/%s/%s/actions/variables",
	}
	repoDependabotSecrets = &Surface{
		ID: "repository-dependabot-secrets", Title: "Dependabot secrets",
		Permission: "dependabot_secrets=read", Scope: "repo",
		Gives: "secrets of Dependabot's runs",
		shape: "repos/%s/%s/dependabot/secrets",
	}
	repoCodespacesSecrets = &Surface{
		ID: "repository-codespaces-secrets", Title: "Codespaces secrets",
		Permission: "codespaces_secrets=write", Scope: "repo", Optional: true,
		Gives: "secrets of development environments (GitHub asks for write to read it)",
		shape: "repos/%s/%s/codespaces/secrets",
	}
	repoAgentSecrets = &Surface{
		ID: "repository-agent-secrets", Title: "agent secrets",
		Permission: "agent_secrets=read", Scope: "repo", Optional: true,
		Gives: "secrets of GitHub's coding agent",
		shape: "repos/%s/%s/agents/secrets",
	}
	repoAgentVariables = &Surface{
		ID: "repository-agent-variables", Title: "agent variables",
		Permission: "agent_variables=read", Scope: "repo", Optional: true,
		Gives: "credentials that GitHub's coding agent reads in the clear",
		shape: "repos/%s/%s/agents/variables",
	}
	repoKeys = &Surface{
		ID: "repository-deploy-keys", Title: "deploy keys",
		Permission: "administration=read", Scope: "repo",
		Gives: "keys that read or write the code, who added them, when they were used",
		shape: "repos/%s/%s/keys",
	}
	repoWebhooks = &Surface{
		ID: "repository-webhooks", Title: "webhooks",
		Permission: "repository_hooks=read", Scope: "admin:repo_hook",
		Gives: "who is sent events, and how safely",
		shape: "repos/%s/%s/hooks",
	}
	repoRunners = &Surface{
		ID: "repository-runners", Title: "self-hosted runners",
		Permission: "administration=read", Scope: "repo",
		Gives: "machines that run jobs",
		shape: "repos/%s/%s/actions/runners",
	}
	repoEnvironments = &Surface{
		ID: "repository-environments", Title: "environments",
		Permission: "actions=read", Scope: "repo",
		Gives: "what stands before a deployment",
		shape: "repos/%s/%s/environments",
	}
	repoActions = &Surface{
		ID: "repository-actions-permissions", Title: "Actions permissions",
		Permission: "administration=read", Scope: "repo", object: true,
		Gives: "which actions may run",
		shape: "repos/%s/%s/actions/permissions",
	}
	repoWorkflowToken = &Surface{
		ID: "repository-workflow-permissions", Title: "default workflow token",
		Permission: "administration=read", Scope: "repo", object: true,
		Gives: "what a workflow's token may do by default",
		shape: "repos/%s/%s/actions/permissions/workflow",
	}
	repoSubject = &Surface{
		ID: "repository-oidc-subject", Title: "OIDC subject template",
		Permission: "actions=read", Scope: "repo", object: true,
		Gives: "what clouds are told of a job",
		shape: "repos/%s/%s/actions/oidc/customization/sub",
	}
	repoRuns = &Surface{
		ID: "repository-workflow-runs", Title: "workflow runs",
		Permission: "actions=read", Scope: "repo",
		Gives: "when a workflow, and so its secrets, were last used",
		shape: "repos/%s/%s/actions/runs",
	}
	repoAlerts = &Surface{
		ID: "repository-secret-scanning-alerts", Title: "secret scanning alerts",
		Permission: "secret_scanning_alerts=read", Scope: "security_events", Optional: true,
		Gives: "leaks that GitHub found, and whether they still work",
		shape: "repos/%s/%s/secret-scanning/alerts?hide_secret=true",
	}
	repoAgent = &Surface{
		ID: "repository-coding-agent", Title: "coding agent configuration",
		Permission: "copilot_agent_settings=read", Scope: "repo", Optional: true, object: true,
		Gives: "tool servers and limits of GitHub's coding agent",
		shape: "repos/%s/%s/copilot/cloud-agent/configuration",
	}
	repoFiles = &Surface{
		ID: "repository-files", Title: "workflow and configuration files",
		Permission: "contents=read", Scope: "repo", object: true,
		Gives: "which job uses which credential, where the files are not on disk",
		shape: "repos/%s/%s/git/trees/HEAD",
	}
	repoEditors = &Surface{
		ID: "repository-editors", Title: "who edited the workflows",
		Permission: "contents=read", Scope: "repo",
		Gives: "whom to ask where nobody is named, if there is no clone",
		shape: "repos/%s/%s/commits",
	}
	repoWhole = &Surface{
		ID: "repository", Title: "everything",
		Permission: "metadata=read", Scope: "repo",
	}
	repoRulesets = &Surface{
		ID: "repository-rulesets", Title: "who passes rulesets",
		Permission: "administration=write", Scope: "repo",
		Gives: "machines that rules let pass (GitHub asks for write to read it)",
	}
	repoCollaborators = &Surface{
		ID: "repository-outside-collaborators", Title: "outside collaborators who may write",
		Permission: "metadata=read", Scope: "repo",
		Gives: "machine users from outside",
	}

	envSecrets = &Surface{
		ID: "environment-secrets", Title: "environment secrets",
		Permission: "environments=read", Scope: "repo",
		Gives: "which secrets only an environment's jobs can read",
	}
	envVariables = &Surface{
		ID: "environment-variables", Title: "environment variables",
		Permission: "environments=read", Scope: "repo",
		Gives: "credentials kept where everybody reads them",
	}
	envBranches = &Surface{
		ID: "environment-branches", Title: "deployment branches",
		Permission: "actions=read", Scope: "repo",
		Gives: "which branches may deploy",
	}
)

// surfaces lists them in the order in which they are read.
var surfaces = []*Surface{
	orgRepositories, orgSettings, orgMembers, orgTwoFactor, orgOutside,
	orgActionsSecrets, orgVariables, orgDependabotSecrets, orgCodespacesSecrets, orgAgentSecrets, orgAgentVariables, orgRegistries,
	orgTokens, orgTokenRequests, orgCredentials, orgInstallations, orgWebhooks, orgRunners, orgRunnerGroups,
	orgActions, orgWorkflowToken, orgSubject, orgAlerts, orgAudit, orgRulesets, orgSeats, orgCodingAgent,

	repoSettings, repoActionsSecrets, repoOrganizationSecrets, repoVariables, repoOrganizationVariables,
	repoDependabotSecrets, repoCodespacesSecrets, repoAgentSecrets, repoAgentVariables,
	repoKeys, repoWebhooks, repoRunners, repoEnvironments, repoActions, repoWorkflowToken, repoSubject, repoRuns, repoAlerts,
	repoAgent, repoFiles, repoEditors, repoRulesets, repoCollaborators,

	envSecrets, envVariables, envBranches,
}

// Level is where the surface belongs.
func (s Surface) Level() nhi.Level {
	level, _, _ := strings.Cut(s.ID, "-")
	return nhi.Level(level)
}

// Surfaces lists what the source reads of a target's kind, in the order of the documentation.
func Surfaces(organization bool) []Surface {
	var list []Surface
	for _, s := range surfacesOf(organization) {
		list = append(list, *s)
	}
	return list
}

// surfacesOf is Surfaces, not copied. Of an organisation's repository some are known from lists.
func surfacesOf(organization bool) []*Surface {
	return slices.DeleteFunc(slices.Clone(surfaces), func(s *Surface) bool {
		if organization {
			return s == repoOrganizationSecrets || s == repoOrganizationVariables || s == repoSettings
		}
		return s.Level() == nhi.LevelOrganization
	})
}
