package inventory

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

var (
	now    = time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)
	target = nhi.Target{Kind: "repository", Name: "acme/shop"}
)

const (
	deployPath = ".github/workflows/deploy.yml"
	reviewPath = ".github/workflows/review.yml"
	sharedPath = ".github/workflows/shared.yml"
)

// failer is a test, or one run of a property.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// declare loads a registry and a CODEOWNERS file; either may be empty.
func declare(t failer, entries, codeOwners string) registry.Declarations {
	t.Helper()
	fsys := fstest.MapFS{}
	if entries != "" {
		fsys[registry.Path] = &fstest.MapFile{Data: []byte(entries)}
	}
	if codeOwners != "" {
		fsys["CODEOWNERS"] = &fstest.MapFile{Data: []byte(codeOwners)}
	}
	declared, err := registry.Load(fsys, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return declared
}

func place(path string, line int) nhi.Location {
	return nhi.Location{Path: path, Line: line, Column: 1}
}

// secretUse is a use of a secret in the environment of a step, or of the job when step is -1.
func secretUse(name, variable string, step int, at nhi.Location) nhi.CredentialUse {
	level := nhi.UseInStep
	if step < 0 {
		level = nhi.UseInJob
	}
	return nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: name, Route: nhi.RouteEnv, Level: level, Step: step, Input: variable, Location: at}
}

func tokenUse(line int, path string) nhi.CredentialUse {
	return nhi.CredentialUse{Store: nhi.UseOfToken, Name: "GITHUB_TOKEN", Route: nhi.RouteDefault, Level: nhi.UseInJob, Step: -1, Location: place(path, line)}
}

// shop is what a repository with most of what there is would show.
func shop() nhi.Observations {
	aws := &nhi.ActionRef{Raw: "aws-actions/configure-aws-credentials@v4", Owner: "aws-actions", Repo: "configure-aws-credentials", Ref: "v4", Pin: nhi.PinTag}
	claude := &nhi.ActionRef{Raw: "anthropics/claude-code-action@v1", Owner: "anthropics", Repo: "claude-code-action", Ref: "v1", Pin: nhi.PinTag}
	deploy := nhi.Workflow{
		Path: deployPath, Name: "Deploy",
		Triggers: []nhi.Trigger{{Event: "push", Location: place(deployPath, 2)}},
		Jobs: []nhi.Job{
			{
				ID: "deploy", Location: place(deployPath, 10), RunsOn: []string{"self-hosted", "linux"}, SelfHosted: true, Environment: "eu-production",
				Permissions: &nhi.Permissions{Scopes: map[string]string{"contents": "read", "id-token": "write"}, Location: place(deployPath, 5)},
				Steps: []nhi.Step{
					{Index: 0, Name: "Log in", Uses: aws, Location: place(deployPath, 14)},
					{Index: 1, Name: "Charge", Location: place(deployPath, 18)},
				},
				Credentials: []nhi.CredentialUse{
					tokenUse(10, deployPath),
					secretUse("prod_stripe", "STRIPE_SECRET_KEY", 1, place(deployPath, 20)),
					{Store: nhi.UseOfVars, Name: "SENTRY_AUTH_TOKEN", Route: nhi.RouteEnv, Level: nhi.UseInStep, Step: 1, Input: "S", Location: place(deployPath, 21)},
					{Store: nhi.UseOfVars, Name: "AWS_REGION", Route: nhi.RouteWith, Level: nhi.UseInStep, Step: 0, Input: "aws-region", Location: place(deployPath, 16)},
				},
				CloudLogins: []nhi.CloudLogin{{Provider: "aws", Method: "oidc", Identity: "arn:aws:iam::123456789012:role/deploy", Step: 0, Location: place(deployPath, 14)}},
			},
			{
				ID: "publish", Location: place(deployPath, 30), Environment: "staging",
				Permissions: &nhi.Permissions{Scopes: map[string]string{"contents": "write"}, Location: place(deployPath, 32)},
				Calls:       &nhi.ActionRef{Raw: "./" + sharedPath, Pin: nhi.PinLocal, FirstParty: true},
				Credentials: []nhi.CredentialUse{
					tokenUse(30, deployPath),
					{Store: nhi.UseOfSecrets, Name: "NPM_TOKEN", Route: nhi.RouteCall, Level: nhi.UseInJob, Step: -1, Input: "registry-token", Location: place(deployPath, 35)},
				},
			},
		},
	}
	shared := nhi.Workflow{
		Path: sharedPath, Name: "Publish",
		Triggers: []nhi.Trigger{{Event: "workflow_call", Location: place(sharedPath, 1)}},
		Jobs: []nhi.Job{{
			ID: "npm", Location: place(sharedPath, 5), Steps: []nhi.Step{{Index: 0, Name: "Publish", Location: place(sharedPath, 8)}},
			Credentials: []nhi.CredentialUse{tokenUse(5, sharedPath), secretUse("registry-token", "NODE_AUTH_TOKEN", 0, place(sharedPath, 9))},
		}},
	}
	review := nhi.Workflow{
		Path: reviewPath, Name: "Review",
		Triggers: []nhi.Trigger{{Event: "issue_comment", Untrusted: true, Location: place(reviewPath, 2)}},
		Jobs: []nhi.Job{{
			ID: "review", Location: place(reviewPath, 6), Gates: []nhi.Gate{"author_association"},
			Steps: []nhi.Step{
				{Index: 0, Name: "Agent", ID: "claude", Uses: claude, Location: place(reviewPath, 10)},
				{Index: 1, Name: "Everything", Location: place(reviewPath, 20)},
			},
			Credentials: []nhi.CredentialUse{
				tokenUse(6, reviewPath),
				{Store: nhi.UseOfSecrets, Name: "ANTHROPIC_API_KEY", Route: nhi.RouteWith, Level: nhi.UseInStep, Step: 0, Input: "anthropic_api_key", Action: claude, Location: place(reviewPath, 12)},
				{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteAll, Level: nhi.UseInStep, Step: 1, Location: place(reviewPath, 21)},
			},
		}},
	}
	return nhi.Observations{
		Workflows: []nhi.Workflow{review, shared, deploy},
		Exposures: shopExposures(),
		Agents: []nhi.Agent{
			{Vendor: "Anthropic", Product: "Claude Code Action", Form: "workflow", Location: place(reviewPath, 10), Job: "review", Step: 0},
			{Vendor: "Cursor", Product: "Cursor", Form: "config", Location: place(".cursor/mcp.json", 0), Servers: []nhi.MCPServer{{
				Name: "db", Transport: "stdio", Location: place(".cursor/mcp.json", 3),
				Inline: []nhi.InlineCredential{{Name: "DB_PASSWORD", Location: place(".cursor/mcp.json", 6)}},
			}}},
		},
	}
}

func shopExposures() []nhi.Exposure {
	stripe := nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, Kind: nhi.KindAPIKey, RotationDays: 90, Livemode: "live", Confidence: nhi.ConfidenceHigh, By: "value"}
	jwt := nhi.Credential{Kind: nhi.KindOAuthToken, Confidence: nhi.ConfidenceHigh, By: "value",
		IssuedAt: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), ExpiresAt: time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)}
	return []nhi.Exposure{
		{Rule: "stripe-access-token", Location: place(".env", 3), Commit: "aaa1", Author: "a <a@example.com>", Date: time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC),
			RemovedIn: "aaa2", Presence: nhi.PresenceHistory, Name: "stripeSecretKey", Preview: "sk_live_…Zq", ValueClass: 1, Credential: stripe, Confidence: nhi.ConfidenceHigh},
		{Rule: "stripe-access-token", Location: place("src/pay.js", 8), Commit: "aaa3", Author: "b <b@example.com>", Date: time.Date(2024, 6, 1, 9, 0, 0, 0, time.UTC),
			Presence: nhi.PresenceHead, Preview: "sk_live_…Zq", ValueClass: 1, Credential: stripe, Confidence: nhi.ConfidenceHigh},
		{Rule: "generic-api-key", Location: place(".cursor/mcp.json", 6), Commit: "aaa4", Date: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
			Presence: nhi.PresenceHead, Name: "DB_PASSWORD", Preview: "…", ValueClass: 2, Confidence: nhi.ConfidenceMedium},
		{Rule: "jwt", Location: place("test/a_test.go", 5), Presence: nhi.PresenceWorktree, Name: "token", Preview: "ey…4Q", ValueClass: 3, Credential: jwt,
			Confidence: nhi.ConfidenceHigh, Suppressed: &nhi.Suppression{Kind: "comment", Reason: "a fixture"}},
		{Rule: "generic-api-key", Location: place(deployPath, 19), Commit: "aaa5", Date: time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC),
			Presence: nhi.PresenceHead, Name: "TOKEN", Preview: "…", ValueClass: 4, Confidence: nhi.ConfidenceLow},
	}
}

const shopRegistry = `
- match: {kind: ci_secret, name: PROD_STRIPE, repo: acme/shop}
  purpose: charge cards at checkout
  owners: {technical: team/payments}
  rotation: {days: 60, procedure: docs/runbooks/stripe.md}
  expires_on: 2026-11-21
- match: {name: '*'}
  regulatory_scope: [sox]
- match: {kind: agent, name: Claude Code Action*}
  agent: {sponsor: user:alice, allowed_secrets: [ANTHROPIC_API_KEY]}
- match: {name: OLD_DEPLOY_KEY}
  purpose: gone
- match: {name: ELSEWHERE, repo: acme/other}
  purpose: of another repository
`

func TestGolden(t *testing.T) {
	identities := Build(target, shop(), declare(t, shopRegistry, "*.yml @acme/platform\n/src/ @acme/web\n"), now)
	got, err := json.MarshalIndent(identities, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const path = "testdata/shop.golden.json"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Error(cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")))
	}
}
