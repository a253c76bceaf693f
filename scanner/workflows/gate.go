package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What a condition can ask for.
const (
	gateActor       = "actor"
	gateBot         = "bot"
	gateAssociation = "author_association"
	gateLabel       = "label"
	gateFork        = "fork"
	gateRepository  = "repository"
	gateOwner       = "repository_owner"
	gateEvent       = "event"
	gateRef         = "ref"
)

// gatesOf is what a job's own condition asks for, and what the conditions of all its steps
// that use a credential ask for alike: one open step leaves the job open.
func gatesOf(j *actionlint.Job, uses []nhi.CredentialUse) []string {
	gates := conditionGates(j.If)
	gates = union(gates, stepGates(j.Steps, uses))
	slices.Sort(gates)
	return gates
}

func stepGates(steps []*actionlint.Step, uses []nhi.CredentialUse) []string {
	if len(steps) == 0 {
		return nil
	}
	using, everywhere := map[int]bool{}, true
	for _, u := range uses {
		if u.Level == levelStep && u.Route != nhi.RouteIf {
			using[u.Step], everywhere = true, false
		}
	}
	for _, u := range uses {
		if u.Level != levelStep && u.Route == nhi.RouteEnv {
			everywhere = true // every step receives it
		}
	}
	var common []string
	first := true
	for i, step := range steps {
		if !everywhere && !using[i] {
			continue
		}
		gates := conditionGates(step.If)
		if first {
			common, first = gates, false
		}
		common = slices.DeleteFunc(common, func(g string) bool { return !slices.Contains(gates, g) })
	}
	return common
}

// conditionGates reads an `if:`. Only what it demands counts: `github.actor != 'x'` lets
// everyone else in, and so is no gate.
func conditionGates(condition *actionlint.String) []string {
	if condition == nil {
		return nil
	}
	var gates []string
	parsed, _ := expressions(condition.Value, true)
	for _, e := range parsed {
		gates = union(gates, demanded(e.node, true))
	}
	return gates
}

// demanded lists what must hold for the expression to be true, or false when wanted is false.
func demanded(node actionlint.ExprNode, wanted bool) []string {
	switch n := node.(type) {
	case *actionlint.NotOpNode:
		return demanded(n.Operand, !wanted)
	case *actionlint.LogicalOpNode:
		left, right := demanded(n.Left, wanted), demanded(n.Right, wanted)
		if (n.Kind == actionlint.LogicalOpNodeKindAnd) == wanted {
			return append(left, right...)
		}
		return either(left, right)
	case *actionlint.CompareOpNode:
		return compared(n, wanted)
	case *actionlint.FuncCallNode:
		return called(n, wanted)
	}
	return accessed(node, wanted)
}

// either is what two alternatives have in common; and where each has a gate of its own, both.
func either(left, right []string) []string {
	if len(left) == 0 || len(right) == 0 {
		return nil
	}
	return append(left, right...)
}

func compared(n *actionlint.CompareOpNode, wanted bool) []string {
	if !n.Kind.IsEqualityOp() {
		return nil
	}
	equal := (n.Kind == actionlint.CompareOpNodeKindEq) == wanted
	for _, side := range [][2]actionlint.ExprNode{{n.Left, n.Right}, {n.Right, n.Left}} {
		if literal, ok := side[1].(*actionlint.BoolNode); ok {
			return demanded(side[0], literal.Value == equal)
		}
	}
	if !equal {
		return nil
	}
	gates := union(gatesIn(n.Left), gatesIn(n.Right))
	if slices.Contains(gates, gateFork) { // the head's repository is compared with this one
		return []string{gateFork}
	}
	if isBot(n.Left, n.Right) || isBot(n.Right, n.Left) {
		return []string{gateBot}
	}
	if isStrangersEvent(n.Left) || isStrangersEvent(n.Right) {
		gates = slices.DeleteFunc(gates, func(g string) bool { return g == gateEvent })
	}
	return gates
}

// isStrangersEvent tells whether an expression is the name of an event that strangers can fire: to ask for it keeps
// none of them out.
func isStrangersEvent(node actionlint.ExprNode) bool {
	literal, ok := node.(*actionlint.StringNode)
	if !ok {
		return false
	}
	event := strings.ToLower(literal.Value)
	_, untrusted := untrustedEvents[event]
	return untrusted || slices.Contains(forkEvents, event)
}

// isBot tells whether the one who started the run is compared with a bot's name. That is no gate for people: whoever
// makes the bot act last on his pull request, as by a rebase or a comment, starts the run in its name.
func isBot(side, name actionlint.ExprNode) bool {
	literal, ok := name.(*actionlint.StringNode)
	if !ok || !strings.HasSuffix(strings.ToLower(literal.Value), "[bot]") {
		return false
	}
	return slices.ContainsFunc((expression{node: side}).references(), func(r reference) bool {
		return r.is("github", "actor") || r.is("github", "triggering_actor") || r.is("github", "event", "sender", "login")
	})
}

func called(n *actionlint.FuncCallNode, wanted bool) []string {
	switch strings.ToLower(n.Callee) {
	case "contains", "startswith", "endswith":
		if !wanted {
			return nil
		}
		var gates []string
		for _, argument := range n.Args {
			gates = union(gates, gatesIn(argument))
		}
		return gates
	}
	return nil
}

// accessed reads a bare property, of which only `fork` is true or false: wanted false keeps forks out.
func accessed(node actionlint.ExprNode, wanted bool) []string {
	for _, r := range (expression{node: node}).references() {
		if r.context == "github" && r.tail() == "fork" && !wanted {
			return []string{gateFork}
		}
	}
	return nil
}

func union(a, b []string) []string {
	for _, g := range b {
		if !slices.Contains(a, g) {
			a = append(a, g)
		}
	}
	return a
}

func gatesIn(node actionlint.ExprNode) []string {
	var gates []string
	for _, r := range (expression{node: node}).references() {
		if g := gateOf(r); g != "" {
			gates = union(gates, []string{g})
		}
	}
	return gates
}

// gateOf is what a property of the github context says about who started the run.
func gateOf(r reference) string {
	if r.context != "github" || len(r.path) == 0 {
		return ""
	}
	full := strings.Join(r.path, ".")
	switch {
	case r.tail() == "author_association":
		return gateAssociation
	case full == "actor", full == "actor_id", full == "triggering_actor", strings.HasSuffix(full, "user.login"),
		strings.HasSuffix(full, "sender.login"), strings.HasSuffix(full, "actor.login"), strings.HasSuffix(full, "user.id"):
		return gateActor
	case strings.Contains(full, "label"):
		return gateLabel
	case strings.Contains(full, "head.repo"), strings.Contains(full, "head_repository"):
		return gateFork
	case full == "repository_owner", strings.HasSuffix(full, "repository.owner.login"):
		return gateOwner
	case full == "repository", full == "repository_id", full == "event.repository.full_name":
		return gateRepository
	case full == "event_name", full == "event.action", full == "event.workflow_run.event":
		return gateEvent
	case full == "ref", full == "ref_name", full == "ref_type", full == "base_ref":
		return gateRef
	}
	return ""
}
