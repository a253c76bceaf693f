package inventory

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
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

// When a secret was stored, its value replaced, and last used.
func TestDatesOfAStoredSecret(t *testing.T) {
	days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	run := func(n int) []nhi.WorkflowRun {
		return []nhi.WorkflowRun{{Repository: "acme/shop", Workflow: deployPath, At: days(n + 40)}, {Repository: "acme/shop", Workflow: deployPath, At: days(n)}}
	}
	for name, test := range map[string]struct {
		created, updated, since int // days ago; since: how far back runs were read; 0: they were not
		runs                    []nhi.WorkflowRun
		rotated, used           string
	}{
		"replaced":                     {400, 20, 365, run(3), "20", "3"},
		"never replaced":               {400, 400, 365, run(3), "unset", "3"},
		"ran long ago":                 {400, 20, 365, run(200), "20", "200"},
		"did not run":                  {400, 20, 365, nil, "20", "unset"},
		"did not run for a while":      {400, 20, 60, nil, "20", "not_collected"},
		"did not run since its birth":  {50, 50, 60, nil, "unset", "unset"},
		"runs not read":                {400, 20, 0, nil, "20", "not_collected"},
		"runs of the repository alone": {400, 20, 365, []nhi.WorkflowRun{{Repository: "acme/shop", Workflow: reviewPath, At: days(1)}}, "20", "unset"},
	} {
		p := told(nhi.StoredSecret{Name: "KEY_ONE", Store: nhi.StoreActions, Level: nhi.LevelRepository, Scope: "acme/shop", Created: days(test.created), Updated: days(test.updated)})
		p.Runs = test.runs
		if test.since > 0 {
			p.Repositories[0].RunsSince = days(test.since)
		}
		got := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))}, Platform: p}, registry.Declarations{})[secretPrefix+"KEY_ONE"].Times
		say := func(f nhi.Fact[time.Time]) string {
			if !f.Known() {
				return f.Why().String()
			}
			return fmt.Sprint(int(now.Sub(f.Value).Hours() / 24))
		}
		if say(got.Rotated) != test.rotated || say(got.LastUsed) != test.used || say(got.Created) != fmt.Sprint(test.created) {
			t.Errorf("%s: %+v", name, got)
		}
		if got.LastUsed.Known() && !strings.Contains(got.LastUsed.Source, "at most") {
			t.Errorf("%s: %q does not say that it is an upper bound", name, got.LastUsed.Source)
		}
		if got.Expires.Why() != nhi.ReasonNotSupported {
			t.Errorf("%s: %+v", name, got.Expires)
		}
	}
}

// A secret of an environment is used no later than the last deployment to it.
func TestLastDeployment(t *testing.T) {
	p := told(stored("acme/shop:production"))
	p.Environments[0].LastDeployed = now.AddDate(0, 0, -70)
	p.Runs = []nhi.WorkflowRun{{Repository: "acme/shop", Workflow: deployPath, At: now}}
	w := oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))
	w.Jobs[0].Environment = "production"
	used := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{})["github:acme/shop:environment-secret:production/KEY_ONE"].Times.LastUsed
	if !used.Value.Equal(now.AddDate(0, 0, -70)) || used.Evidence != nhi.EvidenceDerived {
		t.Errorf("%+v", used)
	}
}

// What is said to have happened in the future has not: a credential is not young because of it.
func TestDatesInTheFuture(t *testing.T) {
	later := now.AddDate(4, 0, 0)
	exposed := nhi.Exposure{
		Rule: "r", Location: place("a.env", 1), Name: "OTHER_TOKEN", Presence: nhi.PresenceHead, Commit: "1a2b3c", Date: later, Confidence: nhi.ConfidenceHigh,
		Credential: nhi.Credential{IssuedAt: later},
	}
	w := oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)), secretUse("KEY_TWO", "", 0, place(deployPath, 10)))
	declared := declare(t, "- match: {name: KEY_ONE}\n  rotation: {last: 2030-01-01}\n- match: {name: KEY_TWO}\n  rotation: {last: 2026-11-23}\n", "")
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Exposures: []nhi.Exposure{exposed}}, declared)
	leaked := got[exposedPrefix+"a.env#OTHER_TOKEN"].Times
	for what, date := range map[string]nhi.Fact[time.Time]{
		"declared": got[secretPrefix+"KEY_ONE"].Times.Rotated, "committed": leaked.FirstSeen, "issued": leaked.Created, "issued and not renewed": leaked.Rotated,
	} {
		if date.Known() || !strings.Contains(date.Source, "future") {
			t.Errorf("%s: %+v", what, date)
		}
	}
	if today := got[secretPrefix+"KEY_TWO"].Times.Rotated; !today.Known() { // where it is today already, east of UTC
		t.Errorf("%+v", today)
	}
}

// The expiry that GitHub tells of a token stands against what the registry hopes for.
func TestExpiryThatThePlatformTells(t *testing.T) {
	ends := now.AddDate(0, 0, -3)
	p := told()
	p.Identities = []nhi.Identity{{
		ID: githubID("acme/shop", "pat-fine", "7"), Kind: nhi.KindPATFine, Name: "robot", System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic,
		Times: nhi.Times{Expires: nhi.Observed(ends, "tokens")},
	}}
	got := build(nhi.Observations{Platform: p}, declare(t, "- match: {kind: pat_fine}\n  expires_on: 2030-01-01\n", ""))[p.Identities[0].ID]
	if expires := got.Times.Expires; !expires.Value.Equal(ends) || expires.Evidence != nhi.EvidenceObserved || got.Status.Value != nhi.StatusExpired {
		t.Errorf("%+v %+v", expires, got.Status)
	}
}

// A value in a file is as old as the commit that brought it, unless somebody says that it was replaced since: that is what the
// score's advice asks for. Where a shallow clone ends the commit tells nothing.
func TestRotationOfAValueInAFile(t *testing.T) {
	committed := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		date        time.Time
		cut         bool
		last        string // declared
		seen        string
		want, wants string // the rotation's evidence, and its day or why there is none
	}{
		"committed":                     {date: committed, seen: "2026-01-05", want: "derived", wants: "2026-01-05"},
		"replaced since":                {date: committed, last: "2026-11-20", seen: "2026-01-05", want: "declared", wants: "2026-11-20"},
		"replaced on that day":          {date: committed, last: "2026-01-05", seen: "2026-01-05", want: "declared", wants: "2026-01-05"},
		"renewed before":                {date: committed, last: "2025-12-01", seen: "2026-01-05", want: "derived", wants: "2026-01-05"},
		"shallow":                       {date: committed, cut: true, want: "absent", wants: "the clone is shallow"},
		"shallow, and replaced":         {date: committed, cut: true, last: "2026-11-20", want: "declared", wants: "2026-11-20"},
		"without history":               {want: "absent", wants: "no commit that was read"},
		"without history, and replaced": {last: "2026-11-20", want: "declared", wants: "2026-11-20"},
	} {
		e := nhi.Exposure{Rule: "r", Location: place("a.env", 1), Name: "SOME_TOKEN", Presence: nhi.PresenceHead, Date: c.date, Cut: c.cut, Confidence: nhi.ConfidenceHigh}
		if !c.date.IsZero() {
			e.Commit = "1a2b3c"
		}
		entries := ""
		if c.last != "" {
			entries = "- match: {id: \"" + string(exposedPrefix) + "a.env#SOME_TOKEN\"}\n  rotation: {last: " + c.last + "}\n"
		}
		got := build(nhi.Observations{Exposures: []nhi.Exposure{e}}, declare(t, entries, ""))[exposedPrefix+"a.env#SOME_TOKEN"].Times
		r := got.Rotated
		if said := r.Value.Format(time.DateOnly) + " " + r.Source; r.Evidence.String() != c.want || !strings.Contains(said, c.wants) {
			t.Errorf("%s: rotated %s %q, want %s %s", name, r.Evidence, said, c.want, c.wants)
		}
		if got.FirstSeen.Known() != (c.seen != "") || c.seen != "" && got.FirstSeen.Value.Format(time.DateOnly) != c.seen {
			t.Errorf("%s: first seen %+v", name, got.FirstSeen)
		}
	}
}
