package workflows

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// file is one workflow or composite action being read.
type file struct {
	*text
	owner       string
	composites  map[string]*composite
	locked      map[string]bool // references that the lockfile holds at a commit, as owner/repo@ref in lower case
	root        *yaml.Node
	trouble     trouble
	parameters  map[string]bool // secrets that a caller hands to the workflow, in upper case
	givenInputs handedIn        // by callers
	uses        int             // credential uses recorded so far
	handed      int             // steps of composite actions followed so far
	followed    int             // the same, for what they check out and run
	given       int             // bytes of their texts with what they are given
	parsed      map[textKey][]reference
	shared      *variables // the workflow's `env`

	jobs          map[string]*actionlint.Job // of the workflow, by ID in lower case
	circumstances []*circumstance            // in which the workflow starts
	judged        map[*actionlint.String][]expression
	ran           map[*actionlint.Job][]ranStep // see ranSteps
	heads         map[outputOf]bool             // see headAmong
	asking        map[stepKey]bool              // see askingSteps
	nodes         map[string]*yaml.Node         // see nodeOf
	stores        map[actionlint.Pos]bool       // by the place of a variable's text; see setsOtherStore
	otherStore    bool                          // the workflow's variables name a store that is not AWS's
}

// The limits on what one file can make of little text: a secret in the `env` of a workflow
// reaches each job, and a job can run a composite action many times.
const (
	maximumUses   = 20_000
	maximumHanded = 20_000
)

func newFile(path string, data []byte, owner string) *file {
	return &file{text: newText(path, data), owner: owner, parsed: map[textKey][]reference{}, judged: map[*actionlint.String][]expression{}, ran: map[*actionlint.Job][]ranStep{}, heads: map[outputOf]bool{}, stores: map[actionlint.Pos]bool{}}
}

// readYAML parses the file and tells whether its tree can be walked.
func (f *file) readYAML() bool {
	root, err := parseYAML(f.data)
	if err != nil {
		f.trouble.add(nhi.GapUnparsable, f.atLine(err.line), err.detail)
		return false
	}
	f.root = root
	return true
}

// readWorkflow reads a workflow; nil when nothing of it could be understood.
func (f *file) readWorkflow() *nhi.Workflow {
	if !f.readYAML() {
		return nil
	}
	if f.root == nil {
		f.trouble.add(nhi.GapUnparsable, nhi.Location{Path: f.path}, "the file is empty")
		return nil
	}
	tree := f.parse()
	if tree == nil {
		return nil
	}
	f.flatten(tree)
	return f.workflow(tree)
}

// atLine is the location of a whole line, or of the file for line 0 or one that it has not.
func (f *file) atLine(line int) nhi.Location {
	if line < 1 || line > len(f.yaml) {
		return nhi.Location{Path: f.path}
	}
	return nhi.Location{Path: f.path, Line: f.at(line, 1).Line}
}

func (f *file) pos(p *actionlint.Pos) nhi.Location {
	if p == nil {
		return nhi.Location{Path: f.path}
	}
	return f.at(p.Line, p.Col)
}

// parse runs actionlint's parser and keeps those of its complaints that mean that
// something was not understood.
func (f *file) parse() (tree *actionlint.Workflow) {
	defer func() {
		if recover() != nil { // the parser is given strangers' files
			tree = nil
			f.trouble.add(nhi.GapUnparsable, nhi.Location{Path: f.path}, "the workflow parser failed on it")
		}
	}()
	tree, complaints := actionlint.Parse(f.data)
	nhi.Sort(complaints, func(a, b *actionlint.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	controls := f.controls()
	for _, c := range complaints {
		if !harmless(c.Message) && !controls[actionlint.Pos{Line: c.Line, Col: c.Column}] {
			f.trouble.add(nhi.GapUnparsable, f.at(c.Line, c.Column), "not valid as a workflow here, or newer than this version knows; jobs, steps or credentials may be missed")
		}
	}
	return tree
}

// harmlessComplaints are parts of the parser's messages about things that hide no job, step
// or credential. Any other message is a gap.
var harmlessComplaints = []string{
	"is defined but not used",        // an anchor
	"should not be empty",            // a section or text
	"must be greater than zero",      // timeout-minutes, max-parallel
	"expecting a single ${{...}}",    // a plain text where only an expression makes sense
	"expected bool value",            // continue-on-error, required, …
	"invalid integer value",          // max-parallel
	"invalid float value",            // timeout-minutes
	"expected scalar node for",       // a number or text that is none
	`"steps" section is missing`,     // nothing runs
	`"runs-on" section is missing`,   // nothing runs
	`"image" is missing`,             // no container
	`"type" is missing`,              // an input
	`"value" is missing`,             // an output
	"name is missing in",             // concurrency, environment
	`both "username" and "password"`, // credentials of a container
	"input type of workflow_dispatch",
	"invalid value",
	`for "concurrency" section`,    // a key that came later, such as queue
	`for "inputs" section`,         // the same
	`"description" for "workflow"`, // a key that came later
	`unexpected key "background"`,  // of a step
	`unexpected key "cache-mode"`,  // of a workflow or job; see cacheMode
	`unexpected key "command"`,     // of a service; its texts are read all the same
	`unexpected key "entrypoint"`,  // the same
}

func harmless(message string) bool {
	return slices.ContainsFunc(harmlessComplaints, func(part string) bool { return strings.Contains(message, part) })
}

func (f *file) workflow(tree *actionlint.Workflow) *nhi.Workflow {
	w := &nhi.Workflow{
		Path:        f.path,
		Name:        textOf(tree.Name),
		Triggers:    f.triggers(tree.On),
		Permissions: f.permissions(tree.Permissions),
	}
	f.parameters = parametersOf(tree)
	f.jobs, f.otherStore = tree.Jobs, f.setsOtherStore(tree.Env)
	f.circumstances = f.circumstancesOf(tree)
	for _, j := range jobsInOrder(tree.Jobs) {
		w.Jobs = append(w.Jobs, f.job(tree, j, w))
	}
	return w
}

// nodeOf is a job as it is written: the first of its name.
func (f *file) nodeOf(j *actionlint.Job) *yaml.Node {
	if f.nodes == nil {
		f.nodes = map[string]*yaml.Node{}
		eachPair(lookup(f.root, "jobs"), func(key, job *yaml.Node) {
			if id := strings.ToLower(key.Value); f.nodes[id] == nil {
				f.nodes[id] = job
			}
		})
	}
	return f.nodes[strings.ToLower(j.ID.Value)]
}

// parametersOf names the secrets that callers hand over, where only callers start the
// workflow: there `secrets.NAME` is a parameter and no secret of this repository.
func parametersOf(tree *actionlint.Workflow) map[string]bool {
	call, ok := tree.FindWorkflowCallEvent()
	if !ok || len(tree.On) > 1 {
		return nil
	}
	names := map[string]bool{}
	for name := range call.Secrets {
		names[strings.ToUpper(name)] = true
	}
	return names
}

func jobsInOrder(jobs map[string]*actionlint.Job) []*actionlint.Job {
	return slices.SortedFunc(maps.Values(jobs), func(a, b *actionlint.Job) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col), cmp.Compare(a.ID.Value, b.ID.Value))
	})
}

func (f *file) job(tree *actionlint.Workflow, j *actionlint.Job, w *nhi.Workflow) nhi.Job {
	job := nhi.Job{
		ID:          clean(j.ID.Value),
		Name:        textOf(j.Name),
		Location:    f.pos(j.Pos),
		Permissions: w.Permissions,
	}
	if j.Permissions != nil {
		job.Permissions = f.permissions(j.Permissions)
	}
	job.RunsOn, job.SelfHosted = runnerOf(j)
	if j.Environment != nil && j.Environment.Name != nil {
		job.Environment, job.EnvironmentDynamic, job.Environments = environmentOf(j.Environment.Name, j.Strategy)
	}
	if j.WorkflowCall != nil && j.WorkflowCall.Uses != nil {
		job.Calls = f.actionRef(j.WorkflowCall.Uses.Value)
	}
	job.CacheMode = f.cacheMode(j)
	job.Steps = f.steps(j.Steps, f.otherStore || f.setsOtherStore(j.Env))
	collect := newCollector(f, &job)
	collect.workflow(tree, j)
	f.downloads(&job, j.Steps)
	f.uploads(&job, j.Steps)
	job.UntrustedCheckout = f.untrustedCheckout(tree, j)
	job.Injections = slices.Concat(f.injections(tree, j), f.smuggled(tree, j), f.unpacked(tree, j))
	starts := f.startsOf(j, job.Credentials, harmIn(&job))
	job.Gates, job.SkippedOn, job.GuardedOn = starts.gates, starts.skipped, starts.guarded
	job.CloudLogins = f.jobLogins(&job, j.Steps)
	return job
}

// cacheModes are what a job may be let do with the repository's cache. See
// https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode.
var cacheModes = []string{"read", "write", "write-only", "none"}

// cacheMode is what is declared for a job, else for its workflow; "" where nothing is that is known.
func (f *file) cacheMode(j *actionlint.Job) string {
	declared := lookup(f.nodeOf(j), "cache-mode")
	if declared == nil {
		declared = lookup(f.root, "cache-mode")
	}
	if declared = follow(declared); declared == nil || !slices.Contains(cacheModes, declared.Value) {
		return ""
	}
	return declared.Value
}

// harmIn is where a job runs what a stranger brought.
func harmIn(job *nhi.Job) []nhi.Location {
	var places []nhi.Location
	if job.UntrustedCheckout != nil {
		places = append(places, *job.UntrustedCheckout)
	}
	for _, injection := range job.Injections {
		places = append(places, injection.Location)
	}
	return places
}

// steps reads steps. OtherStore says that the variables which all of them share name such a store.
func (f *file) steps(steps []*actionlint.Step, otherStore bool) []nhi.Step {
	var read []nhi.Step
	for i, s := range steps {
		step := nhi.Step{Index: i, ID: textOf(s.ID), Name: textOf(s.Name), Location: f.pos(s.Pos), OtherStore: otherStore || f.namesOtherStore(s), Packages: packagesOf(s)}
		if action, ok := s.Exec.(*actionlint.ExecAction); ok && action.Uses != nil {
			step.Uses, step.Repository = f.actionRef(action.Uses.Value), otherRepository(action)
			step.Registry = registryOf(step.Uses, action)
		}
		read = append(read, step)
	}
	return read
}

// maximumScopes is well above the number of scopes that GitHub has.
const maximumScopes = 50

func (f *file) permissions(p *actionlint.Permissions) *nhi.Permissions {
	if p == nil {
		return nil
	}
	read := &nhi.Permissions{Location: f.pos(p.Pos)}
	if p.All != nil {
		read.All = clean(p.All.Value)
		return read
	}
	read.Scopes = map[string]string{}
	for _, scope := range slices.Sorted(maps.Keys(p.Scopes)) {
		if len(read.Scopes) == maximumScopes {
			break
		}
		read.Scopes[clean(scope)] = textOf(p.Scopes[scope].Value)
	}
	return read
}

func textOf(s *actionlint.String) string {
	if s == nil {
		return ""
	}
	return clean(s.Value)
}
