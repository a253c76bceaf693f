package score

import (
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// unchanged leaves an identity as it is.
func unchanged(*nhi.Identity) {}

type ratingCase struct {
	name      string
	change    func(*nhi.Identity) // of a perfect high-criticality API key
	low, high float64
	reason    string
	absent    bool // not applicable
}

func checkRatings(t *testing.T, d int, cases []ratingCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			id := perfect("KEY", nhi.CriticalityHigh)
			c.change(&id)
			s, ok := rate(id, now)
			if !ok {
				t.Fatal("not rated")
			}
			r := s.ratings[d]
			if r.applies == c.absent {
				t.Fatalf("applies: %v", r.applies)
			}
			if r.low != creditOf(c.low) || r.high != creditOf(c.high) || r.reason != c.reason && r.low < full {
				t.Errorf("got %d to %d, %q; want %v to %v, %q", r.low, r.high, r.reason, c.low, c.high, c.reason)
			}
		})
	}
}

func owned(status nhi.OwnerStatus) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		id.Owner = nhi.Owner{Status: status, Technical: nhi.Fact[string]{Source: ".github/CODEOWNERS:3"}}
	}
}

func TestOwnership(t *testing.T) {
	checkRatings(t, ownership, []ratingCase{
		{"nobody", owned(nhi.OwnerNone), 0, 0, "no owner", false},
		{"gone", owned(nhi.OwnerDeparted), 0, 0, "its owner has left", false},
		{"inferred", owned(nhi.OwnerInferred), 0.3, 0.3, "owner only inferred (.github/CODEOWNERS:3)", false},
		{"not permitted", func(id *nhi.Identity) {
			id.Owner = nhi.Owner{Technical: nhi.Absent[string](nhi.ReasonNotPermitted, "")}
		}, 0, 1, "the token may not read its owner", false},
		{"never attested", func(id *nhi.Identity) { id.Attestation = nhi.Fact[nhi.Attestation]{} }, 0.7, 0.7, "never attested by its owner", false},
		{"attested too long ago", func(id *nhi.Identity) { id.Attestation.Value.On = daysAgo(100) }, 0.7, 0.7, "attestation overdue since 2026-11-12", false},
		{"attested for longer than allowed", func(id *nhi.Identity) {
			id.Attestation.Value = nhi.Attestation{On: daysAgo(100), Until: now.AddDate(5, 0, 0)}
		}, 0.7, 0.7, "attestation overdue since 2026-11-12", false},
		{"no business owner", func(id *nhi.Identity) { id.Owner.Business = nhi.Fact[string]{} }, 0.85, 0.85, "no business owner", false},
		{"no business owner needed", func(id *nhi.Identity) {
			id.Owner.Business = nhi.Fact[string]{}
			id.Criticality.Value = nhi.CriticalityMedium
		}, 1, 1, "", false},
		{"all", unchanged, 1, 1, "", false},
	})
}

func grant(level nhi.PermissionLevel, scope nhi.ResourceScope) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		id.Privilege.Level, id.Privilege.Resources = nhi.Observed(level, ""), nhi.Observed(scope, "")
	}
}

func token(permissions ...*nhi.Permissions) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		id.Kind, id.Lifetime, id.Privilege, id.Uses = nhi.KindWorkflowToken, nhi.LifetimeEphemeral, nhi.Privilege{}, nil
		for _, p := range permissions {
			id.Uses = append(id.Uses, nhi.Use{Job: "build", Permissions: p})
		}
	}
}

func byDefault(permissions nhi.DefaultToken) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		token(nil)(id)
		id.Uses[0].DefaultPermissions = permissions
	}
}

func TestPrivilege(t *testing.T) {
	scopes := func(pairs ...string) *nhi.Permissions {
		p := &nhi.Permissions{Scopes: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			p.Scopes[pairs[i]] = pairs[i+1]
		}
		return p
	}
	checkRatings(t, privilege, []ratingCase{
		{"by default, read", byDefault("read"), 1, 1, "", false},
		{"by default, write", byDefault("write"), 0, 0, "no permissions: for job build, and by default a token may write everything", false},
		{"by default, not known", byDefault(""), 0, 1, "no permissions: for job build; the repository's default applies", false},
		{"production, no environment", func(id *nhi.Identity) {
			id.Environment, id.Privilege.Protected = nhi.Observed(nhi.EnvironmentProduction, ""), nhi.Absent[bool](nhi.ReasonUnset, "")
		}, 0.9, 0.9, "read access to one resource; no environment with protection rules stands before its use", false},
		{"one, read", grant("read", "single"), 1, 1, "", false},
		{"one, write", grant("write", "single"), 0.8, 0.8, "write access to one resource", false},
		{"several, write", grant("write", "multiple"), 0.5, 0.5, "write access to several resources", false},
		{"organisation, write", grant("write", "organization"), 0.2, 0.2, "write access to the whole organisation", false},
		{"admin", grant("admin", "single"), 0, 0, "admin access to one resource", false},
		{"everything", grant("write", "all"), 0, 0, "write access to everything", false},
		{
			"unknown reach", func(id *nhi.Identity) { id.Privilege.Resources = nhi.Fact[nhi.ResourceScope]{} }, 0.2, 1,
			"read access; to how much is not known", false,
		},
		{"unknown", func(id *nhi.Identity) { id.Privilege.Level = nhi.Fact[nhi.PermissionLevel]{} }, 0, 1, "what it may do is not known", false},
		{"not declared", func(id *nhi.Identity) {
			id.Privilege.Level = nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotDeclared, "")
		}, 0, 0, "what it may do is not declared", false},
		{"not supported", func(id *nhi.Identity) {
			id.Privilege.Level = nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotSupported, "")
		}, 0, 0, "", true},
		{
			"two environments", func(id *nhi.Identity) { id.Environments = []string{"production", "staging"} }, 0.5, 0.5,
			"used in 2 environments: production, staging", false,
		},
		{
			"shared value", func(id *nhi.Identity) { id.Links = []nhi.Link{{Relation: "same_value", To: "other"}} }, 0.5, 0.5,
			"has the same value as other", false,
		},
		{"wildcard", func(id *nhi.Identity) { id.Privilege.Wildcard = true }, 0.2, 0.2, "its trust is open: the subject has a wildcard", false},
		{"unprotected production", func(id *nhi.Identity) {
			id.Environment = nhi.Observed(nhi.EnvironmentProduction, "")
			id.Privilege.Protected = nhi.Observed(false, "")
		}, 0.9, 0.9, "read access to one resource; its environment has no protection rules", false},
		{"production, protection unknown", func(id *nhi.Identity) {
			id.Environment = nhi.Observed(nhi.EnvironmentProduction, "")
			id.Privilege.Protected = nhi.Fact[bool]{}
		}, 0.9, 1, "read access to one resource; its environment's protection rules are not known", false},
		{"token without permissions", token(nil), 0, 1, "no permissions: for job build; the repository's default applies", false},
		{"token, one job without", func(id *nhi.Identity) {
			token(scopes("contents", "write"), nil)(id)
			id.Privilege.Level = nhi.Derived(nhi.PermissionWrite, "the other job")
		}, 0, 1, "no permissions: for job build; the repository's default applies", false},
		{"token without permissions, default read", func(id *nhi.Identity) {
			token(nil)(id)
			grant("read", "single")(id)
		}, 1, 1, "", false},
		{"token, write-all", token(scopes("contents", "read"), &nhi.Permissions{All: "write-all"}), 0, 0, "write-all in job build", false},
		{"token, one write", token(scopes("contents", "write", "id-token", "write")), 0.8, 0.8, "may write contents in job build", false},
		{"token, two writes", token(scopes("packages", "write", "contents", "write")), 0.5, 0.5, "may write contents, packages in job build", false},
		{"token, none", token(scopes()), 1, 1, "", false},
		{"token, read-all", token(&nhi.Permissions{All: "read-all"}), 1, 1, "", false},
		{"agent with open settings", func(id *nhi.Identity) {
			id.Kind = nhi.KindAgent
			id.Agent = &nhi.Agent{Form: "workflow", Permissions: scopes(), Settings: []nhi.AgentSetting{{Name: "open_trigger"}}}
		}, 0.5, 0.5, "runs with open trigger", false},
		{"agent in a file", func(id *nhi.Identity) {
			id.Kind, id.Agent = nhi.KindAgent, &nhi.Agent{Form: "config"}
		}, 0, 0, "", true},
		{"runner", func(id *nhi.Identity) { id.Kind = nhi.KindRunner }, 0, 0, "", true},
	})
}

func rotated(days float64) func(*nhi.Identity) {
	return func(id *nhi.Identity) { id.Times.Created, id.Times.Rotated = ago(500), ago(days) }
}

// leakedIn adds an exposure of a value, committed 30 days ago.
func leakedIn(change func(*nhi.Exposure)) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		e := nhi.Exposure{
			Location: nhi.Location{Path: "config.js", Line: 3}, Presence: nhi.PresenceHead, Date: daysAgo(30), Confidence: nhi.ConfidenceHigh,
		}
		change(&e)
		id.Times.Rotated = ago(40)
		id.Exposures = []nhi.Exposure{e}
	}
}

func asIs(*nhi.Exposure) {}

func TestRotation(t *testing.T) {
	checkRatings(t, rotation, []ratingCase{
		{"fresh", rotated(67.5), 1, 1, "", false},
		{"soon due", rotated(81), 0.85, 0.85, "age 81 of 90 days", false},
		{"due", rotated(90), 0.75, 0.75, "age 90 of 90 days", false},
		{"overdue", rotated(108), 0.32, 0.32, "age 108 of 90 days", false},
		{"long overdue", rotated(412), 0, 0, "age 412 of 90 days", false},
		{"medium has longer", func(id *nhi.Identity) { rotated(108)(id); id.Criticality.Value = nhi.CriticalityMedium }, 1, 1, "", false},
		{"the service's default is shorter", func(id *nhi.Identity) { rotated(45)(id); id.Credential.RotationDays = 30 }, 0.2, 0.2, "age 45 of 30 days", false},
		{
			"a declared maximum cannot loosen",
			func(id *nhi.Identity) { rotated(108)(id); id.Rotation.MaximumDays = nhi.Declared(365, "") }, 0.32, 0.32,
			"age 108 of 90 days", false,
		},
		{"never rotated", func(id *nhi.Identity) {
			id.Times.Rotated, id.Times.Created = nhi.Absent[time.Time](nhi.ReasonUnset, ""), ago(108)
		}, 0.32, 0.32, "age 108 of 90 days", false},
		{"rotated in the future", func(id *nhi.Identity) { rotated(-10)(id); id.Times.Created = ago(108) }, 0.32, 0.32, "age 108 of 90 days", false},
		{"not permitted, creation known", func(id *nhi.Identity) {
			id.Times.Rotated, id.Times.Created = nhi.Absent[time.Time](nhi.ReasonNotPermitted, ""), ago(108)
		}, 0.32, 1, "created 2026-08-06, last rotation not known", false},
		{"nothing known", func(id *nhi.Identity) { id.Times = nhi.Times{} }, 0, 1, "last rotation not known", false},
		{"ephemeral", func(id *nhi.Identity) { id.Times = nhi.Times{}; id.Lifetime = nhi.LifetimeEphemeral }, 1, 1, "", false},
		{"federated", func(id *nhi.Identity) { id.Times = nhi.Times{}; id.Lifetime = nhi.LifetimeFederated }, 1, 1, "", false},
		{"agent", func(id *nhi.Identity) { id.Kind = nhi.KindAgent }, 0, 0, "", true},
		{"leaked", leakedIn(asIs), 0, 0, "leaked and not rotated since 2026-10-23", false},
		{
			"leaked, not committed", leakedIn(func(e *nhi.Exposure) { e.Date, e.Presence = time.Time{}, nhi.PresenceWorktree }),
			0, 0, "leaked and not rotated since", false,
		},
		{"leaked and rotated since", func(id *nhi.Identity) { leakedIn(asIs)(id); rotated(20)(id) }, 1, 1, "", false},
		{"leaked and rotated that day, as declared", func(id *nhi.Identity) {
			leakedIn(asIs)(id)
			id.Times.Rotated = nhi.Declared(nhi.Date(daysAgo(30)), "registry")
		}, 1, 1, "", false},
		{
			"leaked, exception", leakedIn(func(e *nhi.Exposure) { e.Suppressed = &nhi.Suppression{Kind: "exception"} }), 0, 0,
			"leaked and not rotated since 2026-10-23", false,
		},
		{
			"leaked, perhaps", leakedIn(func(e *nhi.Exposure) { e.Confidence = nhi.ConfidenceLow }), 0, 1,
			"perhaps leaked and not rotated since 2026-10-23", false,
		},
		{
			"leaked, by the name of a secret", leakedIn(func(e *nhi.Exposure) { e.Confidence = nhi.ConfidenceMedium }), 0, 0,
			"leaked and not rotated since 2026-10-23", false,
		},
		{"leaked, by a name in a file alone", func(id *nhi.Identity) {
			leakedIn(func(e *nhi.Exposure) { e.Confidence = nhi.ConfidenceMedium })(id)
			id.System = "git"
		}, 0, 1, "perhaps leaked and not rotated since 2026-10-23", false},
		{"leaked, no secret", leakedIn(func(e *nhi.Exposure) { e.Suppressed = &nhi.Suppression{Kind: "comment"} }), 1, 1, "", false},
		{"leaked, public by design", leakedIn(func(e *nhi.Exposure) { e.Credential.Public = true }), 1, 1, "", false},
		{"leaked, expired", leakedIn(func(e *nhi.Exposure) { e.Credential.ExpiresAt = daysAgo(1) }), 1, 1, "", false},
	})
}

func used(days float64) func(*nhi.Identity) {
	return func(id *nhi.Identity) { id.Times.LastUsed = ago(days) }
}

func neverUsed(age float64) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		id.Times.LastUsed, id.Times.Created = nhi.Absent[time.Time](nhi.ReasonUnset, ""), ago(age)
	}
}

func unreferenced(usesKnown nhi.Fact[bool]) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		id.Kind, id.Uses, id.UsesKnown, id.Times.LastUsed = nhi.KindCISecret, nil, usesKnown, nhi.Fact[time.Time]{}
	}
}

func TestStaleness(t *testing.T) {
	checkRatings(t, staleness, []ratingCase{
		{"a month", used(30), 1, 1, "", false},
		{"two months", used(60), 0.5, 0.5, "last used 60 days ago", false},
		{"three months", used(90), 0, 0, "last used 90 days ago", false},
		{"a year", used(365), 0, 0, "last used 365 days ago", false},
		{"young", func(id *nhi.Identity) { used(80)(id); id.Times.Created = ago(85) }, 0.5, 0.5, "last used 80 days ago", false},
		{"never used, new", neverUsed(29), 0, 0, "", true},
		{"never used, young", neverUsed(40), 0.5, 0.5, "never used since 2026-10-13", false},
		{"never used, old", neverUsed(90), 0, 0, "never used since 2026-08-24", false},
		{"unknown", func(id *nhi.Identity) { id.Times.LastUsed = nhi.Fact[time.Time]{} }, 0, 1, "last use not known", false},
		{"unreferenced", unreferenced(nhi.Derived(true, "")), 0, 0, "no workflow references it", false},
		{"perhaps unreferenced", unreferenced(nhi.Absent[bool](nhi.ReasonNotCollected, "")), 0, 1, "no workflow that could be read references it", false},
		{"workflow token", token(nil), 0, 0, "", true},
		{"OIDC trust", func(id *nhi.Identity) { id.Kind = nhi.KindOIDCTrust }, 0, 0, "", true},
	})
}

func expires(days int, e nhi.Evidence) func(*nhi.Identity) {
	return func(id *nhi.Identity) {
		id.Times.Created, id.Times.Rotated = ago(0), nhi.Fact[time.Time]{}
		id.Times.Expires = nhi.Fact[time.Time]{Value: now.AddDate(0, 0, days), Evidence: e}
	}
}

func noExpiry(kind nhi.Kind, reason nhi.AbsentReason) func(*nhi.Identity) {
	return func(id *nhi.Identity) { id.Kind, id.Times.Expires = kind, nhi.Absent[time.Time](reason, "") }
}

func TestExpiration(t *testing.T) {
	checkRatings(t, expiration, []ratingCase{
		{"within the maximum", expires(90, nhi.EvidenceObserved), 1, 1, "", false},
		{"twice the maximum", expires(180, nhi.EvidenceObserved), 0.5, 0.5, "lives 180 days, 90 at most", false},
		{"ten times the maximum", expires(900, nhi.EvidenceObserved), 0.3, 0.3, "lives 900 days, 90 at most", false},
		{"begin unknown", func(id *nhi.Identity) {
			expires(90, nhi.EvidenceObserved)(id)
			id.Times.Created = nhi.Fact[time.Time]{}
		},
			0.3, 1, "expires 2027-02-20; how long it has lived is not known", false},
		{"declared", expires(90, nhi.EvidenceDeclared), 0.8, 0.8, "expiry 2027-02-20 is declared; nothing enforces it", false},
		{"declared, far away", expires(180, nhi.EvidenceDeclared), 0.5, 0.5, "lives 180 days, 90 at most", false},
		{"expired", expires(-1, nhi.EvidenceObserved), 0.2, 0.2, "expired on 2026-11-21 and still present", false},
		{"unset", noExpiry(nhi.KindPATFine, nhi.ReasonUnset), 0, 0, "never expires", false},
		{"CI secret", noExpiry(nhi.KindCISecret, nhi.ReasonNotSupported), 0.2, 0.2, "no expiry is declared (GitHub keeps none of a secret)", false},
		{"not supported", noExpiry(nhi.KindPATFine, nhi.ReasonNotSupported), 0.2, 0.2, "the platform has no expiry for it, and none is declared", false},
		{"not permitted", noExpiry(nhi.KindPATFine, nhi.ReasonNotPermitted), 0, 1, "expiry not known", false},
		{"ephemeral", token(nil), 1, 1, "", false},
		{"runner", func(id *nhi.Identity) { id.Kind = nhi.KindRunner }, 0, 0, "", true},
	})
}

func TestLeakedAndUnusedIdentitiesForfeitAllCredit(t *testing.T) {
	for name, change := range map[string]func(*nhi.Identity){
		"leaked": leakedIn(asIs), "unused": unreferenced(nhi.Derived(true, "")),
	} {
		id := perfect("KEY", nhi.CriticalityHigh)
		change(&id)
		s, _ := rate(id, now)
		for d, r := range s.ratings {
			if !r.applies || r.low != 0 || r.high != 0 || r.reason == "" {
				t.Errorf("%s, %s: %+v", name, dimensions[d].name, r)
			}
		}
	}
}

func TestWhatIsNotRated(t *testing.T) {
	alone := func(change func(*nhi.Exposure)) func(*nhi.Identity) {
		return func(id *nhi.Identity) { leakedIn(change)(id); id.System, id.Uses = "git", nil }
	}
	status := func(s nhi.Status) func(*nhi.Identity) {
		return func(id *nhi.Identity) { id.Status = nhi.Observed(s, "") }
	}
	for name, c := range map[string]struct {
		change func(*nhi.Identity)
		rated  bool
	}{
		"active":                   {unchanged, true},
		"revoked":                  {status(nhi.StatusRevoked), false},
		"disabled":                 {status(nhi.StatusDisabled), false},
		"declared, seen nowhere":   {status(nhi.StatusMissing), false},
		"leaked":                   {alone(asIs), true},
		"leaked, public by design": {alone(func(e *nhi.Exposure) { e.Credential.Public = true }), false},
		"leaked, no secret":        {alone(func(e *nhi.Exposure) { e.Suppressed = &nhi.Suppression{Kind: "baseline"} }), false},
		"no secret":                {func(id *nhi.Identity) { id.Credential.Public = true }, false},
		"no secret, but leaked":    {func(id *nhi.Identity) { alone(asIs)(id); id.Credential.Public = true }, true},
		"used by nobody, no leak": {func(id *nhi.Identity) {
			alone(func(e *nhi.Exposure) { e.Credential.Public = true })(id)
			id.System = "github"
		}, true},
		"leaked, exception":         {alone(func(e *nhi.Exposure) { e.Suppressed = &nhi.Suppression{Kind: "exception"} }), true},
		"leaked and rotated since":  {func(id *nhi.Identity) { alone(asIs)(id); rotated(1)(id) }, false},
		"leaked, expired, in files": {alone(func(e *nhi.Exposure) { e.Credential.ExpiresAt = now }), true},
		"leaked, works no more, history": {alone(func(e *nhi.Exposure) {
			e.Platform, e.Presence = &nhi.Alert{Validity: "inactive"}, nhi.PresenceHistory
		}), false},
		"settings":              {func(id *nhi.Identity) { id.Kind, id.Settings = nhi.KindWorkflowToken, &nhi.Settings{} }, false},
		"a name no store has":   {func(id *nhi.Identity) { id.Stored = &nhi.Stored{Defined: nhi.Observed(false, "")} }, false},
		"a name not looked for": {func(id *nhi.Identity) { id.Stored = &nhi.Stored{Defined: nhi.Absent[bool](nhi.ReasonNotPermitted, "")} }, true},
		"leaked, expired, history": {alone(func(e *nhi.Exposure) {
			e.Credential.ExpiresAt, e.Presence = now, nhi.PresenceHistory
		}), false},
	} {
		t.Run(name, func(t *testing.T) {
			id := perfect("KEY", nhi.CriticalityHigh)
			c.change(&id)
			if _, ok := rate(id, now); ok != c.rated {
				t.Errorf("rated: %v", ok)
			}
		})
	}
}

func TestOnlyAValueThatProvesItselfIsALiveLeak(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*nhi.Exposure)
		live   bool
	}{
		"nothing proves it":    {asIs, false},
		"live mode":            {func(e *nhi.Exposure) { e.Credential.Livemode = "live" }, true},
		"checksum":             {func(e *nhi.Exposure) { e.Credential.Checksum = "valid" }, true},
		"checksum, in history": {func(e *nhi.Exposure) { e.Credential.Checksum, e.Presence = "valid", nhi.PresenceHistory }, true},
		"not committed":        {func(e *nhi.Exposure) { e.Credential.Checksum, e.Presence = "valid", nhi.PresenceWorktree }, false},
		"test mode":            {func(e *nhi.Exposure) { e.Credential.Livemode = "test" }, false},
		"wrong checksum":       {func(e *nhi.Exposure) { e.Credential.Livemode, e.Credential.Checksum = "live", "invalid" }, false},
		"low confidence":       {func(e *nhi.Exposure) { e.Credential.Livemode, e.Confidence = "live", nhi.ConfidenceLow }, false},
		"GitHub tried it":      {func(e *nhi.Exposure) { e.Platform, e.Confidence = &nhi.Alert{Validity: "active"}, nhi.ConfidenceLow }, true},
		"tried in vain":        {func(e *nhi.Exposure) { e.Platform, e.Credential.Checksum = &nhi.Alert{Validity: "inactive"}, "valid" }, false},
		"not tried":            {func(e *nhi.Exposure) { e.Platform = &nhi.Alert{Validity: "unknown"} }, false},
		"expired":              {func(e *nhi.Exposure) { e.Credential.Livemode, e.Credential.ExpiresAt = "live", now }, false},
	} {
		id := perfect("KEY", nhi.CriticalityHigh)
		leakedIn(c.change)(&id)
		if got := leakOf(id, now).live; got != c.live {
			t.Errorf("%s: live %v", name, got)
		}
	}
}

// A word that is to be given in the future is not overdue.
func TestAttestedInTheFuture(t *testing.T) {
	id := perfect("KEY", nhi.CriticalityHigh)
	id.Attestation = nhi.Declared(nhi.Attestation{By: "alice", On: now.AddDate(0, 6, 0)}, "registry")
	got := rateOwnership(id, now)
	if want := known(ownerConfirmed, "attested on 2027-05-22, which is yet to come"); got != want {
		t.Errorf("%+v", got)
	}
}

// A declared expiry is a day, and the day itself still counts.
func TestExpiryOnItsLastDay(t *testing.T) {
	id := perfect("KEY", nhi.CriticalityHigh)
	for days, want := range map[int]credit{0: creditOf(declaredCredit), -1: creditOf(expiredCredit)} {
		id.Times.Expires = nhi.Declared(nhi.Date(now).AddDate(0, 0, days), "registry")
		if got := rateExpiration(id, now); got.low != want {
			t.Errorf("%d days: %+v", days, got)
		}
	}
}
