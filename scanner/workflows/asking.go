package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// askPattern matches how a script asks GitHub what a person may do here, or whether he belongs to the organisation.
var askPattern = lazyregexp.New(`(?i)\bgetCollaboratorPermissionLevel\b|\bcheckCollaborator\b|\b(?:get|check)\w*MembershipForUser\w*|` +
	`/collaborators/` + askedFor + `/permission\b|\borgs/` + askedFor + `/(?:members|memberships)/`)

// askWords are what it cannot do without, in lower case.
var askWords = []string{"collaborator", "member"}

// askedFor is a name in an address, written out or by a variable, in quotes perhaps, or an expression.
const askedFor = `(?:\$\{\{[^}]*\}\}|[^\s/])+`

// refusePattern matches how a script ends the job.
var refusePattern = lazyregexp.New(`\bsetFailed\b|\bthrow\b|\bexit\s+[1-9]|\bprocess\.exit\(\s*[1-9]`)

// askingAction matches the name of an action that tells what a person may do.
var askingAction = lazyregexp.New(`(?i)permission|membership|authori[sz]ed`)

// asks tells whether a step asks GitHub what a person may do.
func asks(step *actionlint.Step) bool {
	if script := scriptOf(step); script != nil {
		return asksIn(script.Value) || judgesAssociation(step, script.Value)
	}
	_, name := actionOf(step)
	return askingAction().MatchString(name)
}

// hasAny tells whether one of some words is in a text: an expression that cannot do without them takes a hundred times as long.
func hasAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

func asksIn(script string) bool {
	return hasAny(strings.ToLower(script), askWords) && askPattern().MatchString(script)
}

// refusesStrangers tells whether a step asks, and ends the job for whom it does not like.
func refusesStrangers(step *actionlint.Step) bool {
	script := scriptOf(step)
	return script != nil && step.ContinueOnError == nil && asks(step) && refusePattern().MatchString(script.Value)
}

var (
	// associationPattern matches what an event tells of a person's part in the repository.
	associationPattern = lazyregexp.New(`(?i)\bauthor_?association\b`)
	// knownPeople matches the parts of those whom the repository let in; a contributor is whoever had one change merged.
	knownPeople, contributors = lazyregexp.New(`\b(?:OWNER|MEMBER|COLLABORATOR)\b`), lazyregexp.New(`CONTRIBUTOR\b`)
)

// judgesAssociation tells whether a script compares what the event tells of a person's part in the repository with those
// whom it let in.
func judgesAssociation(step *actionlint.Step, script string) bool {
	told := associationPattern().MatchString(script)
	if !told && step.Env != nil {
		for _, v := range step.Env.Vars {
			told = told || v.Value != nil && associationPattern().MatchString(v.Value.Value)
		}
	}
	return told && knownPeople().MatchString(script) && !contributors().MatchString(script)
}

// askingUnasked are the actions that refuse by themselves whoever may not write or triage here, and the inputs that widen
// whom they work for, with the values that do not. See https://github.com/anthropics/claude-code-action/blob/main/docs/security.md,
// https://github.com/openai/codex-action#inputs and https://github.com/peter-evans/slash-command-dispatch#action-inputs.
var askingUnasked = map[string]map[string][]string{
	"anthropics/claude-code-action":      {"allowed_non_write_users": nil, "allowed_bots": nil},
	"openai/codex-action":                {"allow-users": nil, "allow-bots": nil, "require-repo-write": nil},
	"peter-evans/slash-command-dispatch": {"permission": {"triage", "write", "maintain", "admin"}, "config": nil, "config-from-file": nil},
}

// asksUnasked tells whether a step's action refuses strangers by itself.
func asksUnasked(step *actionlint.Step) bool {
	action, name := actionOf(step)
	widening, known := askingUnasked[name]
	for wider, harmless := range widening {
		if input := action.Inputs[wider]; input != nil && !slices.Contains(harmless, input.Value.Value) {
			return false
		}
	}
	return known
}

// stake is the steps of a job that use a credential, and the first that either does or runs what a stranger brought.
type stake struct {
	using   []*actionlint.Step
	first   int
	refused bool // every step that uses one refuses strangers by itself
}

// stakeOf is what is at stake in a job; harm is where it runs what a stranger brought.
func (f *file) stakeOf(j *actionlint.Job, uses []nhi.CredentialUse, harm []nhi.Location) stake {
	at := stake{using: usingSteps(j.Steps, uses), first: len(j.Steps)}
	if len(at.using) > 0 && slices.ContainsFunc(uses, isGiven) {
		if first := slices.IndexFunc(at.using, func(s *actionlint.Step) bool { return !refusesStrangers(s) }); first >= 0 {
			at.first = slices.Index(j.Steps, at.using[first]) // to ask takes a token, too
		}
		at.refused = len(harm) == 0 && !slices.ContainsFunc(at.using, func(s *actionlint.Step) bool { return !asksUnasked(s) })
	}
	for _, place := range harm {
		at.first = min(at.first, f.stepAt(j.Steps, place))
	}
	return at
}

// isGiven tells of a credential that a job names, unlike the token that every job has.
func isGiven(use nhi.CredentialUse) bool {
	return use.Route != nhi.RouteDefault && use.Route != nhi.RouteIf
}

// stepAt is the index of the step that a place lies in, 0 when that cannot be told.
func (f *file) stepAt(steps []*actionlint.Step, place nhi.Location) int {
	found := 0
	for i, step := range steps {
		begins := f.pos(step.Pos)
		if begins.Line < place.Line || begins.Line == place.Line && begins.Column <= place.Column {
			found = i
		}
	}
	return found
}

// refuses tells whether strangers are certainly refused before the first step with something at stake, or by it. A step
// that runs though one before has failed is not kept from it.
func (c *circumstance) refuses(steps []*actionlint.Step, at stake) bool {
	if at.refused {
		return true
	}
	if slices.ContainsFunc(at.using, func(s *actionlint.Step) bool { return c.file.asksHowEnded(s.If) }) {
		return false
	}
	return slices.ContainsFunc(steps[:at.first], func(s *actionlint.Step) bool { return refusesStrangers(s) && c.surely(s.If) })
}

// surely tells whether a condition holds at this moment, whatever else is the case, as long as no step has failed.
func (c *circumstance) surely(condition *actionlint.String) bool {
	return !slices.ContainsFunc(c.file.conditions(condition), func(e expression) bool { return !c.holds(e.node) })
}

func (c *circumstance) holds(node actionlint.ExprNode) bool {
	switch n := node.(type) {
	case *actionlint.LogicalOpNode:
		if n.Kind == actionlint.LogicalOpNodeKindAnd {
			return c.holds(n.Left) && c.holds(n.Right)
		}
	case *actionlint.FuncCallNode:
		if strings.EqualFold(n.Callee, "success") {
			return true
		}
	}
	return !c.demanded(node, true).never && c.demanded(node, false).never
}

// decidedBefore is the gate of an output, by which a job or step before this one decides: what it asks for is a permission,
// or may be anything. Whether a cache was hit is no such question.
func (c *circumstance) decidedBefore(node actionlint.ExprNode, wanted bool) []nhi.Gate {
	var gates []nhi.Gate
	for _, r := range (expression{node: node}).references() {
		switch {
		case r.context != "needs" && r.context != "steps", len(r.path) != 3, r.path[1] != "outputs", strings.Contains(r.path[2], "cache"):
		case wanted && c.file.tellsPermission(r):
			gates = union(gates, []nhi.Gate{nhi.GatePermission})
		default:
			gates = union(gates, []nhi.Gate{nhi.GateOutput})
		}
	}
	return gates
}

// tellsPermission tells whether an output is of a step that asks GitHub what a person may do.
func (f *file) tellsPermission(r reference) bool {
	if r.context == "steps" {
		return f.askingSteps()[stepKey{step: r.path[0]}]
	}
	before := f.jobs[r.path[0]]
	if before == nil || before.Outputs[r.path[2]] == nil {
		return false
	}
	return slices.ContainsFunc(f.references(before.Outputs[r.path[2]].Value, false), func(inner reference) bool {
		return inner.context == "steps" && len(inner.path) > 0 && f.askingSteps()[stepKey{r.path[0], inner.path[0]}]
	})
}

// stepKey is a step by its ID and that of its job, or of any job, in lower case.
type stepKey struct{ job, step string }

// askingSteps are the steps with an ID that ask what a person may do, each of its job and of any.
func (f *file) askingSteps() map[stepKey]bool {
	if f.asking == nil {
		f.asking = map[stepKey]bool{}
		for id, j := range f.jobs {
			for _, s := range j.Steps {
				if s.ID != nil && asks(s) {
					step := strings.ToLower(s.ID.Value)
					f.asking[stepKey{id, step}], f.asking[stepKey{step: step}] = true, true
				}
			}
		}
	}
	return f.asking
}
