package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// demand is what an `if:` takes to hold: nothing brings it about, or the gates do.
type demand struct {
	never bool
	gates []nhi.Gate
}

// and is what it takes for both.
func (d demand) and(other demand) demand {
	return demand{d.never || other.never, union(d.gates, other.gates)}
}

// or is what it takes for the easier of the two.
func (d demand) or(other demand) demand {
	switch {
	case d.never:
		return other
	case other.never:
		return d
	}
	return demand{gates: easier(d.gates, other.gates)}
}

// easier is the set of gates that keeps fewer out: of two that both keep strangers out, what they have in common, or
// where that is nothing, what both are made of.
func easier(a, b []nhi.Gate) []nhi.Gate {
	common := slices.DeleteFunc(slices.Clone(a), func(g nhi.Gate) bool { return !slices.Contains(b, g) })
	switch {
	case len(common) == len(a), len(common) < len(b) && !slices.ContainsFunc(a, firm):
		return a
	case len(common) == len(b), !slices.ContainsFunc(b, firm):
		return b
	case slices.ContainsFunc(common, firm):
		return common
	}
	return union(slices.Clone(a), b)
}

// circumstance judges conditions at one moment.
type circumstance struct {
	moment
	file *file
	jobs map[string]*actionlint.Job // by ID in lower case
	met  map[string]demand          // what it takes for a job to run, by its ID in lower case
}

// job is what it takes for a job to run: its own condition and, unless that has a word on how they end, those of all
// that it needs.
func (c *circumstance) job(id string) demand {
	id = strings.ToLower(id)
	j := c.jobs[id]
	if j == nil {
		return demand{}
	}
	if known, ok := c.met[id]; ok {
		return known
	}
	c.met[id] = demand{} // a job that needs itself never ran
	d := c.condition(j.If)
	if !c.file.asksHowEnded(j.If) {
		for _, need := range j.Needs {
			d = d.and(c.job(need.Value))
			if isElsewhere(c.jobs[strings.ToLower(need.Value)]) {
				d.gates = union(d.gates, []nhi.Gate{nhi.GateElsewhere})
			}
		}
	}
	c.met[id] = d
	return d
}

// isElsewhere tells whether a job is a workflow of another repository, which may refuse strangers and was not read.
func isElsewhere(j *actionlint.Job) bool {
	return j != nil && j.WorkflowCall != nil && j.WorkflowCall.Uses != nil && actionRef(j.WorkflowCall.Uses.Value, "").Pin != nhi.PinLocal
}

// condition is what an `if:` takes to hold.
func (c *circumstance) condition(condition *actionlint.String) demand {
	var d demand
	for _, e := range c.file.conditions(condition) {
		d = d.and(c.demanded(e.node, true))
	}
	return d
}

// conditions are the parsed expressions of an `if:`.
func (f *file) conditions(condition *actionlint.String) []expression {
	if condition == nil {
		return nil
	}
	if known, ok := f.judged[condition]; ok {
		return known
	}
	parsed, _ := expressions(condition.Value, true)
	if strings.Contains(condition.Value, "${{") && !isOneExpression(condition.Value) {
		parsed = nil // text around an expression makes it a text, which is always true
	}
	f.judged[condition] = parsed
	return parsed
}

func isOneExpression(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "${{") && strings.HasSuffix(text, "}}") && strings.Count(text, "${{") == 1
}

// endings are the functions by which a job runs however those ended that it needs.
var endings = []string{"always", "failure", "cancelled"}

func (f *file) asksHowEnded(condition *actionlint.String) bool {
	return slices.ContainsFunc(f.conditions(condition), func(e expression) bool {
		asked := false
		actionlint.VisitExprNode(e.node, func(node, _ actionlint.ExprNode, entering bool) {
			call, ok := node.(*actionlint.FuncCallNode)
			asked = asked || entering && ok && slices.Contains(endings, strings.ToLower(call.Callee))
		})
		return asked
	})
}

// demanded is what it takes for an expression to be true, or false where wanted is false.
func (c *circumstance) demanded(node actionlint.ExprNode, wanted bool) demand {
	switch n := node.(type) {
	case *actionlint.NotOpNode:
		return c.demanded(n.Operand, !wanted)
	case *actionlint.LogicalOpNode:
		left, right := c.demanded(n.Left, wanted), c.demanded(n.Right, wanted)
		if (n.Kind == actionlint.LogicalOpNodeKindAnd) == wanted {
			return left.and(right)
		}
		return left.or(right)
	case *actionlint.CompareOpNode:
		return c.compared(n, wanted)
	case *actionlint.FuncCallNode:
		return c.called(n, wanted)
	}
	if v, known := c.value(node); known {
		return demand{never: v.truthy() != wanted}
	}
	return demand{gates: union(accessed(node, wanted), c.decidedBefore(node, wanted))}
}

func (c *circumstance) compared(n *actionlint.CompareOpNode, wanted bool) demand {
	if !n.Kind.IsEqualityOp() {
		return demand{}
	}
	equal := (n.Kind == actionlint.CompareOpNodeKindEq) == wanted
	left, leftKnown := c.value(n.Left)
	right, rightKnown := c.value(n.Right)
	switch {
	case leftKnown && rightKnown:
		return demand{never: left.equals(right) != equal}
	case rightKnown && right.isBool():
		return c.demanded(n.Left, right.truthy() == equal)
	case leftKnown && left.isBool():
		return c.demanded(n.Right, left.truthy() == equal)
	case rightKnown:
		return c.with(n.Left, right, equal)
	case leftKnown:
		return c.with(n.Right, left, equal)
	case equal:
		return demand{gates: comparedGates(n.Left, n.Right)}
	}
	return demand{}
}

// with is what it takes for an expression to have, or not to have, a value.
func (c *circumstance) with(node actionlint.ExprNode, v value, equal bool) demand {
	if need, ok := neededBy(node); ok && ran(v.text, equal) {
		return c.job(need)
	}
	if v.kind == valueNull {
		return demand{never: equal && c.has(node)}
	}
	if decided := c.decidedBefore(node, equal == affirms(v.text)); len(decided) > 0 {
		return demand{gates: decided}
	}
	if !equal {
		return demand{}
	}
	if c.isNoRef(node, v.text, true) {
		return demand{never: true}
	}
	return demand{gates: gatesFor(node, v.text)}
}

// affirms tells whether an output with the text says yes to something.
func affirms(text string) bool {
	return !slices.Contains([]string{"", "0", "false", "no", "none", "null"}, strings.ToLower(text))
}

// neededBy reads needs.<job>.result.
func neededBy(node actionlint.ExprNode) (job string, ok bool) {
	references := (expression{node: node}).references()
	if len(references) != 1 || references[0].context != "needs" || len(references[0].path) != 2 || references[0].tail() != "result" {
		return "", false
	}
	return references[0].path[0], true
}

// ran tells whether a job whose result is so compared has run.
func ran(result string, equal bool) bool {
	return equal && (result == "success" || result == "failure") || !equal && result == "skipped"
}

func (c *circumstance) called(n *actionlint.FuncCallNode, wanted bool) demand {
	callee := strings.ToLower(n.Callee)
	if callee == "always" {
		return demand{never: !wanted}
	}
	if !slices.Contains([]string{"contains", "startswith", "endswith"}, callee) || len(n.Args) != 2 {
		return demand{}
	}
	if holds, known := c.searched(callee, n.Args); known {
		return demand{never: holds != wanted}
	}
	if decided := c.decidedBefore(n.Args[0], wanted); len(decided) > 0 {
		return demand{gates: decided}
	}
	if !wanted {
		return demand{}
	}
	if part, known := c.value(n.Args[1]); known && callee != "endswith" && strings.HasPrefix(part.text, "refs/") && c.isNoRef(n.Args[0], part.text, false) {
		return demand{never: true}
	}
	return demand{gates: searchedGates(callee, n.Args)}
}

// searched tells what a function of two known texts gives.
func (c *circumstance) searched(callee string, arguments []actionlint.ExprNode) (holds, known bool) {
	part, known := c.value(arguments[1])
	if !known {
		return false, false
	}
	if list, ok := listed(arguments[0]); ok && callee == "contains" {
		return slices.ContainsFunc(list, func(item string) bool { return strings.EqualFold(item, part.text) }), true
	}
	whole, known := c.value(arguments[0])
	if !known {
		return false, false
	}
	text, sought := strings.ToLower(whole.text), strings.ToLower(part.text)
	switch callee {
	case "startswith":
		return strings.HasPrefix(text, sought), true
	case "endswith":
		return strings.HasSuffix(text, sought), true
	}
	return strings.Contains(text, sought), true
}

// refKinds is how github.ref can begin at this moment, nothing where that is not known. What strangers bring about runs on
// a branch, but for pull requests, of which a merged one that is closed may run on the branch that it went to.
func (c *circumstance) refKinds() []string {
	switch {
	case c.event == "":
		return nil
	case slices.Contains(forkEvents, c.event) && c.action == "closed":
		return []string{"refs/pull/", "refs/heads/"}
	case slices.Contains(forkEvents, c.event):
		return []string{"refs/pull/"}
	case c.stranger || c.event == "schedule":
		return []string{"refs/heads/"}
	}
	return nil
}

// isNoRef tells of github.ref that it is not the text at this moment, or does not begin with it.
func (c *circumstance) isNoRef(node actionlint.ExprNode, text string, whole bool) bool {
	references := (expression{node: node}).references()
	kinds := c.refKinds()
	if len(kinds) == 0 || len(references) != 1 || !references[0].is("github", "ref") {
		return false
	}
	text = strings.ToLower(text)
	return !slices.ContainsFunc(kinds, func(kind string) bool {
		return strings.HasPrefix(text, kind) || !whole && strings.HasPrefix(kind, text)
	})
}
