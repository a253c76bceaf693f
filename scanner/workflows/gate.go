package workflows

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// firm tells of a gate that no stranger passes. The others are passed with somebody's help, once, and what the stranger
// wrote can change after that.
func firm(gate nhi.Gate) bool {
	return slices.Contains([]nhi.Gate{nhi.GateActor, nhi.GateAssociation, nhi.GateFork, nhi.GateMerged}, gate)
}

// starts is how a job is started: the workflow's events on which its conditions never hold, those on which they keep
// strangers out while others let them in, and the gates before the rest that strangers can bring about or, where there is
// none, before all the rest.
type starts struct {
	skipped, guarded []string
	gates            []nhi.Gate
}

// startsOf judges a job's conditions, those of the jobs that it needs, and what the conditions of all its steps that use
// a credential ask for alike: one open step leaves the job open.
func (f *file) startsOf(j *actionlint.Job, uses []nhi.CredentialUse, harm []nhi.Location) starts {
	var strangers, others *demand
	byEvent, running := map[string]*demand{}, map[string]bool{}
	stake := f.stakeOf(j, uses, harm)
	for _, c := range f.circumstances {
		d := c.starting(j, stake)
		running[c.event] = running[c.event] || !d.never
		switch {
		case d.never:
		case c.stranger:
			strangers, byEvent[c.event] = easiest(strangers, d), easiest(byEvent[c.event], d)
		default:
			others = easiest(others, d)
		}
	}
	found := starts{gates: sortedGates(cmp.Or(strangers, others))}
	for event, runs := range running {
		if !runs && event != "" {
			found.skipped = append(found.skipped, event)
		}
	}
	for event, d := range byEvent {
		if event != "" && keepsOut(d.gates) && !keepsOut(found.gates) {
			found.guarded = append(found.guarded, event)
		}
	}
	slices.Sort(found.skipped)
	slices.Sort(found.guarded)
	return found
}

// starting is what it takes for a job to run, and for those of its steps with something at stake.
func (c *circumstance) starting(j *actionlint.Job, at stake) demand {
	d := c.job(j.ID.Value)
	if d.never {
		return d
	}
	d.gates = union(slices.Clone(d.gates), c.steps(at.using))
	if c.triage {
		d.gates = union(d.gates, []nhi.Gate{nhi.GateTriage})
	}
	if c.refuses(j.Steps, at) {
		d.gates = union(d.gates, []nhi.Gate{nhi.GatePermission})
	}
	return d
}

// keepsOut tells of gates that no stranger passes, whatever becomes of his text. Who merges has not looked at that.
func keepsOut(gates []nhi.Gate) bool {
	return slices.ContainsFunc(gates, func(g nhi.Gate) bool { return firm(g) && g != nhi.GateMerged })
}

func sortedGates(d *demand) []nhi.Gate {
	if d == nil {
		return nil
	}
	return slices.Sorted(slices.Values(d.gates))
}

func easiest(known *demand, d demand) *demand {
	if known != nil {
		d = known.or(d)
	}
	return &d
}

// steps is what the steps that use a credential ask for. Where none of them runs, the event decides.
func (c *circumstance) steps(using []*actionlint.Step) []nhi.Gate {
	if len(using) == 0 {
		return nil
	}
	all := demand{never: true}
	for _, step := range using {
		all = all.or(c.condition(step.If))
	}
	if all.never {
		return []nhi.Gate{nhi.GateEvent}
	}
	return all.gates
}

// usingSteps are the steps that receive a credential: every step, where it is in a variable of the job.
func usingSteps(steps []*actionlint.Step, uses []nhi.CredentialUse) []*actionlint.Step {
	using, everywhere := map[int]bool{}, true
	for _, u := range uses {
		if u.Level == nhi.UseInStep && u.Route != nhi.RouteIf {
			using[u.Step], everywhere = true, false
		}
	}
	for _, u := range uses {
		everywhere = everywhere || u.Level != nhi.UseInStep && u.Route == nhi.RouteEnv
	}
	if everywhere {
		return steps
	}
	var found []*actionlint.Step
	for i, step := range steps {
		if using[i] {
			found = append(found, step)
		}
	}
	return found
}

// comparedGates is what it takes for two properties to be equal: the head's repository and this one.
func comparedGates(left, right actionlint.ExprNode) []nhi.Gate {
	gates := union(gatesIn(left), gatesIn(right))
	if slices.Contains(gates, nhi.GateFork) {
		return []nhi.Gate{nhi.GateFork}
	}
	return slices.DeleteFunc(gates, func(g nhi.Gate) bool { return g == nhi.GateAssociation })
}

// gatesFor is what it takes for a property to have a value.
func gatesFor(node actionlint.ExprNode, value string) []nhi.Gate {
	gates := gatesIn(node)
	switch {
	case slices.Contains(gates, nhi.GateFork):
		return []nhi.Gate{nhi.GateFork}
	case isStarter(node) && strings.HasSuffix(strings.ToLower(value), "[bot]"):
		return []nhi.Gate{nhi.GateBot}
	case slices.Contains(gates, nhi.GateEvent) && isStrangersEvent(value):
		return nil
	case slices.Contains(gates, nhi.GateAssociation) && !trustedAssociations([]string{value}):
		return nil
	case isEventBefore(node): // that of the run that this one follows: a push to this repository, say
		return []nhi.Gate{nhi.GateFork}
	}
	return gates
}

func isEventBefore(node actionlint.ExprNode) bool {
	return slices.ContainsFunc((expression{node: node}).references(), func(r reference) bool {
		return r.is("github", "event", "workflow_run", "event")
	})
}

// searchedGates is what it takes for a text or list to contain, or to begin or end with, another.
func searchedGates(callee string, arguments []actionlint.ExprNode) []nhi.Gate {
	whole, part := gatesIn(arguments[0]), gatesIn(arguments[1])
	if isStarter(arguments[0]) && endsInBot(arguments[1]) {
		return []nhi.Gate{nhi.GateBot}
	}
	// Anyone can choose a name that has another in it.
	whole = slices.DeleteFunc(whole, func(g nhi.Gate) bool { return g == nhi.GateActor || g == nhi.GateAssociation })
	if callee == "contains" {
		if list, known := associationsIn(arguments[0]); known && !trustedAssociations(list) {
			part = slices.DeleteFunc(part, func(g nhi.Gate) bool { return g == nhi.GateAssociation })
		}
		whole = union(whole, part)
	}
	return whole
}

// associationsIn is the words of a written list, as JSON or as a text.
func associationsIn(node actionlint.ExprNode) (words []string, known bool) {
	if list, ok := listed(node); ok {
		return list, true
	}
	text, ok := node.(*actionlint.StringNode)
	if !ok {
		return nil, false
	}
	return strings.FieldsFunc(text.Value, func(r rune) bool { return (r < 'A' || r > 'Z') && r != '_' }), true
}

// trustedAssociations tells whether who has one of the associations was let in by somebody. One merged change makes a
// contributor.
func trustedAssociations(list []string) bool {
	return !slices.ContainsFunc(list, func(a string) bool {
		return !slices.Contains([]string{"OWNER", "MEMBER", "COLLABORATOR"}, strings.ToUpper(a))
	})
}

// isStrangersEvent tells whether a text is the name of an event that strangers can fire: to ask for it keeps none of
// them out.
func isStrangersEvent(name string) bool {
	_, untrusted := untrustedEvents[strings.ToLower(name)]
	return untrusted || slices.Contains(forkEvents, strings.ToLower(name))
}

// isStarter tells of the one who started the run. That it is a bot is no gate for people: whoever makes the bot act last
// on his pull request, as by a rebase or a comment, starts the run in its name.
func isStarter(node actionlint.ExprNode) bool {
	return slices.ContainsFunc((expression{node: node}).references(), func(r reference) bool {
		return r.is("github", "actor") || r.is("github", "triggering_actor") || r.is("github", "event", "sender", "login")
	})
}

func endsInBot(node actionlint.ExprNode) bool {
	literal, ok := node.(*actionlint.StringNode)
	return ok && strings.HasSuffix(strings.ToLower(literal.Value), "bot]")
}

// accessed reads a bare property: whether the head is a fork's, or the pull request merged.
func accessed(node actionlint.ExprNode, wanted bool) []nhi.Gate {
	for _, r := range (expression{node: node}).references() {
		switch {
		case r.context != "github":
		case r.tail() == "fork" && !wanted:
			return []nhi.Gate{nhi.GateFork}
		case r.is("github", "event", "pull_request", "merged") && wanted:
			return []nhi.Gate{nhi.GateMerged}
		}
	}
	return nil
}

func union(a, b []nhi.Gate) []nhi.Gate {
	for _, g := range b {
		if !slices.Contains(a, g) {
			a = append(a, g)
		}
	}
	return a
}

func gatesIn(node actionlint.ExprNode) []nhi.Gate {
	var gates []nhi.Gate
	for _, r := range (expression{node: node}).references() {
		if g := gateOf(r); g != "" {
			gates = union(gates, []nhi.Gate{g})
		}
	}
	return gates
}

// gateOf is what a property of the github context says about who started the run.
func gateOf(r reference) nhi.Gate {
	if r.context != "github" || len(r.path) == 0 {
		return ""
	}
	full := strings.Join(r.path, ".")
	switch {
	case r.tail() == "author_association":
		return nhi.GateAssociation
	case full == "actor", full == "actor_id", full == "triggering_actor", strings.HasSuffix(full, "user.login"),
		strings.HasSuffix(full, "sender.login"), strings.HasSuffix(full, "actor.login"), strings.HasSuffix(full, "user.id"):
		return nhi.GateActor
	case slices.Contains(r.path, "labels"), r.is("github", "event", "label"):
		return nhi.GateLabel
	case strings.Contains(full, "head.repo"), strings.Contains(full, "head_repository"):
		return nhi.GateFork
	case full == "event_name", full == "event.action", full == "event.workflow_run.event":
		return nhi.GateEvent
	}
	return ""
}
