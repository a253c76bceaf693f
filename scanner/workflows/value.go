package workflows

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// value is what an expression is known to be. Of a truth value the text is true or false, of nothing it is "".
type value struct {
	kind valueKind
	text string
}

type valueKind int

const (
	valueText valueKind = iota
	valueBool
	valueNull
)

func (v value) isBool() bool { return v.kind == valueBool }

func (v value) truthy() bool { return v.text != "" && (v.kind != valueBool || v.text == "true") }

// equals compares as GitHub does: texts without regard to case, and nothing like what is empty or false.
func (v value) equals(other value) bool {
	if v.kind == other.kind {
		return strings.EqualFold(v.text, other.text)
	}
	if v.kind == valueNull || other.kind == valueNull {
		return !v.truthy() && !other.truthy()
	}
	return false
}

// value is what an expression is at this moment, when that is known.
func (c *circumstance) value(node actionlint.ExprNode) (v value, known bool) {
	switch n := node.(type) {
	case *actionlint.StringNode:
		return value{text: n.Value}, true
	case *actionlint.BoolNode:
		return value{valueBool, map[bool]string{true: "true", false: "false"}[n.Value]}, true
	case *actionlint.NullNode:
		return value{kind: valueNull}, true
	case *actionlint.ObjectDerefNode, *actionlint.IndexAccessNode:
		if references := (expression{node: node}).references(); len(references) == 1 {
			return c.property(references[0])
		}
	}
	return value{}, false
}

// property is what a property of the event is at this moment.
func (c *circumstance) property(r reference) (v value, known bool) {
	full := strings.Join(r.path, ".")
	switch {
	case c.event == "":
	case r.context == "inputs" && c.event != dispatchEvent:
		return value{kind: valueNull}, true
	case r.context != "github":
	case full == "event_name":
		return value{text: c.event}, true
	case full == "event.action" && !c.anyType:
		return value{text: c.action}, true
	case full == "ref_type" && len(c.refKinds()) > 0:
		return value{text: "branch"}, true
	case c.lacks(full):
		return value{kind: valueNull}, true
	}
	return value{}, false
}

// Events that are told apart by name.
const (
	dispatchEvent = "workflow_dispatch"
	callEvent     = "workflow_call"
)

// payload is a property of some events.
type payload struct {
	property string
	always   bool // those events have it whenever they are fired
	events   []string
}

// payloads is not all properties that events have, but those that conditions ask for.
var payloads = []payload{
	{"event.pull_request", true, []string{"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}},
	{"event.issue.pull_request", false, []string{"issue_comment"}},
	{"event.issue", true, []string{"issues", "issue_comment"}},
	{"event.comment", true, []string{"issue_comment", "commit_comment", "discussion_comment", "pull_request_review_comment"}},
	{"event.review", true, []string{"pull_request_review"}},
	{"event.discussion", true, []string{"discussion", "discussion_comment"}},
	{"event.workflow_run", true, []string{"workflow_run"}},
	{"event.release", true, []string{"release"}},
	{"event.schedule", true, []string{"schedule"}},
	{"event.inputs", false, []string{dispatchEvent}},
	{"event.client_payload", false, []string{"repository_dispatch"}},
	{"head_ref", true, []string{"pull_request", "pull_request_target"}},
}

// lacks tells whether this moment's event has no such property.
func (c *circumstance) lacks(property string) bool {
	for _, p := range payloads {
		if property == p.property || strings.HasPrefix(property, p.property+".") {
			return !slices.Contains(p.events, c.event)
		}
	}
	return false
}

// has tells whether an expression is a property that this moment's event has for certain.
func (c *circumstance) has(node actionlint.ExprNode) bool {
	references := (expression{node: node}).references()
	if len(references) != 1 || references[0].context != "github" {
		return false
	}
	full := strings.Join(references[0].path, ".")
	return slices.ContainsFunc(payloads, func(p payload) bool {
		return p.always && p.property == full && slices.Contains(p.events, c.event)
	})
}

// listed reads fromJSON('["a", "b"]').
func listed(node actionlint.ExprNode) (list []string, ok bool) {
	call, ok := node.(*actionlint.FuncCallNode)
	if !ok || !strings.EqualFold(call.Callee, "fromJSON") || len(call.Args) != 1 {
		return nil, false
	}
	text, ok := call.Args[0].(*actionlint.StringNode)
	if !ok || json.Unmarshal([]byte(text.Value), &list) != nil {
		return nil, false
	}
	return list, true
}
