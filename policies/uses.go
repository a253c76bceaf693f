package policies

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

func (d *derivation) useOf(id *nhi.Identity, u nhi.Use) useFacts {
	return useFacts{
		Workflow: u.Workflow, Job: u.Job, Step: u.Step, Where: whereOf(u), Route: u.Route, Level: u.Level,
		Input: u.Input, At: placeOf(u.Location), Environment: u.Environment, Action: actionOf(u.Action), Repository: u.Repository,
		Events: u.Events, Untrusted: u.Untrusted, Gates: u.Gates, Checkout: placePointer(u.Checkout), Injection: placePointer(u.Injection),
		Variables: placePointer(u.Variables), Artifact: placePointer(u.Artifact), Part: u.Part, Packages: u.Packages, Download: downloadOf(u.Download), Uploaded: placePointer(u.Uploaded),
		SelfHosted: u.SelfHosted, Permissions: permissionsOf(u.Permissions),
		DefaultPermissions: u.DefaultPermissions, Reviewed: d.reviewed(id, u),
	}
}

// reviewed tells whether the job starts only once a reviewer has approved, in whichever environment it runs; nil where the
// rules of one were not read. Whose environment it is in a workflow that other repositories may call is not known.
func (d *derivation) reviewed(id *nhi.Identity, u nhi.Use) *bool {
	environments := u.Environments
	if u.Environment != "" {
		environments = []string{u.Environment}
	}
	asks, known := len(environments) > 0, len(environments) == 0 || u.Location.Repository == "" || !slices.Contains(u.Events, "workflow_call")
	home := cmp.Or(u.Location.Repository, id.Scope)
	for _, name := range environments {
		reviewed, read := d.world.reviewed[environmentKey(home, name)]
		asks, known = asks && reviewed, known && read
	}
	if !known {
		return nil
	}
	return &asks
}

func downloadOf(d *nhi.Download) *downloadFacts {
	if d == nil {
		return nil
	}
	return &downloadFacts{Host: d.Host, Given: d.Given, At: placeOf(d.Location)}
}

func whereOf(u nhi.Use) string {
	switch {
	case u.StepName != "":
		return "step " + strconv.Quote(u.StepName) + " of job " + u.Job
	case u.Step >= 0:
		return "step " + strconv.Itoa(u.Step+1) + " of job " + u.Job
	case u.Job != "":
		return "job " + u.Job
	}
	return u.Workflow
}

func actionOf(a *nhi.ActionRef) *actionFacts {
	if a == nil {
		return nil
	}
	return &actionFacts{
		Raw: a.Raw, Name: a.Name(), Owner: a.Owner, Ref: a.Ref, Pin: a.Pin, Mutable: changeable(a), FirstParty: a.FirstParty, PinnedAs: pinnedAs(a),
	}
}

// byTagAlone are repositories whose workflows refuse to run when they are referred to by a commit: they ask GitHub by
// which tag they were called. See https://github.com/slsa-framework/slsa-github-generator#referencing-slsa-builders-and-generators.
var byTagAlone = []string{"slsa-framework/slsa-github-generator"}

func tagOnly(a *nhi.ActionRef) bool {
	return slices.Contains(byTagAlone, strings.ToLower(a.Owner+"/"+a.Repo))
}

func changeable(a *nhi.ActionRef) bool {
	return a.Mutable() && !(a.Pin == nhi.PinTag && tagOnly(a))
}

func pinnedAs(a *nhi.ActionRef) string {
	comment := ""
	if a.Ref != "" && a.Pin != nhi.PinCommit {
		comment = " # " + a.Ref
	}
	switch {
	case !a.Mutable():
		return a.Raw
	case tagOnly(a):
		return a.Name() + "@<tag of a release>"
	case strings.HasPrefix(a.Raw, "docker://"):
		return a.Raw + "@sha256:<digest>"
	}
	return a.Name() + "@<commit>" + comment
}

func permissionsOf(p *nhi.Permissions) *permissionsFacts {
	if p == nil {
		return nil
	}
	f := &permissionsFacts{All: p.All, Scopes: p.Scopes, At: placeOf(p.Location)}
	if p.All == "write-all" {
		f.Writes = []string{"all"}
	}
	for scope, level := range p.Scopes {
		if level == "write" {
			f.Writes = append(f.Writes, scope)
		}
	}
	slices.Sort(f.Writes)
	return f
}

func events(triggers []nhi.Trigger) []string {
	var names []string
	for _, t := range triggers {
		names = append(names, t.Event)
	}
	return names
}

func untrusted(triggers []nhi.Trigger) []string {
	var names []string
	for _, t := range triggers {
		if t.Untrusted {
			names = append(names, t.Event)
		}
	}
	return names
}

// workflow is that of a repository, else the scan's own with the path.
func (d *derivation) workflow(repository, path string) (nhi.Workflow, bool) {
	w, ok := d.workflows[workflowKey{repository, path}]
	if !ok {
		w, ok = d.workflows[workflowKey{path: path}]
	}
	return w, ok
}

// workflowOf finds the workflow of a workflow token: by the path that ends its ID, else
// by that of a use.
func (d *derivation) workflowOf(id *nhi.Identity) (w nhi.Workflow, ok bool) {
	if id.Kind != nhi.KindWorkflowToken {
		return nhi.Workflow{}, false
	}
	_, name, _ := strings.Cut(string(id.ID), ":workflow-token:")
	w, ok = d.workflow(id.Scope, name)
	for i := 0; !ok && i < len(id.Uses); i++ {
		w, ok = d.workflow(id.Uses[i].Location.Repository, id.Uses[i].Workflow)
	}
	return w, ok
}

func (d *derivation) workflowFacts(id *nhi.Identity) *workflowFacts {
	w, ok := d.workflowOf(id)
	if !ok {
		return nil
	}
	f := &workflowFacts{Repository: w.Repository, Path: w.Path, Name: w.Name, Events: events(w.Triggers), Untrusted: untrusted(w.Triggers)}
	for _, j := range w.Jobs {
		f.Jobs = append(f.Jobs, jobFacts{
			ID: j.ID, At: placeOf(j.Location), Permissions: permissionsOf(cmp.Or(j.Permissions, w.Permissions)),
			Calls: actionOf(j.Calls), Gates: j.Gates, Checkout: placePointer(j.UntrustedCheckout),
			CacheMode: j.CacheMode, SelfHosted: j.SelfHosted, Steps: len(j.Steps), Unpinned: unpinnedIn(&j),
		})
	}
	return f
}

// unpinnedIn lists what a job runs of somebody else's that can change without a commit here, in the order of its steps.
func unpinnedIn(j *nhi.Job) []runsFacts {
	var facts []runsFacts
	add := func(ref *nhi.ActionRef, at nhi.Location) {
		if ref != nil && !ref.FirstParty && changeable(ref) {
			facts = append(facts, runsFacts{Action: *actionOf(ref), At: placeOf(at)})
		}
	}
	add(j.Calls, j.Location)
	for _, s := range j.Steps {
		add(s.Uses, s.Location)
	}
	return facts
}
