package policies

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

const deploy = ".github/workflows/deploy.yml"

// shop is a small inventory in which each identity is wrong in its own way, or in none.
func shop() Input {
	at := func(line int) nhi.Location { return nhi.Location{Path: deploy, Line: line, Column: 11} }
	write := &nhi.Permissions{All: "write-all", Location: at(4)}
	use := func(line int) nhi.Use {
		return nhi.Use{Workflow: deploy, Job: "deploy", Step: 1, StepName: "Deploy", Route: nhi.RouteEnv, Level: "step", Location: at(line), Events: []string{"push"}}
	}
	stripe := secret("STRIPE_SECRET_KEY")
	stripe.Owner.Status = nhi.OwnerNone
	stripe.Criticality = nhi.Derived(nhi.CriticalityHigh, "payment")
	stripe.Credential = nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, By: "name", Confidence: nhi.ConfidenceHigh, Livemode: "live"}
	stripe.Uses = []nhi.Use{use(21)}
	stripe.Rotation.MaximumDays = nhi.Derived(90, "criticality")
	stripe.Times.Created = nhi.Observed(now.AddDate(0, 0, -100), "api")
	stripe.Exposures = []nhi.Exposure{
		{Rule: "stripe-access-token", Location: nhi.Location{Path: "old.js", Line: 7}, Presence: nhi.PresenceHistory, Confidence: nhi.ConfidenceHigh,
			Credential: nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, By: "value", Livemode: "live"}},
		{Rule: "stripe-access-token", Location: nhi.Location{Path: "config.js", Line: 3}, Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh,
			Credential: nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, By: "value", Livemode: "live"}, Preview: "sk_live_…9X"},
		{Rule: "stripe-access-token", Location: nhi.Location{Path: "ignored.js", Line: 1}, Presence: nhi.PresenceHead, Suppressed: &nhi.Suppression{Kind: "comment", Reason: "made up"}},
	}
	aws := secret("AWS_SECRET_ACCESS_KEY")
	aws.Credential = nhi.Credential{Service: "AWS IAM access key", Category: nhi.CategoryCloud, By: "name", Confidence: nhi.ConfidenceHigh,
		Keyless: nhi.Keyless{Support: "yes", How: "aws-actions/configure-aws-credentials + IAM OIDC provider"}}
	aws.Uses = []nhi.Use{use(25), use(31)}
	codecov := secret("CODECOV_TOKEN")
	codecov.Uses = []nhi.Use{use(40)}
	codecov.Uses[0].Route, codecov.Uses[0].Action = nhi.RouteWith, &nhi.ActionRef{Raw: "codecov/codecov-action@v5", Owner: "codecov", Repo: "codecov-action", Ref: "v5", Pin: nhi.PinTag}
	publishable := secret("STRIPE_PUBLISHABLE_KEY")
	publishable.Credential.Public = true
	ghost := secret("OLD_TOKEN")
	ghost.Status, ghost.Uses = nhi.Derived(nhi.StatusMissing, ".rollcall/registry.yaml:3; a workflow was not read"), nil
	token := nhi.Identity{ID: "github:acme/app:workflow-token:" + deploy, Kind: nhi.KindWorkflowToken, Name: deploy, System: "github", Scope: "acme/app",
		Store: "workflow-token", Lifetime: nhi.LifetimeEphemeral, Owner: nhi.Owner{Status: nhi.OwnerNone}}
	return Input{
		Now:        now,
		Identities: []nhi.Identity{stripe, aws, codecov, publishable, ghost, token},
		Workflows: []nhi.Workflow{{Path: deploy, Triggers: []nhi.Trigger{{Event: "push"}}, Permissions: write,
			Jobs: []nhi.Job{{ID: "deploy", Location: at(8), Permissions: write}}}},
		Exceptions: []nhi.Exception{{Policy: "no_owner", Identity: "*:STRIPE_*", Reason: "the team is being formed", Owner: "alice", Expires: now.AddDate(0, 1, 0)}},
	}
}

func TestGolden(t *testing.T) {
	v, err := load(t, nil).Evaluate(t.Context(), shop())
	if err != nil {
		t.Fatal(err)
	}
	v.Policies = nil // their pages are tested apart
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	const file = "testdata/shop.golden.json"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}
