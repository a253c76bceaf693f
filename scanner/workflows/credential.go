package workflows

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// jobToken is the secret that every job has.
const jobToken = "GITHUB_TOKEN"

// aboveSteps is the step of a use that is written at a level above steps.
const aboveSteps = -1

// site is where a text stands: everything of a use that its expression does not say.
type site struct {
	route  nhi.Route
	level  nhi.UseLevel
	step   int
	input  string
	action *nhi.ActionRef
}

// textKey tells texts apart: where it is, and whether it is an expression without ${{.
type textKey struct {
	actionlint.Pos
	bare bool
}

// variables is what the variables of one `env` hold, by their name in lower case.
type variables struct {
	held map[string][]source
	uses []nhi.CredentialUse
}

// source is a credential that a variable or an input holds.
type source struct {
	store nhi.UseStore
	name  string
	route nhi.Route // RouteAll or RouteDynamic, else ""
	part  bool      // of its JSON
	asked bool      // only whether there is one, or the like
}

// collector gathers the credential uses of one job.
type collector struct {
	*file
	job  *nhi.Job
	read map[actionlint.Pos]bool // texts already looked at in this job
	env  []map[string][]source   // what variables hold, the innermost level last

	strategy *actionlint.Strategy
	onward   onward
}

func newCollector(f *file, job *nhi.Job) *collector {
	return &collector{file: f, job: job, read: map[actionlint.Pos]bool{}, onward: newOnward()}
}

// workflow collects from a workflow's job.
func (c *collector) workflow(tree *actionlint.Workflow, j *actionlint.Job) {
	c.token()
	c.strategy = j.Strategy
	if j.WorkflowCall == nil { // a called workflow is not given the caller's variables
		c.workflowVariables(tree.Env)
	}
	c.env = append(c.env, c.variables(j.Env, site{route: nhi.RouteEnv, level: nhi.UseInJob, step: aboveSteps}))
	c.text(j.If, site{route: nhi.RouteIf, level: nhi.UseInJob, step: aboveSteps})
	c.containers(j)
	c.call(j)
	c.env = append(c.env, c.onward.variables)
	for i, step := range j.Steps {
		c.step(i, step)
	}
	c.rest(c.nodeOf(j))
	c.environmentOfActions()
	c.sort()
}

// token records GITHUB_TOKEN, which every job and every action in it can use unasked.
func (c *collector) token() {
	c.add(nhi.CredentialUse{
		Store: nhi.UseOfToken, Name: jobToken, Route: nhi.RouteDefault, Level: nhi.UseInJob, Step: aboveSteps,
		Action: c.job.Calls, Location: c.job.Location,
	})
}

// workflowVariables reads the workflow's `env` once and records it in each job.
func (c *collector) workflowVariables(env *actionlint.Env) {
	if c.shared == nil {
		first := &collector{file: c.file, job: &nhi.Job{Location: nhi.Location{Path: c.path}}, read: map[actionlint.Pos]bool{}}
		held := first.variables(env, site{route: nhi.RouteEnv, level: nhi.UseInWorkflow, step: aboveSteps})
		c.shared = &variables{held: held, uses: first.job.Credentials}
		c.uses -= len(c.shared.uses)
	}
	c.env = append(c.env, c.shared.held)
	for _, use := range c.shared.uses {
		c.add(use)
	}
}

func (c *collector) containers(j *actionlint.Job) {
	at := site{route: nhi.RouteContainer, level: nhi.UseInJob, step: aboveSteps}
	c.container(j.Container, at)
	if j.Services == nil {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(j.Services.Value)) {
		c.container(j.Services.Value[id].Container, at)
	}
}

func (c *collector) container(container *actionlint.Container, at site) {
	if container == nil {
		return
	}
	c.text(container.Image, at)
	c.variables(container.Env, at)
	if login := container.Credentials; login != nil {
		c.text(login.Username, at.of("username"))
		c.text(login.Password, at.of("password"))
		c.text(login.Expression, at)
	}
}

// call collects what a job hands to the reusable workflow that it calls.
func (c *collector) call(j *actionlint.Job) {
	if j.WorkflowCall == nil {
		return
	}
	at := site{route: nhi.RouteCall, level: nhi.UseInJob, step: aboveSteps, action: c.job.Calls}
	if j.WorkflowCall.InheritSecrets {
		c.add(nhi.CredentialUse{
			Store: nhi.UseOfSecrets, Name: "*", Route: nhi.RouteInherit, Level: nhi.UseInJob, Step: aboveSteps,
			Action: c.job.Calls, Location: c.inheritance(j),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(j.WorkflowCall.Secrets)) {
		secret := j.WorkflowCall.Secrets[name]
		c.text(secret.Value, at.of(secret.Name.Value))
	}
	at.route = nhi.RouteWith
	for _, name := range slices.Sorted(maps.Keys(j.WorkflowCall.Inputs)) {
		input := j.WorkflowCall.Inputs[name]
		c.text(input.Value, at.of(input.Name.Value))
	}
}

// inheritance is the place of `secrets: inherit`, which the syntax tree does not keep.
func (c *collector) inheritance(j *actionlint.Job) nhi.Location {
	if node := lookup(c.nodeOf(j), "secrets"); node != nil {
		return c.at(node.Line, node.Column)
	}
	return c.job.Location
}

func (c *collector) step(index int, step *actionlint.Step) {
	at := site{level: nhi.UseInStep, step: index}
	outer := c.env
	defer func() { c.env = outer }()
	if action, ok := step.Exec.(*actionlint.ExecAction); ok {
		at.action = c.job.Steps[index].Uses
		c.env = append(slices.Clip(outer), c.variables(step.Env, at.by(nhi.RouteEnv)))
		c.into(at, c.inputs(action, at.by(nhi.RouteWith)))
	} else {
		c.env = append(slices.Clip(outer), c.variables(step.Env, at.by(nhi.RouteEnv)))
	}
	if script, ok := step.Exec.(*actionlint.ExecRun); ok {
		c.text(script.Run, at.by(nhi.RouteRun))
		c.handOn(step.ID, script.Run)
	}
	at.action = nil
	c.text(step.If, at.by(nhi.RouteIf))
}

// inputs collects an action's inputs and returns what they hold, by their name in lower case.
func (c *collector) inputs(exec *actionlint.ExecAction, at site) map[string][]source {
	given := map[string][]source{}
	for _, input := range inputsInOrder(exec) {
		given[strings.ToLower(input.Name.Value)] = c.text(input.Value, at.of(input.Name.Value))
	}
	c.text(exec.Entrypoint, at.of("entrypoint"))
	c.text(exec.Args, at.of("args"))
	return given
}

// variables collects an `env:` and returns what each variable holds.
func (c *collector) variables(env *actionlint.Env, at site) map[string][]source {
	if env == nil {
		return nil
	}
	c.text(env.Expression, at)
	held := map[string][]source{}
	for _, v := range inOrder(env) {
		held[strings.ToLower(v.Name.Value)] = c.text(v.Value, at.of(v.Name.Value))
	}
	return held
}

// held is what a variable holds, at the innermost level that sets it.
func (c *collector) held(variable string) []source {
	for _, level := range slices.Backward(c.env) {
		if sources, set := level[variable]; set {
			return sources
		}
	}
	return nil
}

// inOrder is an environment's variables in the order of their places.
func inOrder(env *actionlint.Env) []*actionlint.EnvVar {
	return byPlace(env.Vars, func(v *actionlint.EnvVar) *actionlint.String { return v.Name })
}

func inputsInOrder(exec *actionlint.ExecAction) []*actionlint.Input {
	return byPlace(exec.Inputs, func(i *actionlint.Input) *actionlint.String { return i.Name })
}

func byPlace[T any](entries map[string]T, name func(T) *actionlint.String) []T {
	return slices.SortedFunc(maps.Values(entries), func(a, b T) int {
		first, second := name(a), name(b)
		return cmp.Or(cmp.Compare(first.Pos.Line, second.Pos.Line), cmp.Compare(first.Pos.Col, second.Pos.Col), cmp.Compare(first.Value, second.Value))
	})
}

func (s site) of(input string) site {
	s.input = clean(input)
	return s
}

func (s site) by(route nhi.Route) site {
	s.route = route
	return s
}

// text records the uses in a text and returns the credentials that its value may hold.
func (c *collector) text(s *actionlint.String, at site) []source {
	if s == nil || s.Pos == nil {
		return nil
	}
	c.read[*s.Pos] = true
	var held []source
	var offsets []int
	for _, r := range c.references(s, at.route == nhi.RouteIf) {
		for _, from := range c.sourcesOf(r) {
			from.part, from.asked = from.part || r.part, from.asked || r.asked
			held = append(held, from)
			offsets = append(offsets, r.offset)
		}
	}
	if len(held) > 0 && !c.full() {
		for i, place := range c.inside(s.Pos.Line, s.Pos.Col, s.Value, offsets) {
			c.record(held[i], at, place)
		}
	}
	return slices.DeleteFunc(held, func(from source) bool { return from.asked })
}

// references lists the references in a text in the order of their places. Aliases bring the
// same text to many places, so that it is parsed once.
func (f *file) references(s *actionlint.String, bare bool) []reference {
	if !bare && !strings.Contains(s.Value, "${{") {
		return nil
	}
	key := textKey{*s.Pos, bare}
	if known, ok := f.parsed[key]; ok {
		return known
	}
	parsed, failed := expressions(s.Value, bare)
	if failed > 0 {
		f.trouble.add(nhi.GapUnparsable, f.pos(s.Pos), "an expression that cannot be parsed; credentials in it are missed")
	}
	var found []reference
	for _, e := range parsed {
		found = append(found, e.references()...)
	}
	nhi.Sort(found, func(a, b reference) int { return cmp.Compare(a.offset, b.offset) })
	f.parsed[key] = found
	return found
}

// sourcesOf is the credentials that a reference reads: itself, or those of the variable it reads.
func (c *collector) sourcesOf(r reference) []source {
	switch {
	case r.context == string(nhi.UseOfSecrets), r.context == string(nhi.UseOfVars):
		return c.stored(r)
	case r.context == "steps" && len(r.path) == 3 && r.path[1] == "outputs":
		return c.onward.outputs[r.path[0]][r.path[2]]
	case r.context == "github" && (len(r.path) == 0 || r.path[0] == "token" || r.path[0] == anyProperty):
		return []source{{store: nhi.UseOfToken, name: jobToken}} // the whole context has the token in it
	case r.context == "env" && len(r.path) > 0:
		return c.held(r.path[0])
	}
	return nil
}

// stored is the credential that a reference to a store reads, or those that it reads with each value of the matrix.
func (c *collector) stored(r reference) []source {
	if len(r.path) == 0 || r.path[0] != unknownProperty {
		return []source{sourceOf(r)}
	}
	names, known := textsFrom(r.computed, c.strategy)
	if !known {
		return []source{sourceOf(r)}
	}
	var all []source
	for _, name := range names {
		all = append(all, sourceOf(reference{context: r.context, path: []string{strings.ToLower(name)}}))
	}
	return all
}

// identifierPattern is what GitHub allows as a secret's or variable's name.
var identifierPattern = lazyregexp.New(`^[A-Z_][A-Z0-9_-]{0,199}$`)

// sourceOf reads a reference to secrets or vars. Their names ignore case and GitHub shows
// them in upper case.
func sourceOf(r reference) source {
	store := nhi.UseStore(r.context)
	if len(r.path) == 0 || r.path[0] == anyProperty {
		return source{store: store, name: "*", route: nhi.RouteAll}
	}
	switch name := strings.ToUpper(r.path[0]); {
	case store == nhi.UseOfSecrets && name == jobToken:
		return source{store: nhi.UseOfToken, name: jobToken}
	case identifierPattern().MatchString(name):
		return source{store: store, name: name}
	}
	return source{store: store, route: nhi.RouteDynamic}
}

// record adds a use. What is only asked about is used as in a condition: nobody receives it.
func (c *collector) record(from source, at site, place nhi.Location) {
	if from.asked {
		at = site{route: nhi.RouteIf, level: at.level, step: at.step}
	}
	c.add(nhi.CredentialUse{
		Store: from.store, Name: from.name, Route: cmp.Or(from.route, at.route), Level: at.level, Step: at.step,
		Input: at.input, Action: at.action, Location: place, Part: from.part,
		Parameter: from.store == nhi.UseOfSecrets && c.parameters[from.name],
	})
}

// full tells whether the file has all the uses it may have.
func (f *file) full() bool { return f.uses > maximumUses }

func (c *collector) add(use nhi.CredentialUse) {
	if c.full() {
		return
	}
	if c.uses++; c.full() {
		c.trouble.add(nhi.GapTooLarge, c.job.Location, fmt.Sprintf("only the first %d uses of credentials were recorded", maximumUses))
		return
	}
	c.job.Credentials = append(c.job.Credentials, use)
}

// rest records the uses in all other texts of the job: names, outputs, the matrix, and
// what the syntax tree leaves out.
func (c *collector) rest(job *yaml.Node) {
	if job == nil {
		return
	}
	steps := lookup(job, "steps")
	eachPair(job, func(_, value *yaml.Node) {
		if value != steps {
			c.texts(value, site{route: nhi.RouteOther, level: nhi.UseInJob, step: aboveSteps})
		}
	})
	if steps == nil {
		return
	}
	for i, step := range flatSteps(steps) {
		c.texts(step, site{route: nhi.RouteOther, level: nhi.UseInStep, step: i})
	}
}

func (c *collector) texts(node *yaml.Node, at site) {
	node = follow(node)
	for _, child := range node.Content {
		c.texts(child, at)
	}
	pos := actionlint.Pos{Line: node.Line, Col: node.Column}
	if node.Kind == yaml.ScalarNode && !c.read[pos] && strings.Contains(node.Value, "${{") {
		c.text(&actionlint.String{Value: node.Value, Pos: &pos}, at)
	}
}

// environmentOfActions records that third-party actions whose code can change receive the
// variables of their workflow and job.
func (c *collector) environmentOfActions() {
	shared := slices.DeleteFunc(slices.Clone(c.job.Credentials), func(u nhi.CredentialUse) bool {
		return u.Step != aboveSteps || u.Level == nhi.UseInStep || u.Input == "" ||
			u.Store == nhi.UseOfVars || (u.Route != nhi.RouteEnv && u.Route != nhi.RouteAll && u.Route != nhi.RouteDynamic)
	})
	for _, step := range c.job.Steps {
		if step.Uses == nil || step.Uses.FirstParty || !step.Uses.Mutable() {
			continue
		}
		if c.full() {
			return
		}
		for _, use := range shared {
			use.Step, use.Action = step.Index, step.Uses
			c.add(use)
		}
	}
}

// sort orders the uses by place; GITHUB_TOKEN, which is not written anywhere, comes first.
func (c *collector) sort() {
	nhi.Sort(c.job.Credentials, func(a, b nhi.CredentialUse) int {
		return cmp.Or(
			-nhi.CompareBools(a.Route == nhi.RouteDefault, b.Route == nhi.RouteDefault),
			cmp.Compare(a.Location.Path, b.Location.Path), cmp.Compare(a.Location.Line, b.Location.Line),
			cmp.Compare(a.Location.Column, b.Location.Column), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Name, b.Name),
		)
	})
}
