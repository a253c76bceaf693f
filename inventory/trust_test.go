package inventory

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// A job that may ask for an OIDC token is a federated identity, whether or not its login is known.
func TestUnknownTrust(t *testing.T) {
	const path, id = ".github/workflows/w.yml", nhi.ID("github:acme/shop:oidc-trust:unknown:?.github/workflows/w.yml#job")
	granted := &nhi.Permissions{Scopes: map[string]string{"id-token": "write"}}
	remote := func(owner, repo string) *nhi.ActionRef {
		return &nhi.ActionRef{Raw: owner + "/" + repo + "@v1", Owner: owner, Repo: repo, Ref: "v1", Pin: nhi.PinTag}
	}
	local := func(path string) *nhi.ActionRef {
		return &nhi.ActionRef{Raw: path, Pin: nhi.PinLocal, FirstParty: true}
	}
	steps := func(actions ...*nhi.ActionRef) []nhi.Step {
		var all []nhi.Step
		for i, a := range actions {
			all = append(all, nhi.Step{Index: i, Uses: a, Location: place(path, 10+i)})
		}
		return all
	}
	login := []nhi.CloudLogin{{Provider: "aws", Method: "oidc", Location: place("x.yml", 3)}}
	composite := nhi.Workflow{Path: "login/action.yml", Composite: true, Jobs: []nhi.Job{{CloudLogins: login}}}
	called := func(job nhi.Job) nhi.Workflow {
		return nhi.Workflow{Path: ".github/workflows/c.yml", Triggers: []nhi.Trigger{{Event: "workflow_call"}}, Jobs: []nhi.Job{job}}
	}
	calls := &nhi.ActionRef{Raw: "./.github/workflows/c.yml", Pin: nhi.PinLocal, FirstParty: true}
	for name, test := range map[string]struct {
		job   nhi.Job
		other []nhi.Workflow
		want  []string // the actions that may exchange the token; a use without one is ""
	}{
		"not granted":                   {job: nhi.Job{Steps: steps(remote("a", "b"))}},
		"granted to read":               {job: nhi.Job{Permissions: &nhi.Permissions{Scopes: map[string]string{"id-token": "read"}}}},
		"an action nobody knows":        {job: nhi.Job{Permissions: granted, Steps: steps(remote("actions", "checkout"), remote("a", "b"), remote("c", "d"))}, want: []string{"a/b", "c/d"}},
		"everything granted":            {job: nhi.Job{Permissions: &nhi.Permissions{All: "write-all"}, Steps: steps(remote("a", "b"))}},
		"scripts alone":                 {job: nhi.Job{Permissions: granted, Steps: steps(nil, remote("actions", "checkout"))}, want: []string{""}},
		"a login":                       {job: nhi.Job{Permissions: granted, Steps: steps(remote("a", "b")), CloudLogins: login}},
		"a login with a key":            {job: nhi.Job{Permissions: granted, CloudLogins: []nhi.CloudLogin{{Provider: "aws", Method: "static"}}}, want: []string{""}},
		"a login in a local action":     {job: nhi.Job{Permissions: granted, Steps: steps(local("./login"), remote("a", "b"))}, other: []nhi.Workflow{composite}},
		"another repository's workflow": {job: nhi.Job{Permissions: granted, Calls: &nhi.ActionRef{Raw: "x/y/.github/workflows/z.yml@v1", Owner: "x", Repo: "y", Path: ".github/workflows/z.yml", Ref: "v1", Pin: nhi.PinTag}}, want: []string{"x/y/.github/workflows/z.yml"}},
		"a called workflow logs in":     {job: nhi.Job{Permissions: granted, Calls: calls}, other: []nhi.Workflow{called(nhi.Job{ID: "c", CloudLogins: login})}},
		"a called workflow asks itself": {job: nhi.Job{Permissions: granted, Calls: calls}, other: []nhi.Workflow{called(nhi.Job{ID: "c", Permissions: granted})}},
		"a called workflow says little": {job: nhi.Job{Permissions: granted, Calls: calls}, other: []nhi.Workflow{called(nhi.Job{ID: "c"})}, want: []string{"./.github/workflows/c.yml"}},
	} {
		test.job.ID, test.job.Location = "job", place(path, 5)
		w := nhi.Workflow{Path: path, Triggers: []nhi.Trigger{{Event: "push"}}, Jobs: []nhi.Job{test.job}}
		built := build(nhi.Observations{Workflows: append(slices.Clone(test.other), w)}, registry.Declarations{})
		var got []string
		for _, use := range built[id].Uses {
			if use.Action == nil {
				got = append(got, "")
				continue
			}
			got = append(got, use.Action.Name())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%v", name, diff, slices.Sorted(maps.Keys(built)))
		}
		if trust, known := built[id]; known && (trust.Kind != nhi.KindOIDCTrust || trust.Lifetime != nhi.LifetimeFederated || trust.Privilege.Level.Known()) {
			t.Errorf("%s: %+v", name, trust)
		}
	}
}

// Secrets of one login are tied to the first by ID, in whatever order the step names them.
func TestLoginTiesSecretsInAnyOrder(t *testing.T) {
	const path = ".github/workflows/w.yml"
	links := func(names ...string) (ties []string) {
		job := nhi.Job{ID: "job", CloudLogins: []nhi.CloudLogin{{Provider: "aws", Method: nhi.LoginStatic, Location: place(path, 9)}}}
		for i, name := range names {
			job.Credentials = append(job.Credentials, nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: name, Route: nhi.RouteWith, Level: nhi.UseInStep, Location: place(path, 10+i)})
		}
		seen := nhi.Observations{Workflows: []nhi.Workflow{{Path: path, Jobs: []nhi.Job{job}}}}
		for _, identity := range Build(target, seen, registry.Declarations{}, now) {
			for _, l := range identity.Links {
				if l.Relation == nhi.RelationSameLogin {
					ties = append(ties, identity.Name+" "+string(l.To))
				}
			}
		}
		return ties
	}
	want := []string{
		"A_KEY github:acme/shop:actions-secret:B_KEY", "A_KEY github:acme/shop:actions-secret:C_KEY",
		"B_KEY github:acme/shop:actions-secret:A_KEY", "C_KEY github:acme/shop:actions-secret:A_KEY",
	}
	for _, names := range [][]string{{"A_KEY", "B_KEY", "C_KEY"}, {"C_KEY", "B_KEY", "A_KEY"}, {"B_KEY", "A_KEY", "C_KEY"}} {
		if diff := cmp.Diff(want, links(names...)); diff != "" {
			t.Errorf("in the order %v (-want +got):\n%s", names, diff)
		}
	}
}

// What the whole job is given, or a condition asks for, is no part of a login that is given secrets of its own.
func TestLoginOfAStep(t *testing.T) {
	const path = ".github/workflows/w.yml"
	given := func(name string, route nhi.Route, level nhi.UseLevel) nhi.CredentialUse {
		return nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: name, Route: route, Level: level, Location: place(path, 10)}
	}
	for name, test := range map[string]struct {
		uses []nhi.CredentialUse
		want int
	}{
		"beside a job's":  {[]nhi.CredentialUse{given("A_KEY", nhi.RouteWith, nhi.UseInStep), given("B_KEY", nhi.RouteEnv, nhi.UseInJob)}, 0},
		"with a question": {[]nhi.CredentialUse{given("A_KEY", nhi.RouteWith, nhi.UseInStep), given("B_KEY", nhi.RouteIf, nhi.UseInStep)}, 0},
		"a job's alone":   {[]nhi.CredentialUse{given("A_KEY", nhi.RouteEnv, nhi.UseInJob), given("B_KEY", nhi.RouteEnv, nhi.UseInJob)}, 1},
	} {
		job := nhi.Job{ID: "job", CloudLogins: []nhi.CloudLogin{{Provider: "gcp", Method: nhi.LoginStatic, Location: place(path, 9)}}, Credentials: test.uses}
		built := build(nhi.Observations{Workflows: []nhi.Workflow{{Path: path, Jobs: []nhi.Job{job}}}}, registry.Declarations{})
		if got := len(built[secretPrefix+"A_KEY"].Links); got != test.want {
			t.Errorf("%s: %d links, want %d", name, got, test.want)
		}
	}
}
