package score

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What takes no OIDC token is not told to.
func TestKeylessInTheServicesOwnWay(t *testing.T) {
	for _, c := range []struct{ service, how, title, permissions string }{
		{
			"GitHub token", "GITHUB_TOKEN permissions or actions/create-github-app-token",
			"Use GITHUB_TOKEN permissions or actions/create-github-app-token instead of", "",
		},
		{"GHCR / GitHub Packages", "GITHUB_TOKEN packages:write", "Use GITHUB_TOKEN packages:write instead of", "`permissions: {packages: write}`"},
		{"Renovate / Dependabot bot token", "GitHub App", "Use GitHub App instead of", ""},
		{"GPG private key", "sigstore keyless", "Use sigstore keyless instead of", "`permissions: {id-token: write}`"},
		{"npm", "trusted publishing (OIDC)", "Use trusted publishing (OIDC) instead of", "`permissions: {id-token: write}`"},
		{"Somebody", "", "Use OIDC instead of", "`permissions: {id-token: write}`"},
	} {
		id := awful("KEY", nhi.CriticalityMedium)
		id.Credential = nhi.Credential{Service: c.service, Category: "vcs", Keyless: nhi.Keyless{Support: "yes", How: c.how}}
		var found bool
		for _, r := range Compute(Input{Identities: []nhi.Identity{id}, Now: now}).Recommendations {
			if r.Action != "move_to_oidc" {
				continue
			}
			found = true
			if !strings.HasPrefix(r.Title, c.title) {
				t.Errorf("%s: %s", c.service, r.Title)
			}
			if has := strings.Contains(r.Steps[0], "permissions: {"); has != (c.permissions != "") || !strings.Contains(r.Steps[0], c.permissions) {
				t.Errorf("%s: %s", c.service, r.Steps[0])
			}
		}
		if !found {
			t.Errorf("%s: nothing is recommended", c.service)
		}
	}
}

// What is proved, and what HEAD has, is dealt with before what some proposal has.
func TestWorstLeakFirst(t *testing.T) {
	leaked := func(name string, e nhi.Exposure) nhi.Identity {
		e.Date, e.Commit, e.Location = daysAgo(3), strings.Repeat("1a2b3c4d", 5), nhi.Location{Path: name, Line: 1}
		id := perfect(name, nhi.CriticalityMedium)
		id.Times.Rotated = ago(100)
		id.Exposures = []nhi.Exposure{e}
		return id
	}
	s := Compute(Input{Now: now, Identities: []nhi.Identity{
		leaked("a", nhi.Exposure{Presence: nhi.PresenceBranch, Ref: "refs/pull/7/head", Confidence: nhi.ConfidenceMedium}),
		leaked("b", nhi.Exposure{Presence: nhi.PresenceHistory, Confidence: nhi.ConfidenceHigh}),
		leaked("c", nhi.Exposure{Presence: nhi.PresenceBranch, Ref: "refs/heads/next", Confidence: nhi.ConfidenceHigh}),
		leaked("d", nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceMedium}),
		leaked("e", nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}),
	}})
	var order, actions string
	for _, r := range s.Recommendations {
		if r.Action == revokeLeaked || r.Action == reviewProposed {
			actions += r.Action + " "
			for _, id := range r.Identities {
				order += string(id[len(id)-1:])
			}
		}
	}
	if order != "edcba" || actions != "revoke_leaked review_proposed_leak " {
		t.Errorf("%s in the order %s", actions, order)
	}
	if last := s.Recommendations[len(s.Recommendations)-1]; last.Action != reviewProposed {
		t.Errorf("%s comes after what anybody can propose", last.Action)
	}
	if first := s.Recommendations[0]; !strings.Contains(first.Steps[2], "at c:1 in commit 1a2b3c4d1 of next") || !strings.Contains(first.Steps[3],
		"at b:1 in commit 1a2b3c4d1") {
		t.Errorf("steps %q", first.Steps)
	}
}
