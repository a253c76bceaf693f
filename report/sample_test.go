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

func sampleWorkflows() []nhi.Workflow {
	return []nhi.Workflow{
		{
			Path: ".github/workflows/deploy.yml", Name: "Deploy", Triggers: []nhi.Trigger{{Event: "push", Location: at(".github/workflows/deploy.yml", 3)}},
			Jobs: []nhi.Job{{
				ID: "deploy", Name: "Deploy", Location: at(".github/workflows/deploy.yml", 10), RunsOn: []string{"ubuntu-24.04"}, Environment: "production",
				Permissions: &nhi.Permissions{
					Scopes:   map[string]string{"contents": "read", "id-token": "write"},
					Location: at(".github/workflows/deploy.yml", 6),
				},
				Steps: []nhi.Step{
					{Index: 0, Uses: checkoutRef(), Location: at(".github/workflows/deploy.yml", 14)},
					{Index: 2, ID: "ship", Name: "Ship it", Uses: deployRef(), Location: at(".github/workflows/deploy.yml", 28)},
				},
				Credentials: []nhi.CredentialUse{{
					Store: "secrets", Name: "STRIPE_SECRET_KEY", Route: nhi.RouteWith, Level: "step", Step: 2,
					Input: "stripe_secret_key", Action: deployRef(), Location: at(".github/workflows/deploy.yml", 31),
				}},
				CloudLogins: []nhi.CloudLogin{{Provider: "gcp", Method: "oidc", Step: 1, Location: at(".github/workflows/deploy.yml", 24)}},
			}},
		},
		{
			Path: ".github/workflows/ci.yml", Name: "CI", Permissions: &nhi.Permissions{All: "write-all", Location: at(".github/workflows/ci.yml", 5)},
			Triggers: []nhi.Trigger{
				{Event: "push", Location: at(".github/workflows/ci.yml", 3)},
				{Event: "pull_request_target", Untrusted: true, Location: at(".github/workflows/ci.yml", 4)},
			},
			Jobs: []nhi.Job{
				{ID: "test", Location: at(".github/workflows/ci.yml", 10), RunsOn: []string{"ubuntu-24.04"}},
				{
					ID: "integration", Location: at(".github/workflows/ci.yml", 18),
					RunsOn: []string{"self-hosted", "linux", "gpu"}, SelfHosted: true, Gates: []nhi.Gate{"label"},
					UntrustedCheckout: place(".github/workflows/ci.yml", 25),
				},
				{
					ID: "call", Location: at(".github/workflows/ci.yml", 40), EnvironmentDynamic: true,
					Calls: &nhi.ActionRef{
						Raw: "acme/flows/.github/workflows/x.yml@v1", Owner: "acme", Repo: "flows",
						Path: ".github/workflows/x.yml", Ref: "v1", Pin: nhi.PinTag, FirstParty: true,
					},
				},
			},
		},
		{Path: ".github/actions/setup/action.yml", Name: "Setup", Composite: true, Jobs: []nhi.Job{{Location: at(".github/actions/setup/action.yml", 1)}}},
	}
}
