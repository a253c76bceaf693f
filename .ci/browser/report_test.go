package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// hostile are names that a stranger may give to anything.
var hostile = []string{
	`</script><script>window.pwned=1</script>`,
	`"><img src=x onerror="window.pwned=1">`,
	`' onmouseover='window.pwned=1`,
	"\u202egpj.exe \u2066right to left\u2069",
	"javascript:window.pwned=1",
	`" x="</noscript><script>window.pwned=1</script>`,
	"<!-- <script> ${7*7} {{7*7}} ]]>",
	"two\nlines\tand\x1b[31m red\x00",
	strings.Repeat("long", 75),
	"العربية עברית 日本語 🙂",
	"__proto__",
}

// written writes the report as a dashboard into a file and gives its path.
func written(t *testing.T, r nhi.Report) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollcall.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Write(f, "html", r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// history is a run every day for two months, of which one saw a part only.
func history() []nhi.Run {
	var runs []nhi.Run
	for day := range 60 {
		runs = append(runs, nhi.Run{
			Time: now.AddDate(0, 0, day-59), Commit: strings.Repeat("1a2b3c4d", 5), FormulaVersion: "1", Rated: true, Partial: day == 30,
			Score: float64(20 + day), Low: float64(10 + day), High: float64(30 + day), Grade: "D", Kinds: map[nhi.Kind]int{nhi.KindCISecret: 40},
			Findings: map[nhi.Severity]int{nhi.SeverityCritical: 3, nhi.SeverityHigh: day % 9, nhi.SeverityMedium: 60 - day, nhi.SeverityLow: 5, nhi.SeverityInfo: 1},
		})
	}
	return runs
}

// sample is a report with n identities of every sort, the first of them with hostile names.
func sample(n int) nhi.Report {
	r := nhi.Report{
		SchemaVersion: nhi.SchemaVersion, Tool: nhi.Tool{Name: "rollcall", Version: "1.0.0", URL: "https://github.com/rollcall-dev/rollcall"},
		Target:      nhi.Target{Kind: "repository", Name: "acme/shop", URL: "https://github.com/acme/shop", Commit: strings.Repeat("1a2b3c4d", 5), Ref: "refs/heads/main", History: true},
		GeneratedAt: now, Score: score(),
		Gaps:    []nhi.Gap{{Source: "github", Scope: hostile[0], Reason: nhi.GapNotPermitted, Detail: hostile[1], Permission: "secrets: read"}},
		Counts:  []nhi.ScanCount{{Source: "leaks", Unit: "files", Count: 1204}},
		History: history(),
		Baseline: &nhi.Baseline{
			GeneratedAt: now.AddDate(0, 0, -7), Rated: true, Score: 40, New: 3, Known: 7,
			Fixed: []nhi.Finding{{Severity: nhi.SeverityHigh, Title: hostile[0], Message: hostile[1]}},
		},
	}
	for i := range n {
		r.Identities = append(r.Identities, identity(i))
		if i%3 == 0 {
			r.Findings = append(r.Findings, finding(i, r.Identities[i]))
		}
	}
	for _, id := range []string{"leaked_credential", "rotation_overdue", "no_owner"} {
		r.Policies = append(r.Policies, nhi.Policy{
			ID: id, Title: strings.ReplaceAll(id, "_", " "), Description: hostile[0], Severity: nhi.SeverityHigh, Mode: nhi.ModeEnforced, Categories: []string{"NHI2"},
			Params: map[string]any{"days": float64(90)}, Help: "# Page\n\nSome `code`, a [link](https://example.com/), a [trap](javascript:window.pwned=1).\n\n```rego\nallow := true\n```\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", Findings: 1, Unknowns: 2,
		})
	}
	r.Exceptions = []nhi.Exception{{Policy: "no_owner", Identity: "*", Reason: hostile[2], Owner: "@acme/platform", Expires: now.AddDate(0, 0, 9)}}
	r.Unknowns = []nhi.Unknown{{Policy: "rotation_overdue", Identity: r.Identities[0].ID, Fact: "times.rotated", Reason: nhi.ReasonNotCollected}}
	return r
}

func score() nhi.Score {
	s := nhi.Score{FormulaVersion: "1", Rated: true, Value: 40, Low: 31.5, High: 58.2, Grade: "D", Provisional: true, Coverage: 0.57, Uncapped: 46.3,
		Caps:            []nhi.Cap{{Limit: 40, Reason: "a live credential is public", Bites: true}},
		Recommendations: []nhi.Recommendation{{Action: "revoke_leaked", Title: hostile[1], Owner: "@acme/platform-engineering, @acme/security", Gain: 18.4, Effort: 3, Identities: []nhi.ID{identity(0).ID}, Steps: []string{hostile[0]}}},
		Grants:          []nhi.Grant{{Title: "a token with secrets: read", Narrows: 14.5, Facts: 9}}, Keyless: nhi.Keylessness{Keyless: 5, Static: 8}}
	for _, name := range []string{"ownership", "privilege", "rotation", "staleness", "expiration"} {
		s.Dimensions = append(s.Dimensions, nhi.Dimension{Name: name, Question: "Is it?", Weight: 20, Score: 51.2, Low: 33, High: 70.1, Coverage: 0.6, Rated: 12,
			Problems: []nhi.Problem{{Identity: identity(0).ID, Reason: hostile[7]}}})
	}
	return s
}

// identity is the i-th identity; equal for equal i.
func identity(i int) nhi.Identity {
	kinds := []nhi.Kind{nhi.KindCISecret, nhi.KindAPIKey, nhi.KindDeployKey, nhi.KindWorkflowToken, nhi.KindAgent, nhi.KindOIDCTrust, nhi.KindRunner}
	services := []nhi.Credential{
		{Service: "Stripe", Category: nhi.CategoryPayment, By: "name"}, {Service: "AWS IAM access key", Category: nhi.CategoryCloud, By: "value", Keyless: nhi.Keyless{Support: "yes", How: "OIDC"}},
		{Service: "npm", Category: nhi.CategoryPackageRegistry}, {},
	}
	name := fmt.Sprintf("SERVICE_%d_SECRET_KEY", i)
	if i < len(hostile) {
		name = hostile[i]
	}
	x := nhi.Identity{
		ID: nhi.ID(fmt.Sprintf("github:acme/shop-%d:actions-secret:%s", i%40, name)), Kind: kinds[i%len(kinds)], Name: name, System: "github", Scope: fmt.Sprintf("acme/shop-%d", i%40),
		Store: "actions-secret", Credential: services[i%len(services)], Lifetime: nhi.LifetimeStatic,
		Owner:    nhi.Owner{Status: nhi.OwnerInferred, Technical: nhi.Inferred(fmt.Sprintf("@acme/team-%d", i%60), ".github/CODEOWNERS:3")},
		Times:    nhi.Times{Rotated: nhi.Observed(now.AddDate(0, 0, -i%900), "GitHub API"), Expires: nhi.Absent[time.Time](nhi.ReasonUnset, "")},
		Rotation: nhi.Rotation{MaximumDays: nhi.Derived(90, "catalogue")}, Status: nhi.Observed(nhi.Statuses[i%len(nhi.Statuses)], "GitHub API"),
	}
	x.Uses = []nhi.Use{{
		Workflow: ".github/workflows/ci.yml", Job: fmt.Sprintf("job-%d", i%25), Step: 1, StepName: name, Route: nhi.RouteEnv, Level: "step", Input: name,
		Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 10 + i%200}, Environment: "production", Events: []string{"push", "issue_comment"}, Untrusted: []string{"issue_comment"},
		Action: &nhi.ActionRef{Raw: "speedy/deploy@main", Owner: "speedy", Repo: "deploy", Ref: "main", Pin: nhi.PinBranch},
	}}
	if i%7 == 0 {
		x.Exposures = []nhi.Exposure{{Rule: "generic", Location: nhi.Location{Path: name, Line: 3}, Commit: strings.Repeat("9f", 20), Author: hostile[1], Date: now, Presence: nhi.PresenceHistory, Preview: "sk_…x2"}}
	}
	if x.Kind == nhi.KindAgent {
		x.Agent = &nhi.Agent{Vendor: "Anthropic", Product: "Claude Code Action", Form: "workflow", Job: "respond", Location: nhi.Location{Path: ".github/workflows/a.yml", Line: 4}, Secrets: []string{name},
			Triggers: []nhi.Trigger{{Event: "issue_comment", Untrusted: true}}, Servers: []nhi.MCPServer{{Name: name, Transport: "stdio", Package: "@example/mcp"}, {Name: "b", Transport: "http", Host: "tools.internal", Plaintext: true, Inline: []nhi.InlineCredential{{Name: "TOKEN"}}}},
			Settings: []nhi.AgentSetting{{Name: "open_trigger", Detail: name}}}
	}
	return x
}

func finding(i int, x nhi.Identity) nhi.Finding {
	f := nhi.Finding{
		Fingerprint: fmt.Sprintf("fp-%d", i), Policy: "leaked_credential", Title: "Leaked credential", Severity: nhi.Severities[i/3%len(nhi.Severities)], Mode: nhi.Modes[i%2], Categories: []string{"NHI2"},
		Identity: x.ID, Message: "The key " + x.Name + " is readable.", Fix: "Run `gh secret set`.", Location: &nhi.Location{Path: "config/" + x.Name, Line: i}, Evidence: map[string]any{"count": float64(2)},
	}
	if i%11 == 5 {
		f.Suppressed = &nhi.Suppression{Kind: "exception", Reason: hostile[0], Expires: now.AddDate(0, 1, 0)}
	}
	return f
}
