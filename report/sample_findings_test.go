package report

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

func samplePolicies() []nhi.Policy {
	url := func(id string) string {
		return "https://github.com/rollcall-dev/rollcall/blob/main/policies/" + id + "/README.md"
	}
	return []nhi.Policy{
		{
			ID: "leaked_credential", Title: "Leaked credential", Description: "A credential's value is readable in the repository's files or history.",
			Severity:   nhi.SeverityCritical,
			Confidence: nhi.ConfidenceHigh, Categories: []string{"NHI2"}, Mode: nhi.ModeEnforced, Remediation: "Revoke the credential first, then remove it.",
			Help: "# Leaked credential\n\nWhoever can read the repository can use the credential.\n\n## Fix\n\n1. Revoke it.\n2. Remove it.",
			URL:  url("leaked_credential"), Findings: 3,
		},
		{
			ID: "secrets_on_untrusted_trigger", Title: "Secret within a stranger's reach", Description: "A job that strangers can start reads a secret.",
			Severity: nhi.SeverityHigh, Confidence: nhi.ConfidenceHigh,
			Categories: []string{"NHI2", "NHI5"}, Mode: nhi.ModeEnforced, Kinds: []nhi.Kind{nhi.KindCISecret},
			Remediation: "Use pull_request, or ask for an environment with reviewers.", Help: "# Secret within a stranger's reach",
			URL: url("secrets_on_untrusted_trigger"), Findings: 2,
		},
		{
			ID: "secret_to_unpinned_action", Title: "Secret handed to an unpinned action", Description: "An action whose code can change receives a secret.",
			Severity: nhi.SeverityHigh, Confidence: nhi.ConfidenceHigh,
			Categories: []string{"NHI3"}, Mode: nhi.ModeAdvisory, Kinds: []nhi.Kind{nhi.KindCISecret}, Remediation: "Pin the action to a commit.",
			URL: url("secret_to_unpinned_action"), Findings: 2,
		},
		{
			ID: "rotation_overdue", Title: "Rotation overdue", Description: "A credential is older than its maximum age.", Severity: nhi.SeverityMedium,
			Confidence: nhi.ConfidenceMedium, Categories: []string{"NHI7"}, Mode: nhi.ModeEnforced,
			Requires: []string{"times.rotated"}, Params: map[string]any{"grace_days": float64(0)}, Remediation: "Rotate it.", URL: url("rotation_overdue"),
			Findings: 1, Unknowns: 3,
		},
		{
			ID: "static_key_over_oidc", Title: "Static key where OIDC would do", Description: "A stored key is used where the service supports OIDC.",
			Severity: nhi.SeverityMedium, Categories: []string{"NHI4"}, Mode: nhi.ModeAdvisory,
			Remediation: "Exchange an OIDC token for a short-lived credential.", URL: url("static_key_over_oidc"), Findings: 2, Exceptions: 1,
		},
		{
			ID: "token_write_all", Title: "Workflow token may write everything", Description: "GITHUB_TOKEN has write-all.",
			Severity: nhi.SeverityMedium, Confidence: nhi.ConfidenceHigh, Categories: []string{"NHI5"}, Mode: nhi.ModeEnforced,
			Kinds: []nhi.Kind{nhi.KindWorkflowToken}, URL: url("token_write_all"), Findings: 1,
		},
		{
			ID: "agent_undeclared", Title: "Agent not declared", Description: "Nobody has declared this agent in the registry.",
			Severity: nhi.SeverityMedium, Categories: []string{"NHI10"}, Mode: nhi.ModeAdvisory, Kinds: []nhi.Kind{nhi.KindAgent},
			URL: url("agent_undeclared"), Findings: 1,
		},
		{
			ID: "no_owner", Title: "No owner", Description: "Nobody answers for the identity.", Severity: nhi.SeverityLow,
			Categories: []string{"NHI1"}, Mode: nhi.ModeAdvisory, URL: url("no_owner"), Findings: 1,
		},
		{
			ID: "require_expiry", Title: "No expiry", Description: "The credential lives for ever.", Severity: nhi.SeverityLow,
			Mode: nhi.ModeOff, URL: url("require_expiry"), Unknowns: 2,
		},
		{
			ID: "acme_naming", Title: "Name against the house's rule", Description: "Names begin with their team.",
			Severity: nhi.SeverityInfo, Mode: nhi.ModeAdvisory, Custom: true, Findings: 1,
		},
	}
}

func sampleFindings() []nhi.Finding {
	return []nhi.Finding{
		finding("leaked_credential", "Leaked credential", nhi.SeverityCritical, nhi.ModeEnforced, sampleStripe,
			&nhi.Location{Path: "config/production.js", Line: 3, Column: 19},
			"The live Stripe key STRIPE_SECRET_KEY (sk_live_…x2) is readable at HEAD and is used by 2 jobs.",
			"Roll the key in Stripe's dashboard, store the new one with `gh secret set STRIPE_SECRET_KEY`, then delete it from config/production.js.",
			[]nhi.Location{at("scripts/refund.rb", 41), at(".github/workflows/deploy.yml", 31)}),
		finding("leaked_credential", "Leaked credential", nhi.SeverityCritical, nhi.ModeEnforced, sampleSSH, place("deploy/id_ed25519", 1),
			"A private SSH key without passphrase is readable in the history.",
			"Remove its public half from every server and deploy key, then generate a new pair outside the repository.", nil),
		finding("secrets_on_untrusted_trigger", "Secret within a stranger's reach", nhi.SeverityHigh, nhi.ModeEnforced, sampleStripe,
			place(".github/workflows/ci.yml", 22),
			"Job integration reads STRIPE_SECRET_KEY and anyone can start it with pull_request_target; it checks out the pull request's code.",
			"Run on pull_request without secrets, or put the job behind an environment with required reviewers.", []nhi.Location{at(".github/workflows/ci.yml", 25)}),
		finding("secrets_on_untrusted_trigger", "Secret within a stranger's reach", nhi.SeverityHigh, nhi.ModeEnforced, sampleHostile,
			place(".github/workflows/od d%é\n#?.yml", 7),
			"Job "+hostileName+" reads a secret and anyone can start it with issue_comment.", "Check author_association before the job runs.", nil),
		finding("secret_to_unpinned_action", "Secret handed to an unpinned action", nhi.SeverityHigh, nhi.ModeAdvisory, sampleAWS,
			place(".github/workflows/deploy.yml", 33),
			"speedy/deploy@main receives AWS_SECRET_ACCESS_KEY, and its branch can move to other code at any time.", "Pin it: speedy/deploy@<commit>  # main.", nil),
		finding("secret_to_unpinned_action", "Secret handed to an unpinned action", nhi.SeverityHigh, nhi.ModeAdvisory, sampleStripe,
			place(".github/workflows/deploy.yml", 31),
			"speedy/deploy@main receives STRIPE_SECRET_KEY, and its branch can move to other code at any time.", "Pin it: speedy/deploy@<commit>  # main.", nil),
		suppressed(finding("leaked_credential", "Leaked credential", nhi.SeverityHigh, nhi.ModeEnforced, sampleTest, place("test/fixtures/keys.txt", 9),
			"A Stripe key (…x2) is in the working tree.", "Revoke it.", nil), nhi.Suppression{Kind: "comment", Reason: "a made-up key for the parser's tests"}),
		finding("agent_undeclared", "Agent not declared", nhi.SeverityMedium, nhi.ModeAdvisory, sampleAgent, place(".github/workflows/assistant.yml", 16),
			"Claude Code Action answers to anyone's comment with write permission on contents, and nobody has declared it.",
			"Declare it under agents: in .rollcall/registry.yaml with an owner and a sponsor.", nil),
		finding("rotation_overdue", "Rotation overdue", nhi.SeverityMedium, nhi.ModeEnforced, sampleAWS, place(".github/workflows/deploy.yml", 33),
			"AWS_SECRET_ACCESS_KEY was last rotated on 2023-02-01; 90 days are allowed.",
			"Rotate the key in IAM and store it with `gh secret set AWS_SECRET_ACCESS_KEY`.", nil),
		finding("static_key_over_oidc", "Static key where OIDC would do", nhi.SeverityMedium, nhi.ModeAdvisory, sampleAWS, place(".github/workflows/deploy.yml", 33),
			"AWS_SECRET_ACCESS_KEY is a stored key, and AWS accepts GitHub's OIDC tokens.", "Use aws-actions/configure-aws-credentials with role-to-assume.", nil),
		suppressed(finding("static_key_over_oidc", "Static key where OIDC would do", nhi.SeverityMedium, nhi.ModeAdvisory, sampleNPM,
			place(".github/workflows/release.yml", 29),
			"NPM_TOKEN is a stored key, and npm accepts GitHub's OIDC tokens.", "Set up trusted publishing.", nil),
			nhi.Suppression{Kind: "exception", Reason: "trusted publishing is planned for January", Owner: "@acme/platform", Expires: day(2027, 1, 31)}),
		finding("token_write_all", "Workflow token may write everything", nhi.SeverityMedium, nhi.ModeEnforced, sampleCIToken, place(".github/workflows/ci.yml", 5),
			"GITHUB_TOKEN may write everything in 2 jobs of ci.yml.", "Replace write-all by `permissions: contents: read` and add what a job needs.", nil),
		finding(
			"no_owner", "No owner", nhi.SeverityLow, nhi.ModeAdvisory, sampleRunner, nil,
			"Nobody answers for the runner self-hosted, linux, gpu.", "Declare an owner in .rollcall/registry.yaml.", nil,
		),
		finding(
			"acme_naming", "Name against the house's rule", nhi.SeverityInfo, nhi.ModeAdvisory, sampleOld, nil,
			"LEGACY_DB_PASSWORD does not begin with a team's name.", "", nil,
		),
	}
}

func finding(policy, title string, severity nhi.Severity, mode nhi.Mode, identity nhi.ID, where *nhi.Location, message, fix string,
	related []nhi.Location) nhi.Finding {
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
		{
			Source: "github", Scope: "organisation secrets of acme", Reason: nhi.GapNotPermitted,
			Detail: "The token may not list organisation secrets.", Permission: "organization secrets: read",
		},
		{Source: "leaks", Scope: "vendor/big.bin", Reason: nhi.GapTooLarge, Detail: "The file is 120 MB; files above 50 MB are not read."},
		{Source: "leaks", Scope: "history", Reason: nhi.GapShallow, Detail: "The clone is shallow: history ends at 40 commits."},
		{
			Source: "workflows", Scope: ".github/workflows/broken.yml", Reason: nhi.GapUnparsable,
			Detail:   "mapping values are not allowed here",
			Location: &nhi.Location{Path: ".github/workflows/broken.yml", Line: 4, Column: 9},
		},
		{Source: "workflows", Scope: "odd\n::error::name\x1b[2J.yml", Reason: nhi.GapUnreadable},
	}
}

func sampleScore() nhi.Score {
	added := 2
	return nhi.Score{
		FormulaVersion: "1", Rated: true, Value: 40, Low: 31.5, High: 58.2, Grade: "D", Provisional: true, Coverage: 0.57, Uncapped: 46.3,
		Dimensions: []nhi.Dimension{
			{
				Name: "ownership", Question: "Is it tied to a real owner?", Weight: 25, Score: 38.4, Low: 38.4, High: 38.4,
				Coverage: 1, Rated: 15,
				Problems: []nhi.Problem{
					{Identity: sampleAWS, Value: 0, Reason: "no owner"},
					{Identity: sampleStripe, Value: 0.3, Reason: "only inferred from CODEOWNERS"},
				},
			},
			{
				Name: "privilege", Question: "Is it granted more than it needs?", Weight: 25, Score: 51.2, Low: 33, High: 70.1,
				Coverage: 0.6, Rated: 15, Problems: []nhi.Problem{{Identity: sampleTrust, Value: 0.2, Reason: "open subject"}},
			},
			{
				Name: "rotation", Question: "Is it rotated on schedule?", Weight: 20, Score: 35, Low: 20.5, High: 61,
				Coverage: 0.4, Rated: 9,
				Problems: []nhi.Problem{
					{Identity: sampleStripe, Value: 0, Reason: "leaked and not rotated since"},
					{Identity: sampleSentry, Value: 0.5, Unknown: true, Reason: "no token was given"},
				},
			},
			{Name: "staleness", Question: "Has it been unused for months?", Weight: 15, Score: 72, Low: 60, High: 88, Coverage: 0.55, Rated: 8},
			{Name: "expiration", Question: "Does it have an expiry?", Weight: 15, Score: 44, Low: 40, High: 52, Coverage: 0.7, Rated: 9},
		},
		Caps: []nhi.Cap{
			{Limit: 40, Reason: "a live credential is public", Bites: true},
			{Limit: 74, Reason: "an enforced critical finding is open"},
			{Limit: 74, Reason: "coverage is below 60 %"},
		},
		Recommendations: []nhi.Recommendation{
			{
				Action: "revoke_leaked", Title: "Revoke 2 leaked credentials", Severity: nhi.SeverityCritical, Gain: 18.4,
				Effort: 3, Identities: []nhi.ID{sampleStripe, sampleSSH},
				Steps: []string{"Roll STRIPE_SECRET_KEY in Stripe's dashboard.", "Remove the public half of deploy/id_ed25519 everywhere."},
			},
			{
				Action: "resolve_findings", Title: "Resolve 2 findings: Secret handed to an unpinned action",
				Severity: nhi.SeverityHigh, Effort: 2, Identities: []nhi.ID{sampleAWS, sampleStripe},
				Steps: []string{".github/workflows/deploy.yml:33: Pin it: speedy/deploy@<commit> # main."},
			},
			{
				Action: "declare_owner", Title: "Declare owners for 4 identities", Gain: 6.2, Effort: 1,
				Identities: []nhi.ID{sampleAWS, sampleSSH, sampleAgent, sampleRunner}, Owner: "@acme/platform",
				Steps: []string{"Add them to .rollcall/registry.yaml."},
			},
			{
				Action: "move_to_oidc", Title: "Replace 1 static AWS key by OIDC", Gain: 3.1, Effort: 5,
				Identities: []nhi.ID{sampleAWS}, Steps: []string{"Create an IAM OIDC provider.", "Use role-to-assume."},
			},
		},
		Grants:       []nhi.Grant{{Title: "a token with secrets: read", Narrows: 14.5, Facts: 9}},
		Keyless:      nhi.Keylessness{Keyless: 5, Static: 8},
		NetNewStatic: &added,
	}
}
