package policies

import (
	"context"
	"errors"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Input is what the policies judge, and how they are configured.
type Input struct {
	Identities []nhi.Identity
	Workflows  []nhi.Workflow
	Platform   *nhi.Platform                // nil: it was not asked
	Gaps       []nhi.Gap                    // what the sources could not see
	Settings   map[string]nhi.PolicySetting // by policy ID
	Exceptions []nhi.Exception
	Changes    []Change // what Weakened lists, where a change is judged
	Now        time.Time

	// AtATime is how many identities the policies are asked about at a time; 0 is for as many as usual. It is a matter of
	// memory and time: a policy of the pack says of an identity the same, whichever others come with it.
	AtATime int
}

// evaluation is one run of a set over an input.
type evaluation struct {
	set     *Set
	now     time.Time
	facts   *derivation
	entries []*nhi.Identity // sorted by ID
	atATime int             // how many of them, and of homes
	homes   []home
	asked   bool // the platform was asked, or there is nothing on it
	summary *ast.Term
	changes *ast.Term
	changed bool // there are changes
	verdict nhi.Verdict
	several map[string]several // by fingerprint: findings that are said together

	together map[string]together // by fingerprint: findings of one job that are said together
	failed   map[string]bool     // policies that could not be evaluated
	stuck    []string
}

// hearing is one policy's run: what it said so far, and how to ask it further.
type hearing struct {
	*configured
	prepared *prepared // nil until it has something to judge
	outcome
}

// prepared is a policy that is compiled, and how its input document is made.
type prepared struct {
	query query
	input func(chunk) *ast.Term
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
	e := &evaluation{set: s, now: in.Now, failed: map[string]bool{}, several: map[string]several{}, together: map[string]together{}}
	e.prepare(in)
	e.judge(ctx, e.batches, nil, inForce(all, func(c *configured) bool { return c.metadata.Subject != subjectExceptions }))
	if err := ctx.Err(); err != nil {
		return nhi.Verdict{}, err
	}
	matches := except(e.verdict.Findings, in.Exceptions, in.Now)
	decided := func(id string) bool {
		i := slices.IndexFunc(all, func(c *configured) bool { return c.ID == id })
		return all[i].result.Mode != nhi.ModeOff && !e.failed[id]
	}
	exceptions := exceptionFacts(in.Exceptions, matches, in.Now, decided)
	e.judge(ctx, nothing, exceptions, inForce(all, func(c *configured) bool {
		return c.metadata.Subject == subjectExceptions && len(exceptions) > 0
	}))
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

// prepare finds what is to be judged.
func (e *evaluation) prepare(in Input) {
	e.atATime = batchSize
	if in.AtATime > 0 {
		e.atATime = in.AtATime
	}
	e.facts = newDerivation(in)
	entries, summary := e.facts.entries(in)
	e.entries, e.homes = entries, e.facts.homes(in.Platform, in)
	e.asked = in.Platform != nil || !slices.ContainsFunc(entries, func(id *nhi.Identity) bool { return id.System == "github" })
	e.summary = termOf(reflect.ValueOf(summary))
	e.changed, e.changes = len(in.Changes) > 0, termOf(reflect.ValueOf(changesOf(in.Changes)))
}

// inForce are the policies that are not off and that about accepts.
func inForce(all []*configured, about func(*configured) bool) []*configured {
	return slices.DeleteFunc(slices.Clone(all), func(c *configured) bool { return c.result.Mode == nhi.ModeOff || !about(c) })
}

// judge runs policies over what there is, side by side and batch by batch.
func (e *evaluation) judge(ctx context.Context, batches iter.Seq[*batch], exceptions []exceptionFact, all []*configured) {
	hearings := make([]hearing, len(all))
	for i, c := range all {
		hearings[i].configured = c
	}
	exceptionTerm := termOf(reflect.ValueOf(exceptions))
	back := heldBack{}
	ask := func(i int, chunks []chunk) func(*worker) {
		h := hearings[i]
		return func(w *worker) {
			hearings[i] = e.watch(ctx, w, h, chunks, func(ctx context.Context) hearing { return e.run(ctx, h, chunks, exceptionTerm) })
		}
	}
	for b := range batches {
		var asked []func(*worker)
		for i, h := range hearings {
			chunks := e.chunksOf(b, h.configured)
			if h.err != nil || len(chunks) == 0 {
				continue
			}
			if e.isHeldBack(h.configured) {
				back.add(i, chunks)
				continue
			}
			if h.policy.silent(chunks) && !e.unasked(h.configured) {
				hearings[i] = h.without(chunks)
				continue
			}
			asked = append(asked, ask(i, chunks))
		}
		sideBySide(asked)
		if ctx.Err() != nil {
			return
		}
	}
	var asked []func(*worker)
	for i, all := range back {
		asked = append(asked, ask(i, all.chunk()))
	}
	sideBySide(asked)
	for _, h := range hearings {
		if e.inParts(h.configured) && !e.isHeldBack(h.configured) {
			e.verdict.Gaps = append(e.verdict.Gaps, e.unseen(h.configured))
		}
		h.findings = merge(h.findings)
		e.gather(h.configured, h.outcome)
	}
}

// compilerFor returns the compiler that has a policy.
func (s *Set) compilerFor(p *policy) (*ast.Compiler, error) {
	if p.Custom {
		return s.custom, nil
	}
	return p.compiled()
}

// compile parses and compiles a built-in policy. That is done when it is asked, by itself and so beside the others, and
// once: in a small repository many have nothing to judge, a change is judged several times, and this is what costs.
func (p *policy) compile() (*ast.Compiler, error) {
	compiler := newReadyCompiler()
	m, err := readModule(p.file, p.ready)
	if err != nil { // it is another one than that which was compiled
		compiler = newPackCompiler()
		m, err = p.module()
	}
	if err != nil {
		return nil, err
	}
	compiler.Compile(map[string]*ast.Module{p.file: m})
	if compiler.Failed() {
		return nil, regoError(compiler.Errors)
	}
	return compiler, nil
}

// limitFor is how long a policy may take. The pack's are known to end: only a machine that is very busy stops them.
func (s *Set) limitFor(p *policy, chunks []chunk) time.Duration {
	if p.Custom {
		batches := 1
		for _, ch := range chunks {
			batches = max(batches, len(ch.subjects)/batchSize+1)
		}
		return time.Duration(batches) * s.evaluationLimit
	}
	return packPatience * s.evaluationLimit
}

// failed is the hearing of a policy that could not be evaluated.
func (h hearing) failed(err error) hearing {
	return hearing{configured: h.configured, outcome: outcome{err: err}}
}

// unasked tells whether a policy is about settings, and nobody asked for them. Those of organisations alone
// are not missed: no organisation was to be scanned.
func (e *evaluation) unasked(c *configured) bool {
	return c.metadata.Subject == subjectSettings && !e.asked && !slices.Equal(c.metadata.Levels, []nhi.Level{nhi.LevelOrganization})
}

// silent tells whether a policy has nothing to say of any of the chunks.
func (p *policy) silent(chunks []chunk) bool {
	return !slices.ContainsFunc(chunks, func(ch chunk) bool { return ch.known == nil || p.needs.met(ch.field, ch.terms, ch.known) })
}

// without is the hearing of a policy that was not asked about chunks, of which it says nothing.
func (h hearing) without(chunks []chunk) hearing {
	for _, ch := range chunks {
		if err := h.add(h.configured, ch, nothingSaid); err != nil {
			return h.failed(err)
		}
	}
	return h
}

// run evaluates one policy over chunks.
func (e *evaluation) run(ctx context.Context, h hearing, chunks []chunk, exceptions *ast.Term) hearing {
	if e.unasked(h.configured) {
		fact := "settings"
		if len(h.Requires) > 0 {
			fact = h.Requires[0]
		}
		h.unknowns = []nhi.Unknown{{Policy: h.ID, Fact: fact, Reason: nhi.ReasonNotCollected}}
		return h
	}
	if h.prepared == nil {
		p, err := e.ready(h.configured, exceptions)
		if err != nil {
			return h.failed(err)
		}
		h.prepared = p
	}
	for _, ch := range chunks {
		results, err := e.answers(ctx, h.prepared.query, h.prepared.input(ch))
		if err == nil {
			err = h.add(h.configured, ch, results)
		}
		if err != nil {
			return h.failed(err)
		}
	}
	return h
}

// ready compiles a policy.
func (e *evaluation) ready(c *configured, exceptions *ast.Term) (*prepared, error) {
	compiler, err := e.set.compilerFor(c.policy)
	if err != nil {
		return nil, err
	}
	input, err := e.inputFor(c, exceptions)
	return &prepared{c.query(compiler), input}, err
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
	maps.Copy(e.together, o.together)
	e.verdict.Unknowns = append(e.verdict.Unknowns, o.unknowns...)
}

// gatherSeveral says together what holds for several repositories of one owner.
func (e *evaluation) gatherSeveral(all []*configured) {
	about := map[string]bool{}
	for _, c := range all {
		about[c.ID] = c.metadata.Subject == subjectSettings
	}
	h := homesOf(e.homes)
	e.verdict.Findings = oneForEach(h.together(e.verdict.Findings, e.several), e.together)
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
	nhi.Sort(v.Findings, compareFindings)
	byID := map[string]*nhi.Policy{}
	v.Policies = make([]nhi.Policy, len(all))
	for i, c := range all {
		v.Policies[i] = c.result
		v.Policies[i].Unevaluated = e.failed[c.ID]
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
