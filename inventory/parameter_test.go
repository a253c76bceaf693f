package inventory

import (
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// A secret parameter of a reusable workflow is a secret of the repository only where one of its callers hands one over.
func TestSecretParameters(t *testing.T) {
	const path = ".github/workflows/publish.yml"
	publish := func(environment string) nhi.Workflow {
		w := oneJob(path, secretUse("NPM_TOKEN", "NODE_AUTH_TOKEN", 0, place(path, 9)))
		w.Triggers = []nhi.Trigger{{Event: eventCall}}
		w.Jobs[0].Environment = environment
		return w
	}
	caller := func(uses ...nhi.CredentialUse) nhi.Workflow {
		w := oneJob(deployPath, uses...)
		w.Triggers = []nhi.Trigger{{Event: "issue_comment", Untrusted: true}}
		w.Jobs[0].Calls = &nhi.ActionRef{Raw: "./" + path, Pin: nhi.PinLocal}
		return w
	}
	handed := nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "PUBLISH_KEY", Route: nhi.RouteCall, Level: nhi.UseInJob, Step: -1, Input: "NPM_TOKEN", Location: place(deployPath, 8)}
	other := handed
	other.Input = "OTHER"
	inherits := nhi.CredentialUse{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Level: nhi.UseInJob, Step: -1, Location: place(deployPath, 8)}
	dispatched := publish("")
	dispatched.Triggers = append(dispatched.Triggers, nhi.Trigger{Event: "workflow_dispatch"})

	const parameter, secret = "github:acme/shop:secret-parameter:" + path + "#NPM_TOKEN", "github:acme/shop:actions-secret:NPM_TOKEN"
	for name, test := range map[string]struct {
		workflows []nhi.Workflow
		want      nhi.ID
	}{
		"nobody calls it":                      {[]nhi.Workflow{publish("")}, parameter},
		"no caller hands it over":              {[]nhi.Workflow{publish(""), caller()}, parameter},
		"under another name":                   {[]nhi.Workflow{publish(""), caller(other)}, parameter},
		"a caller hands it over":               {[]nhi.Workflow{publish(""), caller(handed)}, "github:acme/shop:actions-secret:PUBLISH_KEY"},
		"a caller hands all over":              {[]nhi.Workflow{publish(""), caller(inherits)}, secret},
		"people start it, too":                 {[]nhi.Workflow{dispatched, caller()}, secret},
		"its environment has it":               {[]nhi.Workflow{publish("production"), caller()}, secret},
		"the environment is of others' caller": {[]nhi.Workflow{publish("production")}, parameter},
	} {
		got := build(nhi.Observations{Workflows: test.workflows}, registry.Declarations{})
		used := got[test.want].Uses
		if !slices.ContainsFunc(used, func(u nhi.Use) bool { return u.Location == place(path, 9) }) {
			t.Errorf("%s: %s is used at %+v", name, test.want, used)
		}
		for _, id := range []nhi.ID{parameter, secret} {
			if _, ok := got[id]; ok && id != test.want {
				t.Errorf("%s: there is %s", name, id)
			}
		}
	}
}

// What nobody hands over is in nobody's reach, and is nothing that the repository keeps, owns or renews; what takes it is told.
func TestSecretParameterNobodyGives(t *testing.T) {
	const path = ".github/workflows/publish.yml"
	w := oneJob(path, secretUse("NPM_TOKEN", "", 0, place(path, 9)))
	w.Triggers = []nhi.Trigger{{Event: eventCall}}
	w.Jobs[0].UntrustedCheckout = &nhi.Location{Path: path, Line: 7}
	caller := oneJob(deployPath)
	caller.Triggers = []nhi.Trigger{{Event: "pull_request_target", Untrusted: true}}
	caller.Jobs[0].Calls = &nhi.ActionRef{Raw: "./" + path, Pin: nhi.PinLocal}
	for _, platform := range []*nhi.Platform{nil, tellOf("acme/shop")} {
		got := build(nhi.Observations{Workflows: []nhi.Workflow{w, caller}, Platform: platform}, registry.Declarations{})
		p := got["github:acme/shop:secret-parameter:"+nhi.ID(path)+"#NPM_TOKEN"]
		if p.Name != "NPM_TOKEN" || p.Kind != nhi.KindSecretParameter || p.Store != "secret-parameter" || p.Credential.Service != "npm" {
			t.Errorf("%+v", p)
		}
		if p.Lifetime == nhi.LifetimeStatic || p.Stored != nil || p.Rotation.MaximumDays.Known() || p.UsesKnown.Known() {
			t.Errorf("it is taken for something that is stored: %+v", p)
		}
		if len(p.Uses) != 1 || len(p.Uses[0].Untrusted) > 0 || p.Uses[0].Checkout != nil || !slices.Equal(p.Uses[0].Events, []string{eventCall}) {
			t.Errorf("%+v", p.Uses)
		}
		if p.Status.Known() || !strings.Contains(p.Status.Source, "no job that was read hands it a secret") {
			t.Errorf("%+v", p.Status)
		}
	}
}
