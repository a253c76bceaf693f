package score

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// unresolved is every policy whose findings no fix of a dimension takes away, by why. Their critical findings are
// resolved by themselves; see resolveFindings.
var unresolved = map[string][]string{
	"what a job does with a credential, or who can start it": {
		"secrets_on_untrusted_trigger", "secret_in_script", "secret_part_unmasked", "secret_to_downloaded_code", "secret_to_unpinned_action", "token_to_unpinned_action", "secrets_all",
		"secrets_inherit", "credential_in_artifact", "cache_open_to_strangers",
		"agent_open_trigger", "agent_unsafe", "agent_secret_outside_allowlist", "agent_inline_credential", "mcp_server_unsafe", "personal_token_in_ci",
	},
	"what is declared, and what the law says": {
		"agent_undeclared", "mcp_unapproved", "criticality_undeclared", "exception_expired", "exception_unused", "policy_weakened", "registry_ghost",
		"vendor_ended", "max_tokens", "coverage_low",
	},
	"a setting of the repository, the organisation or an environment": {
		"actions_approve_pull_requests", "agent_all_repositories", "allowed_actions_all", "classic_tokens_allowed", "environment_any_branch",
		"environment_self_review", "machine_user_no_2fa", "oidc_subject_weak", "outside_collaborator_write", "push_protection_off", "ruleset_bypass",
		"secret_scanning_off", "sha_pinning_not_enforced", "token_default_write", "two_factor_not_required",
	},
	"where a secret is kept, and for whom": {
		"cross_environment", "dependabot_secret_drift", "org_secret_all_repositories", "secret_granted_unused", "secret_shadowed", "secret_undefined",
		"test_key_in_production", "home_archived",
	},
	"a thing of its own kind: a runner, a webhook, an App, a key, a certificate": {
		"runner_all_repositories", "runner_not_ephemeral", "runner_public", "runner_stale", "webhook_dead", "webhook_insecure", "webhook_no_secret",
		"app_suspended", "certificate_expiry", "classic_token", "deploy_key_write",
	},
	"resolved by deletion, with all other findings of the identity": {"unused", "secret_unreferenced"},
}

// A policy that is added must say whether a fix of the score takes its findings away, and one that is renamed must be
// renamed here too: else a recommendation promises too little, or nothing.
func TestFixesKnowEveryPolicy(t *testing.T) {
	claimed := map[string]string{}
	for _, f := range fixes {
		for _, policy := range f.resolves {
			claimed[policy] = "the fix " + f.action
		}
	}
	for why, policies := range unresolved {
		for _, policy := range policies {
			if by, twice := claimed[policy]; twice {
				t.Errorf("%s is %q and claimed by %s", policy, why, by)
			}
			claimed[policy] = why
		}
	}
	folders, err := os.ReadDir("../policies")
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, folder := range folders {
		if _, err := os.Stat("../policies/" + folder.Name() + "/policy.rego"); err != nil {
			continue
		}
		there = append(there, folder.Name())
		if claimed[folder.Name()] == "" {
			t.Errorf("nothing says which fix takes away the findings of %s", folder.Name())
		}
	}
	for policy, by := range claimed {
		if !slices.Contains(there, policy) {
			t.Errorf("there is no policy %s, of which %q speaks", policy, by)
		}
	}
}

func TestNounsKeepTheirAbbreviations(t *testing.T) {
	for kind, want := range map[string]string{
		"GitHub App": "1 GitHub App", "CI secret": "1 CI secret", "API key": "1 API key", "OIDC trust": "1 OIDC trust",
		"Workflow token": "1 workflow token", "Personal access token (classic)": "1 personal access token (classic)", "": "1 identity",
	} {
		if got := (groupName{kind: kind}).noun(1, ""); got != want {
			t.Errorf("%q: %q, want %q", kind, got, want)
		}
	}
}

// What is a medium finding comes before what is none, whatever each gains.
func TestFindingsComeFirst(t *testing.T) {
	gains := func(severity nhi.Severity, gain float64) nhi.Recommendation {
		return nhi.Recommendation{Title: string(severity), Severity: severity, Gain: gain, Effort: 1}
	}
	got := []nhi.Recommendation{gains("", 40), gains(nhi.SeverityLow, 50), gains(nhi.SeverityMedium, 1), gains(nhi.SeverityHigh, 0), gains(nhi.SeverityCritical, 0)}
	nhi.Sort(got, compareRecommendations)
	want := []nhi.Severity{nhi.SeverityCritical, nhi.SeverityHigh, nhi.SeverityMedium, nhi.SeverityLow, ""}
	for i, r := range got {
		if r.Severity != want[i] {
			t.Errorf("place %d: %q, want %q", i, r.Severity, want[i])
		}
	}
}

// There may be as many groups as owners: each looks at the findings of its own members alone.
func TestGroupsLookAtTheirOwnFindings(t *testing.T) {
	in := large(1000)
	for _, id := range in.Identities {
		in.Findings = append(in.Findings, nhi.Finding{Fingerprint: string(id.ID), Policy: "attestation_overdue", Identity: id.ID, Severity: nhi.SeverityMedium, Mode: nhi.ModeEnforced})
	}
	b := newBoard(in)
	for _, f := range fixes {
		looked, wanted := 0, 0
		for _, g := range b.groups(f) {
			wanted += len(g.members)
			b.findings(g.members, func(nhi.Finding) bool { looked++; return false })
		}
		if looked != wanted {
			t.Errorf("%s: %d members were asked for %d times", f.action, wanted, looked)
		}
	}
}

// What is to be pasted into a registry is taken by it: nothing invisible, and not too long.
func TestEntriesThatARegistryTakes(t *testing.T) {
	long := strings.Repeat("ä", 2000)
	for id, want := range map[nhi.ID]string{
		"git:a/b:exposed-credential:my  conf/a.env#KEY":             `"git:a/b:exposed-credential:my  conf/a.env#KEY"`,
		"git:a/b:exposed-credential:a\u00a0\u200bb/\"\\c\".env#KEY": `"git:a/b:exposed-credential:a*b/\"\\c\".env#KEY"`,
		"git:a/b:exposed-credential:a\xff.env#KEY":                  `"git:a/b:exposed-credential:a*.env#KEY"`,
	} {
		if got := entry(nhi.Identity{ID: id}, "x"); !strings.Contains(got, "{id: "+want+"}") {
			t.Errorf("%q: %s", id, got)
		}
	}
	got := writable("git:" + long + "#KEY")
	before, after, found := strings.Cut(got, "*")
	if len(got) > 1000 || !found || !utf8.ValidString(got) || !strings.HasPrefix("git:"+long, before) || !strings.HasSuffix(long+"#KEY", after) {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}
