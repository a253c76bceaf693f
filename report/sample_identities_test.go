package report

import (
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

func sampleIdentities() []nhi.Identity {
	return []nhi.Identity{
		stripeSecret(), awsSecret(), npmSecret(), sentrySecret(), legacySecret(), hostileSecret(),
		sshKey(), testKey(), awsRole(), openTrust(), ciToken(), releaseToken(),
		assistant(), mcpConfig(), runner(),
	}
}

func checkoutRef() *nhi.ActionRef {
	return &nhi.ActionRef{Raw: "actions/checkout@v4", Owner: "actions", Repo: "checkout", Ref: "v4", Pin: nhi.PinTag, FirstParty: true}
}

func deployRef() *nhi.ActionRef {
	return &nhi.ActionRef{Raw: "speedy/deploy@main", Owner: "speedy", Repo: "deploy", Ref: "main", Pin: nhi.PinBranch}
}

func deployUse(secret string, line int) nhi.Use {
	return nhi.Use{
		Workflow: ".github/workflows/deploy.yml", Job: "deploy", Step: 2, StepName: "Ship it",
		Route: nhi.RouteWith, Level: "step", Input: strings.ToLower(secret), Location: nhi.Location{
			Path: ".github/workflows/deploy.yml", Line: line, Column: 18,
		},
		Environment: "production", Action: deployRef(), Events: []string{"push", "workflow_dispatch"},
	}
}

func stripeCredential() nhi.Credential {
	return nhi.Credential{
		Service: "Stripe", Category: nhi.CategoryPayment, Kind: nhi.KindAPIKey, RotationDays: 90,
		Keyless: nhi.Keyless{Support: "no"}, Livemode: "live", Confidence: nhi.ConfidenceHigh, By: "value",
	}
}

func stripeSecret() nhi.Identity {
	return nhi.Identity{
		ID: sampleStripe, Kind: nhi.KindCISecret, Name: "STRIPE_SECRET_KEY", System: "github", Scope: "acme/shop", Store: "actions-secret",
		Credential: stripeCredential(), Lifetime: nhi.LifetimeStatic,
		Owner:        nhi.Owner{Status: nhi.OwnerInferred, Technical: nhi.Inferred("@acme/payments", ".github/CODEOWNERS:3")},
		Purpose:      nhi.Absent[string](nhi.ReasonNotDeclared, ""),
		Environment:  nhi.Derived(nhi.EnvironmentProduction, ".github/workflows/deploy.yml:12"),
		Environments: []string{"production"},
		Criticality:  nhi.Derived(nhi.CriticalityCritical, "production and payment"),
		Privilege: nhi.Privilege{
			Level: nhi.Inferred(nhi.PermissionWrite, "live mode"), Resources: nhi.Inferred(nhi.ScopeAll, "secret key"),
			Protected: nhi.Absent[bool](nhi.ReasonNotCollected, ""),
		},
		Times: nhi.Times{
			Created: nhi.Absent[time.Time](nhi.ReasonNotCollected, ""), FirstSeen: nhi.Observed(day(2024, 2, 1), "git"),
			LastUsed: nhi.Absent[time.Time](nhi.ReasonNotSupported, ""), Rotated: nhi.Absent[time.Time](nhi.ReasonNotCollected, ""),
			Expires: nhi.Absent[time.Time](nhi.ReasonNotSupported, ""),
		},
		Rotation:    nhi.Rotation{MaximumDays: nhi.Derived(90, "Stripe"), Procedure: nhi.Absent[string](nhi.ReasonNotDeclared, "")},
		Attestation: nhi.Absent[nhi.Attestation](nhi.ReasonNotDeclared, ""),
		Status:      nhi.Absent[nhi.Status](nhi.ReasonNotCollected, ""),
		Registered:  nhi.Absent[bool](nhi.ReasonNotDeclared, ""),
		Uses: []nhi.Use{
			deployUse("STRIPE_SECRET_KEY", 31),
			{
				Workflow: ".github/workflows/ci.yml", Job: "integration", Step: 3, StepName: "Charge test card", Route: nhi.RouteEnv, Level: "job",
				Input: "STRIPE_SECRET_KEY", Location: at(".github/workflows/ci.yml", 22), Events: []string{"pull_request_target"},
				Untrusted: []string{"pull_request_target"}, Gates: []nhi.Gate{"label"}, Checkout: place(".github/workflows/ci.yml", 25),
			},
		},
		UsesKnown: nhi.Observed(true, ".github/workflows"),
		Exposures: []nhi.Exposure{
			{
				Rule: "stripe-access-token", Location: nhi.Location{Path: "config/production.js", Line: 3, Column: 19}, Commit: strings.Repeat("9f", 20),
				Author: "Ada Example <ada@example.com>", Date: time.Date(2024, 2, 1, 10, 12, 44, 0, time.UTC), Presence: nhi.PresenceHead,
				Name: "STRIPE_SECRET_KEY", Preview: "sk_live_…x2", ValueClass: 1, Credential: stripeCredential(), Confidence: nhi.ConfidenceHigh,
			},
			{
				Rule: "stripe-access-token", Location: nhi.Location{Path: "scripts/refund.rb", Line: 41, Column: 12}, Commit: strings.Repeat("8e", 20),
				Author: "Ada Example <ada@example.com>", Date: time.Date(2023, 11, 5, 16, 3, 9, 0, time.UTC), RemovedIn: strings.Repeat("7d", 20),
				Presence: nhi.PresenceHistory,
				Name:     "STRIPE_SECRET_KEY", Preview: "sk_live_…x2", ValueClass: 1, Credential: stripeCredential(), Confidence: nhi.ConfidenceHigh,
			},
		},
		Links: []nhi.Link{{Relation: "same_value", To: sampleTest, Reason: "the same value stands in test/fixtures/keys.txt"}},
	}
}

func awsSecret() nhi.Identity {
	return nhi.Identity{
		ID: sampleAWS, Kind: nhi.KindCISecret, Name: "AWS_SECRET_ACCESS_KEY", System: "github", Scope: "acme/shop", Store: "actions-secret",
		Credential: nhi.Credential{
			Service: "AWS", Category: nhi.CategoryCloud, Kind: nhi.KindAPIKey, RotationDays: 90, Confidence: nhi.ConfidenceMedium, By: "name",
			Keyless: nhi.Keyless{Support: "yes", How: "aws-actions/configure-aws-credentials + IAM OIDC provider"},
		},
		Lifetime:     nhi.LifetimeStatic,
		Owner:        nhi.Owner{Status: nhi.OwnerNone, Technical: nhi.Absent[string](nhi.ReasonNotDeclared, "")},
		Environment:  nhi.Derived(nhi.EnvironmentProduction, ".github/workflows/deploy.yml:12"),
		Environments: []string{"production", "staging"},
		Criticality:  nhi.Derived(nhi.CriticalityHigh, "production"),
		Times: nhi.Times{
			Created: nhi.Observed(day(2023, 2, 1), "GitHub API"), Rotated: nhi.Observed(day(2023, 2, 1), "GitHub API"),
			Expires: nhi.Absent[time.Time](nhi.ReasonNotSupported, ""),
		},
		Rotation:   nhi.Rotation{MaximumDays: nhi.Derived(90, "AWS")},
		Status:     nhi.Observed(nhi.StatusActive, "GitHub API"),
		Registered: nhi.Absent[bool](nhi.ReasonNotDeclared, ""),
		Uses:       []nhi.Use{deployUse("AWS_SECRET_ACCESS_KEY", 33)},
		UsesKnown:  nhi.Absent[bool](nhi.ReasonNotCollected, ".github/workflows/broken.yml"),
	}
}

func npmSecret() nhi.Identity {
	return nhi.Identity{
		ID: sampleNPM, Kind: nhi.KindCISecret, Name: "NPM_TOKEN", System: "github", Scope: "acme/shop", Store: "actions-secret",
		Credential: nhi.Credential{
			Service: "npm", Category: nhi.CategoryPackageRegistry, Kind: nhi.KindAPIKey, RotationDays: 90, Confidence: nhi.ConfidenceHigh, By: "name",
			Keyless: nhi.Keyless{Support: "yes", How: "npm trusted publishing"},
		},
		Lifetime: nhi.LifetimeStatic,
		Owner: nhi.Owner{
			Status: nhi.OwnerConfirmed, Technical: nhi.Declared("@acme/platform", ".rollcall/registry.yaml:4"),
			Business: nhi.Declared("grace@example.com", ".rollcall/registry.yaml:5"),
		},
		Purpose:     nhi.Declared("publish the shop's client library", ".rollcall/registry.yaml:6"),
		Environment: nhi.Declared(nhi.EnvironmentProduction, ".rollcall/registry.yaml:7"),
		Criticality: nhi.Declared(nhi.CriticalityHigh, ".rollcall/registry.yaml:8"),
		Times: nhi.Times{
			Rotated: nhi.Declared(day(2026, 10, 1), ".rollcall/registry.yaml:9"),
			Expires: nhi.Declared(day(2026, 12, 30), ".rollcall/registry.yaml:10"),
		},
		Rotation: nhi.Rotation{
			MaximumDays: nhi.Declared(90, ".rollcall/registry.yaml:11"),
			Procedure:   nhi.Declared("docs/runbooks/npm.md", ".rollcall/registry.yaml:12"),
		},
		Attestation: nhi.Declared(nhi.Attestation{By: "@grace", On: day(2026, 10, 1), Until: day(2027, 4, 1)}, ".rollcall/registry.yaml:13"),
		Status:      nhi.Observed(nhi.StatusActive, "GitHub API"),
		Registered:  nhi.Declared(true, ".rollcall/registry.yaml:3"),
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/release.yml", Job: "publish", Step: 4, StepName: "Publish", Route: nhi.RouteEnv, Level: "step",
			Input: "NODE_AUTH_TOKEN", Location: at(".github/workflows/release.yml", 29), Events: []string{"release"},
		}},
		UsesKnown: nhi.Observed(true, ".github/workflows"),
	}
}

func sentrySecret() nhi.Identity {
	return nhi.Identity{
		ID: sampleSentry, Kind: nhi.KindCISecret, Name: "SENTRY_DSN", System: "github", Scope: "acme/shop", Store: "actions-secret",
		Credential: nhi.Credential{Service: "Sentry", Category: nhi.CategoryMonitoring, Public: true, Confidence: nhi.ConfidenceMedium, By: "name"},
		Lifetime:   nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerInferred, Technical: nhi.Inferred("@acme/web", ".github/CODEOWNERS:1")},
		Criticality: nhi.Derived(nhi.CriticalityLow, "public by design"),
		Status:      nhi.Observed(nhi.StatusDisabled, "GitHub API"),
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/ci.yml", Job: "test", Step: -1, Route: nhi.RouteEnv, Level: "workflow", Input: "SENTRY_DSN",
			Location: at(".github/workflows/ci.yml", 8), Events: []string{"push", "pull_request"},
		}},
		UsesKnown: nhi.Observed(true, ".github/workflows"),
	}
}

func legacySecret() nhi.Identity {
	return nhi.Identity{
		ID: sampleOld, Kind: nhi.KindCISecret, Name: "LEGACY_DB_PASSWORD", System: "github", Scope: "acme/shop", Store: "actions-secret",
		Credential: nhi.Credential{Category: nhi.CategoryDatabase, Kind: nhi.KindDBCredential, Confidence: nhi.ConfidenceLow, By: "name"},
		Lifetime:   nhi.LifetimeStatic,
		Owner:      nhi.Owner{Status: nhi.OwnerDeparted, Technical: nhi.Declared("@bob", ".rollcall/registry.yaml:20")},
		Times: nhi.Times{
			LastUsed: nhi.Declared(day(2025, 1, 7), ".rollcall/registry.yaml:22"),
			Expires:  nhi.Declared(day(2025, 6, 1), ".rollcall/registry.yaml:23"),
		},
		Status:     nhi.Derived(nhi.StatusMissing, "declared, seen nowhere"),
		Registered: nhi.Declared(true, ".rollcall/registry.yaml:19"),
		UsesKnown:  nhi.Observed(true, ".github/workflows"),
	}
}

func hostileSecret() nhi.Identity {
	return nhi.Identity{
		ID: sampleHostile, Kind: nhi.KindCISecret, Name: hostileName, System: "github", Scope: "acme/shop", Store: "actions-secret",
		Credential: nhi.Credential{Category: nhi.CategoryUnknown}, Lifetime: nhi.LifetimeStatic,
		Owner:   nhi.Owner{Status: nhi.OwnerInferred, Technical: nhi.Inferred("+cmd|' /C calc'!A0", hostileName)},
		Purpose: nhi.Declared("@SUM(1+1)*cmd", hostileName),
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/od d%é\n#?.yml", Job: hostileName, Step: 0, Route: nhi.RouteRun, Level: "step",
			Location: at(".github/workflows/od d%é\n#?.yml", 7), Environment: hostileName, Events: []string{"issue_comment"}, Untrusted: []string{"issue_comment"},
		}},
	}
}

func sshKey() nhi.Identity {
	credential := nhi.Credential{
		Category: nhi.CategoryUnknown, Kind: nhi.KindSSHKey, Confidence: nhi.ConfidenceHigh, By: "value", NeverExpires: true,
		Proves: []nhi.Proof{{Name: "key type", Value: "ed25519"}},
	}
	return nhi.Identity{
		ID: sampleSSH, Kind: nhi.KindSSHKey, Name: "deploy/id_ed25519", System: "git", Scope: "acme/shop", Store: "file",
		Credential: credential, Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerNone},
		Criticality: nhi.Derived(nhi.CriticalityMedium, "nothing declared"),
		Times:       nhi.Times{FirstSeen: nhi.Observed(day(2022, 5, 9), "git"), Expires: nhi.Absent[time.Time](nhi.ReasonUnset, "value")},
		Status:      nhi.Absent[nhi.Status](nhi.ReasonNotCollected, ""),
		Exposures: []nhi.Exposure{{
			Rule: "private-key", Location: at("deploy/id_ed25519", 1), Commit: strings.Repeat("6c", 20), Author: "bob <bob@example.com>",
			Date: day(2022, 5, 9), RemovedIn: strings.Repeat("5b", 20), Presence: nhi.PresenceHistory, ValueClass: 2, Credential: credential,
			Confidence: nhi.ConfidenceHigh,
		}},
	}
}

func testKey() nhi.Identity {
	suppressed := &nhi.Suppression{Kind: "comment", Reason: "a made-up key for the parser's tests"}
	return nhi.Identity{
		ID: sampleTest, Kind: nhi.KindAPIKey, Name: "test/fixtures/keys.txt", System: "git", Scope: "acme/shop", Store: "file",
		Credential: stripeCredential(), Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerNone},
		Exposures: []nhi.Exposure{{
			Rule: "generic-api-key", Location: at("test/fixtures/keys.txt", 9), Presence: nhi.PresenceWorktree, Preview: "…x2", ValueClass: 1,
			Credential: stripeCredential(), Confidence: nhi.ConfidenceMedium, Suppressed: suppressed,
		}},
		Links: []nhi.Link{{Relation: "same_value", To: sampleStripe}},
	}
}

func awsRole() nhi.Identity {
	return nhi.Identity{
		ID: sampleRole, Kind: nhi.KindOIDCTrust, Name: "arn:aws:iam::123456789012:role/deploy", System: "github", Scope: "acme/shop", Store: "oidc",
		Credential: nhi.Credential{Service: "AWS", Category: nhi.CategoryCloud, Kind: nhi.KindOIDCTrust}, Lifetime: nhi.LifetimeFederated,
		Owner: nhi.Owner{Status: nhi.OwnerConfirmed, Technical: nhi.Declared("@acme/platform", ".rollcall/registry.yaml:30")},
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/release.yml", Job: "publish", Step: 1, Route: nhi.RouteWith, Level: "step", Input: "role-to-assume",
			Location: at(".github/workflows/release.yml", 19), Environment: "production", Events: []string{"release"},
		}},
		Registered: nhi.Declared(true, ".rollcall/registry.yaml:29"),
	}
}

func openTrust() nhi.Identity {
	return nhi.Identity{
		ID: sampleTrust, Kind: nhi.KindOIDCTrust, Name: "gcp (identity not readable)", System: "github", Scope: "acme/shop", Store: "oidc",
		Credential: nhi.Credential{Service: "Google Cloud", Category: nhi.CategoryCloud, Kind: nhi.KindOIDCTrust}, Lifetime: nhi.LifetimeFederated,
		Owner: nhi.Owner{Status: nhi.OwnerNone}, Privilege: nhi.Privilege{Wildcard: true},
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/deploy.yml", Job: "deploy", Step: 1, Route: nhi.RouteWith, Level: "step",
			Location: at(".github/workflows/deploy.yml", 24), Environment: "production",
		}},
	}
}

func ciToken() nhi.Identity {
	permissions := &nhi.Permissions{All: "write-all", Location: at(".github/workflows/ci.yml", 5)}
	return nhi.Identity{
		ID: sampleCIToken, Kind: nhi.KindWorkflowToken, Name: "GITHUB_TOKEN of ci.yml", System: "github", Scope: "acme/shop", Store: "workflow",
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS}, Lifetime: nhi.LifetimeEphemeral,
		Owner:     nhi.Owner{Status: nhi.OwnerInferred, Technical: nhi.Inferred("@acme/web", ".github/CODEOWNERS:1")},
		Privilege: nhi.Privilege{Level: nhi.Observed(nhi.PermissionWrite, ".github/workflows/ci.yml:5"), Permissions: map[string]string{"all": "write-all"}},
		Uses: []nhi.Use{
			{
				Workflow: ".github/workflows/ci.yml", Job: "test", Step: -1, Route: nhi.RouteDefault,
				Location: at(".github/workflows/ci.yml", 10), Events: []string{"push", "pull_request"}, Permissions: permissions,
			},
			{
				Workflow: ".github/workflows/ci.yml", Job: "integration", Step: -1, Route: nhi.RouteDefault,
				Location: at(".github/workflows/ci.yml", 18), Events: []string{"pull_request_target"},
				Untrusted: []string{"pull_request_target"}, SelfHosted: true, Permissions: permissions,
			},
		},
	}
}

func releaseToken() nhi.Identity {
	return nhi.Identity{
		ID: sampleRelease, Kind: nhi.KindWorkflowToken, Name: "GITHUB_TOKEN of release.yml", System: "github", Scope: "acme/shop", Store: "workflow",
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS}, Lifetime: nhi.LifetimeEphemeral,
		Owner: nhi.Owner{Status: nhi.OwnerConfirmed, Technical: nhi.Declared("@acme/platform", ".rollcall/registry.yaml:40")},
		Privilege: nhi.Privilege{
			Level:       nhi.Observed(nhi.PermissionRead, ".github/workflows/release.yml:4"),
			Permissions: map[string]string{"contents": "read", "id-token": "write"},
		},
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/release.yml", Job: "publish", Step: -1, Route: nhi.RouteDefault, Location: at(".github/workflows/release.yml", 9),
			Events:      []string{"release"},
			Permissions: &nhi.Permissions{Scopes: map[string]string{"contents": "read", "id-token": "write"}, Location: at(".github/workflows/release.yml", 4)},
		}},
	}
}

func assistant() nhi.Identity {
	return nhi.Identity{
		ID: sampleAgent, Kind: nhi.KindAgent, Name: "Claude Code Action in assistant.yml", System: "github", Scope: "acme/shop", Store: "workflow",
		Credential: nhi.Credential{Service: "Anthropic", Category: nhi.CategoryAI}, Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerNone},
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/assistant.yml", Job: "respond", Step: 1, Route: nhi.RouteWith, Level: "step",
			Location: at(".github/workflows/assistant.yml", 17), Events: []string{"issue_comment"},
			Untrusted: []string{"issue_comment"},
		}},
		Agent: &nhi.Agent{
			Vendor: "Anthropic", Product: "Claude Code Action", Form: "workflow", Location: at(".github/workflows/assistant.yml", 16), Job: "respond", Step: 1,
			Settings: []nhi.AgentSetting{
				{Name: "open_trigger", Detail: "allowed_non_write_users: *", Location: at(".github/workflows/assistant.yml", 19)},
				{Name: "broad_tools", Detail: "Bash(*)", Location: at(".github/workflows/assistant.yml", 21)},
			},
			Permissions: &nhi.Permissions{
				Scopes:   map[string]string{"contents": "write", "pull-requests": "write"},
				Location: at(".github/workflows/assistant.yml", 6),
			},
			Secrets:  []string{"ANTHROPIC_API_KEY", "STRIPE_SECRET_KEY"},
			Triggers: []nhi.Trigger{{Event: "issue_comment", Untrusted: true, Location: at(".github/workflows/assistant.yml", 3)}},
		},
	}
}

func mcpConfig() nhi.Identity {
	return nhi.Identity{
		ID: sampleMCP, Kind: nhi.KindAgent, Name: "MCP servers of .mcp.json", System: "github", Scope: "acme/shop", Store: "file",
		Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerConfirmed, Technical: nhi.Declared("@acme/web", ".rollcall/registry.yaml:50")},
		Agent: &nhi.Agent{
			Vendor: "Anthropic", Product: "MCP configuration", Form: "config", Location: at(".mcp.json", 1), Declared: true,
			Servers: []nhi.MCPServer{
				{Name: "github", Transport: "http", Host: "api.githubcopilot.com", Pinned: true, Location: at(".mcp.json", 3)},
				{
					Name: "database", Transport: "stdio", Package: "@example/mcp-postgres",
					Inline:   []nhi.InlineCredential{{Name: "DATABASE_URL", Location: at(".mcp.json", 11)}},
					Location: at(".mcp.json", 8),
				},
				{Name: hostileName, Transport: "http", Host: "tools.internal", Plaintext: true, Location: at(".mcp.json", 16)},
			},
			Inline: []nhi.InlineCredential{{Name: "DATABASE_URL", Location: at(".mcp.json", 11)}},
		},
	}
}

func runner() nhi.Identity {
	return nhi.Identity{
		ID: sampleRunner, Kind: nhi.KindRunner, Name: "self-hosted, linux, gpu", System: "github", Scope: "acme/shop", Store: "runner",
		Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerNone},
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/ci.yml", Job: "integration", Step: -1, Route: nhi.RouteOther, Level: "job",
			Location: at(".github/workflows/ci.yml", 19), SelfHosted: true, Untrusted: []string{"pull_request_target"},
		}},
	}
}
