package score

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/nhi"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func daysAgo(n float64) time.Time { return now.Add(-time.Duration(n * 24 * float64(time.Hour))) }

func ago(n float64) nhi.Fact[time.Time] { return nhi.Observed(daysAgo(n), "api") }

// perfect is an identity that nothing is wrong with.
func perfect(name string, c nhi.Criticality) nhi.Identity {
	return nhi.Identity{
		ID: nhi.ID("github:acme/app:actions-secret:" + name), Kind: nhi.KindAPIKey, Name: name, System: "github", Scope: "acme/app",
		Lifetime: nhi.LifetimeStatic,
		Owner: nhi.Owner{
			Status: nhi.OwnerConfirmed, Technical: nhi.Declared("team/payments", "registry"), Business: nhi.Declared("user:cfo", "registry"),
		},
		Criticality: nhi.Declared(c, "registry"),
		Privilege: nhi.Privilege{
			Level: nhi.Observed(nhi.PermissionRead, "api"), Resources: nhi.Observed(nhi.ScopeSingle, "api"), Protected: nhi.Observed(true, "api"),
		},
		Times: nhi.Times{
			Created: ago(400), LastUsed: ago(1), Rotated: ago(5), Expires: nhi.Observed(now.AddDate(0, 0, 30), "api"),
		},
		Attestation: nhi.Declared(nhi.Attestation{By: "alice", On: daysAgo(10)}, "registry"),
		Status:      nhi.Observed(nhi.StatusActive, "api"),
		Uses:        []nhi.Use{{Workflow: ".github/workflows/ci.yml", Job: "deploy", Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 14}}},
		UsesKnown:   nhi.Derived(true, "workflows"),
	}
}

// awful is an identity of which everything is wrong.
func awful(name string, c nhi.Criticality) nhi.Identity {
	id := perfect(name, c)
	id.Owner = nhi.Owner{Status: nhi.OwnerNone}
	id.Attestation = nhi.Absent[nhi.Attestation](nhi.ReasonNotDeclared, "")
	id.Privilege.Level = nhi.Observed(nhi.PermissionAdmin, "api")
	id.Times = nhi.Times{Created: ago(1000), LastUsed: ago(800), Rotated: ago(900), Expires: nhi.Absent[time.Time](nhi.ReasonUnset, "api")}
	return id
}

// drawTime draws a fact about the past.
func drawTime(t *rapid.T, label string) nhi.Fact[time.Time] {
	switch rapid.IntRange(0, 6).Draw(t, label) {
	case 0:
		return nhi.Fact[time.Time]{}
	case 1:
		return nhi.Absent[time.Time](rapid.SampledFrom([]nhi.AbsentReason{
			nhi.ReasonNotPermitted, nhi.ReasonNotSupported, nhi.ReasonUnset, nhi.ReasonNotDeclared,
		}).Draw(t, label+" absent"), "")
	}
	f := ago(rapid.Float64Range(-20, 500).Draw(t, label+" days"))
	f.Evidence = rapid.SampledFrom([]nhi.Evidence{nhi.EvidenceObserved, nhi.EvidenceDeclared}).Draw(t, label+" evidence")
	return f
}

func drawFact[T any](t *rapid.T, label string, values ...T) nhi.Fact[T] {
	i := rapid.IntRange(-3, len(values)-1).Draw(t, label)
	if i < 0 {
		return nhi.Absent[T]([]nhi.AbsentReason{0, nhi.ReasonNotPermitted, nhi.ReasonNotDeclared}[-i-1], "")
	}
	return nhi.Observed(values[i], "api")
}

func drawPermissions(t *rapid.T) *nhi.Permissions {
	return rapid.SampledFrom([]*nhi.Permissions{
		nil, {All: "read-all"}, {All: "write-all"}, {Scopes: map[string]string{"contents": "read"}},
		{Scopes: map[string]string{"contents": "write", "id-token": "write"}},
		{Scopes: map[string]string{"contents": "write", "packages": "write"}},
	}).Draw(t, "permissions")
}

func drawExposure(t *rapid.T) nhi.Exposure {
	e := nhi.Exposure{
		Rule: "rule", Location: nhi.Location{Path: "config.js", Line: 3},
		Presence:   rapid.SampledFrom([]nhi.Presence{nhi.PresenceHead, nhi.PresenceWorktree, nhi.PresenceHistory}).Draw(t, "presence"),
		Confidence: rapid.SampledFrom([]nhi.Confidence{nhi.ConfidenceLow, nhi.ConfidenceMedium, nhi.ConfidenceHigh}).Draw(t, "confidence"),
	}
	if e.Presence != nhi.PresenceWorktree {
		e.Date = daysAgo(rapid.Float64Range(2, 300).Draw(t, "exposed"))
	}
	e.Credential.Livemode = rapid.SampledFrom([]nhi.Livemode{"", nhi.LivemodeLive, nhi.LivemodeTest}).Draw(t, "livemode")
	e.Credential.Public = rapid.IntRange(0, 9).Draw(t, "public") == 0
	if rapid.IntRange(0, 4).Draw(t, "expires") == 0 {
		e.Credential.ExpiresAt = daysAgo(rapid.Float64Range(-50, 50).Draw(t, "expired"))
	}
	if rapid.IntRange(0, 3).Draw(t, "alert") == 0 {
		e.Platform = &nhi.Alert{Validity: rapid.SampledFrom([]nhi.Validity{nhi.ValidityActive, nhi.ValidityInactive, nhi.ValidityUnknown, ""}).Draw(t, "validity")}
	}
	e.Suppressed = rapid.SampledFrom([]*nhi.Suppression{nil, nil, nil, {Kind: "comment"}, {Kind: "exception"}}).Draw(t, "suppressed")
	return e
}

func drawUse(t *rapid.T, kind nhi.Kind) nhi.Use {
	u := nhi.Use{Workflow: ".github/workflows/ci.yml", Job: "build", Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 9}}
	if kind == nhi.KindWorkflowToken {
		u.Permissions = drawPermissions(t)
		u.DefaultPermissions = rapid.SampledFrom([]nhi.DefaultToken{"", "", nhi.DefaultTokenRead, nhi.DefaultTokenWrite}).Draw(t, "default")
	}
	return u
}

func drawIdentity(t *rapid.T, n int) nhi.Identity {
	kind := rapid.SampledFrom([]nhi.Kind{
		nhi.KindCISecret, nhi.KindCISecret, nhi.KindAPIKey, nhi.KindWorkflowToken, nhi.KindAgent, nhi.KindRunner, nhi.KindOIDCTrust, nhi.KindDeployKey,
		nhi.KindAppInstallation, nhi.KindServiceAccount,
	}).Draw(t, "kind")
	id := nhi.Identity{
		ID: nhi.ID(fmt.Sprintf("github:acme/app:%s:N%03d", kind, n)), Kind: kind, Name: fmt.Sprintf("N%03d", n), Scope: "acme/app",
		System: rapid.SampledFrom([]string{"github", "git"}).Draw(t, "system"), Lifetime: nhi.LifetimeStatic,
		Owner: nhi.Owner{
			Status:    rapid.SampledFrom([]nhi.OwnerStatus{nhi.OwnerNone, nhi.OwnerInferred, nhi.OwnerConfirmed, nhi.OwnerDeparted}).Draw(t, "owner"),
			Technical: drawFact(t, "technical", "team/a", "team/b"),
			Business:  drawFact(t, "business", "user:x"),
		},
		Criticality: drawFact(t, "criticality", nhi.Criticalities...),
		Environment: drawFact(t, "environment", nhi.Environments...),
		Privilege: nhi.Privilege{
			Level:     drawFact(t, "level", nhi.PermissionLevels...),
			Resources: drawFact(t, "resources", reach...),
			Protected: drawFact(t, "protected", true, false),
			Wildcard:  rapid.Bool().Draw(t, "wildcard"),
		},
		Times: nhi.Times{
			Created: drawTime(t, "created"), LastUsed: drawTime(t, "used"), Rotated: drawTime(t, "rotated"), Expires: drawTime(t, "expires"),
		},
		UsesKnown: drawFact(t, "uses known", true),
	}
	id.Credential.Keyless.Support = rapid.SampledFrom([]nhi.KeylessSupport{"", "yes", "no"}).Draw(t, "keyless")
	id.Credential.RotationDays = rapid.SampledFrom([]int{0, 30, 90, 400}).Draw(t, "service days")
	if rapid.Bool().Draw(t, "is attested") {
		id.Attestation = nhi.Declared(nhi.Attestation{By: "a", On: daysAgo(rapid.Float64Range(-10, 400).Draw(t, "attested"))}, "registry")
	}
	if kind == nhi.KindAgent {
		id.Agent = &nhi.Agent{Form: rapid.SampledFrom([]nhi.AgentForm{"workflow", "config"}).Draw(t, "form"), Permissions: drawPermissions(t)}
	}
	for range rapid.IntRange(0, 2).Draw(t, "uses") {
		id.Uses = append(id.Uses, drawUse(t, kind))
	}
	if kind == nhi.KindCISecret || kind == nhi.KindAPIKey {
		for range max(0, rapid.IntRange(-3, 2).Draw(t, "exposures")) {
			id.Exposures = append(id.Exposures, drawExposure(t))
		}
	}
	return id
}

func drawInput(t *rapid.T) Input {
	in := Input{Now: now}
	for n := range rapid.IntRange(0, 14).Draw(t, "identities") {
		in.Identities = append(in.Identities, drawIdentity(t, n))
	}
	for range max(0, rapid.IntRange(-3, 2).Draw(t, "findings")) {
		f := nhi.Finding{
			Policy: rapid.SampledFrom([]string{"leaked_credential", "secret_to_unpinned_action", "no_owner"}).Draw(t, "policy"), Identity: "x", Fix: "Mend it.",
			Severity: rapid.SampledFrom(nhi.Severities).Draw(t, "severity"), Mode: rapid.SampledFrom(nhi.Modes[:2]).Draw(t, "mode"),
			Fingerprint: fmt.Sprintf("f%d", len(in.Findings)),
		}
		if n := len(in.Identities); n > 0 {
			f.Identity = in.Identities[rapid.IntRange(0, n-1).Draw(t, "of")].ID
		}
		in.Findings = append(in.Findings, f)
	}
	for range max(0, rapid.IntRange(-3, 2).Draw(t, "gaps")) {
		in.Gaps = append(in.Gaps, nhi.Gap{
			Source: "leaks", Scope: "a.bin",
			Reason: rapid.SampledFrom([]nhi.GapReason{nhi.GapTooLarge, nhi.GapUnsupported, nhi.GapShallow}).Draw(t, "gap"),
		})
	}
	return in
}
