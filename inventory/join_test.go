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

// build builds what is seen of acme/shop, by ID.
func build(seen nhi.Observations, declared registry.Declarations) map[nhi.ID]nhi.Identity {
	byID := map[nhi.ID]nhi.Identity{}
	for _, identity := range Build(target, seen, declared, now) {
		byID[identity.ID] = identity
	}
	return byID
}

const (
	secretPrefix  = nhi.ID("github:acme/shop:actions-secret:")
	exposedPrefix = nhi.ID("git:acme/shop:exposed-credential:")
)

// oneJob is a workflow of one job with the uses.
func oneJob(path string, uses ...nhi.CredentialUse) nhi.Workflow {
	return nhi.Workflow{
		Path: path, Triggers: []nhi.Trigger{{Event: "push"}},
		Jobs: []nhi.Job{{ID: "job", Location: place(path, 5), Steps: []nhi.Step{{Index: 0, Location: place(path, 8)}}, Credentials: uses}},
	}
}

// Which secret an exposed value is taken for, by the name it is assigned to.
func TestJoinByName(t *testing.T) {
	path := workflowPath(0)
	tests := []struct {
		name     string // of the exposed value
		secrets  []nhi.CredentialUse
		want     nhi.ID
		relation nhi.Relation
	}{
		{"STRIPE_SECRET_KEY", []nhi.CredentialUse{secretUse("STRIPE_SECRET_KEY", "", 0, place(path, 9))}, secretPrefix + "STRIPE_SECRET_KEY", ""},
		{"stripeSecretKey", []nhi.CredentialUse{secretUse("STRIPE_SECRET_KEY", "", 0, place(path, 9))}, secretPrefix + "STRIPE_SECRET_KEY", ""},
		{"stripe-secret-key", []nhi.CredentialUse{secretUse("STRIPE_SECRET_KEY", "", 0, place(path, 9))}, secretPrefix + "STRIPE_SECRET_KEY", ""},
		{"TF_VAR_stripe_secret_key", []nhi.CredentialUse{secretUse("STRIPE_SECRET_KEY", "", 0, place(path, 9))}, secretPrefix + "STRIPE_SECRET_KEY", ""},
		{"STRIPE_KEY", []nhi.CredentialUse{secretUse("PROD_STRIPE", "STRIPE_KEY", 0, place(path, 9))}, secretPrefix + "PROD_STRIPE", ""},
		{"MY_STRIPE_SECRET_KEY", []nhi.CredentialUse{secretUse("STRIPE_SECRET_KEY", "", 0, place(path, 9))}, exposedPrefix + ".env#MY_STRIPE_SECRET_KEY", ""},
		// Names that any credential may have say nothing.
		{"TOKEN", []nhi.CredentialUse{secretUse("TOKEN", "", 0, place(path, 9))}, exposedPrefix + ".env#TOKEN", ""},
		{"apiKey", []nhi.CredentialUse{secretUse("API_KEY", "", 0, place(path, 9))}, exposedPrefix + ".env#apiKey", ""},
		{"PASSWORD", []nhi.CredentialUse{secretUse("PROD_DB", "PASSWORD", 0, place(path, 9))}, exposedPrefix + ".env#PASSWORD", ""},
		{"", []nhi.CredentialUse{secretUse("STRIPE_SECRET_KEY", "", 0, place(path, 9))}, exposedPrefix + ".env#rule", ""},
		// A secret of the very name is the better guess than a variable, and than a prefix.
		{"STRIPE_KEY", []nhi.CredentialUse{
			secretUse("PROD_STRIPE", "STRIPE_KEY", 0, place(path, 9)), secretUse("STRIPE_KEY", "", 0, place(path, 10)),
		}, secretPrefix + "STRIPE_KEY", ""},
		{"VITE_MAPBOX_KEY", []nhi.CredentialUse{
			secretUse("MAPBOX_KEY", "", 0, place(path, 9)), secretUse("VITE_MAPBOX_KEY", "", 0, place(path, 10)),
		}, secretPrefix + "VITE_MAPBOX_KEY", ""},
		// Of several, which one it is cannot be told.
		{"STRIPE_KEY", []nhi.CredentialUse{
			secretUse("PROD_STRIPE", "STRIPE_KEY", 0, place(path, 9)), secretUse("STAGING_STRIPE", "STRIPE_KEY", 0, place(path, 10)),
		}, exposedPrefix + ".env#STRIPE_KEY", "same_name"},
	}
	for i, test := range tests {
		seen := nhi.Observations{
			Workflows: []nhi.Workflow{oneJob(path, test.secrets...)},
			Exposures: []nhi.Exposure{{Rule: "rule", Location: place(".env", 1), Name: test.name, ValueClass: 1}},
		}
		got := build(seen, registry.Declarations{})[test.want]
		if len(got.Exposures) != 1 {
			t.Errorf("%d: %q is not exposed by %s", i, test.name, test.want)
			continue
		}
		if joined := got.Exposures[0].Joined != ""; joined != (got.Store == keptSecret) {
			t.Errorf("%d: %s: joined is %q", i, test.want, got.Exposures[0].Joined)
		}
		if test.relation != "" && !hasLink(got, test.relation) {
			t.Errorf("%d: %s is not linked by %s", i, test.want, test.relation)
		}
	}
}

// One value under the names of two secrets is exposed by both, which are then tied.
func TestSameValueUnderTwoNames(t *testing.T) {
	path := workflowPath(0)
	got := build(nhi.Observations{
		Workflows: []nhi.Workflow{oneJob(path, secretUse("PROD_DB", "", 0, place(path, 9)), secretUse("STAGING_DB", "", 0, place(path, 10)))},
		Exposures: []nhi.Exposure{
			{Rule: "r", Location: place("prod.env", 1), Name: "PROD_DB", ValueClass: 7},
			{Rule: "r", Location: place("staging.env", 1), Name: "STAGING_DB", ValueClass: 7},
		},
	}, registry.Declarations{})
	for _, name := range []nhi.ID{"PROD_DB", "STAGING_DB"} {
		if i := got[secretPrefix+name]; len(i.Exposures) != 1 || !hasLink(i, "same_value") {
			t.Errorf("%s: %+v %+v", name, i.Exposures, i.Links)
		}
	}
}

func TestExposedCredentialIDs(t *testing.T) {
	old, young := now.AddDate(-1, 0, 0), now.AddDate(0, -1, 0)
	exposures := []nhi.Exposure{
		{Rule: "r", Location: place("a.js", 9), ValueClass: 1, Date: old, Presence: nhi.PresenceHead},
		{Rule: "r", Location: place("a.js", 3), ValueClass: 2, Date: young, Presence: nhi.PresenceHead},  // added above the first
		{Rule: "r", Location: place("a.js", 1), ValueClass: 3, Presence: nhi.PresenceWorktree},           // not committed: the youngest
		{Rule: "r", Location: place("b.js", 1), ValueClass: 4, Presence: nhi.PresenceHistory, Date: old}, // moved
		{Rule: "r", Location: place("z.js", 1), ValueClass: 4, Presence: nhi.PresenceHead, Date: young},
	}
	want := map[nhi.ID]int{"a.js#r": 1, "a.js#r#2": 2, "a.js#r#3": 3, "z.js#r": 4}
	got := map[nhi.ID]int{}
	for id, identity := range build(nhi.Observations{Exposures: exposures}, registry.Declarations{}) {
		got[id[len(exposedPrefix):]] = identity.Exposures[0].ValueClass
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A value that stands in a workflow is used by the job it stands in, above all jobs by all.
func TestLiteralInWorkflow(t *testing.T) {
	path := workflowPath(0)
	w := oneJob(path)
	w.Jobs = append(w.Jobs, nhi.Job{ID: "second", Location: place(path, 20)})
	for _, test := range []struct {
		line     int
		presence nhi.Presence
		want     string
	}{
		{3, nhi.PresenceHead, "job -1 workflow, second -1 workflow"},
		{6, nhi.PresenceHead, "job -1 job"},
		{9, nhi.PresenceWorktree, "job 0 step"},
		{21, nhi.PresenceHead, "second -1 job"},
		{9, nhi.PresenceHistory, ""},
	} {
		got := build(nhi.Observations{
			Workflows: []nhi.Workflow{w},
			Exposures: []nhi.Exposure{{Rule: "r", Location: place(path, test.line), Presence: test.presence, ValueClass: 1}},
		}, registry.Declarations{})[exposedPrefix+nhi.ID(path)+"#r"]
		var uses []string
		for _, u := range got.Uses {
			if u.Route != nhi.RouteLiteral {
				t.Errorf("route %s", u.Route)
			}
			uses = append(uses, fmt.Sprintf("%s %d %s", u.Job, u.Step, u.Level))
		}
		if s := strings.Join(uses, ", "); s != test.want {
			t.Errorf("line %d: %q, want %q", test.line, s, test.want)
		}
	}
}

// What a reusable workflow calls secrets.x is what its callers hand over as x.
func TestReusableWorkflow(t *testing.T) {
	called := oneJob("called.yml", secretUse("x", "", 0, place("called.yml", 9)))
	called.Triggers = []nhi.Trigger{{Event: eventCall}}
	caller := func(path string, event string, uses ...nhi.CredentialUse) nhi.Workflow {
		return nhi.Workflow{
			Path: path, Triggers: []nhi.Trigger{{Event: event, Untrusted: event == "pull_request_target"}},
			Jobs: []nhi.Job{{ID: "call", Location: place(path, 5), Calls: &nhi.ActionRef{Raw: "./called.yml", Pin: nhi.PinLocal}, Credentials: uses}},
		}
	}
	hands := func(name, as string) nhi.CredentialUse {
		return nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: name, Route: nhi.RouteCall, Level: nhi.UseInJob, Step: -1, Input: as}
	}
	inherits := nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Level: nhi.UseInJob, Step: -1}
	token := nhi.CredentialUse{Store: nhi.UseOfToken, Name: "GITHUB_TOKEN", Route: nhi.RouteCall, Level: nhi.UseInJob, Step: -1, Input: "x"}

	for name, test := range map[string]struct {
		callers []nhi.Workflow
		want    []string // identities that called.yml uses, and the events
	}{
		"nobody calls it": {nil, []string{"X workflow_call"}},
		"by another name": {[]nhi.Workflow{caller("a.yml", "push", hands("NPM_TOKEN", "x"))}, []string{"NPM_TOKEN push,workflow_call"}},
		"case":            {[]nhi.Workflow{caller("a.yml", "push", hands("npm_token", "X"))}, []string{"NPM_TOKEN push,workflow_call"}},
		"inherited":       {[]nhi.Workflow{caller("a.yml", "push", inherits)}, []string{"X push,workflow_call"}},
		"the token":       {[]nhi.Workflow{caller("a.yml", "push", token)}, []string{"a.yml push,workflow_call"}},
		"several callers": {[]nhi.Workflow{caller("a.yml", "push", hands("A1", "x")), caller("b.yml", "pull_request_target", hands("B2", "x"))}, []string{"A1 pull_request_target,push,workflow_call", "B2 pull_request_target,push,workflow_call"}},
		"something else":  {[]nhi.Workflow{caller("a.yml", "push", hands("A1", "y"))}, []string{"X workflow_call"}}, // of that push it is empty
		"calls in a circle": {[]nhi.Workflow{{
			Path: "a.yml", Triggers: []nhi.Trigger{{Event: eventCall}},
			Jobs: []nhi.Job{{ID: "call", Calls: &nhi.ActionRef{Raw: "./called.yml"}, Credentials: []nhi.CredentialUse{hands("x", "x")}}, {ID: "self", Calls: &nhi.ActionRef{Raw: "./a.yml"}, Credentials: []nhi.CredentialUse{inherits}}},
		}}, []string{"X workflow_call"}},
	} {
		var got []string
		for _, identity := range Build(target, nhi.Observations{Workflows: append(test.callers, called)}, registry.Declarations{}, now) {
			for _, u := range identity.Uses {
				if u.Location == place("called.yml", 9) {
					got = append(got, identity.Name+" "+strings.Join(u.Events, ","))
				}
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The token in a composite action is that of the jobs that use the action.
func TestCompositeAction(t *testing.T) {
	inner := nhi.Workflow{Path: "actions/inner/action.yml", Composite: true, Jobs: []nhi.Job{{
		Steps:       []nhi.Step{{Index: 0, Location: place("actions/inner/action.yml", 3)}},
		Credentials: []nhi.CredentialUse{{Store: nhi.UseOfToken, Name: "GITHUB_TOKEN", Route: nhi.RouteEnv, Level: nhi.UseInStep, Location: place("actions/inner/action.yml", 4)}},
	}}}
	outer := nhi.Workflow{Path: "actions/outer/action.yml", Composite: true, Jobs: []nhi.Job{{
		Steps: []nhi.Step{{Index: 0, Uses: &nhi.ActionRef{Raw: "./actions/inner/"}}, {Index: 1, Uses: &nhi.ActionRef{Raw: "./actions/outer"}}},
	}}}
	w := oneJob(workflowPath(0))
	w.Jobs[0].Steps = append(w.Jobs[0].Steps, nhi.Step{Index: 1, Name: "Use it", Uses: &nhi.ActionRef{Raw: "./actions/outer"}})
	got := build(nhi.Observations{Workflows: []nhi.Workflow{inner, outer, w}}, registry.Declarations{})
	if len(got) != 1 {
		t.Errorf("%d identities, want the workflow's token alone", len(got))
	}
	uses := got["github:acme/shop:workflow-token:"+nhi.ID(w.Path)].Uses
	i := slices.IndexFunc(uses, func(u nhi.Use) bool { return u.Location.Path == inner.Path })
	if i < 0 || uses[i].Workflow != w.Path || uses[i].Job != "job" || uses[i].Step != 1 || uses[i].StepName != "Use it" {
		t.Errorf("%+v", uses)
	}
}

func TestTokenPower(t *testing.T) {
	all := func(s string) *nhi.Permissions { return &nhi.Permissions{All: s} }
	scopes := func(pairs ...string) *nhi.Permissions {
		p := &nhi.Permissions{Scopes: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			p.Scopes[pairs[i]] = pairs[i+1]
		}
		return p
	}
	for _, test := range []struct {
		jobs  []*nhi.Permissions
		level nhi.PermissionLevel // "": not known
		has   map[string]string
	}{
		{[]*nhi.Permissions{nil}, "", nil},
		{[]*nhi.Permissions{scopes()}, nhi.PermissionNone, nil},
		{[]*nhi.Permissions{scopes("contents", "none")}, nhi.PermissionNone, map[string]string{"contents": "none"}},
		{[]*nhi.Permissions{scopes("id-token", "write")}, nhi.PermissionNone, map[string]string{"id-token": "write"}},
		{[]*nhi.Permissions{scopes("contents", "read"), scopes("contents", "write")}, nhi.PermissionWrite, map[string]string{"contents": "write"}},
		{[]*nhi.Permissions{scopes("contents", "read"), nil}, "", map[string]string{"contents": "read"}},
		{[]*nhi.Permissions{nil, scopes("contents", "read")}, "", map[string]string{"contents": "read"}},
		{[]*nhi.Permissions{nil, all("write-all")}, nhi.PermissionWrite, map[string]string{"all": "write"}},
		{[]*nhi.Permissions{all("read-all"), scopes()}, nhi.PermissionRead, map[string]string{"all": "read"}},
	} {
		w := nhi.Workflow{Path: "w.yml"}
		for i, p := range test.jobs {
			w.Jobs = append(w.Jobs, nhi.Job{ID: fmt.Sprint(i), Permissions: p})
		}
		got := build(nhi.Observations{Workflows: []nhi.Workflow{w}}, registry.Declarations{})["github:acme/shop:workflow-token:w.yml"]
		if got.Privilege.Level.Known() != (test.level != "") || got.Privilege.Level.Value != test.level {
			t.Errorf("%v: level %+v, want %q", test.jobs, got.Privilege.Level, test.level)
		}
		if diff := cmp.Diff(test.has, got.Privilege.Permissions); diff != "" {
			t.Error(diff)
		}
	}
}

func TestEnvironmentOf(t *testing.T) {
	for name, want := range map[string]nhi.Environment{
		"production": nhi.EnvironmentProduction, "prod": nhi.EnvironmentProduction, "eu-prod": nhi.EnvironmentProduction, "Prod2": nhi.EnvironmentProduction,
		"live": nhi.EnvironmentProduction, "productionEU": nhi.EnvironmentProduction, "pre-production": nhi.EnvironmentStaging, "non-prod": nhi.EnvironmentStaging,
		"preprod": nhi.EnvironmentStaging, "uat": nhi.EnvironmentStaging, "qa_1": nhi.EnvironmentStaging, "stage": nhi.EnvironmentStaging,
		"dev": nhi.EnvironmentDevelopment, "preview/pr-1": nhi.EnvironmentDevelopment, "github-pages": nhi.EnvironmentUnknown, "product": nhi.EnvironmentUnknown,
		"reproduction": nhi.EnvironmentUnknown, "": nhi.EnvironmentUnknown, "delivery": nhi.EnvironmentUnknown, "prod-test": nhi.EnvironmentDevelopment,
	} {
		if got := environmentOf(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestCriticality(t *testing.T) {
	fact := func(level nhi.PermissionLevel) nhi.Fact[nhi.PermissionLevel] { return nhi.Derived(level, "x") }
	production := nhi.Derived(nhi.EnvironmentProduction, "x")
	for name, test := range map[string]struct {
		identity nhi.Identity
		want     nhi.Criticality
	}{
		"nothing known":              {nhi.Identity{}, nhi.CriticalityMedium},
		"public":                     {nhi.Identity{Environment: production, Credential: nhi.Credential{Public: true, Category: nhi.CategorySigning}}, nhi.CriticalityLow},
		"admin":                      {nhi.Identity{Privilege: nhi.Privilege{Level: fact(nhi.PermissionAdmin)}}, nhi.CriticalityCritical},
		"publishing":                 {nhi.Identity{Credential: nhi.Credential{Category: nhi.CategoryPackageRegistry}}, nhi.CriticalityCritical},
		"reading packages":           {nhi.Identity{Name: "DOCKERHUB_RO_TOKEN", Credential: nhi.Credential{Category: nhi.CategoryPackageRegistry}}, nhi.CriticalityMedium},
		"publishing after a request": {nhi.Identity{Name: "PULL_REQUEST_NPM_TOKEN", Credential: nhi.Credential{Category: nhi.CategoryPackageRegistry}}, nhi.CriticalityCritical},
		"signing":                    {nhi.Identity{Kind: nhi.KindSigningKey}, nhi.CriticalityCritical},
		"production, not known":      {nhi.Identity{Environment: production}, nhi.CriticalityHigh},
		"production, write":          {nhi.Identity{Environment: production, Privilege: nhi.Privilege{Level: fact(nhi.PermissionWrite)}}, nhi.CriticalityHigh},
		"production, read":           {nhi.Identity{Environment: production, Privilege: nhi.Privilege{Level: fact(nhi.PermissionRead)}}, nhi.CriticalityMedium},
		"production and staging":     {nhi.Identity{Environment: production, Environments: []string{"prod", "staging"}}, nhi.CriticalityCritical},
		"production twice":           {nhi.Identity{Environment: production, Environments: []string{"prod-eu", "prod-us"}}, nhi.CriticalityHigh},
		"staging and development":    {nhi.Identity{Environments: []string{"dev", "staging"}}, nhi.CriticalityMedium},
		"write outside production":   {nhi.Identity{Privilege: nhi.Privilege{Level: fact(nhi.PermissionWrite)}}, nhi.CriticalityMedium},
		"a token of several places":  {nhi.Identity{Kind: nhi.KindWorkflowToken, Environment: production, Environments: []string{"prod", "dev"}, Privilege: nhi.Privilege{Level: fact(nhi.PermissionWrite)}}, nhi.CriticalityHigh},
	} {
		if got, reason := derivedCriticality(&test.identity); got != test.want || reason == "" {
			t.Errorf("%s: %s (%s), want %s", name, got, reason, test.want)
		}
	}
}

// What a registry's token may do follows from what its name says.
func TestLevelOfRegistryTokens(t *testing.T) {
	for name, want := range map[string]nhi.PermissionLevel{
		"DOCKERHUB_TOKEN": nhi.PermissionWrite, "DOCKERHUB_RO_TOKEN": nhi.PermissionRead, "NPM_READONLY_TOKEN": nhi.PermissionRead,
		"DOCKERHUB_READ_WRITE_TOKEN": nhi.PermissionWrite, "DOCKER_PULL_PASSWORD": nhi.PermissionRead, "STRIPE_READ_KEY": "",
	} {
		path := workflowPath(0)
		built := build(nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, secretUse(name, "", 0, place(path, 9)))}}, registry.Declarations{})
		if got := built[secretPrefix+nhi.ID(name)].Privilege.Level.Value; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestStatusAndExpiry(t *testing.T) {
	path := workflowPath(0)
	value := nhi.Credential{By: "value", Service: "S", IssuedAt: now.AddDate(0, -2, 0), ExpiresAt: now.AddDate(0, 0, -1)}
	joined := nhi.Exposure{Rule: "r", Location: place(".env", 1), Name: "A_ONE", ValueClass: 1, Credential: value}
	own := nhi.Exposure{Rule: "r", Location: place(".env", 2), Name: "B_TWO", ValueClass: 2, Credential: value}
	endless := nhi.Exposure{Rule: "e", Location: place(".env", 3), ValueClass: 3, Credential: nhi.Credential{By: "value", NeverExpires: true}}
	seen := nhi.Observations{
		Workflows: []nhi.Workflow{oneJob(path, secretUse("A_ONE", "", 0, place(path, 9)))},
		Exposures: []nhi.Exposure{joined, own, endless},
	}
	const a, b, e = secretPrefix + "A_ONE", exposedPrefix + ".env#B_TWO", exposedPrefix + ".env#e"

	got := build(seen, registry.Declarations{})
	if x := got[a]; x.Times.Expires.Evidence != nhi.EvidenceInferred || x.Status.Value != nhi.StatusUnknown || x.Times.Rotated.Known() {
		t.Errorf("a leaked value that has expired need not be the secret's: %+v %+v", x.Times, x.Status)
	}
	if x := got[b]; x.Times.Expires.Evidence != nhi.EvidenceDerived || x.Status.Value != nhi.StatusExpired || !x.Times.Rotated.Value.Equal(value.IssuedAt) {
		t.Errorf("the value itself has expired: %+v %+v", x.Times, x.Status)
	}
	if x := got[e]; x.Times.Expires.Why() != nhi.ReasonUnset {
		t.Errorf("%+v", x.Times.Expires)
	}

	for _, test := range []struct {
		day    string
		id     nhi.ID
		status nhi.Status
		from   nhi.Evidence
	}{
		{"2026-11-21", a, nhi.StatusExpired, nhi.EvidenceDeclared},
		{"2026-11-22", a, nhi.StatusUnknown, nhi.EvidenceDeclared}, // today still counts
		{"2027-11-22", b, nhi.StatusExpired, nhi.EvidenceDerived},  // what the value says stands
		{"2026-11-21", e, nhi.StatusExpired, nhi.EvidenceDeclared},
	} {
		x := build(seen, declare(t, "- match: {id: '"+string(test.id)+"'}\n  expires_on: "+test.day+"\n", ""))[test.id]
		if x.Status.Value != test.status || x.Times.Expires.Evidence != test.from {
			t.Errorf("%s until %s: %+v %+v", test.id, test.day, x.Status, x.Times.Expires)
		}
	}
}

func TestRotation(t *testing.T) {
	path := workflowPath(0)
	seen := nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, secretUse("NPM_TOKEN", "", 0, place(path, 9)), secretUse("A_ONE", "", 0, place(path, 9)))}}
	for _, test := range []struct {
		entries string
		name    nhi.ID
		days    int
		from    nhi.Evidence
	}{
		{"", "NPM_TOKEN", 30, nhi.EvidenceDerived}, // npm's own
		{"", "A_ONE", 180, nhi.EvidenceDerived},    // of medium criticality
		{"- match: {name: A_ONE}\n  criticality: low\n", "A_ONE", 365, nhi.EvidenceDerived},
		{"- match: {name: A_ONE}\n  rotation: {days: 400, last: 2026-11-01}\n", "A_ONE", 400, nhi.EvidenceDeclared},
	} {
		got := build(seen, declare(t, test.entries, ""))[secretPrefix+test.name]
		if m := got.Rotation.MaximumDays; m.Value != test.days || m.Evidence != test.from {
			t.Errorf("%s with %q: %+v", test.name, test.entries, m)
		}
		if last := got.Times.Rotated; last.Known() != strings.Contains(test.entries, "last") {
			t.Errorf("%+v", last)
		}
	}
}

func TestOwner(t *testing.T) {
	path := workflowPath(0)
	seen := nhi.Observations{
		Workflows: []nhi.Workflow{oneJob(path, secretUse("A_ONE", "", 0, place(path, 9)))},
		Exposures: []nhi.Exposure{{Rule: "r", Location: place("src/a.js", 1), ValueClass: 1}},
	}
	for _, test := range []struct {
		entries, codeOwners, want string
	}{
		{"", "", "none  "},
		{"", "*.yml @acme/ci @bob\n", "inferred @acme/ci, @bob CODEOWNERS:1"},
		{"", "* @acme/all\n*.yml\n", "none  "},
		{"- match: {name: A_ONE}\n  owners: {technical: team/a}\n", "* @acme/all\n", "confirmed team/a .rollcall/registry.yaml:1"},
		{"- match: {name: A_ONE}\n  owners: {business: cfo}\n", "* @acme/all\n", "confirmed  "},
		{"- match: {name: 'A_*'}\n  owners: {technical: all}\n- match: {name: A_ONE}\n  owners: {business: cfo}\n", "", "confirmed all .rollcall/registry.yaml:1"},
	} {
		o := build(seen, declare(t, test.entries, test.codeOwners))[secretPrefix+"A_ONE"].Owner
		if got := fmt.Sprintf("%s %s %s", o.Status, o.Technical.Value, o.Technical.Source); got != test.want {
			t.Errorf("%q %q: %q, want %q", test.entries, test.codeOwners, got, test.want)
		}
	}
	o := build(seen, declare(t, "", "/src/ @acme/web\n"))[exposedPrefix+"src/a.js#r"].Owner
	if o.Status != nhi.OwnerInferred || o.Technical.Value != "@acme/web" {
		t.Errorf("%+v", o)
	}
}

func TestGhosts(t *testing.T) {
	path := workflowPath(0)
	seen := nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, secretUse("SEEN", "", 0, place(path, 9)))}}
	for _, test := range []struct {
		match string
		want  string // ID, kind and store of the ghost; "" for none
	}{
		{"{name: SEEN}", ""},
		{"{name: seen}", ""},
		{"{name: gone}", "github:acme/shop:actions-secret:GONE ci_secret actions-secret"},
		{"{name: GONE, kind: agent}", "github:acme/shop:agent:GONE agent "},
		{"{name: GONE_*}", ""},
		{"{kind: agent}", ""},
		{"{name: GONE, repo: acme/shop}", "github:acme/shop:actions-secret:GONE ci_secret actions-secret"},
		{"{name: GONE, repo: acme/*}", "github:acme/shop:actions-secret:GONE ci_secret actions-secret"},
		{"{name: GONE, repo: acme/other}", ""},
		{"{id: 'github:acme/other:actions-secret:GONE'}", ""},
		{"{id: 'github:acme/shop:actions-secret:GONE'}", "github:acme/shop:actions-secret:GONE ci_secret actions-secret"},
		{"{id: 'github:acme/shop:runner:gpu,linux'}", "github:acme/shop:runner:gpu,linux runner "},
		{"{name: SEEN, service: Stripe}", "registry:acme/shop:ci_secret:SEEN ci_secret actions-secret"},
	} {
		var got string
		for _, identity := range Build(target, seen, declare(t, "- match: "+test.match+"\n  purpose: x\n", ""), now) {
			if identity.Status.Value == nhi.StatusMissing {
				got = fmt.Sprintf("%s %s %s", identity.ID, identity.Kind, identity.Store)
				if identity.Purpose.Value != "x" || !identity.Registered.Known() {
					t.Errorf("%s: its own entry does not describe it: %+v", test.match, identity)
				}
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.match, got, test.want)
		}
	}
}

func TestUsesKnown(t *testing.T) {
	path := workflowPath(0)
	use := secretUse("A_ONE", "", 0, place(path, 9))
	inherit := nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Level: nhi.UseInJob, Step: -1, Location: place(path, 10)}
	calling := func(ref string) nhi.Workflow {
		w := oneJob(path, use, inherit)
		w.Jobs[0].Calls = &nhi.ActionRef{Raw: ref}
		return w
	}
	for name, test := range map[string]struct {
		seen nhi.Observations
		want string
	}{
		"all read":      {nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, use)}}, ""},
		"gap":           {nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, use)}, Gaps: []nhi.Gap{{Source: "workflows", Scope: "b.yml"}}}, "a workflow was not read: b.yml"},
		"gap elsewhere": {nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, use)}, Gaps: []nhi.Gap{{Source: "leaks", Scope: "b"}}}, ""},
		"dynamic":       {nhi.Observations{Workflows: []nhi.Workflow{oneJob(path, use, nhi.CredentialUse{Store: nhi.UseOfSecrets, Route: nhi.RouteDynamic, Location: place(path, 11)})}}, "secrets are handed on unnamed at " + path + ":11"},
		"inherit":       {nhi.Observations{Workflows: []nhi.Workflow{calling("acme/ci/.github/workflows/x.yml@v1")}}, "secrets are handed on unnamed at " + path + ":10"},
		"inherit, here": {nhi.Observations{Workflows: []nhi.Workflow{calling("./b.yml"), oneJob("b.yml")}}, ""},
		"inherit, self": {nhi.Observations{Workflows: []nhi.Workflow{calling("$/b.yml"), oneJob("b.yml")}}, ""},
		"inherit, gone": {nhi.Observations{Workflows: []nhi.Workflow{calling("./b.yml")}}, "secrets are handed on unnamed at " + path + ":10"},
	} {
		got := build(test.seen, registry.Declarations{})[secretPrefix+"A_ONE"].UsesKnown
		if got.Known() != (test.want == "") || test.want != "" && got.Source != test.want {
			t.Errorf("%s: %+v, want %q", name, got, test.want)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	var seen nhi.Observations
	for i := range 1000 {
		path := fmt.Sprintf(".github/workflows/w%d.yml", i)
		w := nhi.Workflow{Path: path, Triggers: []nhi.Trigger{{Event: "push"}, {Event: "pull_request"}}}
		for j := range 10 {
			job := nhi.Job{ID: fmt.Sprintf("j%d", j), Location: place(path, 10*j+5), Environment: "production"}
			for k := range 5 {
				job.Steps = append(job.Steps, nhi.Step{Index: k, Location: place(path, 10*j+6+k)})
				job.Credentials = append(job.Credentials, secretUse(fmt.Sprintf("SECRET_%d", (i*7+j*3+k)%500), "VARIABLE", k, place(path, 10*j+6+k)))
			}
			w.Jobs = append(w.Jobs, job)
		}
		seen.Workflows = append(seen.Workflows, w)
	}
	for i := range 2000 {
		seen.Exposures = append(seen.Exposures, nhi.Exposure{Rule: "r", Location: place(fmt.Sprintf("f%d", i), 1), Name: fmt.Sprintf("SECRET_%d", i), ValueClass: i + 1, Date: now.Add(-time.Duration(i) * time.Hour)})
	}
	declared := declare(b, "- match: {name: 'SECRET_*'}\n  owners: {technical: a}\n", "* @acme/all\n")
	for b.Loop() {
		if got := len(Build(target, seen, declared, now)); got != 500+1000+1500 {
			b.Fatal(got)
		}
	}
}

// An agent in a composite action has what the jobs have that use the action.
func TestAgentInCompositeAction(t *testing.T) {
	agent := &nhi.ActionRef{Raw: "maker/agent@v1", Owner: "maker", Repo: "agent"}
	inner := nhi.Workflow{Path: "actions/triage/action.yml", Composite: true, Jobs: []nhi.Job{{Steps: []nhi.Step{{Index: 0, Uses: agent}}}}}
	secret := func(name string, route nhi.Route, step int, action *nhi.ActionRef) nhi.CredentialUse {
		return nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: name, Route: route, Level: nhi.UseInStep, Step: step, Action: action, Location: place(workflowPath(0), 9)}
	}
	local := &nhi.ActionRef{Raw: "./actions/triage"}
	w := oneJob(workflowPath(0))
	w.Triggers = []nhi.Trigger{{Event: "issues", Untrusted: true}, {Event: "issue_comment", Untrusted: true}, {Event: "push"}}
	w.Jobs[0].SkippedOn, w.Jobs[0].GuardedOn = []string{"push"}, []string{"issue_comment"}
	w.Jobs[0].Permissions = &nhi.Permissions{Scopes: map[string]string{"issues": "write"}}
	w.Jobs[0].Steps = []nhi.Step{{Index: 0}, {Index: 1, Uses: local}}
	w.Jobs[0].Credentials = []nhi.CredentialUse{
		secret("OTHER_STEP", nhi.RouteEnv, 0, nil), secret("OTHER_INPUT", nhi.RouteWith, 1, local),
		secret("VARIABLE", nhi.RouteEnv, 1, local), secret("MODEL_KEY", nhi.RouteWith, 1, agent),
	}
	got := build(nhi.Observations{
		Workflows: []nhi.Workflow{inner, w},
		Agents:    []nhi.Agent{{Product: "Agent", Form: nhi.AgentInWorkflow, Location: place("actions/triage/action.yml", 5)}},
	}, registry.Declarations{})
	a := got["github:acme/shop:agent:actions/triage/action.yml#/agent"].Agent
	want := &nhi.Agent{
		Product: "Agent", Form: nhi.AgentInWorkflow, Location: place("actions/triage/action.yml", 5), Permissions: w.Jobs[0].Permissions,
		Secrets: []string{"MODEL_KEY", "VARIABLE"}, Triggers: []nhi.Trigger{{Event: "issues", Untrusted: true}, {Event: "issue_comment"}},
	}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An agent whose job keeps strangers out is started by none.
func TestAgentBehindAGate(t *testing.T) {
	for gate, untrusted := range map[nhi.Gate]bool{nhi.GateFork: false, nhi.GateActor: false, nhi.GateLabel: true} {
		w := oneJob(workflowPath(0))
		w.Triggers, w.Jobs[0].Gates = []nhi.Trigger{{Event: "workflow_run", Untrusted: true}}, []nhi.Gate{gate}
		got := build(nhi.Observations{
			Workflows: []nhi.Workflow{w},
			Agents:    []nhi.Agent{{Product: "Agent", Form: nhi.AgentInWorkflow, Job: w.Jobs[0].ID, Location: place(workflowPath(0), 5)}},
		}, registry.Declarations{})
		a := got["github:acme/shop:agent:"+nhi.ID(workflowPath(0)+"#"+w.Jobs[0].ID+"/agent")].Agent
		if len(a.Triggers) != 1 || a.Triggers[0].Untrusted != untrusted {
			t.Errorf("%s: %+v", gate, a.Triggers)
		}
	}
}

// Of a job whose matrix gives its environment, an identity is used in each of them.
func TestEnvironmentsOfMatrix(t *testing.T) {
	w := oneJob(workflowPath(0), nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "DEPLOY_KEY", Route: nhi.RouteEnv, Location: place(workflowPath(0), 9)})
	w.Jobs[0].Environment, w.Jobs[0].EnvironmentDynamic, w.Jobs[0].Environments = "${{ matrix.env }}", true, []string{"production", "staging"}
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}}, registry.Declarations{})["github:acme/shop:actions-secret:DEPLOY_KEY"]
	if !slices.Equal(got.Environments, []string{"production", "staging"}) || got.Environment.Value != nhi.EnvironmentProduction {
		t.Errorf("%+v", got)
	}
}
