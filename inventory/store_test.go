package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// told is a platform that was read to the end: acme with its private repository acme/shop, whose environments are
// production and staging.
func told(secrets ...nhi.StoredSecret) *nhi.Platform {
	return &nhi.Platform{
		Organizations: []nhi.Organization{{
			Login: "acme", SecretStores: []nhi.SecretStore{nhi.StoreActions, nhi.StoreDependabot, nhi.StoreVariables}, RepositoriesKnown: 1, RepositoriesRead: 1,
		}},
		Repositories: []nhi.Repository{{
			Name: "acme/shop", Visibility: "private", SecretStores: []nhi.SecretStore{nhi.StoreActions, nhi.StoreDependabot, nhi.StoreVariables},
			EnvironmentsRead: true, WorkflowsRead: true,
		}},
		Environments: []nhi.Deployment{
			{Repository: "acme/shop", Name: "production", SecretStores: []nhi.SecretStore{nhi.StoreActions, nhi.StoreVariables}},
			{Repository: "acme/shop", Name: "staging", SecretStores: []nhi.SecretStore{nhi.StoreActions, nhi.StoreVariables}},
		},
		Secrets: secrets,
	}
}

// stored is a secret of the Actions store called KEY_ONE, kept at "acme/shop", "acme/shop:production", or "acme" with
// a visibility: "acme all", or the repositories it is granted to: "acme acme/a,acme/b"; "acme selected": not told which.
func stored(at string) nhi.StoredSecret {
	s := nhi.StoredSecret{Name: "KEY_ONE", Store: nhi.StoreActions, Level: nhi.LevelRepository, Scope: at}
	if rest, ok := strings.CutPrefix(at, "dependabot "); ok {
		s.Store, s.Scope, at = nhi.StoreDependabot, rest, rest
	}
	if scope, environment, ok := strings.Cut(at, ":"); ok {
		s.Level, s.Scope, s.Environment = nhi.LevelEnvironment, scope, environment
	}
	if scope, visibility, ok := strings.Cut(at, " "); ok {
		s.Level, s.Scope, s.Visibility = nhi.LevelOrganization, scope, nhi.SecretVisibility(visibility)
		if strings.Contains(visibility, "/") {
			s.Visibility, s.Repositories = "selected", strings.Split(visibility, ",")
		}
	}
	return s
}

// unreads makes a platform tell less.
var unreads = map[string]func(*nhi.Platform){
	"environment":  func(p *nhi.Platform) { p.Environments[0].SecretStores = nil },
	"environments": func(p *nhi.Platform) { p.Environments = nil; p.Repositories[0].EnvironmentsRead = false },
	"repository":   func(p *nhi.Platform) { p.Repositories[0].SecretStores = []nhi.SecretStore{nhi.StoreDependabot} },
	"organization": func(p *nhi.Platform) { p.Organizations[0].SecretStores = []nhi.SecretStore{nhi.StoreDependabot} },
	"dependabot":   func(p *nhi.Platform) { p.Repositories[0].SecretStores = []nhi.SecretStore{nhi.StoreActions} },
	"visibility":   func(p *nhi.Platform) { p.Repositories[0].Visibility = "" },
	"everything":   func(p *nhi.Platform) { *p = nhi.Platform{} },
	"public":       func(p *nhi.Platform) { p.Repositories[0].Visibility = "public" },
	"personal":     func(p *nhi.Platform) { p.Repositories[0].Personal = true; p.Organizations = nil },
	"granted": func(p *nhi.Platform) {
		p.Organizations = nil
		p.Repositories[0].GrantedStores = []nhi.SecretStore{nhi.StoreActions, nhi.StoreDependabot}
	},
}

// Which store supplies a name to a job, and what is said of it: the truth table of level, visibility, dynamic
// environments and what was not read.
func TestSupply(t *testing.T) {
	for _, test := range []struct {
		stores      string // where KEY_ONE is kept; see stored
		environment string // of the job; "?": an expression
		less        string // of unreads
		want        string // identities that have the use, each with what is said of it
	}{
		// One level alone.
		{"acme/shop", "", "", "acme/shop"},
		{"acme/shop", "production", "", "acme/shop"},
		{"acme all", "", "", "acme"},
		{"acme all", "production", "", "acme"},
		{"acme private", "", "", "acme"},
		{"acme private", "", "public", "acme/shop undefined"},
		{"acme acme/shop,acme/x", "", "", "acme"},
		{"acme ACME/Shop", "", "", "acme"},
		{"acme acme/x", "", "", "acme/shop undefined"},
		{"acme/shop:production", "production", "", "production"},
		{"acme/shop:production", "Production", "", "production"}, // environments' names know no case
		{"acme/shop:production", "staging", "", "acme/shop undefined"},
		{"acme/shop:production", "", "", "acme/shop undefined"},
		{"acme/other", "", "", "acme/shop undefined"},
		{"", "", "", "acme/shop undefined"},
		{"", "production", "", "acme/shop undefined"},
		{"", "new-one", "", "acme/shop undefined"},

		// The narrower level wins, and the wider says where it loses.
		{"acme/shop; acme all", "", "", "acme/shop; acme loses"},
		{"acme/shop:production; acme/shop; acme all", "production", "", "production; acme/shop loses; acme loses"},
		{"acme/shop:production; acme/shop; acme all", "staging", "", "acme/shop; acme loses"},
		{"acme/shop:production; acme all", "production", "", "production; acme loses"},
		{"acme/shop; acme acme/x", "", "", "acme/shop"}, // not granted: nothing to lose

		// An environment that is an expression may be any.
		{"acme/shop", "?", "", "acme/shop"},
		{"acme/shop:production", "?", "", "production perhaps"},
		{"acme/shop:production; acme/shop", "?", "", "production perhaps; acme/shop perhaps"},
		{"acme/shop:production; acme/shop:staging; acme all", "?", "", "production perhaps; staging perhaps; acme perhaps"},
		{"", "?", "", "acme/shop undefined"},
		{"", "?", "environments", "acme/shop unknown"},
		{"acme/shop", "?", "environment", "acme/shop perhaps"},
		{"acme/shop:staging; acme/shop", "?", "environments", "acme/shop perhaps"}, // the environment itself was not told of

		// What was not read is not guessed.
		{"acme/shop", "production", "environment", "acme/shop perhaps"},
		{"acme/shop", "production", "environments", "acme/shop perhaps"},
		{"acme/shop", "", "environments", "acme/shop"},
		{"acme/shop", "staging", "environment", "acme/shop"},
		{"acme all", "", "repository", "acme perhaps"},
		{"acme/shop", "", "organization", "acme/shop"}, // nothing there could win
		{"acme/shop:production", "production", "repository", "production"},
		{"", "", "repository", "acme/shop unknown"},
		{"", "", "organization", "acme/shop unknown"},
		{"", "production", "environment", "acme/shop unknown"},
		{"", "", "environment", "acme/shop undefined"},
		{"", "", "everything", "acme/shop unknown"},
		{"acme private", "", "visibility", "acme perhaps"},
		{"acme selected", "", "", "acme perhaps"},
		{"acme/shop; acme selected", "", "", "acme/shop"},
		{"acme selected", "", "granted", "acme"}, // a repository is told what is granted to it
		{"", "", "granted", "acme/shop undefined"},
		{"", "", "personal", "acme/shop undefined"},

		// Runs that Dependabot starts are given its own secrets.
		{"dependabot acme/shop", "", "", "dependabot acme/shop"},
		{"dependabot acme all", "", "", "dependabot acme"},
		{"acme/shop; dependabot acme/shop", "", "", "acme/shop; dependabot acme/shop"},
		{"acme/shop:production; dependabot acme/shop", "production", "", "production; dependabot acme/shop"},
		{"dependabot acme/shop", "", "repository", "acme/shop unknown; dependabot acme/shop"},
		{"", "", "dependabot", "acme/shop unknown"},
	} {
		name := fmt.Sprintf("%q %q %s", test.stores, test.environment, test.less)
		p := told()
		for _, at := range strings.Split(test.stores, "; ") {
			if at != "" {
				p.Secrets = append(p.Secrets, stored(at))
			}
		}
		if less := unreads[test.less]; less != nil {
			secrets := p.Secrets
			less(p)
			p.Secrets = secrets
		}
		got := supplyOf(p, test.environment)
		if diff := cmp.Diff(strings.Split(test.want, "; "), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// supplyOf is what Build says of a job that reads KEY_ONE, in the words of TestSupply's table.
func supplyOf(p *nhi.Platform, environment string) []string {
	w := oneJob(deployPath, secretUse("key_one", "", 0, place(deployPath, 9)))
	w.Jobs[0].Environment, w.Jobs[0].EnvironmentDynamic = environment, environment == "?"
	var said []string
	for _, identity := range Build(target, nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{}, now) {
		if identity.Kind != nhi.KindCISecret {
			continue
		}
		words := []string{identity.Scope}
		switch {
		case identity.Store == "dependabot-secret":
			words[0] = "dependabot " + words[0]
		case identity.Stored.Environment != "":
			words[0] = identity.Stored.Environment
		}
		const job = deployPath + "#job"
		inOrganization := "acme/shop/" + job
		switch defined := identity.Stored.Defined; {
		case slices.Contains(identity.Stored.ShadowedIn, job), slices.Contains(identity.Stored.ShadowedIn, inOrganization):
			words = append(words, "loses")
		case len(identity.Uses) == 0:
			continue
		case slices.Contains(identity.Stored.Undecided, job), slices.Contains(identity.Stored.Undecided, inOrganization):
			words = append(words, "perhaps")
		case defined.Evidence == nhi.EvidenceObserved && !defined.Value:
			words = append(words, "undefined")
		case !defined.Known():
			words = append(words, "unknown")
		}
		said = append(said, strings.Join(words, " "))
	}
	rank := func(s string) int {
		for i, prefix := range []string{"production", "staging", "acme/", "acme", "dependabot"} {
			if strings.HasPrefix(s, prefix) {
				return i
			}
		}
		return 9
	}
	slices.SortStableFunc(said, func(a, b string) int { return rank(a) - rank(b) })
	return said
}
