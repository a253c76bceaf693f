package inventory

import (
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// site is a place where the steps of a job run: the job itself or, for a composite action,
// a step of a job that uses it.
type site struct {
	workflow *nhi.Workflow
	job      *nhi.Job
	step     int // the step that uses the composite action; -1: the steps are the job's own
}

// caller is a job that calls a reusable workflow.
type caller struct {
	workflow *nhi.Workflow
	job      *nhi.Job
}

// origin is where a name in a workflow leads: to a secret, or to the token of a workflow.
type origin struct {
	secret string        // in upper case; "" for a token
	token  *nhi.Workflow // whose token it is
	root   *nhi.Workflow // whose run it is: its repository's stores supply the secret
	open   bool          // only callers know which secret it is, and none was read that says so
}

// file is a file of a repository, whose name is in lower case.
type file struct{ repository, path string }

// calls knows which workflow calls which, and who uses which composite action: a reusable
// workflow's secrets and events are those of its callers. Composite actions are followed within
// their repository, reusable workflows across all that were read.
type calls struct {
	own       string                          // the target, in lower case: the repository of what names none
	files     map[file]*nhi.Workflow          // the workflows that were read
	workflows map[file][]caller               // by the called workflow
	actions   map[file][]site                 // by the composite action's folder; sites may be composite actions themselves
	triggers  map[file][]nhi.Trigger          // effective ones, once asked for
	events    map[file]workflowEvents         // the same as words
	roots     map[file][]*nhi.Workflow        // the workflows whose runs a workflow is part of, once asked for
	runs      map[file]map[*nhi.Workflow]bool // the same, to ask for one
	names     map[traced][]origin             // where names in reusable workflows lead, once asked for
}

// workflowEvents is what starts a workflow, and which of it strangers can fire; both sorted.
type workflowEvents struct{ all, untrusted []string }

// maxNesting is how deep calls are followed. GitHub allows ten levels of either sort.
const maxNesting = 10

// eventCall is the event of a reusable workflow.
const eventCall = "workflow_call"

func newCalls(own string, workflows []nhi.Workflow) *calls {
	c := &calls{
		own: fold(own), files: map[file]*nhi.Workflow{}, workflows: map[file][]caller{}, actions: map[file][]site{},
		triggers: map[file][]nhi.Trigger{}, events: map[file]workflowEvents{}, roots: map[file][]*nhi.Workflow{},
		runs: map[file]map[*nhi.Workflow]bool{}, names: map[traced][]origin{},
	}
	for i := range workflows {
		w := &workflows[i]
		c.files[c.fileOf(w)] = w
		for j := range w.Jobs {
			job := &w.Jobs[j]
			if called, ok := c.called(w, job); ok {
				c.workflows[called] = append(c.workflows[called], caller{w, job})
			}
			for _, s := range job.Steps {
				if folder, ok := localPath(s.Uses); ok {
					used := file{c.fileOf(w).repository, folder}
					c.actions[used] = append(c.actions[used], site{w, job, s.Index})
				}
			}
		}
	}
	return c
}

// fileOf is the file that a workflow is.
func (c *calls) fileOf(w *nhi.Workflow) file { return c.file(w.Repository, w.Path) }

func (c *calls) file(repository, path string) file {
	if repository == "" {
		return file{c.own, path}
	}
	return file{fold(repository), path}
}

// called is the file of the reusable workflow that a job calls. That of another repository is taken as it
// is on that repository's default branch, whatever the reference says.
func (c *calls) called(w *nhi.Workflow, job *nhi.Job) (file, bool) {
	if local, ok := localPath(job.Calls); ok {
		return file{c.fileOf(w).repository, local}, true
	}
	ref := job.Calls
	if ref == nil || ref.Owner == "" || ref.Repo == "" || ref.Path == "" {
		return file{}, false
	}
	return file{fold(ref.Owner + "/" + ref.Repo), ref.Path}, true
}

// localPath is the path in the repository that a reference such as ./path or $/path names.
func localPath(ref *nhi.ActionRef) (string, bool) {
	if ref == nil {
		return "", false
	}
	for _, prefix := range [...]string{"./", "$/"} {
		if local, ok := strings.CutPrefix(ref.Raw, prefix); ok {
			return path.Clean(local), true
		}
	}
	return "", false
}

// reads tells whether the workflow that a job calls was read.
func (c *calls) reads(w *nhi.Workflow, job *nhi.Job) bool {
	called, ok := c.called(w, job)
	return ok && c.files[called] != nil
}

// sites returns where the job's steps run. A composite action that nobody in the repository
// uses runs nowhere that could be seen.
func (c *calls) sites(w *nhi.Workflow, job *nhi.Job) []site {
	if !w.Composite {
		return []site{{w, job, -1}}
	}
	var found []site
	c.gather(c.folderOf(w), maxNesting, map[file]bool{}, &found)
	return found
}

// folderOf is the folder of a composite action, by which steps name it.
func (c *calls) folderOf(w *nhi.Workflow) file {
	return file{c.fileOf(w).repository, path.Dir(w.Path)}
}

func (c *calls) gather(folder file, depth int, visited map[file]bool, found *[]site) {
	if depth == 0 || visited[folder] {
		return
	}
	visited[folder] = true
	for _, s := range c.actions[folder] {
		if s.workflow.Composite {
			c.gather(c.folderOf(s.workflow), depth-1, visited, found)
			continue
		}
		*found = append(*found, s)
	}
}

// effective returns what starts a workflow: its own triggers and, for a reusable one,
// those of the workflows that call it. Of the callers in other repositories, which may be
// thousands, one stands for all that have the same.
func (c *calls) effective(w *nhi.Workflow) []nhi.Trigger {
	key := c.fileOf(w)
	if t, ok := c.triggers[key]; ok {
		return t
	}
	type sort struct {
		event     string
		untrusted bool
	}
	met := map[sort]bool{}
	var all []nhi.Trigger
	c.climb(w, maxNesting, map[file]bool{}, func(from *nhi.Workflow) {
		local := c.fileOf(from).repository == key.repository
		for _, t := range from.Triggers {
			if from != w && c.everyCall(from, key, t.Event, skippedOn) {
				continue
			}
			t.Untrusted = t.Untrusted && (from == w || !c.everyCall(from, key, t.Event, guardedOn))
			if same := (sort{t.Event, t.Untrusted}); local || !met[same] {
				met[same] = true
				all = append(all, t)
			}
		}
	})
	c.triggers[key] = all
	return all
}

// everyCall tells whether an event is among those of each job by which one workflow calls another. Of a workflow that calls
// it through a third that is not known.
func (c *calls) everyCall(from *nhi.Workflow, key file, event string, among func(*nhi.Job) []string) bool {
	calling := 0
	for _, by := range c.workflows[key] {
		if by.workflow != from {
			continue
		}
		calling++
		if !slices.Contains(among(by.job), event) {
			return false
		}
	}
	return calling > 0
}

func skippedOn(job *nhi.Job) []string { return job.SkippedOn }

func guardedOn(job *nhi.Job) []string { return job.GuardedOn }

// gates is what the conditions ask for of every job that calls a workflow when a stranger has fired its event, where
// strangers start it in no other way.
func (c *calls) gates(w *nhi.Workflow) []nhi.Gate {
	if slices.ContainsFunc(w.Triggers, func(t nhi.Trigger) bool { return t.Untrusted }) {
		return nil
	}
	var common []nhi.Gate
	met := 0
	for _, by := range c.workflows[c.fileOf(w)] {
		if !slices.ContainsFunc(c.effective(by.workflow), func(t nhi.Trigger) bool { return t.Untrusted && !slices.Contains(by.job.SkippedOn, t.Event) }) {
			continue
		}
		if met++; met == 1 {
			common = slices.Clone(by.job.Gates)
		}
		common = slices.DeleteFunc(common, func(g nhi.Gate) bool { return !slices.Contains(by.job.Gates, g) })
	}
	return common
}

// climb visits a workflow and, of a reusable one, those that call it.
func (c *calls) climb(w *nhi.Workflow, depth int, visited map[file]bool, visit func(*nhi.Workflow)) {
	key := c.fileOf(w)
	if depth == 0 || visited[key] {
		return
	}
	visited[key] = true
	visit(w)
	if !reusable(w) {
		return
	}
	for _, from := range c.workflows[key] {
		c.climb(from.workflow, depth-1, visited, visit)
	}
}

// runsOf returns the workflows in whose runs a workflow runs: itself, and those that call it.
func (c *calls) runsOf(w *nhi.Workflow) []*nhi.Workflow {
	key := c.fileOf(w)
	if known, ok := c.roots[key]; ok {
		return known
	}
	var all []*nhi.Workflow
	c.climb(w, maxNesting, map[file]bool{}, func(from *nhi.Workflow) {
		if !called(from) {
			all = append(all, from)
		}
	})
	c.roots[key] = all
	return all
}

// runsIn tells whether a workflow runs in another's runs.
func (c *calls) runsIn(w, run *nhi.Workflow) bool {
	key := c.fileOf(w)
	known, ok := c.runs[key]
	if !ok {
		known = map[*nhi.Workflow]bool{}
		for _, r := range c.runsOf(w) {
			known[r] = true
		}
		c.runs[key] = known
	}
	return known[run]
}

func reusable(w *nhi.Workflow) bool {
	return slices.ContainsFunc(w.Triggers, func(t nhi.Trigger) bool { return t.Event == eventCall })
}

// called tells whether nothing but a call starts a workflow.
func called(w *nhi.Workflow) bool {
	return len(w.Triggers) > 0 && !slices.ContainsFunc(w.Triggers, func(t nhi.Trigger) bool { return t.Event != eventCall })
}

// origins returns what secrets.<name> is in a workflow. In a reusable workflow it is what its
// callers hand over under that name; where no caller that was read does, it is taken by its name.
func (c *calls) origins(w *nhi.Workflow, name string) []origin {
	if !reusable(w) && !isToken(name) { // nearly all are this
		return []origin{{secret: strings.ToUpper(name), root: w}}
	}
	key := traced{c.fileOf(w), fold(name)}
	if known, ok := c.names[key]; ok {
		return known
	}
	var found []origin
	c.trace(w, name, maxNesting, map[traced]bool{}, &found)
	if len(found) == 0 {
		found = append(found, origin{secret: strings.ToUpper(name), root: w, open: true})
	}
	c.names[key] = found
	return found
}

// traced is a name in a workflow that was followed already.
type traced struct {
	file file
	name string
}

func (c *calls) trace(w *nhi.Workflow, name string, depth int, visited map[traced]bool, found *[]origin) {
	key := traced{c.fileOf(w), fold(name)}
	if depth == 0 || visited[key] {
		return
	}
	visited[key] = true
	if isToken(name) {
		*found = append(*found, origin{token: w, root: w})
		return
	}
	if !reusable(w) || len(w.Triggers) > 1 {
		*found = append(*found, origin{secret: strings.ToUpper(name), root: w})
	}
	if !reusable(w) {
		return
	}
	for _, from := range c.workflows[key.file] {
		c.traceCall(from, name, depth, visited, found)
	}
}

// traceCall follows one name through one call.
func (c *calls) traceCall(from caller, name string, depth int, visited map[traced]bool, found *[]origin) {
	for _, use := range from.job.Credentials {
		switch {
		case use.Route == nhi.RouteInherit:
			c.trace(from.workflow, name, depth-1, visited, found)
		case use.Route != nhi.RouteCall || !strings.EqualFold(use.Input, name):
			// handed over under another name, or to somebody else
		case use.Store == nhi.UseOfToken:
			*found = append(*found, origin{token: from.workflow, root: from.workflow})
		case use.Store == nhi.UseOfSecrets && use.Name != "" && use.Name != "*":
			c.trace(from.workflow, use.Name, depth-1, visited, found)
		}
	}
}

func isToken(name string) bool { return strings.EqualFold(name, "GITHUB_TOKEN") }
