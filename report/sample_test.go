package report

import (
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// sampleTime is the moment at which the sample was scanned.
var sampleTime = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// hostileName carries what a stranger may put into a name: an escape sequence, a workflow command on a
// line of its own, markup, table and code marks, a right-to-left override, a formula and a null.
const hostileName = "=EVIL|`<script>alert(1)</script>`\x1b[31m\n::error::x\u202e\x00"

// The identities of the sample.
const (
	sampleStripe  nhi.ID = "github:acme/shop:actions-secret:STRIPE_SECRET_KEY"
	sampleAWS     nhi.ID = "github:acme/shop:actions-secret:AWS_SECRET_ACCESS_KEY"
	sampleNPM     nhi.ID = "github:acme/shop:actions-secret:NPM_TOKEN"
	sampleSentry  nhi.ID = "github:acme/shop:actions-secret:SENTRY_DSN"
	sampleHostile nhi.ID = "github:acme/shop:actions-secret:" + hostileName
	sampleCIToken nhi.ID = "github:acme/shop:workflow-token:.github/workflows/ci.yml"
	sampleRelease nhi.ID = "github:acme/shop:workflow-token:.github/workflows/release.yml"
	sampleRole    nhi.ID = "github:acme/shop:oidc-trust:aws:arn:aws:iam::123456789012:role/deploy"
	sampleTrust   nhi.ID = "github:acme/shop:oidc-trust:gcp:?"
	sampleSSH     nhi.ID = "git:acme/shop:exposed-credential:deploy/id_ed25519#private-key"
	sampleTest    nhi.ID = "git:acme/shop:exposed-credential:test/fixtures/keys.txt#generic-api-key"
	sampleAgent   nhi.ID = "github:acme/shop:agent:.github/workflows/assistant.yml#respond/1"
	sampleMCP     nhi.ID = "github:acme/shop:agent:.mcp.json#mcp"
	sampleRunner  nhi.ID = "github:acme/shop:runner:self-hosted,linux,gpu"
	sampleOld     nhi.ID = "github:acme/shop:actions-secret:LEGACY_DB_PASSWORD"
)

// sampleReport is a report that has something of everything.
func sampleReport() nhi.Report {
	return nhi.Report{
		SchemaVersion: nhi.SchemaVersion,
		Tool:          nhi.Tool{Name: "rollcall", Version: "1.0.0", URL: "https://github.com/rollcall-dev/rollcall"},
		Target: nhi.Target{
			Kind: "repository", Name: "acme/shop", URL: "https://github.com/acme/shop",
			Commit: strings.Repeat("1a2b3c4d", 5), Ref: "refs/heads/main", History: true, Modified: true,
		},
		GeneratedAt: sampleTime,
		History:     sampleHistory(),
		Score:       sampleScore(),
		Findings:    sampleFindings(),
		Identities:  sampleIdentities(),
		Workflows:   sampleWorkflows(),
		Policies:    samplePolicies(),
		Unknowns:    sampleUnknowns(),
		Exceptions: []nhi.Exception{{
			Policy: "static_key_over_oidc", Identity: string(sampleNPM), Reason: "trusted publishing is planned for January",
			Owner: "@acme/platform", Expires: day(2027, 1, 31), Location: at(".rollcall/config.yaml", 14),
		}},
		Gaps: sampleGaps(),
		Counts: []nhi.ScanCount{
			{Source: "leaks", Unit: "files", Count: 1204}, {Source: "leaks", Unit: "commits", Count: 8312},
			{Source: "workflows", Unit: "workflows", Count: 5}, {Source: "agents", Unit: "files", Count: 2},
		},
	}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// sampleHistory is three runs: a week ago, yesterday a part, and the sample's own.
func sampleHistory() []nhi.Run {
	one, two := 1, 2
	return []nhi.Run{
		{
			Time: sampleTime.AddDate(0, 0, -8), Commit: strings.Repeat("9f8e7d6c", 5), Version: "1.0.0", FormulaVersion: "1",
			Rated: true, Score: 37.5, Low: 30, High: 51, Grade: "F", Coverage: 0.71,
			Dimensions: map[string]float64{"ownership": 30, "rotation": 41.5}, Kinds: map[nhi.Kind]int{nhi.KindCISecret: 6, nhi.KindSSHKey: 1},
			Statuses: map[nhi.Status]int{nhi.StatusUnknown: 7}, Static: 7, Findings: map[nhi.Severity]int{nhi.SeverityCritical: 2, nhi.SeverityHigh: 3},
			Enforced: 2, Unknowns: 4, Gaps: 2,
		},
		{
			Time: sampleTime.AddDate(0, 0, -1), FormulaVersion: "1", Partial: true, Rated: true, Score: 80, Low: 80, High: 80, Grade: "B", Coverage: 1,
			Kinds: map[nhi.Kind]int{nhi.KindCISecret: 1}, Gaps: 40,
		},
		{
			Time: sampleTime, Commit: strings.Repeat("1a2b3c4d", 5), Version: "1.0.0", FormulaVersion: "1",
			Rated: true, Score: 40, Low: 31.5, High: 58.2, Grade: "D", Coverage: 0.57,
			Kinds: map[nhi.Kind]int{nhi.KindCISecret: 6, nhi.KindAgent: 2}, Static: 6,
			Findings: map[nhi.Severity]int{nhi.SeverityCritical: 1, nhi.SeverityHigh: 3, nhi.SeverityLow: 2}, New: &two, Fixed: &one, Enforced: 1, Gaps: 3,
		},
	}
}

func at(path string, line int) nhi.Location { return nhi.Location{Path: path, Line: line} }

func place(path string, line int) *nhi.Location { return &nhi.Location{Path: path, Line: line} }

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
		Route: nhi.RouteWith, Level: "step", Input: strings.ToLower(secret), Location: nhi.Location{Path: ".github/workflows/deploy.yml", Line: line, Column: 18},
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
				Untrusted: []string{"pull_request_target"}, Gates: []string{"label"}, Checkout: place(".github/workflows/ci.yml", 25),
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
				Author: "Ada Example <ada@example.com>", Date: time.Date(2023, 11, 5, 16, 3, 9, 0, time.UTC), RemovedIn: strings.Repeat("7d", 20), Presence: nhi.PresenceHistory,
				Name: "STRIPE_SECRET_KEY", Preview: "sk_live_…x2", ValueClass: 1, Credential: stripeCredential(), Confidence: nhi.ConfidenceHigh,
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
		Times:        nhi.Times{Created: nhi.Observed(day(2023, 2, 1), "GitHub API"), Rotated: nhi.Observed(day(2023, 2, 1), "GitHub API"), Expires: nhi.Absent[time.Time](nhi.ReasonNotSupported, "")},
		Rotation:     nhi.Rotation{MaximumDays: nhi.Derived(90, "AWS")},
		Status:       nhi.Observed(nhi.StatusActive, "GitHub API"),
		Registered:   nhi.Absent[bool](nhi.ReasonNotDeclared, ""),
		Uses:         []nhi.Use{deployUse("AWS_SECRET_ACCESS_KEY", 33)},
		UsesKnown:    nhi.Absent[bool](nhi.ReasonNotCollected, ".github/workflows/broken.yml"),
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
		Times:       nhi.Times{Rotated: nhi.Declared(day(2026, 10, 1), ".rollcall/registry.yaml:9"), Expires: nhi.Declared(day(2026, 12, 30), ".rollcall/registry.yaml:10")},
		Rotation:    nhi.Rotation{MaximumDays: nhi.Declared(90, ".rollcall/registry.yaml:11"), Procedure: nhi.Declared("docs/runbooks/npm.md", ".rollcall/registry.yaml:12")},
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
		Times:      nhi.Times{LastUsed: nhi.Declared(day(2025, 1, 7), ".rollcall/registry.yaml:22"), Expires: nhi.Declared(day(2025, 6, 1), ".rollcall/registry.yaml:23")},
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
	credential := nhi.Credential{Category: nhi.CategoryUnknown, Kind: nhi.KindSSHKey, Confidence: nhi.ConfidenceHigh, By: "value", NeverExpires: true, Proves: []nhi.Proof{{Name: "key type", Value: "ed25519"}}}
	return nhi.Identity{
		ID: sampleSSH, Kind: nhi.KindSSHKey, Name: "deploy/id_ed25519", System: "git", Scope: "acme/shop", Store: "file",
		Credential: credential, Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerNone},
		Criticality: nhi.Derived(nhi.CriticalityMedium, "nothing declared"),
		Times:       nhi.Times{FirstSeen: nhi.Observed(day(2022, 5, 9), "git"), Expires: nhi.Absent[time.Time](nhi.ReasonUnset, "value")},
		Status:      nhi.Absent[nhi.Status](nhi.ReasonNotCollected, ""),
		Exposures: []nhi.Exposure{{
			Rule: "private-key", Location: at("deploy/id_ed25519", 1), Commit: strings.Repeat("6c", 20), Author: "bob <bob@example.com>",
			Date: day(2022, 5, 9), RemovedIn: strings.Repeat("5b", 20), Presence: nhi.PresenceHistory, ValueClass: 2, Credential: credential, Confidence: nhi.ConfidenceHigh,
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
		Uses: []nhi.Use{{Workflow: ".github/workflows/deploy.yml", Job: "deploy", Step: 1, Route: nhi.RouteWith, Level: "step", Location: at(".github/workflows/deploy.yml", 24), Environment: "production"}},
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
			{Workflow: ".github/workflows/ci.yml", Job: "test", Step: -1, Route: nhi.RouteDefault, Location: at(".github/workflows/ci.yml", 10), Events: []string{"push", "pull_request"}, Permissions: permissions},
			{Workflow: ".github/workflows/ci.yml", Job: "integration", Step: -1, Route: nhi.RouteDefault, Location: at(".github/workflows/ci.yml", 18), Events: []string{"pull_request_target"}, Untrusted: []string{"pull_request_target"}, SelfHosted: true, Permissions: permissions},
		},
	}
}

func releaseToken() nhi.Identity {
	return nhi.Identity{
		ID: sampleRelease, Kind: nhi.KindWorkflowToken, Name: "GITHUB_TOKEN of release.yml", System: "github", Scope: "acme/shop", Store: "workflow",
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS}, Lifetime: nhi.LifetimeEphemeral,
		Owner:     nhi.Owner{Status: nhi.OwnerConfirmed, Technical: nhi.Declared("@acme/platform", ".rollcall/registry.yaml:40")},
		Privilege: nhi.Privilege{Level: nhi.Observed(nhi.PermissionRead, ".github/workflows/release.yml:4"), Permissions: map[string]string{"contents": "read", "id-token": "write"}},
		Uses: []nhi.Use{{
			Workflow: ".github/workflows/release.yml", Job: "publish", Step: -1, Route: nhi.RouteDefault, Location: at(".github/workflows/release.yml", 9), Events: []string{"release"},
			Permissions: &nhi.Permissions{Scopes: map[string]string{"contents": "read", "id-token": "write"}, Location: at(".github/workflows/release.yml", 4)},
		}},
	}
}

func assistant() nhi.Identity {
	return nhi.Identity{
		ID: sampleAgent, Kind: nhi.KindAgent, Name: "Claude Code Action in assistant.yml", System: "github", Scope: "acme/shop", Store: "workflow",
		Credential: nhi.Credential{Service: "Anthropic", Category: nhi.CategoryAI}, Lifetime: nhi.LifetimeStatic, Owner: nhi.Owner{Status: nhi.OwnerNone},
		Uses: []nhi.Use{{Workflow: ".github/workflows/assistant.yml", Job: "respond", Step: 1, Route: nhi.RouteWith, Level: "step", Location: at(".github/workflows/assistant.yml", 17), Events: []string{"issue_comment"}, Untrusted: []string{"issue_comment"}}},
		Agent: &nhi.Agent{
			Vendor: "Anthropic", Product: "Claude Code Action", Form: "workflow", Location: at(".github/workflows/assistant.yml", 16), Job: "respond", Step: 1,
			Settings:    []nhi.AgentSetting{{Name: "open_trigger", Detail: "allowed_non_write_users: *", Location: at(".github/workflows/assistant.yml", 19)}, {Name: "broad_tools", Detail: "Bash(*)", Location: at(".github/workflows/assistant.yml", 21)}},
			Permissions: &nhi.Permissions{Scopes: map[string]string{"contents": "write", "pull-requests": "write"}, Location: at(".github/workflows/assistant.yml", 6)},
			Secrets:     []string{"ANTHROPIC_API_KEY", "STRIPE_SECRET_KEY"},
			Triggers:    []nhi.Trigger{{Event: "issue_comment", Untrusted: true, Location: at(".github/workflows/assistant.yml", 3)}},
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
				{Name: "database", Transport: "stdio", Package: "@example/mcp-postgres", Inline: []nhi.InlineCredential{{Name: "DATABASE_URL", Location: at(".mcp.json", 11)}}, Location: at(".mcp.json", 8)},
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
		Uses: []nhi.Use{{Workflow: ".github/workflows/ci.yml", Job: "integration", Step: -1, Route: nhi.RouteOther, Level: "job", Location: at(".github/workflows/ci.yml", 19), SelfHosted: true, Untrusted: []string{"pull_request_target"}}},
	}
}

func sampleWorkflows() []nhi.Workflow {
	return []nhi.Workflow{
		{
			Path: ".github/workflows/deploy.yml", Name: "Deploy", Triggers: []nhi.Trigger{{Event: "push", Location: at(".github/workflows/deploy.yml", 3)}},
			Jobs: []nhi.Job{{
				ID: "deploy", Name: "Deploy", Location: at(".github/workflows/deploy.yml", 10), RunsOn: []string{"ubuntu-24.04"}, Environment: "production",
				Permissions: &nhi.Permissions{Scopes: map[string]string{"contents": "read", "id-token": "write"}, Location: at(".github/workflows/deploy.yml", 6)},
				Steps: []nhi.Step{
					{Index: 0, Uses: checkoutRef(), Location: at(".github/workflows/deploy.yml", 14)},
					{Index: 2, ID: "ship", Name: "Ship it", Uses: deployRef(), Location: at(".github/workflows/deploy.yml", 28)},
				},
				Credentials: []nhi.CredentialUse{{Store: "secrets", Name: "STRIPE_SECRET_KEY", Route: nhi.RouteWith, Level: "step", Step: 2, Input: "stripe_secret_key", Action: deployRef(), Location: at(".github/workflows/deploy.yml", 31)}},
				CloudLogins: []nhi.CloudLogin{{Provider: "gcp", Method: "oidc", Step: 1, Location: at(".github/workflows/deploy.yml", 24)}},
			}},
		},
		{
			Path: ".github/workflows/ci.yml", Name: "CI", Permissions: &nhi.Permissions{All: "write-all", Location: at(".github/workflows/ci.yml", 5)},
			Triggers: []nhi.Trigger{{Event: "push", Location: at(".github/workflows/ci.yml", 3)}, {Event: "pull_request_target", Untrusted: true, Location: at(".github/workflows/ci.yml", 4)}},
			Jobs: []nhi.Job{
				{ID: "test", Location: at(".github/workflows/ci.yml", 10), RunsOn: []string{"ubuntu-24.04"}},
				{ID: "integration", Location: at(".github/workflows/ci.yml", 18), RunsOn: []string{"self-hosted", "linux", "gpu"}, SelfHosted: true, Gates: []string{"label"}, UntrustedCheckout: place(".github/workflows/ci.yml", 25)},
				{ID: "call", Location: at(".github/workflows/ci.yml", 40), EnvironmentDynamic: true, Calls: &nhi.ActionRef{Raw: "acme/flows/.github/workflows/x.yml@v1", Owner: "acme", Repo: "flows", Path: ".github/workflows/x.yml", Ref: "v1", Pin: nhi.PinTag, FirstParty: true}},
			},
		},
		{Path: ".github/actions/setup/action.yml", Name: "Setup", Composite: true, Jobs: []nhi.Job{{Location: at(".github/actions/setup/action.yml", 1)}}},
	}
}

func samplePolicies() []nhi.Policy {
	url := func(id string) string {
		return "https://github.com/rollcall-dev/rollcall/blob/main/policies/" + id + "/README.md"
	}
	return []nhi.Policy{
		{
			ID: "leaked_credential", Title: "Leaked credential", Description: "A credential's value is readable in the repository's files or history.", Severity: nhi.SeverityCritical,
			Confidence: nhi.ConfidenceHigh, Categories: []string{"NHI2"}, Mode: nhi.ModeEnforced, Remediation: "Revoke the credential first, then remove it.",
			Help: "# Leaked credential\n\nWhoever can read the repository can use the credential.\n\n## Fix\n\n1. Revoke it.\n2. Remove it.", URL: url("leaked_credential"), Findings: 3,
		},
		{
			ID: "secrets_on_untrusted_trigger", Title: "Secret within a stranger's reach", Description: "A job that strangers can start reads a secret.", Severity: nhi.SeverityHigh, Confidence: nhi.ConfidenceHigh,
			Categories: []string{"NHI2", "NHI5"}, Mode: nhi.ModeEnforced, Kinds: []nhi.Kind{nhi.KindCISecret}, Remediation: "Use pull_request, or ask for an environment with reviewers.", Help: "# Secret within a stranger's reach", URL: url("secrets_on_untrusted_trigger"), Findings: 2,
		},
		{
			ID: "secret_to_unpinned_action", Title: "Secret handed to an unpinned action", Description: "An action whose code can change receives a secret.", Severity: nhi.SeverityHigh, Confidence: nhi.ConfidenceHigh,
			Categories: []string{"NHI3"}, Mode: nhi.ModeAdvisory, Kinds: []nhi.Kind{nhi.KindCISecret}, Remediation: "Pin the action to a commit.", URL: url("secret_to_unpinned_action"), Findings: 2,
		},
		{
			ID: "rotation_overdue", Title: "Rotation overdue", Description: "A credential is older than its maximum age.", Severity: nhi.SeverityMedium, Confidence: nhi.ConfidenceMedium, Categories: []string{"NHI7"}, Mode: nhi.ModeEnforced,
			Requires: []string{"times.rotated"}, Params: map[string]any{"grace_days": float64(0)}, Remediation: "Rotate it.", URL: url("rotation_overdue"), Findings: 1, Unknowns: 3,
		},
		{
			ID: "static_key_over_oidc", Title: "Static key where OIDC would do", Description: "A stored key is used where the service supports OIDC.", Severity: nhi.SeverityMedium, Categories: []string{"NHI4"}, Mode: nhi.ModeAdvisory,
			Remediation: "Exchange an OIDC token for a short-lived credential.", URL: url("static_key_over_oidc"), Findings: 2, Exceptions: 1,
		},
		{ID: "token_write_all", Title: "Workflow token may write everything", Description: "GITHUB_TOKEN has write-all.", Severity: nhi.SeverityMedium, Confidence: nhi.ConfidenceHigh, Categories: []string{"NHI5"}, Mode: nhi.ModeEnforced, Kinds: []nhi.Kind{nhi.KindWorkflowToken}, URL: url("token_write_all"), Findings: 1},
		{ID: "agent_undeclared", Title: "Agent not declared", Description: "Nobody has declared this agent in the registry.", Severity: nhi.SeverityMedium, Categories: []string{"NHI10"}, Mode: nhi.ModeAdvisory, Kinds: []nhi.Kind{nhi.KindAgent}, URL: url("agent_undeclared"), Findings: 1},
		{ID: "no_owner", Title: "No owner", Description: "Nobody answers for the identity.", Severity: nhi.SeverityLow, Categories: []string{"NHI1"}, Mode: nhi.ModeAdvisory, URL: url("no_owner"), Findings: 1},
		{ID: "require_expiry", Title: "No expiry", Description: "The credential lives for ever.", Severity: nhi.SeverityLow, Mode: nhi.ModeOff, URL: url("require_expiry"), Unknowns: 2},
		{ID: "acme_naming", Title: "Name against the house's rule", Description: "Names begin with their team.", Severity: nhi.SeverityInfo, Mode: nhi.ModeAdvisory, Custom: true, Findings: 1},
	}
}

func sampleFindings() []nhi.Finding {
	return []nhi.Finding{
		finding("leaked_credential", "Leaked credential", nhi.SeverityCritical, nhi.ModeEnforced, sampleStripe, &nhi.Location{Path: "config/production.js", Line: 3, Column: 19},
			"The live Stripe key STRIPE_SECRET_KEY (sk_live_…x2) is readable at HEAD and is used by 2 jobs.",
			"Roll the key in Stripe's dashboard, store the new one with `gh secret set STRIPE_SECRET_KEY`, then delete it from config/production.js.",
			[]nhi.Location{at("scripts/refund.rb", 41), at(".github/workflows/deploy.yml", 31)}),
		finding("leaked_credential", "Leaked credential", nhi.SeverityCritical, nhi.ModeEnforced, sampleSSH, place("deploy/id_ed25519", 1),
			"A private SSH key without passphrase is readable in the history.", "Remove its public half from every server and deploy key, then generate a new pair outside the repository.", nil),
		finding("secrets_on_untrusted_trigger", "Secret within a stranger's reach", nhi.SeverityHigh, nhi.ModeEnforced, sampleStripe, place(".github/workflows/ci.yml", 22),
			"Job integration reads STRIPE_SECRET_KEY and anyone can start it with pull_request_target; it checks out the pull request's code.", "Run on pull_request without secrets, or put the job behind an environment with required reviewers.", []nhi.Location{at(".github/workflows/ci.yml", 25)}),
		finding("secrets_on_untrusted_trigger", "Secret within a stranger's reach", nhi.SeverityHigh, nhi.ModeEnforced, sampleHostile, place(".github/workflows/od d%é\n#?.yml", 7),
			"Job "+hostileName+" reads a secret and anyone can start it with issue_comment.", "Check author_association before the job runs.", nil),
		finding("secret_to_unpinned_action", "Secret handed to an unpinned action", nhi.SeverityHigh, nhi.ModeAdvisory, sampleAWS, place(".github/workflows/deploy.yml", 33),
			"speedy/deploy@main receives AWS_SECRET_ACCESS_KEY, and its branch can move to other code at any time.", "Pin it: speedy/deploy@<commit>  # main.", nil),
		finding("secret_to_unpinned_action", "Secret handed to an unpinned action", nhi.SeverityHigh, nhi.ModeAdvisory, sampleStripe, place(".github/workflows/deploy.yml", 31),
			"speedy/deploy@main receives STRIPE_SECRET_KEY, and its branch can move to other code at any time.", "Pin it: speedy/deploy@<commit>  # main.", nil),
		suppressed(finding("leaked_credential", "Leaked credential", nhi.SeverityHigh, nhi.ModeEnforced, sampleTest, place("test/fixtures/keys.txt", 9),
			"A Stripe key (…x2) is in the working tree.", "Revoke it.", nil), nhi.Suppression{Kind: "comment", Reason: "a made-up key for the parser's tests"}),
		finding("agent_undeclared", "Agent not declared", nhi.SeverityMedium, nhi.ModeAdvisory, sampleAgent, place(".github/workflows/assistant.yml", 16),
			"Claude Code Action answers to anyone's comment with write permission on contents, and nobody has declared it.", "Declare it under agents: in .rollcall/registry.yaml with an owner and a sponsor.", nil),
		finding("rotation_overdue", "Rotation overdue", nhi.SeverityMedium, nhi.ModeEnforced, sampleAWS, place(".github/workflows/deploy.yml", 33),
			"AWS_SECRET_ACCESS_KEY was last rotated on 2023-02-01; 90 days are allowed.", "Rotate the key in IAM and store it with `gh secret set AWS_SECRET_ACCESS_KEY`.", nil),
		finding("static_key_over_oidc", "Static key where OIDC would do", nhi.SeverityMedium, nhi.ModeAdvisory, sampleAWS, place(".github/workflows/deploy.yml", 33),
			"AWS_SECRET_ACCESS_KEY is a stored key, and AWS accepts GitHub's OIDC tokens.", "Use aws-actions/configure-aws-credentials with role-to-assume.", nil),
		suppressed(finding("static_key_over_oidc", "Static key where OIDC would do", nhi.SeverityMedium, nhi.ModeAdvisory, sampleNPM, place(".github/workflows/release.yml", 29),
			"NPM_TOKEN is a stored key, and npm accepts GitHub's OIDC tokens.", "Set up trusted publishing.", nil),
			nhi.Suppression{Kind: "exception", Reason: "trusted publishing is planned for January", Owner: "@acme/platform", Expires: day(2027, 1, 31)}),
		finding("token_write_all", "Workflow token may write everything", nhi.SeverityMedium, nhi.ModeEnforced, sampleCIToken, place(".github/workflows/ci.yml", 5),
			"GITHUB_TOKEN may write everything in 2 jobs of ci.yml.", "Replace write-all by `permissions: contents: read` and add what a job needs.", nil),
		finding("no_owner", "No owner", nhi.SeverityLow, nhi.ModeAdvisory, sampleRunner, nil, "Nobody answers for the runner self-hosted, linux, gpu.", "Declare an owner in .rollcall/registry.yaml.", nil),
		finding("acme_naming", "Name against the house's rule", nhi.SeverityInfo, nhi.ModeAdvisory, sampleOld, nil, "LEGACY_DB_PASSWORD does not begin with a team's name.", "", nil),
	}
}

func finding(policy, title string, severity nhi.Severity, mode nhi.Mode, identity nhi.ID, where *nhi.Location, message, fix string, related []nhi.Location) nhi.Finding {
	f := nhi.Finding{
		Fingerprint: policy + "-" + strings.Repeat("0", 8) + "-" + string(identity[max(0, len(identity)-6):]),
		Policy:      policy, Title: title, Severity: severity, Confidence: nhi.ConfidenceHigh, Mode: mode, Identity: identity,
		Message: message, Fix: fix, Location: where, Related: related, Evidence: map[string]any{"count": float64(2), "paths": []any{"a", "b"}},
	}
	for _, p := range samplePolicies() {
		if p.ID == policy {
			f.Categories = p.Categories
		}
	}
	return f
}

func suppressed(f nhi.Finding, why nhi.Suppression) nhi.Finding {
	f.Suppressed = &why
	return f
}

func sampleUnknowns() []nhi.Unknown {
	return []nhi.Unknown{
		{Policy: "rotation_overdue", Identity: sampleStripe, Fact: "times.rotated", Reason: nhi.ReasonNotCollected},
		{Policy: "rotation_overdue", Identity: sampleSentry, Fact: "times.rotated", Reason: nhi.ReasonNotCollected},
		{Policy: "rotation_overdue", Identity: sampleSSH, Fact: "times.rotated", Reason: nhi.ReasonNotSupported},
		{Policy: "require_expiry", Identity: sampleStripe, Fact: "times.expires", Reason: nhi.ReasonNotDeclared},
		{Policy: "require_expiry", Identity: sampleHostile, Fact: "times.expires", Reason: nhi.ReasonNotPermitted},
	}
}

func sampleGaps() []nhi.Gap {
	return []nhi.Gap{
		{Source: "github", Scope: "organisation secrets of acme", Reason: nhi.GapNotPermitted, Detail: "The token may not list organisation secrets.", Permission: "organization secrets: read"},
		{Source: "leaks", Scope: "vendor/big.bin", Reason: nhi.GapTooLarge, Detail: "The file is 120 MB; files above 50 MB are not read."},
		{Source: "leaks", Scope: "history", Reason: nhi.GapShallow, Detail: "The clone is shallow: history ends at 40 commits."},
		{Source: "workflows", Scope: ".github/workflows/broken.yml", Reason: nhi.GapUnparsable, Detail: "mapping values are not allowed here", Location: &nhi.Location{Path: ".github/workflows/broken.yml", Line: 4, Column: 9}},
		{Source: "workflows", Scope: "odd\n::error::name\x1b[2J.yml", Reason: nhi.GapUnreadable},
	}
}

func sampleScore() nhi.Score {
	added := 2
	return nhi.Score{
		FormulaVersion: "1", Rated: true, Value: 40, Low: 31.5, High: 58.2, Grade: "D", Provisional: true, Coverage: 0.57, Uncapped: 46.3,
		Dimensions: []nhi.Dimension{
			{Name: "ownership", Question: "Is it tied to a real owner?", Weight: 25, Score: 38.4, Low: 38.4, High: 38.4, Coverage: 1, Rated: 15, Problems: []nhi.Problem{{Identity: sampleAWS, Value: 0, Reason: "no owner"}, {Identity: sampleStripe, Value: 0.3, Reason: "only inferred from CODEOWNERS"}}},
			{Name: "privilege", Question: "Is it granted more than it needs?", Weight: 25, Score: 51.2, Low: 33, High: 70.1, Coverage: 0.6, Rated: 15, Problems: []nhi.Problem{{Identity: sampleTrust, Value: 0.2, Reason: "open subject"}}},
			{Name: "rotation", Question: "Is it rotated on schedule?", Weight: 20, Score: 35, Low: 20.5, High: 61, Coverage: 0.4, Rated: 9, Problems: []nhi.Problem{{Identity: sampleStripe, Value: 0, Reason: "leaked and not rotated since"}, {Identity: sampleSentry, Value: 0.5, Unknown: true, Reason: "no token was given"}}},
			{Name: "staleness", Question: "Has it been unused for months?", Weight: 15, Score: 72, Low: 60, High: 88, Coverage: 0.55, Rated: 8},
			{Name: "expiration", Question: "Does it have an expiry?", Weight: 15, Score: 44, Low: 40, High: 52, Coverage: 0.7, Rated: 9},
		},
		Caps: []nhi.Cap{
			{Limit: 40, Reason: "a live credential is public", Bites: true},
			{Limit: 74, Reason: "an enforced critical finding is open"},
			{Limit: 74, Reason: "coverage is below 60 %"},
		},
		Recommendations: []nhi.Recommendation{
			{Action: "revoke_leaked", Title: "Revoke 2 leaked credentials", Gain: 18.4, Effort: 3, Identities: []nhi.ID{sampleStripe, sampleSSH}, Steps: []string{"Roll STRIPE_SECRET_KEY in Stripe's dashboard.", "Remove the public half of deploy/id_ed25519 everywhere."}},
			{Action: "declare_owner", Title: "Declare owners for 4 identities", Gain: 6.2, Effort: 1, Identities: []nhi.ID{sampleAWS, sampleSSH, sampleAgent, sampleRunner}, Owner: "@acme/platform", Steps: []string{"Add them to .rollcall/registry.yaml."}},
			{Action: "move_to_oidc", Title: "Replace 1 static AWS key by OIDC", Gain: 3.1, Effort: 5, Identities: []nhi.ID{sampleAWS}, Steps: []string{"Create an IAM OIDC provider.", "Use role-to-assume."}},
		},
		Grants:       []nhi.Grant{{Title: "a token with secrets: read", Narrows: 14.5, Facts: 9}},
		Keyless:      nhi.Keylessness{Keyless: 5, Static: 8},
		NetNewStatic: &added,
	}
}
