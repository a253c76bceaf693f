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

// caller is a job that calls a reusable workflow of the same repository.
type caller struct {
	workflow *nhi.Workflow
	job      *nhi.Job
}

// origin is where a name in a workflow leads: to a secret, or to the token of a workflow.
type origin struct {
	secret string        // in upper case; "" for a token
	token  *nhi.Workflow // whose token it is
}

// calls knows which workflow calls which, and who uses which composite action, within the
// repository: a reusable workflow's secrets and events are those of its callers.
type calls struct {
	paths     map[string]bool           // of the workflows that were read
	workflows map[string][]caller       // by the called workflow's path
	actions   map[string][]site         // by the composite action's folder; sites may be composite actions themselves
	triggers  map[string][]nhi.Trigger  // effective ones by the workflow's path, once asked for
	events    map[string]workflowEvents // the same as words
}

// workflowEvents is what starts a workflow, and which of it strangers can fire; both sorted.
type workflowEvents struct{ all, untrusted []string }

// maxNesting is how deep calls are followed. GitHub allows ten levels of either sort.
const maxNesting = 10

// eventCall is the event of a reusable workflow.
const eventCall = "workflow_call"

func newCalls(workflows []nhi.Workflow) *calls {
	c := &calls{paths: map[string]bool{}, workflows: map[string][]caller{}, actions: map[string][]site{}, triggers: map[string][]nhi.Trigger{}, events: map[string]workflowEvents{}}
	for i := range workflows {
		w := &workflows[i]
		c.paths[w.Path] = true
		for j := range w.Jobs {
			job := &w.Jobs[j]
			if called, ok := localPath(job.Calls); ok {
				c.workflows[called] = append(c.workflows[called], caller{w, job})
			}
			for _, s := range job.Steps {
				if folder, ok := localPath(s.Uses); ok {
					c.actions[folder] = append(c.actions[folder], site{w, job, s.Index})
				}
			}
		}
	}
	return c
}

// localPath is the path in the repository that a reference such as ./path names.
func localPath(ref *nhi.ActionRef) (string, bool) {
	if ref == nil || !strings.HasPrefix(ref.Raw, "./") {
		return "", false
	}
	return path.Clean(strings.TrimPrefix(ref.Raw, "./")), true
}

// reads tells whether the workflow that a reference calls was read.
func (c *calls) reads(called *nhi.ActionRef) bool {
	local, ok := localPath(called)
	return ok && c.paths[local]
}

// sites returns where the job's steps run. A composite action that nobody in the repository
// uses runs nowhere that could be seen.
func (c *calls) sites(w *nhi.Workflow, job *nhi.Job) []site {
	if !w.Composite {
		return []site{{w, job, -1}}
	}
	var found []site
	c.gather(path.Dir(w.Path), maxNesting, map[string]bool{}, &found)
	return found
}

func (c *calls) gather(folder string, depth int, visited map[string]bool, found *[]site) {
	if depth == 0 || visited[folder] {
		return
	}
	visited[folder] = true
	for _, s := range c.actions[folder] {
		if s.workflow.Composite {
			c.gather(path.Dir(s.workflow.Path), depth-1, visited, found)
			continue
		}
		*found = append(*found, s)
	}
}

// effective returns what starts a workflow: its own triggers and, for a reusable one,
// those of the workflows that call it.
func (c *calls) effective(w *nhi.Workflow) []nhi.Trigger {
	if t, ok := c.triggers[w.Path]; ok {
		return t
	}
	var all []nhi.Trigger
	c.collect(w, maxNesting, map[string]bool{}, &all)
	c.triggers[w.Path] = all
	return all
}

func (c *calls) collect(w *nhi.Workflow, depth int, visited map[string]bool, all *[]nhi.Trigger) {
	if depth == 0 || visited[w.Path] {
		return
	}
	visited[w.Path] = true
	*all = append(*all, w.Triggers...)
	if !reusable(w) {
		return
	}
	for _, from := range c.workflows[w.Path] {
		c.collect(from.workflow, depth-1, visited, all)
	}
}

func reusable(w *nhi.Workflow) bool {
	return slices.ContainsFunc(w.Triggers, func(t nhi.Trigger) bool { return t.Event == eventCall })
}

// origins returns what secrets.<name> is in a workflow. In a reusable workflow it is what its
// callers hand over under that name; where no caller in the repository does, it is taken by its name.
func (c *calls) origins(w *nhi.Workflow, name string) []origin {
	if !reusable(w) && !isToken(name) { // nearly all are this
		return []origin{{secret: strings.ToUpper(name)}}
	}
	var found []origin
	c.trace(w, name, maxNesting, map[string]bool{}, &found)
	if len(found) == 0 {
		found = append(found, origin{secret: strings.ToUpper(name)})
	}
	return found
}

func (c *calls) trace(w *nhi.Workflow, name string, depth int, visited map[string]bool, found *[]origin) {
	key := w.Path + "\x00" + strings.ToUpper(name)
	if depth == 0 || visited[key] {
		return
	}
	visited[key] = true
	if isToken(name) {
		*found = append(*found, origin{token: w})
		return
	}
	if !reusable(w) || len(w.Triggers) > 1 {
		*found = append(*found, origin{secret: strings.ToUpper(name)})
	}
	if !reusable(w) {
		return
	}
	for _, from := range c.workflows[w.Path] {
		c.traceCall(from, name, depth, visited, found)
	}
}

// traceCall follows one name through one call.
func (c *calls) traceCall(from caller, name string, depth int, visited map[string]bool, found *[]origin) {
	for _, use := range from.job.Credentials {
		switch {
		case use.Route == nhi.RouteInherit:
			c.trace(from.workflow, name, depth-1, visited, found)
		case use.Route != nhi.RouteCall || !strings.EqualFold(use.Input, name):
			// handed over under another name, or to somebody else
		case use.Store == storeToken:
			*found = append(*found, origin{token: from.workflow})
		case use.Store == storeSecrets && use.Name != "" && use.Name != "*":
			c.trace(from.workflow, use.Name, depth-1, visited, found)
		}
	}
}

func isToken(name string) bool { return strings.EqualFold(name, "GITHUB_TOKEN") }
