package policies

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
)

// chunkSize is how many identities a policy is given at a time: large enough to pay for a
// query, small enough for the processor's caches.
const chunkSize = 512

// Input is what the policies judge, and how they are configured.
type Input struct {
	Identities []nhi.Identity
	Workflows  []nhi.Workflow
	Platform   *nhi.Platform                // nil: it was not asked
	Settings   map[string]nhi.PolicySetting // by policy ID
	Exceptions []nhi.Exception
	Changes    []Change // what Weakened lists, where a change is judged
	Now        time.Time
}

// evaluation is one run of a set over an input.
type evaluation struct {
	set     *Set
	now     time.Time
	facts   []identityFacts
	terms   []*ast.Term // of facts
	homes   []settingsFacts
	asked   bool // the platform was asked, or there is nothing on it
	summary *ast.Term
	changes *ast.Term
	changed bool               // there are changes
	chunks  map[string][]chunk // by the kinds of a policy
	verdict nhi.Verdict
	several map[string]several // by fingerprint: findings that are said together
	failed  map[string]bool    // policies that could not be evaluated
	stuck   []string
}

// chunk is a slice of what a policy judges, as Rego's input.identities or input.settings.
type chunk struct {
	field    string // of the document: identities or settings
	terms    *ast.Term
	subjects []judged
}

// judged is one thing that a policy judges.
type judged struct {
	id      nhi.ID
	at      *place // where it is best shown
	unknown reasons
	idle    bool   // what is not known of it does not matter
	owner   string // with settings: the organisation or account
	level   string // with settings
}

// outcome is what one policy says.
type outcome struct {
	findings []nhi.Finding
	several  map[string]several // by fingerprint
	unknowns []nhi.Unknown
	judged   int // identities or settings, so far
	err      error
	stuck    bool
}

// Evaluate judges the input by every policy that is not off. The same input gives the same
// verdict, in the same order. A policy that fails, or takes too long, is a gap of the
// verdict, and the others go on.
//
// The error joins an *Error for each mistake in settings or exceptions; or it is the
// context's. With a *StuckError the verdict is complete and should be reported.
func (s *Set) Evaluate(ctx context.Context, in Input) (nhi.Verdict, error) {
	all, err := s.configure(in.Settings)
	if err := errors.Join(err, s.checkExceptions(in.Exceptions)); err != nil {
		return nhi.Verdict{}, err
	}
	e := &evaluation{set: s, now: in.Now, chunks: map[string][]chunk{}, failed: map[string]bool{}, several: map[string]several{}}
	e.prepare(in)
	e.judge(ctx, all, nil, func(c *configured) bool { return c.metadata.Subject != subjectExceptions })
	if err := ctx.Err(); err != nil {
		return nhi.Verdict{}, err
	}
	matches := except(e.verdict.Findings, in.Exceptions, in.Now)
	decided := func(id string) bool {
		i := slices.IndexFunc(all, func(c *configured) bool { return c.ID == id })
		return all[i].result.Mode != nhi.ModeOff && !e.failed[id]
	}
	exceptions := exceptionFacts(in.Exceptions, matches, in.Now, decided)
	e.judge(ctx, all, exceptions, func(c *configured) bool {
		return c.metadata.Subject == subjectExceptions && len(exceptions) > 0
	})
	if err := ctx.Err(); err != nil {
		return nhi.Verdict{}, err
	}
	e.gatherSeveral(all)
	e.finish(all)
	if len(e.stuck) > 0 {
		return e.verdict, &StuckError{Policies: e.stuck}
	}
	return e.verdict, nil
}

// prepare derives the facts and turns them into Rego values, once for all policies.
func (e *evaluation) prepare(in Input) {
	facts, homes, summary := derive(in)
	e.facts, e.homes = facts, homes
	e.asked = in.Platform != nil || !slices.ContainsFunc(facts, func(f identityFacts) bool { return f.System == "github" })
	e.summary = termOf(reflect.ValueOf(summary))
	e.changed, e.changes = len(in.Changes) > 0, termOf(reflect.ValueOf(changesOf(in.Changes)))
	e.terms = make([]*ast.Term, len(facts))
	for i := range facts {
		e.terms[i] = termOf(reflect.ValueOf(facts[i]))
	}
}

// judge runs the policies that are in force, that about accepts and that have something
// to judge, side by side.
func (e *evaluation) judge(ctx context.Context, all []*configured, exceptions []exceptionFact, about func(*configured) bool) {
	all = slices.DeleteFunc(slices.Clone(all), func(c *configured) bool {
		return c.result.Mode == nhi.ModeOff || !about(c) || len(e.chunksFor(c)) == 0 && !e.unasked(c)
	})
	outcomes := make([]outcome, len(all))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	exceptionTerm := termOf(reflect.ValueOf(exceptions))
	for i, c := range all {
		chunks := e.chunksFor(c)
		group.Go(func() error {
			outcomes[i] = e.watch(ctx, e.set.limitFor(c.policy), func(ctx context.Context) outcome { return e.run(ctx, c, chunks, exceptionTerm) })
			return nil
		})
	}
	_ = group.Wait() // no function returns an error
	for i, o := range outcomes {
		e.gather(all[i], o)
	}
}

// compilerFor returns the compiler that has a policy. A built-in one is compiled when it is
// asked, by itself and so beside the others: in a small repository most have nothing to
// judge, and compiling is what costs.
func (s *Set) compilerFor(p *policy) (*ast.Compiler, error) {
	if p.Custom {
		return s.custom, nil
	}
	compiler := newCompiler(policyCapabilities())
	return compiler, compile(compiler, map[string]*ast.Module{p.file: p.module}, compileLimit)
}

// chunksFor cuts what a policy judges into chunks; for one about the inventory, exceptions or changes there is one, empty.
func (e *evaluation) chunksFor(c *configured) []chunk {
	switch c.metadata.Subject {
	case subjectInventory, subjectExceptions:
		return []chunk{{field: "identities", terms: ast.ArrayTerm()}}
	case subjectChanges:
		if !e.changed {
			return nil
		}
		return []chunk{{field: "identities", terms: ast.ArrayTerm()}}
	}
	key := fmt.Sprint(c.metadata.Subject, c.Kinds, c.metadata.Levels)
	chunks, ok := e.chunks[key]
	if !ok {
		chunks = e.cut(c)
		e.chunks[key] = chunks
	}
	return chunks
}

func (e *evaluation) cut(c *configured) []chunk {
	field := "identities"
	var terms []*ast.Term
	var subjects []judged
	if c.metadata.Subject == subjectSettings {
		field = "settings"
		terms, subjects = e.settingsFor(c)
	} else {
		terms, subjects = e.identitiesFor(c)
	}
	chunks := []chunk{}
	for start := 0; start < len(terms); start += chunkSize {
		end := min(start+chunkSize, len(terms))
		chunks = append(chunks, chunk{field: field, terms: ast.ArrayTerm(terms[start:end]...), subjects: subjects[start:end]})
	}
	return chunks
}

func (e *evaluation) identitiesFor(c *configured) (terms []*ast.Term, subjects []judged) {
	for i := range e.facts {
		f := &e.facts[i]
		missing := f.Status == nhi.StatusMissing
		if missing == (c.metadata.Subject == subjectMissing) && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, f.Kind)) {
			terms = append(terms, e.terms[i])
			subjects = append(subjects, f.judged())
		}
	}
	return terms, subjects
}

func (f *identityFacts) judged() judged {
	return judged{id: f.ID, at: f.At, unknown: f.Unknown, idle: f.AllSecrets}
}

func (e *evaluation) settingsFor(c *configured) (terms []*ast.Term, subjects []judged) {
	for i := range e.homes {
		f := &e.homes[i]
		if len(c.metadata.Levels) == 0 || slices.Contains(c.metadata.Levels, f.Level) {
			terms = append(terms, termOf(reflect.ValueOf(*f)))
			subjects = append(subjects, f.judged())
		}
	}
	return terms, subjects
}

func (f *settingsFacts) judged() judged {
	return judged{id: f.ID, unknown: f.Unknown, owner: f.Owner, level: f.Level}
}

// limitFor is how long a policy may take. The pack's are known to end: only a machine that is very busy stops them.
func (s *Set) limitFor(p *policy) time.Duration {
	if p.Custom {
		return s.evaluationLimit
	}
	return packPatience * s.evaluationLimit
}

// watch runs a policy within its time limit. A policy that does not stop when told to,
// since a built-in function does not return, is left behind.
func (e *evaluation) watch(ctx context.Context, limit time.Duration, run func(context.Context) outcome) outcome {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- outcome{err: fmt.Errorf("the Rego evaluator failed: %v", r)}
			}
		}()
		done <- run(ctx)
	}()
	select {
	case o := <-done:
		return o
	case <-ctx.Done():
	}
	select {
	case o := <-done:
		return o
	case <-time.After(e.set.stopLimit):
		return outcome{err: context.DeadlineExceeded, stuck: true}
	}
}

// unasked tells whether a policy is about settings, and nobody asked for them. Those of organisations alone
// are not missed: no organisation was to be scanned.
func (e *evaluation) unasked(c *configured) bool {
	return c.metadata.Subject == subjectSettings && !e.asked && !slices.Equal(c.metadata.Levels, []string{nhi.LevelOrganization})
}

// run evaluates one policy over its chunks.
func (e *evaluation) run(ctx context.Context, c *configured, chunks []chunk, exceptions *ast.Term) outcome {
	if e.unasked(c) {
		fact := "settings"
		if len(c.Requires) > 0 {
			fact = c.Requires[0]
		}
		return outcome{unknowns: []nhi.Unknown{{Policy: c.ID, Fact: fact, Reason: nhi.ReasonNotCollected}}}
	}
	compiler, err := e.set.compilerFor(c.policy)
	if err != nil {
		return outcome{err: err}
	}
	query, err := c.query(ctx, compiler)
	if err != nil {
		return outcome{err: err}
	}
	input, err := e.inputFor(c, exceptions)
	if err != nil {
		return outcome{err: err}
	}
	var o outcome
	for _, ch := range chunks {
		results, err := query.Eval(ctx, rego.EvalParsedInput(input(ch).Value), rego.EvalTime(e.now), rego.EvalSortSets(true))
		if err == nil {
			err = o.add(c, ch, results)
		}
		if err != nil {
			return outcome{err: err}
		}
	}
	o.findings = merge(o.findings)
	return o
}

// query prepares what is asked of a policy.
func (p *policy) query(ctx context.Context, compiler *ast.Compiler) (rego.PreparedEvalQuery, error) {
	text := "findings = " + p.path() + ".findings"
	if p.hasPasses {
		text += "; passes = " + p.path() + ".passes"
	}
	return rego.New(rego.Compiler(compiler), rego.Query(text), rego.StrictBuiltinErrors(true)).PrepareForEval(ctx)
}

// inputFor returns how to make the policy's input document of a chunk.
func (e *evaluation) inputFor(c *configured, exceptions *ast.Term) (func(chunk) *ast.Term, error) {
	params := c.result.Params
	if params == nil {
		params = map[string]any{}
	}
	plain, err := decoded(params)
	if err != nil {
		return nil, err
	}
	paramTerm, err := valueTerm(plain)
	if err != nil {
		return nil, err
	}
	now := ast.StringTerm(e.now.UTC().Format(time.RFC3339))
	return func(ch chunk) *ast.Term {
		identities, settings := ch.terms, ast.ArrayTerm()
		if ch.field == "settings" {
			identities, settings = settings, identities
		}
		return ast.ObjectTerm(
			ast.Item(ast.StringTerm("version"), ast.IntNumberTerm(DocumentVersion)),
			ast.Item(ast.StringTerm("now"), now),
			ast.Item(ast.StringTerm("params"), paramTerm),
			ast.Item(ast.StringTerm("identities"), identities),
			ast.Item(ast.StringTerm("settings"), settings),
			ast.Item(ast.StringTerm("summary"), e.summary),
			ast.Item(ast.StringTerm("exceptions"), exceptions),
			ast.Item(ast.StringTerm("changes"), e.changes),
		)
	}, nil
}

// add reads the results for one chunk.
func (o *outcome) add(c *configured, ch chunk, results rego.ResultSet) error {
	if len(results) != 1 {
		return fmt.Errorf("the policy gave %d results instead of one", len(results))
	}
	statements, err := decodeStatements(results[0].Bindings["findings"])
	if err != nil {
		return err
	}
	o.judged += len(ch.subjects)
	given := map[nhi.ID]*judged{}
	for i := range ch.subjects {
		given[ch.subjects[i].id] = &ch.subjects[i]
	}
	settled := map[nhi.ID]bool{}
	for _, s := range statements {
		if limit := max(maximumFindings, findingsEach*o.judged); len(o.findings) == limit {
			return fmt.Errorf("the policy has more than %d findings", limit)
		}
		about := given[s.Identity]
		if about == nil && (s.Identity != "" || c.metadata.Subject.perIdentity()) {
			return fmt.Errorf("a finding names an identity that the policy was not given")
		}
		if err := o.addFinding(c, s, about); err != nil {
			return err
		}
		settled[s.Identity] = true
	}
	passes, _ := results[0].Bindings["passes"].([]any)
	for _, id := range passes {
		if name, ok := id.(string); ok {
			settled[nhi.ID(name)] = true
		}
	}
	o.unknowns = append(o.unknowns, undecided(c, ch, settled)...)
	return nil
}

func (o *outcome) addFinding(c *configured, s statement, about *judged) error {
	f, err := c.finding(s, about)
	if err != nil {
		return err
	}
	o.findings = append(o.findings, f)
	if s.Several != nil && about != nil && about.owner != "" {
		if o.several == nil {
			o.several = map[string]several{}
		}
		o.several[f.Fingerprint] = several{said: *s.Several, owner: about.owner, level: about.level}
	}
	return nil
}

// undecided lists what the policy has neither a finding for nor lets pass,
// and of which it lacks a fact. That a fact is not set, or not supported by the platform,
// is knowledge enough.
func undecided(c *configured, ch chunk, settled map[nhi.ID]bool) []nhi.Unknown {
	var unknowns []nhi.Unknown
	for _, about := range ch.subjects {
		if settled[about.id] || about.idle {
			continue
		}
		for _, name := range c.Requires {
			reason, missing := about.unknown[name]
			if missing && reason != nhi.ReasonUnset && reason != nhi.ReasonNotSupported {
				unknowns = append(unknowns, nhi.Unknown{Policy: c.ID, Identity: about.id, Fact: name, Reason: reason})
				break
			}
		}
	}
	return unknowns
}

// gather adds one policy's outcome to the verdict.
func (e *evaluation) gather(c *configured, o outcome) {
	if o.err != nil {
		e.failed[c.ID] = true
		e.verdict.Gaps = append(e.verdict.Gaps, gapOf(c, o.err))
	}
	if o.stuck {
		e.stuck = append(e.stuck, c.ID)
	}
	e.verdict.Findings = append(e.verdict.Findings, o.findings...)
	maps.Copy(e.several, o.several)
	e.verdict.Unknowns = append(e.verdict.Unknowns, o.unknowns...)
}

// gatherSeveral says together what holds for several repositories of one owner.
func (e *evaluation) gatherSeveral(all []*configured) {
	about := map[string]bool{}
	for _, c := range all {
		about[c.ID] = c.metadata.Subject == subjectSettings
	}
	h := homesOf(e.homes)
	e.verdict.Findings = h.together(e.verdict.Findings, e.several)
	e.verdict.Unknowns = h.unknownTogether(e.verdict.Unknowns, about)
}

func gapOf(c *configured, err error) nhi.Gap {
	g := nhi.Gap{
		Source: "policies", Scope: "policy " + c.ID, Reason: nhi.GapUndecided,
		Detail: "The policy could not be evaluated: " + clean(err.Error(), maximumMessage) + ".",
	}
	if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "eval_cancel_error") {
		g.Reason, g.Detail = nhi.GapTimeout, "The policy was stopped at its time limit."
	}
	return g
}

// finish orders the verdict and counts what each policy said.
func (e *evaluation) finish(all []*configured) {
	v := &e.verdict
	slices.SortStableFunc(v.Findings, compareFindings)
	byID := map[string]*nhi.Policy{}
	v.Policies = make([]nhi.Policy, len(all))
	for i, c := range all {
		v.Policies[i] = c.result
		byID[v.Policies[i].ID] = &v.Policies[i]
	}
	for _, f := range v.Findings {
		if f.Counts() {
			byID[f.Policy].Findings++
		} else {
			byID[f.Policy].Exceptions++
		}
	}
	for _, u := range v.Unknowns {
		byID[u.Policy].Unknowns++
	}
}
