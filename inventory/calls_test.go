package inventory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

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
	inherits := nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Level: nhi.UseInJob, Step: -1, Location: place(deployPath, 8)}
	hands := nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "NPM_ONE", Route: nhi.RouteCall, Level: nhi.UseInJob, Step: -1, Input: "token-for-it", Location: place(deployPath, 8)}

	p := tellOf("acme/a", "acme/b", "acme/ci")
	p.Environments = []nhi.Deployment{{Repository: "acme/b", Name: "production", SecretStores: []nhi.SecretStore{nhi.StoreActions}, Reviewers: 1}}
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
	caller := oneJob(deployPath, nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Level: nhi.UseInJob, Step: -1, Location: place(deployPath, 8)})
	caller.Jobs[0].Calls = &nhi.ActionRef{Raw: "acme/ci/" + path + "@v1", Owner: "acme", Repo: "ci", Path: path, Ref: "v1", Pin: nhi.PinTag}
	p := tellOf("acme/a", "acme/b", "acme/ci")
	p.Secrets = []nhi.StoredSecret{orgSecret("ORG_KEY", "all")}
	guarded := nhi.Deployment{Repository: "acme/a", Name: "production", Reviewers: 1, SecretStores: []nhi.SecretStore{nhi.StoreActions}}
	open := nhi.Deployment{Repository: "acme/b", Name: "production", SecretStores: []nhi.SecretStore{nhi.StoreActions}}
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
