package inventory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

var acme = nhi.Target{Kind: "organization", Name: "acme", URL: "https://github.com/acme"}

// in puts a workflow, as written for a repository's own scan, into a repository of the organisation.
func in(repository string, w nhi.Workflow) nhi.Workflow {
	w.Repository = repository
	for j := range w.Jobs {
		job := &w.Jobs[j]
		job.Location.Repository = repository
		for i := range job.Credentials {
			job.Credentials[i].Location.Repository = repository
		}
		for i := range job.Steps {
			job.Steps[i].Location.Repository = repository
		}
		for i := range job.CloudLogins {
			job.CloudLogins[i].Location.Repository = repository
		}
		if job.Permissions != nil {
			declared := *job.Permissions
			declared.Location.Repository = repository
			job.Permissions = &declared
		}
	}
	return w
}

// tellOf is what GitHub tells of acme with the repositories, read to the end.
func tellOf(repositories ...string) *nhi.Platform {
	stores := []string{nhi.StoreActions, nhi.StoreDependabot, nhi.StoreVariables}
	p := &nhi.Platform{Organizations: []nhi.Organization{{
		Login: "acme", SecretStores: stores, RepositoriesKnown: len(repositories), RepositoriesRead: len(repositories),
		Members: []nhi.Member{{Login: "alice", Kind: "user", Role: "owner"}, {Login: "bob", Kind: "user", Role: "member"}, {Login: "deploy-bot", Kind: "bot", Role: "owner"}},
	}}}
	for _, name := range repositories {
		p.Repositories = append(p.Repositories, nhi.Repository{
			Name: name, Visibility: "private", SecretStores: stores, EnvironmentsRead: true, WorkflowsRead: true,
			RunsSince: now.AddDate(-1, 0, 0),
		})
	}
	return p
}

// buildIn builds what is seen of acme, by ID.
func buildIn(target nhi.Target, seen nhi.Observations, declared registry.Declarations) map[nhi.ID]nhi.Identity {
	byID := map[nhi.ID]nhi.Identity{}
	for _, identity := range Build(target, seen, declared, now) {
		byID[identity.ID] = identity
	}
	return byID
}

func orgSecret(name, visibility string, repositories ...string) nhi.StoredSecret {
	return nhi.StoredSecret{Name: name, Store: nhi.StoreActions, Level: nhi.LevelOrganization, Scope: "acme", Visibility: visibility, Repositories: repositories}
}

// Where a secret of the organisation is granted, and where it is used.
func TestGrants(t *testing.T) {
	use := func(repository string) nhi.Workflow {
		return in(repository, oneJob(deployPath, secretUse("ORG_KEY", "", 0, place(deployPath, 9))))
	}
	for name, test := range map[string]struct {
		secret nhi.StoredSecret
		change func(*nhi.Platform)
		want   string // granted, used by, unused, why uses are not known
	}{
		"all":             {orgSecret("ORG_KEY", "all"), nil, "3 1 [acme/b acme/c] "},
		"selected":        {orgSecret("ORG_KEY", "selected", "acme/a", "acme/b"), nil, "2 1 [acme/b] "},
		"selected, none":  {orgSecret("ORG_KEY", "selected"), nil, "0 1 [] which repositories of acme it is granted to was not read"},
		"private":         {orgSecret("ORG_KEY", "private"), func(p *nhi.Platform) { p.Repositories[2].Visibility = "public" }, "2 1 [acme/b] "},
		"one not read":    {orgSecret("ORG_KEY", "all"), func(p *nhi.Platform) { p.Repositories[1].WorkflowsRead = false }, "3 1 [acme/c] the workflows of acme/b were not read"},
		"archived":        {orgSecret("ORG_KEY", "all"), func(p *nhi.Platform) { p.Repositories[1].WorkflowsRead, p.Repositories[1].Archived = false, true }, "3 1 [acme/b acme/c] "},
		"some not known":  {orgSecret("ORG_KEY", "all"), func(p *nhi.Platform) { p.Organizations[0].RepositoriesKnown = 4 }, "3 1 [acme/b acme/c] not all repositories of acme were read"},
		"selected, fewer": {orgSecret("ORG_KEY", "selected", "acme/a"), func(p *nhi.Platform) { p.Organizations[0].RepositoriesKnown = 4 }, "1 1 [] "},
	} {
		p := tellOf("acme/a", "acme/b", "acme/c")
		p.Secrets = []nhi.StoredSecret{test.secret}
		if test.change != nil {
			test.change(p)
		}
		got := buildIn(acme, nhi.Observations{Workflows: []nhi.Workflow{use("acme/a")}, Platform: p}, registry.Declarations{})["github:acme:actions-secret:ORG_KEY"]
		why := ""
		if !got.UsesKnown.Known() {
			why = got.UsesKnown.Source
		}
		if s := fmt.Sprint(got.Stored.Granted, " ", got.Stored.UsedBy, " ", got.Privilege.Unused, " ", why); s != test.want {
			t.Errorf("%s: %q, want %q", name, s, test.want)
		}
	}
}

// Everything of a repository is the same identity in its own scan and in its organisation's.
func TestIDsAreThoseOfTheOrganisation(t *testing.T) {
	seen := shop()
	own := map[nhi.ID]bool{}
	for id := range buildIn(target, seen, registry.Declarations{}) {
		own[id] = true
	}
	for i := range seen.Workflows {
		seen.Workflows[i] = in("acme/shop", seen.Workflows[i])
	}
	for i := range seen.Exposures {
		seen.Exposures[i].Location.Repository = "acme/shop"
	}
	for i := range seen.Agents {
		seen.Agents[i].Location.Repository = "acme/shop"
		for j := range seen.Agents[i].Servers {
			for k := range seen.Agents[i].Servers[j].Inline {
				seen.Agents[i].Servers[j].Inline[k].Location.Repository = "acme/shop"
			}
		}
	}
	whole := buildIn(acme, seen, registry.Declarations{})
	for id := range whole {
		if !own[id] {
			t.Errorf("%s is in the organisation's scan alone", id)
		}
		delete(own, id)
		if whole[id].Scope != "acme/shop" {
			t.Errorf("%s is of %s", id, whole[id].Scope)
		}
	}
	for id := range own {
		t.Errorf("%s is in the repository's scan alone", id)
	}
}

// A reusable workflow of another repository is given what its callers' repositories keep.
func TestReusableWorkflowOfAnotherRepository(t *testing.T) {
	called := oneJob(".github/workflows/publish.yml", secretUse("token-for-it", "", 0, place(".github/workflows/publish.yml", 9)))
	called.Triggers = []nhi.Trigger{{Event: eventCall}}
	called.Jobs[0].Environment = "production"
	calls := &nhi.ActionRef{Raw: "acme/ci/.github/workflows/publish.yml@main", Owner: "acme", Repo: "ci", Path: ".github/workflows/publish.yml", Ref: "main", Pin: nhi.PinBranch}
	caller := func(repository string, use nhi.CredentialUse) nhi.Workflow {
		w := oneJob(deployPath, use)
		w.Triggers = []nhi.Trigger{{Event: "release"}}
		w.Jobs[0].Calls = calls
		return in(repository, w)
	}
	inherits := nhi.CredentialUse{Store: storeSecrets, Name: "*", Route: nhi.RouteInherit, Level: levelJob, Step: -1, Location: place(deployPath, 8)}
	hands := nhi.CredentialUse{Store: storeSecrets, Name: "NPM_ONE", Route: nhi.RouteCall, Level: levelJob, Step: -1, Input: "token-for-it", Location: place(deployPath, 8)}

	p := tellOf("acme/a", "acme/b", "acme/ci")
	p.Environments = []nhi.Deployment{{Repository: "acme/b", Name: "production", SecretStores: []string{nhi.StoreActions}, Reviewers: 1}}
	keep := func(name, scope string) {
		p.Secrets = append(p.Secrets, nhi.StoredSecret{Name: name, Store: nhi.StoreActions, Level: nhi.LevelRepository, Scope: scope})
	}
	keep("NPM_ONE", "acme/a")
	keep("TOKEN-FOR-IT", "acme/b")
	keep("TOKEN-FOR-IT", "acme/ci")
	p.Runs = []nhi.WorkflowRun{{Repository: "acme/a", Workflow: deployPath, At: now.AddDate(0, 0, -3)}}
	got := buildIn(acme, nhi.Observations{
		Workflows: []nhi.Workflow{caller("acme/a", hands), caller("acme/b", inherits), in("acme/ci", called)}, Platform: p,
	}, registry.Declarations{})

	a, b, ci := got["github:acme/a:actions-secret:NPM_ONE"], got["github:acme/b:actions-secret:TOKEN-FOR-IT"], got["github:acme/ci:actions-secret:TOKEN-FOR-IT"]
	inCalled := func(identity nhi.Identity) bool {
		return slices.ContainsFunc(identity.Uses, func(u nhi.Use) bool {
			return u.Location.Repository == "acme/ci" && slices.Contains(u.Events, "release")
		})
	}
	if !inCalled(a) || !inCalled(b) || len(ci.Uses) > 0 {
		t.Errorf("%+v\n%+v\n%+v", a.Uses, b.Uses, ci.Uses)
	}
	if !ci.UsesKnown.Known() || a.Times.LastUsed.Value != now.AddDate(0, 0, -3) || b.Times.LastUsed.Why() != nhi.ReasonUnset {
		t.Errorf("%+v %+v %+v", ci.UsesKnown, a.Times.LastUsed, b.Times.LastUsed)
	}
	// The environment is that of the caller's repository: of a it does not exist, of b it has a reviewer.
	if pa, pb := a.Privilege.Protected, b.Privilege.Protected; pa.Evidence != nhi.EvidenceDerived || pa.Value || !pb.Value {
		t.Errorf("%+v %+v", pa, pb)
	}
}

// The environment of a reusable workflow is that of the repository that calls it, whosever identity it uses.
func TestEnvironmentOfAReusableWorkflow(t *testing.T) {
	const path = ".github/workflows/publish.yml"
	called := oneJob(path, secretUse("ORG_KEY", "", 0, place(path, 9)))
	called.Triggers = []nhi.Trigger{{Event: eventCall}}
	called.Jobs[0].Environment = "production"
	caller := oneJob(deployPath, nhi.CredentialUse{Store: storeSecrets, Name: "*", Route: nhi.RouteInherit, Level: levelJob, Step: -1, Location: place(deployPath, 8)})
	caller.Jobs[0].Calls = &nhi.ActionRef{Raw: "acme/ci/" + path + "@v1", Owner: "acme", Repo: "ci", Path: path, Ref: "v1", Pin: nhi.PinTag}
	p := tellOf("acme/a", "acme/b", "acme/ci")
	p.Secrets = []nhi.StoredSecret{orgSecret("ORG_KEY", "all")}
	guarded := nhi.Deployment{Repository: "acme/a", Name: "production", Reviewers: 1, SecretStores: []string{nhi.StoreActions}}
	open := nhi.Deployment{Repository: "acme/b", Name: "production", SecretStores: []string{nhi.StoreActions}}
	for name, test := range map[string]struct {
		callers      []string
		environments []nhi.Deployment
		want         string
	}{
		"guarded":         {[]string{"acme/a"}, []nhi.Deployment{guarded}, "true observed"},
		"one of two is":   {[]string{"acme/a", "acme/b"}, []nhi.Deployment{guarded, open}, "false observed"},
		"does not exist":  {[]string{"acme/b"}, []nhi.Deployment{guarded}, "false derived"},
		"nobody calls it": {nil, []nhi.Deployment{guarded}, "false absent"},
	} {
		p.Environments = test.environments
		seen := nhi.Observations{Workflows: []nhi.Workflow{in("acme/ci", called)}, Platform: p}
		for _, repository := range test.callers {
			seen.Workflows = append(seen.Workflows, in(repository, oneJobCopy(caller)))
		}
		all := buildIn(acme, seen, registry.Declarations{})
		for _, id := range []nhi.ID{"github:acme:actions-secret:ORG_KEY", githubID("acme/ci", keptToken, path)} {
			if protected := all[id].Privilege.Protected; fmt.Sprint(protected.Value, " ", protected.Evidence) != test.want {
				t.Errorf("%s: %s: %+v, want %s", name, id, protected, test.want)
			}
		}
	}
}

// oneJobCopy is a workflow of one job whose job can be changed without changing the first's.
func oneJobCopy(w nhi.Workflow) nhi.Workflow {
	w.Jobs = slices.Clone(w.Jobs)
	w.Jobs[0].Credentials, w.Jobs[0].Steps = slices.Clone(w.Jobs[0].Credentials), slices.Clone(w.Jobs[0].Steps)
	return w
}

// What the token of a job without permissions may do.
func TestDefaultToken(t *testing.T) {
	declared := &nhi.Permissions{Scopes: map[string]string{"contents": "write"}, Location: place(deployPath, 2)}
	read, write := nhi.Observed("read", "x"), nhi.Observed("write", "x")
	for name, test := range map[string]struct {
		repository, organization nhi.Fact[string]
		jobs                     []*nhi.Permissions
		want                     string // level, evidence, and what the uses without permissions have
	}{
		"not read":                     {jobs: []*nhi.Permissions{nil}, want: " absent "},
		"read":                         {repository: read, jobs: []*nhi.Permissions{nil}, want: "read observed read"},
		"write":                        {repository: write, jobs: []*nhi.Permissions{nil}, want: "write observed write"},
		"the organisation's read":      {organization: read, jobs: []*nhi.Permissions{nil}, want: "read derived read"},
		"the organisation's write":     {organization: write, jobs: []*nhi.Permissions{nil}, want: " absent "}, // the repository may have narrowed it
		"the repository's comes first": {repository: read, organization: write, jobs: []*nhi.Permissions{nil}, want: "read observed read"},
		"a job writes":                 {repository: read, jobs: []*nhi.Permissions{nil, declared}, want: "write derived read"},
		"a job writes, not read":       {jobs: []*nhi.Permissions{nil, declared}, want: "write derived "},
		"all declare":                  {repository: write, jobs: []*nhi.Permissions{{}}, want: "none derived "},
	} {
		w := nhi.Workflow{Path: deployPath, Triggers: []nhi.Trigger{{Event: "push"}}}
		for i, p := range test.jobs {
			w.Jobs = append(w.Jobs, nhi.Job{ID: fmt.Sprint(i), Permissions: p})
		}
		p := told()
		p.Repositories[0].Actions.DefaultToken, p.Organizations[0].Actions.DefaultToken = test.repository, test.organization
		all := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{})
		token := all["github:acme/shop:workflow-token:"+deployPath]
		byDefault := ""
		for _, u := range token.Uses {
			byDefault += u.DefaultPermissions
		}
		if got := fmt.Sprint(token.Privilege.Level.Value, " ", token.Privilege.Level.Evidence, " ", byDefault); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		settings := all["github:acme/shop:workflow-token-default"]
		if settings.Settings == nil || settings.Privilege.Level.Known() != test.repository.Known() {
			t.Errorf("%s: %+v", name, settings)
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
				return string(f.Why())
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

// One leak, seen in the files and by GitHub, is one exposure.
func TestAlertsJoin(t *testing.T) {
	stripe := nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, By: "value"}
	slack := nhi.Credential{Service: "Slack", Category: nhi.CategoryMessaging, By: "value"}
	inFile := func(line int, commit string, c nhi.Credential, class int) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: place("a.env", line), Commit: commit, Credential: c, ValueClass: class, Presence: nhi.PresenceHead}
	}
	alert := func(path string, line int, commit string, c nhi.Credential, validity string) nhi.Exposure {
		return nhi.Exposure{Rule: "alert", Location: place(path, line), Commit: commit, Credential: c, Presence: nhi.PresenceHistory,
			Platform: &nhi.Alert{URL: "https://github.com/acme/shop/security/secret-scanning/" + fmt.Sprint(line), Validity: validity}}
	}
	for name, test := range map[string]struct {
		seen []nhi.Exposure
		want []string // of each exposure: rule, line, validity
	}{
		"same line and commit":          {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 3 active"}},
		"same commit, the line moved":   {[]nhi.Exposure{inFile(7, "c1", stripe, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 7 active"}},
		"another commit, same line":     {[]nhi.Exposure{inFile(3, "c2", stripe, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 3 active"}},
		"another sort":                  {[]nhi.Exposure{inFile(3, "c1", slack, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"alert 3 active", "r 3 "}},
		"another file":                  {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("b.env", 3, "c1", stripe, "active")}, []string{"alert 3 active", "r 3 "}},
		"neither line nor commit":       {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("a.env", 9, "c2", stripe, "active")}, []string{"alert 9 active", "r 3 "}},
		"the better of two":             {[]nhi.Exposure{inFile(3, "c1", slack, 1), inFile(3, "c1", stripe, 2), alert("a.env", 3, "c1", stripe, "inactive")}, []string{"r 3 ", "r 3 inactive"}},
		"each alert has its own":        {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("a.env", 3, "c1", stripe, "active"), alert("a.env", 4, "c1", stripe, "inactive")}, []string{"alert 4 inactive", "r 3 active"}},
		"a detection without a service": {[]nhi.Exposure{inFile(3, "c1", nhi.Credential{}, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 3 active"}},
	} {
		var got []string
		for _, identity := range build(nhi.Observations{Exposures: test.seen}, registry.Declarations{}) {
			for _, e := range identity.Exposures {
				validity := ""
				if e.Platform != nil {
					validity = e.Platform.Validity
				}
				got = append(got, fmt.Sprintf("%s %d %s", e.Rule, e.Location.Line, validity))
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What GitHub found when it tried a value is the status of the value, not of a secret that may have another by now.
func TestValidityIsStatus(t *testing.T) {
	exposure := func(name, validity string) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: place("a.env", 3), Name: name, Presence: nhi.PresenceHead, Platform: &nhi.Alert{URL: "u", Validity: validity}}
	}
	seen := nhi.Observations{Workflows: []nhi.Workflow{oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))}}
	for _, test := range []struct {
		name, validity string
		id             nhi.ID
		want           nhi.Status
	}{
		{"", "active", exposedPrefix + "a.env#r", nhi.StatusActive},
		{"", "inactive", exposedPrefix + "a.env#r", nhi.StatusRevoked},
		{"", "unknown", exposedPrefix + "a.env#r", nhi.StatusUnknown},
		{"KEY_ONE", "inactive", secretPrefix + "KEY_ONE", nhi.StatusUnknown},
	} {
		seen.Exposures = []nhi.Exposure{exposure(test.name, test.validity)}
		if got := build(seen, registry.Declarations{})[test.id].Status; got.Value != test.want {
			t.Errorf("%+v: %+v", test, got)
		}
	}
}

// A value that a variable holds is that variable's exposure, and the jobs that read the variable use it.
func TestVariableThatHoldsACredential(t *testing.T) {
	variable := nhi.StoredSecret{Name: "SETTING", Store: nhi.StoreVariables, Level: nhi.LevelRepository, Scope: "acme/shop"}
	p := told(variable)
	seen := nhi.Observations{
		Workflows: []nhi.Workflow{oneJob(deployPath, nhi.CredentialUse{Store: storeVars, Name: "setting", Route: nhi.RouteEnv, Level: levelStep, Location: place(deployPath, 9)})},
		Exposures: []nhi.Exposure{{Rule: "variable", Name: "SETTING", Of: variable.ID(), Presence: nhi.PresenceHead, Platform: &nhi.Alert{Place: "variable SETTING of acme/shop"}}},
		Platform:  p,
	}
	got := build(seen, registry.Declarations{})["github:acme/shop:actions-variable:SETTING"]
	if len(got.Uses) != 1 || len(got.Exposures) != 1 || !got.Stored.Defined.Value {
		t.Errorf("%+v", got)
	}
	seen.Exposures = nil
	if got, ok := build(seen, registry.Declarations{})["github:acme/shop:actions-variable:SETTING"]; ok {
		t.Errorf("a variable that holds no credential is no identity: %+v", got)
	}
}

// A leaked private key is that of the deploy key with its public half.
func TestLeakedDeployKey(t *testing.T) {
	print := nhi.Credential{Proves: []nhi.Proof{{Name: "fingerprint", Value: "SHA256:abc"}}}
	p := told()
	for _, n := range []string{"1", "2"} {
		p.Identities = append(p.Identities, nhi.Identity{ID: nhi.ID("github:acme/shop:deploy-key:" + n), Kind: nhi.KindDeployKey, Name: n, System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic, Credential: print})
	}
	got := build(nhi.Observations{
		Exposures: []nhi.Exposure{{Rule: "private-key", Location: place("id_rsa", 1), Credential: print, ValueClass: 1}}, Platform: p,
	}, registry.Declarations{})
	key := got["github:acme/shop:deploy-key:1"]
	if len(key.Exposures) != 1 || !hasLink(key, "same_value") || got[exposedPrefix+"id_rsa#private-key"].ID != "" {
		t.Errorf("%+v", key)
	}
}

// The labels that jobs ask for tell what the runners with these labels are, the worst of each.
func TestRunners(t *testing.T) {
	runner := func(scope, name string, r nhi.Runner) nhi.Identity {
		return nhi.Identity{ID: githubID(scope, "runner", name), Kind: nhi.KindRunner, Name: name, System: "github", Scope: scope, Lifetime: nhi.LifetimeStatic, Runner: &r}
	}
	p := told()
	p.Identities = []nhi.Identity{
		runner("acme/shop", "one", nhi.Runner{Labels: []string{"linux", "self-hosted", "x64"}, Ephemeral: nhi.Observed(true, "")}),
		runner("acme", "two", nhi.Runner{Labels: []string{"Linux", "self-hosted"}, Ephemeral: nhi.Observed(false, ""), PublicRepositories: nhi.Observed(true, ""), Online: true}),
		runner("acme", "three", nhi.Runner{Labels: []string{"windows", "self-hosted"}, AllRepositories: nhi.Observed(true, "")}),
		runner("acme/other", "four", nhi.Runner{Labels: []string{"linux", "self-hosted"}}),
	}
	w := oneJob(deployPath)
	w.Jobs[0].SelfHosted, w.Jobs[0].RunsOn = true, []string{"self-hosted", "linux"}
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p}, registry.Declarations{})
	pool := got["github:acme/shop:runner:linux,self-hosted"]
	if r := pool.Runner; r == nil || r.Ephemeral.Value || !r.Ephemeral.Known() || !r.PublicRepositories.Value || r.AllRepositories.Known() || !r.Online {
		t.Errorf("%+v", r)
	}
	var serving []string
	for _, l := range pool.Links {
		serving = append(serving, string(l.To))
	}
	if diff := cmp.Diff([]string{"github:acme/shop:runner:one", "github:acme:runner:two"}, serving); diff != "" {
		t.Error(diff)
	}
}

// What acts in runs alone ends with its repository; what is stored in it does not.
func TestArchivedRepository(t *testing.T) {
	p := told(stored("acme/shop"))
	p.Repositories[0].Archived = true
	got := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(deployPath)}, Platform: p}, registry.Declarations{})
	token, secret := got["github:acme/shop:workflow-token:"+deployPath], got[secretPrefix+"KEY_ONE"]
	if token.Status.Value != nhi.StatusDisabled || secret.Status.Value != nhi.StatusActive || secret.RepositoryState != "archived" {
		t.Errorf("%+v %+v", token.Status, secret)
	}
}

// An entry that was written before it was known where a secret is kept still speaks of it.
func TestEntriesOfSecretsKeptElsewhere(t *testing.T) {
	w := oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))
	w.Jobs[0].Environment = "production"
	for at, id := range map[string]nhi.ID{
		"acme all":             "github:acme:actions-secret:KEY_ONE",
		"acme/shop:production": "github:acme/shop:environment-secret:production/KEY_ONE",
	} {
		for _, match := range []string{"{id: 'github:acme/shop:actions-secret:KEY_ONE'}", "{name: KEY_ONE, repo: acme/shop}"} {
			got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: told(stored(at))}, declare(t, "- match: "+match+"\n  purpose: x\n", ""))
			if got[id].Purpose.Value != "x" {
				t.Errorf("%s of %s: %+v", match, at, got[id].Purpose)
			}
			for _, identity := range got {
				if identity.Status.Value == nhi.StatusMissing {
					t.Errorf("%s of %s: %s is missing", match, at, identity.ID)
				}
			}
		}
	}
}

// What the registry names and nobody saw is missing when it was looked for everywhere, else unknown.
func TestGhostsWherePlatformWasAsked(t *testing.T) {
	for _, test := range []struct {
		match, less string
		want        nhi.Status
	}{
		{"{name: GONE}", "", nhi.StatusMissing},
		{"{name: GONE}", "repository", nhi.StatusUnknown},
		{"{name: GONE}", "organization", nhi.StatusUnknown},
		{"{name: GONE}", "environments", nhi.StatusUnknown},
		{"{name: GONE, repo: acme}", "", nhi.StatusMissing},
		{"{name: GONE, repo: acme}", "organization", nhi.StatusUnknown},
		{"{id: 'github:acme/shop:environment-secret:production/GONE'}", "", nhi.StatusMissing},
		{"{id: 'github:acme/shop:deploy-key:7'}", "", nhi.StatusMissing},
		{"{name: GONE, environment: production}", "", nhi.StatusMissing},
		{"{name: GONE, environment: production}", "environments", nhi.StatusUnknown},
		{"{name: GONE, store: dependabot-secret}", "", nhi.StatusMissing},
		{"{name: gone.yml, kind: workflow_token}", "everything", nhi.StatusMissing},
	} {
		p := told()
		if less := unreads[test.less]; less != nil {
			less(p)
		}
		var got []nhi.Status
		for _, identity := range Build(target, nhi.Observations{Platform: p}, declare(t, "- match: "+test.match+"\n  purpose: x\n", ""), now) {
			if identity.Purpose.Known() {
				got = append(got, identity.Status.Value)
			}
		}
		if diff := cmp.Diff([]nhi.Status{test.want}, got); diff != "" {
			t.Errorf("%s %s: %s", test.match, test.less, diff)
		}
	}
	gap := []nhi.Gap{{Source: "github", Scope: "acme/shop: deploy keys", Reason: nhi.GapNotPermitted}}
	key := build(nhi.Observations{Platform: told(), Gaps: gap}, declare(t, "- match: {id: 'github:acme/shop:deploy-key:7'}\n  purpose: x\n", ""))["github:acme/shop:deploy-key:7"]
	if key.Status.Value != nhi.StatusUnknown || key.Status.Reason != nhi.ReasonNotPermitted {
		t.Errorf("%+v", key.Status)
	}
}

func TestMachineUsers(t *testing.T) {
	p := tellOf("acme/a")
	p.Repositories[0].OutsideWriters = []nhi.Member{{Login: "vendor-bot", Kind: "bot", Role: "outside_collaborator"}, {Login: "dave", Kind: "user", Role: "outside_collaborator"}}
	var got []string
	for _, identity := range Build(acme, nhi.Observations{Platform: p}, registry.Declarations{}, now) {
		if identity.Kind == nhi.KindServiceAccount {
			got = append(got, fmt.Sprint(identity.ID, " ", identity.Account.Role, " ", identity.Privilege.Level.Value))
		}
	}
	if diff := cmp.Diff([]string{"github:acme:account:deploy-bot owner admin", "github:acme:account:vendor-bot outside_collaborator "}, got); diff != "" {
		t.Error(diff)
	}
}
