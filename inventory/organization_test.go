package inventory

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// wholeOrganization is acme with a shop that has everything, a repository of shared workflows, and an archived one.
func wholeOrganization() nhi.Observations {
	seen := shop()
	for i := range seen.Workflows {
		seen.Workflows[i] = in("acme/shop", seen.Workflows[i])
	}
	for i := range seen.Exposures {
		seen.Exposures[i].Location.Repository = "acme/shop"
	}
	seen.Agents = nil
	days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	kept := func(name string, store nhi.SecretStore, level nhi.Level, scope string, created, updated int) nhi.StoredSecret {
		return nhi.StoredSecret{Name: name, Store: store, Level: level, Scope: scope, Created: days(created), Updated: days(updated)}
	}
	p := tellOf("acme/shop", "acme/ci", "acme/old")
	p.Repositories[0].CodeOwnersPath, p.Repositories[0].CodeOwners = "CODEOWNERS", "* @acme/payments\n"
	p.Repositories[0].Actions = nhi.ActionsSettings{DefaultToken: nhi.Observed(nhi.DefaultTokenWrite, "default workflow token"), SubjectRead: true, SubjectClaims: []string{"repo", "environment"}}
	p.Repositories[2].Archived = true
	p.Organizations[0].Actions.DefaultToken = nhi.Observed(nhi.DefaultTokenWrite, "organisation default workflow token")
	p.Environments = []nhi.Deployment{
		{Repository: "acme/shop", Name: "EU-Production", Reviewers: 1, SecretStores: []nhi.SecretStore{nhi.StoreActions}, LastDeployed: days(6)},
		{Repository: "acme/shop", Name: "staging", SecretStores: []nhi.SecretStore{nhi.StoreActions}},
	}
	production := kept("PROD_STRIPE", nhi.StoreActions, nhi.LevelEnvironment, "acme/shop", 400, 12)
	production.Environment = "eu-production"
	npm := orgSecret("NPM_TOKEN", "all")
	npm.Created, npm.Updated = days(500), days(300)
	p.Secrets = []nhi.StoredSecret{
		production, npm,
		kept("PROD_STRIPE", nhi.StoreActions, nhi.LevelRepository, "acme/shop", 700, 600),
		kept("FORGOTTEN_KEY", nhi.StoreActions, nhi.LevelRepository, "acme/shop", 800, 800),
		kept("NPM_TOKEN", nhi.StoreDependabot, nhi.LevelRepository, "acme/shop", 50, 50),
		kept("DEV_TOKEN", nhi.StoreCodespaces, nhi.LevelRepository, "acme/shop", 15, 15),
		kept("SENTRY_AUTH_TOKEN", nhi.StoreVariables, nhi.LevelRepository, "acme/shop", 90, 80),
		kept("OLD_KEY", nhi.StoreActions, nhi.LevelRepository, "acme/old", 2000, 2000),
	}
	p.Runs = []nhi.WorkflowRun{
		{Repository: "acme/shop", Workflow: deployPath, At: days(2)}, {Repository: "acme/shop", Workflow: reviewPath, At: days(100)},
	}
	p.Identities = []nhi.Identity{
		{ID: "github:acme/shop:deploy-key:7", Kind: nhi.KindDeployKey, Name: "ci push", System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic,
			Holder: nhi.Observed("mallory", "deploy keys"), Status: nhi.Observed(nhi.StatusActive, "deploy keys"),
			Privilege: nhi.Privilege{Level: nhi.Observed(nhi.PermissionWrite, "deploy keys"), Resources: nhi.Observed(nhi.ScopeSingle, "deploy keys")},
			Times:     nhi.Times{Created: nhi.Observed(days(900), "deploy keys"), LastUsed: nhi.Observed(days(200), "deploy keys"), Rotated: nhi.Absent[time.Time](nhi.ReasonNotSupported, ""), Expires: nhi.Absent[time.Time](nhi.ReasonNotSupported, "")}},
		{ID: "github:acme:app-installation:71", Kind: nhi.KindAppInstallation, Name: "deploy-helper", System: "github", Scope: "acme", Lifetime: nhi.LifetimeStatic,
			Status:    nhi.Observed(nhi.StatusDisabled, "App installations"),
			Privilege: nhi.Privilege{Level: nhi.Observed(nhi.PermissionWrite, "App installations"), Resources: nhi.Observed(nhi.ScopeOrganization, "App installations")}},
		{ID: "github:acme:runner:builder-1", Kind: nhi.KindRunner, Name: "builder-1", System: "github", Scope: "acme", Lifetime: nhi.LifetimeStatic,
			Runner: &nhi.Runner{Labels: []string{"linux", "self-hosted"}, Ephemeral: nhi.Observed(false, "")}},
	}
	seen.Exposures = append(seen.Exposures, nhi.Exposure{
		Rule: "stripe_api_key", Location: nhi.Location{Repository: "acme/shop", Path: "src/pay.js", Line: 8}, Commit: "aaa3", Presence: nhi.PresenceHistory,
		Credential: nhi.Credential{Service: "Stripe"}, Platform: &nhi.Alert{URL: "https://github.com/acme/shop/security/secret-scanning/5", Validity: "active"},
	})
	seen.Platform = p
	return seen
}

// TestOrganizationGolden: everything decided about an organisation, one identity after the other.
func TestOrganizationGolden(t *testing.T) {
	var got bytes.Buffer
	for _, identity := range Build(acme, wholeOrganization(), declare(t, shopRegistry, ""), now) {
		writeBrief(&got, identity)
	}
	const path = "testdata/organization.golden"
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Error(cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")))
	}
}

// writeBrief writes what the platform decides of an identity.
func writeBrief(out *bytes.Buffer, i nhi.Identity) {
	fmt.Fprintf(out, "%s\n  status %s; owner %s %s\n", i.ID, brief(i.Status), i.Owner.Status, brief(i.Owner.Technical))
	fmt.Fprintf(out, "  created %s; rotated %s; used %s\n", briefDay(i.Times.Created), briefDay(i.Times.Rotated), briefDay(i.Times.LastUsed))
	fmt.Fprintf(out, "  level %s; environments %v %s; protected %s; criticality %s\n", brief(i.Privilege.Level), i.Environments, brief(i.Environment), brief(i.Privilege.Protected), brief(i.Criticality))
	if s := i.Stored; s != nil {
		fmt.Fprintf(out, "  stored: defined %s; %s %s; granted %d, used by %d, unused %v; loses in %v; undecided %v; searched %q\n",
			brief(s.Defined), s.Level, s.Environment, s.Granted, s.UsedBy, i.Privilege.Unused, s.ShadowedIn, s.Undecided, s.Searched)
	}
	for _, u := range i.Uses {
		fmt.Fprintf(out, "  use: %s %s %s\n", u.Location.String(), u.Job, u.DefaultPermissions)
	}
	if i.Kind == nhi.KindCISecret {
		fmt.Fprintf(out, "  all uses known: %s\n", brief(i.UsesKnown))
	}
	for _, e := range i.Exposures {
		validity := nhi.Validity("-")
		if e.Platform != nil {
			validity = e.Platform.Validity
		}
		fmt.Fprintf(out, "  exposed: %s, validity %s\n", e.Location.String(), validity)
	}
	for _, l := range i.Links {
		fmt.Fprintf(out, "  %s %s\n", l.Relation, l.To)
	}
}

func brief[T any](f nhi.Fact[T]) string {
	if !f.Known() {
		return fmt.Sprintf("(%s: %s)", f.Why(), f.Source)
	}
	return fmt.Sprintf("%v (%s: %s)", f.Value, f.Evidence, f.Source)
}

func briefDay(f nhi.Fact[time.Time]) string {
	if !f.Known() {
		return brief(f)
	}
	return fmt.Sprintf("%d days ago (%s: %s)", int(now.Sub(f.Value).Hours()/24), f.Evidence, f.Source)
}
