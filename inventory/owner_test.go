package inventory

import (
	"fmt"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

func edited(path, editor string, month time.Month) nhi.Edit {
	return nhi.Edit{Path: path, Editor: editor, Commit: "1a2b3c4d5e", Date: time.Date(2026, month, 3, 0, 0, 0, 0, time.UTC)}
}

// Who edited a workflow last is asked about its credentials, as long as nobody is named and he has not left.
func TestLastEditor(t *testing.T) {
	members := func(logins ...string) *nhi.Platform {
		p := told()
		o := nhi.Organization{Login: "acme", Members: []nhi.Member{}}
		for _, login := range logins {
			o.Members = append(o.Members, nhi.Member{Login: login, Kind: "user", Role: "member"})
		}
		p.Organizations = []nhi.Organization{o}
		return p
	}
	both := []nhi.Edit{edited(deployPath, "@bob", 5), edited(deployPath, "@ann", 7)}
	for name, c := range map[string]struct {
		edits    []nhi.Edit
		platform *nhi.Platform
		declared registry.Declarations
		want     string
		sure     nhi.Confidence
		status   nhi.OwnerStatus
	}{
		"the last":                      {edits: both, want: "@ann", sure: nhi.ConfidenceLow, status: nhi.OwnerInferred},
		"another workflow":              {edits: []nhi.Edit{edited(".github/workflows/other.yml", "@bob", 5)}, status: nhi.OwnerNone},
		"the folder alone is known":     {edits: []nhi.Edit{edited(workflowFolder, "@bob", 5)}, want: "@bob", sure: nhi.ConfidenceLow, status: nhi.OwnerInferred},
		"CODEOWNERS before":             {edits: both, declared: declare(t, "", "/.github/ @acme/ops\n"), want: "@acme/ops", sure: nhi.ConfidenceMedium, status: nhi.OwnerInferred},
		"who has left is none":          {edits: both, platform: members("bob"), want: "@bob", sure: nhi.ConfidenceLow, status: nhi.OwnerInferred},
		"all have left":                 {edits: both, platform: members("carol"), status: nhi.OwnerNone},
		"an address is no member":       {edits: []nhi.Edit{edited(deployPath, "bob@example.com", 5)}, platform: members("bob"), status: nhi.OwnerNone},
		"an address, and nobody to ask": {edits: []nhi.Edit{edited(deployPath, "bob@example.com", 5)}, want: "bob@example.com", sure: nhi.ConfidenceLow, status: nhi.OwnerInferred},
	} {
		t.Run(name, func(t *testing.T) {
			w := oneJob(deployPath, secretUse("STRIPE_KEY", "", 0, place(deployPath, 9)))
			got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Edits: c.edits, Platform: c.platform}, c.declared)
			o := got[secretPrefix+"STRIPE_KEY"].Owner
			if o.Technical.Value != c.want || o.Confidence != c.sure || o.Status != c.status {
				t.Errorf("%+v", o)
			}
			if c.sure == nhi.ConfidenceLow && c.want == "@ann" && o.Technical.Source != "edited "+deployPath+" last, on 2026-07-03 (1a2b3c4)" {
				t.Errorf("the source is %q", o.Technical.Source)
			}
		})
	}
}

func TestOwnerDeparted(t *testing.T) {
	key := nhi.Identity{ID: "github:acme/a:deploy-key:1", Kind: nhi.KindDeployKey, Name: "k", System: "github", Scope: "acme/a", Lifetime: nhi.LifetimeStatic}
	for _, test := range []struct {
		holder, declared, codeOwners string
		members                      bool
		want                         string
	}{
		{"alice", "", "", true, "inferred @alice"},
		{"ALICE", "", "", true, "inferred @ALICE"},
		{"carol", "", "", true, "departed @carol"},
		{"carol", "", "", false, "inferred @carol"}, // members were not read
		{"renovate[bot]", "", "", true, "none "},
		{"carol", "user:bob", "", true, "confirmed user:bob"},
		{"alice", "user:carol", "", true, "departed user:carol"},
		{"alice", "team/payments", "", true, "confirmed team/payments"},
		{"alice", "carol@example.com", "", true, "confirmed carol@example.com"},
		{"", "", "", true, "none "},
	} {
		identity := key
		if test.holder != "" {
			identity.Holder = nhi.Observed(test.holder, "deploy keys")
		}
		p := tellOf("acme/a")
		if !test.members {
			p.Organizations[0].Members = nil
		}
		p.Identities = []nhi.Identity{identity}
		entries := ""
		if test.declared != "" {
			entries = "- match: {kind: deploy_key}\n  owners: {technical: '" + test.declared + "'}\n"
		}
		o := buildIn(acme, nhi.Observations{Platform: p}, declare(t, entries, ""))[key.ID].Owner
		if got := fmt.Sprintf("%s %s", o.Status, o.Technical.Value); got != test.want {
			t.Errorf("%+v: %q, want %q", test, got, test.want)
		}
	}
}

// Each repository's CODEOWNERS speaks of its own files.
func TestCodeOwnersOfEachRepository(t *testing.T) {
	p := tellOf("acme/a", "acme/b", "acme/c")
	p.Repositories[0].CodeOwnersPath, p.Repositories[0].CodeOwners = "CODEOWNERS", "* @acme/a-team\n"
	p.Repositories[1].CodeOwnersPath, p.Repositories[1].CodeOwners = ".github/CODEOWNERS", "*.yml @carol @alice\n"
	var seen nhi.Observations
	for _, repository := range []string{"acme/a", "acme/b", "acme/c"} {
		seen.Workflows = append(seen.Workflows, in(repository, oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))))
	}
	seen.Platform = p
	got := buildIn(acme, seen, declare(t, "", "* @acme/somebody-else\n"))
	for repository, want := range map[string]string{
		"acme/a": "inferred @acme/a-team acme/a/CODEOWNERS:1", "acme/b": "inferred @carol, @alice acme/b/.github/CODEOWNERS:1", "acme/c": "none  ",
	} {
		o := got[githubID(repository, keptToken, deployPath)].Owner
		if s := fmt.Sprintf("%s %s %s", o.Status, o.Technical.Value, o.Technical.Source); s != want {
			t.Errorf("%s: %q, want %q", repository, s, want)
		}
	}
}
