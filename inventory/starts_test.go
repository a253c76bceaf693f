package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// opened is a workflow that pushes and strangers' pull requests start, with a job that is skipped on some of that.
func opened(path string, skipped ...string) nhi.Workflow {
	w := oneJob(path, secretUse("KEY", "", 0, place(path, 9)))
	w.Triggers = []nhi.Trigger{{Event: "push"}, {Event: "pull_request_target", Untrusted: true}}
	checkout := place(path, 8)
	w.Jobs[0].SkippedOn, w.Jobs[0].UntrustedCheckout = skipped, &checkout
	return w
}

// A use has the events that start its job, which may be fewer than those of its workflow.
func TestEventsOfAJob(t *testing.T) {
	path := workflowPath(0)
	for skipped, want := range map[string]struct {
		events   []string
		checkout bool
	}{
		"":                    {[]string{"pull_request_target", "push"}, true},
		"push":                {[]string{"pull_request_target"}, true},
		"pull_request_target": {[]string{"push"}, false},
	} {
		use := build(nhi.Observations{Workflows: []nhi.Workflow{opened(path, skipped)}}, registry.Declarations{})[secretPrefix+"KEY"].Uses[0]
		if diff := cmp.Diff(want.events, use.Events); diff != "" {
			t.Errorf("skipped on %q: %s", skipped, diff)
		}
		if (len(use.Untrusted) > 0) != want.checkout || (use.Checkout != nil) != want.checkout {
			t.Errorf("skipped on %q: strangers by %q, their code at %v", skipped, use.Untrusted, use.Checkout)
		}
	}
}

// A called workflow has the events on which the calling jobs run, and their gates where all have them.
func TestEventsOfACalledWorkflow(t *testing.T) {
	calling, called := workflowPath(0), workflowPath(1)
	to := oneJob(called, secretUse("KEY", "", 0, place(called, 9)))
	to.Triggers = []nhi.Trigger{{Event: "workflow_call"}}
	from := func(jobs ...nhi.Job) nhi.Workflow {
		w := opened(calling)
		for i := range jobs {
			jobs[i].Calls = &nhi.ActionRef{Raw: "./" + called, Pin: nhi.PinLocal}
			jobs[i].Credentials = []nhi.CredentialUse{{Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Step: -1, Location: place(calling, 5)}}
		}
		w.Jobs = jobs
		return w
	}
	shut := nhi.Job{ID: "shut", SkippedOn: []string{"pull_request_target"}, Gates: []nhi.Gate{"actor", "label"}}
	open := nhi.Job{ID: "open", Gates: []nhi.Gate{"label"}}
	for _, test := range []struct {
		callers   nhi.Workflow
		strangers int
		gates     []nhi.Gate
		events    []string
	}{
		{from(shut), 0, nil, []string{"push", "workflow_call"}},
		{from(shut, open), 1, []nhi.Gate{"label"}, []string{"pull_request_target", "push", "workflow_call"}},
		{from(open), 1, []nhi.Gate{"label"}, []string{"pull_request_target", "push", "workflow_call"}},
	} {
		identity := build(nhi.Observations{Workflows: []nhi.Workflow{test.callers, to}}, registry.Declarations{})[secretPrefix+"KEY"]
		for _, use := range identity.Uses {
			if use.Workflow != called {
				continue
			}
			if len(use.Untrusted) != test.strangers || !cmp.Equal(use.Gates, test.gates) || !cmp.Equal(use.Events, test.events) {
				t.Errorf("%d callers: on %q, strangers by %q, gates %q", len(test.callers.Jobs), use.Events, use.Untrusted, use.Gates)
			}
		}
		if len(identity.Uses) == 0 {
			t.Error("nothing uses it")
		}
	}
}
