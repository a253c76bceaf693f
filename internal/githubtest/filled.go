package githubtest

import (
	"strings"
	"time"
)

// f is short for what a fixture says.
type f = Fields

// day is n days before the clock's start.
func day(n int) time.Time { return start.AddDate(0, 0, -n) }

// Values that the filled world's API gives and that no output may hold. They are put together here, so
// that nobody takes this file for a leak.
var (
	slackWebhook     = "https://hooks.slack.com/services/T" + "0123ABCD/B" + "0123ABCD/" + strings.Repeat("aZ9k", 6)
	databasePassword = strings.Repeat("q7Wx", 4)
	databaseURL      = "postgres://shop:" + databasePassword + "@db.example.com/shop"
	hookPath         = "/deliver/" + strings.Repeat("k3Y9", 5)
)

const deployWorkflow = `name: deploy
on:
  push:
    branches: [main]
permissions:
  contents: read
  id-token: write
jobs:
  ship:
    runs-on: [self-hosted, linux]
    environment: production
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/notify
        with:
          token: ${{ secrets.SLACK_BOT_TOKEN }}
      - run: ./ship
        env:
          STRIPE_SECRET_KEY: ${{ secrets.STRIPE_SECRET_KEY }}
`

const notifyAction = `name: notify
inputs: {token: {required: true}}
runs:
  using: composite
  steps:
    - run: ./notify ${{ inputs.token }}
      shell: bash
`

// Canaries are the values in the filled world that no output may hold, by what they are.
func Canaries() map[string]string {
	return map[string]string{
		"webhook in a variable": slackWebhook, "password in a variable": databasePassword,
		"path of a webhook": hookPath,
	}
}

// NewFilled makes a world in which every part of the API has something: the organisation "acme" with
// the repositories "shop", "site" and "old", seen at the clock's start.
func NewFilled() *World {
	w := NewWorld()
	w.Set("/user", f{"login": "auditor", "user_view_type": "public"})
	o := w.Organization("acme", f{
		"public_repos": 1, "total_private_repos": 2, "two_factor_requirement_enabled": true,
		"plan": f{"name": "enterprise", "space": 1, "private_repos": 100},
	})
	shop := o.Repository("shop", f{
		"created_at": day(900), "updated_at": day(3), "pushed_at": day(2),
		"security_and_analysis": f{"secret_scanning": f{"status": "enabled"},
			"secret_scanning_push_protection": f{"status": "disabled"}},
		"organization": f{"login": "acme", "type": "Organization"},
	})
	site := o.Repository("site", f{"private": false, "visibility": "public", "created_at": day(400), "updated_at": day(40),
		"pushed_at": day(40)})
	o.Repository("old", f{"archived": true, "created_at": day(2000), "updated_at": day(1200), "pushed_at": day(1200)}).List("keys",
		f{"id": 31, "title": "mirror", "key": PublicKey(1), "read_only": true, "created_at": day(1500), "last_used": nil,
			"added_by": "mallory", "verified": true})
	fillOrganization(o, shop, site)
	fillShop(shop)
	site.File(".github/workflows/pages.yml", "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n")
	site.Edited("Bob", "bob@example.com", "bob", day(50))
	site.Edited("Gone", "gone@example.com", "gone", day(41))
	site.Edited("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", "", day(40))
	site.Edited("Old", "old@example.com", "", day(1000))
	site.List("hooks", f{"id": 61, "active": true, "events": []string{"push"},
		"config":     f{"url": "http://ci.example.com" + hookPath, "insecure_ssl": "1"},
		"created_at": day(700), "updated_at": day(700), "last_response": f{"code": 500, "status": "invalid_response",
			"message": ""}})
	return w
}

func fillOrganization(o *Organization, shop, site *Repository) {
	o.Member("alice", "admin", true, f{"type": "User"})
	o.Member("bob", "member", false, f{"type": "User"})
	o.Member("deploy-bot", "member", true, f{"type": "Bot"})
	o.List("outside_collaborators", f{"login": "contractor", "type": "User"})
	o.Secret("actions", "NPM_TOKEN", f{"created_at": day(500), "updated_at": day(300), "visibility": "all"})
	o.Secret("actions", "STRIPE_SECRET_KEY", f{"created_at": day(200), "updated_at": day(100)}, shop, site)
	o.Secret("dependabot", "REGISTRY_TOKEN", f{"created_at": day(50), "updated_at": day(50), "visibility": "private"})
	o.Secret("codespaces", "CLOUD_KEY", f{"created_at": day(60), "updated_at": day(60), "visibility": "all"})
	o.Secret("agents", "AGENT_KEY", f{"created_at": day(70), "updated_at": day(70)}, shop)
	o.List("actions/variables", f{"name": "REGION", "value": "eu-west-1", "created_at": day(80), "updated_at": day(80),
		"visibility": "all"},
		f{"name": "ALERTS_URL", "value": slackWebhook, "created_at": day(90), "updated_at": day(85), "visibility": "all"})
	o.List("agents/variables", f{"name": "SEARCH_URL", "value": "https://search.example.com", "created_at": day(81),
		"updated_at": day(81), "visibility": "all"})
	fillAuditLog(o)
	fillTokens(o, shop, site)
	fillMachines(o)
	fillSettings(o)
}

// fillMachines adds what acts in the organisation and is no person: registries, Apps, webhooks and runners.
func fillMachines(o *Organization) {
	o.List("private-registries",
		f{"name": "NPM_PROXY", "registry_type": "npm_registry", "auth_type": "token", "url": "https://npm.example.com",
			"visibility": "all", "created_at": day(300), "updated_at": day(200)},
		f{"name": "MAVEN_CLOUD", "registry_type": "maven_repository", "auth_type": "oidc_gcp", "url": "https://maven.example.com",
			"visibility": "selected", "created_at": day(30), "updated_at": day(30)})
	o.List("installations", f{"id": 71, "app_id": 7001, "app_slug": "deploy-helper", "repository_selection": "all",
		"created_at": day(600), "updated_at": day(10),
		"permissions": f{"administration": "write", "contents": "read", "attestations": "write"}, "suspended_at": nil},
		f{"id": 72, "app_id": 7002, "app_slug": "old-linter", "repository_selection": "selected", "created_at": day(900),
			"updated_at":  day(800),
			"permissions": f{"metadata": "read"}, "suspended_at": day(100)})
	o.List("hooks", f{"id": 81, "active": true, "events": []string{"repository", "push"}, "created_at": day(365),
		"updated_at": day(30),
		"config":     f{"url": "https://audit.example.com" + hookPath, "insecure_ssl": "0", "secret": "********"}})
	o.List("actions/runner-groups", f{"id": 1, "name": "Default", "visibility": "all", "allows_public_repositories": true,
		"restricted_to_workflows": false})
	o.List("actions/runners", f{"id": 91, "name": "builder-1", "os": "linux", "status": "online", "busy": false,
		"runner_group_id": 1, "ephemeral": false, "version": "2.330.0",
		"labels": []f{{"name": "self-hosted"}, {"name": "linux"}}})
}

// fillSettings sets what the organisation lets be done, and what GitHub found.
func fillSettings(o *Organization) {
	o.Set("actions/permissions", f{"enabled_repositories": "all", "allowed_actions": "all", "sha_pinning_required": false})
	o.Set("actions/permissions/workflow", f{"default_workflow_permissions": "write", "can_approve_pull_request_reviews": true})
	o.Set("actions/oidc/customization/sub", f{"include_claim_keys": []string{"repo", "context"}})
	o.List("secret-scanning/alerts", f{"number": 5, "state": "open", "secret_type": "slack_incoming_webhook_url",
		"secret_type_display_name": "Slack Incoming Webhook URL",
		"validity":                 "active", "publicly_leaked": true, "push_protection_bypassed": true, "created_at": day(20),
		"repository": f{"full_name": "acme/shop", "name": "shop"},
		"first_location_detected": f{"path": "config/notify.yaml", "start_line": 4, "end_line": 4, "start_column": 8,
			"end_column": 80, "blob_sha": strings.Repeat("a", 40), "commit_sha": strings.Repeat("b", 40)}})
	o.List("rulesets", f{"id": 101, "name": "protect main", "enforcement": "active", "source": "acme",
		"source_type": "Organization"})
	o.Set("rulesets/101", f{"id": 101, "name": "protect main", "enforcement": "active", "source": "acme",
		"source_type": "Organization",
		"bypass_actors": []f{{"actor_id": 7001, "actor_type": "Integration", "bypass_mode": "always"},
			{"actor_id": nil, "actor_type": "DeployKey", "bypass_mode": "always"},
			{"actor_id": 1, "actor_type": "OrganizationAdmin", "bypass_mode": "pull_request"}}})
	o.List("copilot/billing/seats", f{"created_at": day(300), "last_activity_at": day(1), "assignee": f{"login": "alice"}},
		f{"created_at": day(300), "last_activity_at": day(120), "assignee": f{"login": "bob"}}, f{"created_at": day(5),
			"last_activity_at": nil, "assignee": f{"login": "contractor"}})
	o.Set("copilot/coding-agent/permissions", f{"enabled_repositories": "selected"})
}

// fillAuditLog tells who stored some secrets and made a webhook, and what an App did.
func fillAuditLog(o *Organization) {
	entry := func(phrase string, at time.Time, fields f) {
		o.List("audit-log", with(fields, f{"?phrase": phrase, "@timestamp": at.UnixMilli(), "org": "acme"}))
	}
	entry("action:org.update_actions_secret", day(300), f{"action": "org.update_actions_secret", "actor": "bob"})
	entry("action:repo.update_actions_secret", day(390).Add(2*time.Second),
		f{"action": "repo.update_actions_secret", "actor": "gone", "repo": "acme/shop"})
	entry("action:repo.create_actions_secret", day(700), f{"action": "repo.create_actions_secret", "actor": "alice",
		"repo": "acme/shop"})
	entry("action:hook.create", day(365), f{"action": "hook.create", "actor": "alice", "hook_id": 81})
	entry("actor:deploy-helper[bot]", day(3), f{"action": "team.add_member", "actor": "deploy-helper[bot]"})
}

func fillTokens(o *Organization, shop, site *Repository) {
	o.List("personal-access-tokens",
		f{"id": 41, "token_id": 4001, "token_name": "release", "owner": f{"login": "bob"}, "repository_selection": "all",
			"access_granted_at": day(120),
			"token_expired":     false, "token_expires_at": nil, "token_last_used_at": day(1),
			"permissions": f{"repository": f{"contents": "write", "metadata": "read"}, "organization": f{"members": "read"}}},
		f{"id": 42, "token_id": 4002, "token_name": "report", "owner": f{"login": "gone"}, "repository_selection": "subset",
			"access_granted_at": day(220),
			"token_expired":     true, "token_expires_at": day(40), "token_last_used_at": nil,
			"permissions": f{"repository": f{"metadata": "read"}}})
	o.List("personal-access-tokens/42/repositories", f{"full_name": "acme/shop", "name": "shop"})
	o.List("personal-access-token-requests", f{"id": 51, "token_id": 5001, "token_name": "ambitious", "owner": f{"login": "bob"},
		"repository_selection": "all", "created_at": day(2),
		"reason": "please", "token_expired": false, "token_expires_at": day(-90), "token_last_used_at": nil,
		"permissions": f{"repository": f{"administration": "write"}}})
	o.List("credential-authorizations",
		f{"credential_id": 52, "credential_type": "personal access token", "login": "alice", "token_last_eight": "deadbeef",
			"scopes":                   []string{"repo", "admin:org"},
			"credential_authorized_at": day(700), "credential_accessed_at": day(5), "authorized_credential_expires_at": nil,
			"authorized_credential_note": "laptop"},
		f{"credential_id": 53, "credential_type": "SSH key", "login": "bob", "fingerprint": "SHA256:" + strings.Repeat("k", 43),
			"credential_authorized_at": day(300), "credential_accessed_at": nil,
			"authorized_credential_title": "desk"})
}

// dependabotConfiguration gives Dependabot a credential for a package registry.
const dependabotConfiguration = `version: 2
registries:
  npm:
    type: npm-registry
    url: https://npm.acme.example
    token: ${{ secrets.REGISTRY_TOKEN }}
`

func fillShop(shop *Repository) {
	shop.File(".github/workflows/deploy.yml", deployWorkflow)
	shop.File(".github/actions/notify/action.yml", notifyAction)
	shop.File(".github/CODEOWNERS", "* @acme/payments\n")
	shop.File(".github/dependabot.yml", dependabotConfiguration)
	shop.File(".github/copilot-instructions.md", "Be careful.\n")
	shop.File(".devcontainer/devcontainer.json", "{}\n")
	shop.File(".mcp.json", `{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs-server@latest"]}}}`)
	shop.File("main.go", "package main\n")
	shop.List("actions/secrets", f{"name": "STRIPE_SECRET_KEY", "created_at": day(400), "updated_at": day(390)},
		f{"name": "FORGOTTEN_KEY", "created_at": day(800), "updated_at": day(800)})
	shop.List("actions/organization-secrets", f{"name": "NPM_TOKEN", "created_at": day(500), "updated_at": day(300)})
	shop.List("actions/variables", f{"name": "DATABASE_URL", "value": databaseURL, "created_at": day(10), "updated_at": day(9)})
	shop.List("actions/organization-variables", f{"name": "ALERTS_URL", "value": slackWebhook, "created_at": day(90),
		"updated_at": day(85)})
	shop.List("dependabot/secrets", f{"name": "STRIPE_SECRET_KEY", "created_at": day(410), "updated_at": day(410)})
	shop.List("codespaces/secrets", f{"name": "DEV_TOKEN", "created_at": day(15), "updated_at": day(15)})
	shop.List("agents/variables", f{"name": "TRACKER_URL", "value": databaseURL, "created_at": day(17), "updated_at": day(17)})
	shop.List("agents/secrets", f{"name": "SEARCH_KEY", "created_at": day(16), "updated_at": day(16)})
	shop.List("keys",
		f{"id": 21, "title": "ci push", "key": PublicKey(1), "read_only": false, "created_at": day(900), "last_used": day(200),
			"added_by": "gone", "verified": true, "enabled": true},
		f{"id": 22, "title": "read \u202emirror", "key": PublicKey(2), "read_only": true, "created_at": day(20),
			"last_used": day(1), "added_by": "alice", "verified": true})
	shop.List("hooks", f{"id": 62, "active": false, "events": []string{"push"},
		"config":     f{"url": "https://chat.example.com" + hookPath, "insecure_ssl": "0", "secret": "********"},
		"created_at": day(900), "updated_at": day(800), "last_response": f{"code": nil, "status": "unused", "message": nil}})
	shop.List("actions/runners", f{"id": 92, "name": "shop-gpu", "os": "linux", "status": "offline", "busy": false,
		"labels": []f{{"name": "gpu"}}})
	shop.Environment("production", f{"created_at": day(900), "updated_at": day(1), "?deployed": day(6),
		"protection_rules": []f{{"id": 1, "type": "required_reviewers", "prevent_self_review": false,
			"reviewers": []f{{"type": "User", "reviewer": f{"login": "alice"}}}},
			{"id": 2, "type": "wait_timer", "wait_timer": 30}, {"id": 3, "type": "branch_policy"}},
		"can_admins_bypass": true, "deployment_branch_policy": f{"protected_branches": false, "custom_branch_policies": true}}).
		List("secrets", f{"name": "STRIPE_SECRET_KEY", "created_at": day(30), "updated_at": day(12)})
	shop.List("environments/production/deployment-branch-policies", f{"id": 1, "name": "main"}, f{"id": 2, "name": "release/*"})
	shop.Environment("preview/eu", f{"deployment_branch_policy": nil}).
		List("variables", f{"name": "HOOK", "value": slackWebhook, "created_at": day(8), "updated_at": day(7)})
	shop.Set("actions/permissions", f{"enabled": true, "allowed_actions": "selected", "sha_pinning_required": true})
	shop.Set("actions/permissions/workflow", f{"default_workflow_permissions": "write", "can_approve_pull_request_reviews": false})
	shop.Set("actions/oidc/customization/sub", f{"use_default": false, "include_claim_keys": []string{"repo", "environment"},
		"use_immutable_subject": true})
	shop.List("secret-scanning/alerts", f{"number": 5, "state": "open", "secret_type": "slack_incoming_webhook_url",
		"secret_type_display_name": "Slack Incoming Webhook URL", "validity": "active", "created_at": day(20)})
	shop.Set("copilot/cloud-agent/configuration", f{"mcp_configuration": f{"mcpServers": f{"wiki": f{"type": "http",
		"url": "http://wiki.example.com/mcp", "tools": []string{"*"}}}}, "is_firewall_enabled": false})
	shop.List("actions/runs",
		f{"id": 1, "path": ".github/workflows/deploy.yml", "event": "push", "actor": f{"login": "alice"}, "conclusion": "success",
			"created_at": day(2), "run_started_at": day(2), "status": "completed"},
		f{"id": 2, "path": ".github/workflows/deploy.yml", "event": "push", "actor": f{"login": "bob"}, "conclusion": "failure",
			"created_at": day(4), "run_started_at": day(4), "status": "completed"})
	shop.List("rulesets", f{"id": 111, "name": "tags", "enforcement": "active", "source": "acme/shop", "source_type": "Repository"})
	shop.Set("rulesets/111", f{"id": 111, "name": "tags", "enforcement": "active", "source": "acme/shop",
		"source_type":   "Repository",
		"bypass_actors": []f{{"actor_id": nil, "actor_type": "DeployKey", "bypass_mode": "always"}}})
	shop.List("collaborators", f{"login": "contractor", "role_name": "write", "?affiliation": "outside"})
}
