package inventory

import (
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// That a webhook was edited says when its secret was changed only where even that is too long ago, and a webhook
// without a secret has nothing to rotate.
func TestWebhookRotation(t *testing.T) {
	hook := func(signed bool, edited nhi.Fact[time.Time]) nhi.Identity {
		return nhi.Identity{
			ID: githubID("acme/shop", "webhook", "1"), Kind: nhi.KindWebhook, Name: "ci.example.com", System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic,
			Webhook: &nhi.Webhook{Host: "ci.example.com", HasSecret: nhi.Observed(signed, "webhooks")},
			Times:   nhi.Times{Created: nhi.Observed(now.AddDate(-3, 0, 0), "webhooks"), Rotated: edited},
		}
	}
	const rotation = "- match: {kind: webhook}\n  rotation: {last: 2026-11-01}\n"
	last := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		hook     nhi.Identity
		declared string
		want     time.Time
		evidence nhi.Evidence
		why      nhi.AbsentReason
	}{
		"edited of late":                {hook: hook(true, nhi.Inferred(now.AddDate(0, 0, -30), "")), evidence: nhi.EvidenceAbsent, why: nhi.ReasonNotCollected},
		"edited of late, and declared":  {hook: hook(true, nhi.Inferred(now.AddDate(0, 0, -30), "")), declared: rotation, want: last, evidence: nhi.EvidenceDeclared},
		"edited long ago":               {hook: hook(true, nhi.Inferred(now.AddDate(-2, 0, 0), "")), want: now.AddDate(-2, 0, 0), evidence: nhi.EvidenceInferred},
		"never edited":                  {hook: hook(true, nhi.Absent[time.Time](nhi.ReasonNotSupported, "")), evidence: nhi.EvidenceAbsent, why: nhi.ReasonNotSupported},
		"without a secret, edited then": {hook: hook(false, nhi.Fact[time.Time]{}), evidence: nhi.EvidenceAbsent, why: nhi.ReasonNotSupported},
	} {
		p := told()
		p.Identities = []nhi.Identity{c.hook}
		got := build(nhi.Observations{Platform: p}, declare(t, c.declared, ""))[c.hook.ID]
		if r := got.Times.Rotated; !r.Value.Equal(c.want) || r.Evidence != c.evidence || r.Reason != c.why {
			t.Errorf("%s: %+v", name, r)
		}
		if signed := c.hook.Webhook.HasSecret.Value; got.Rotation.MaximumDays.Known() != signed {
			t.Errorf("%s: its maximum is %+v", name, got.Rotation.MaximumDays)
		}
	}
}
