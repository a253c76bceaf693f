package policies

import (
	"fmt"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// maximumTogether is how many identities, or settings, a policy of the user's that compares them is given at once: they take a
// hundred megabytes.
const maximumTogether = 10_000

// heldBack are the chunks, by the policy's number, of policies that are asked once, when all batches are made.
type heldBack map[int]*heldChunk

type heldChunk struct {
	field    string
	terms    []*ast.Term
	subjects []judged
}

func (h heldBack) add(i int, chunks []chunk) {
	for _, ch := range chunks {
		if h[i] == nil {
			h[i] = &heldChunk{field: ch.field}
		}
		ch.terms.Value.(*ast.Array).Foreach(func(t *ast.Term) { h[i].terms = append(h[i].terms, t) })
		h[i].subjects = append(h[i].subjects, ch.subjects...)
	}
}

func (h *heldChunk) chunk() []chunk {
	return []chunk{{field: h.field, terms: ast.ArrayTerm(h.terms...), subjects: h.subjects}}
}

// size is how many identities, or settings, there are of those that a policy judges one by one.
func (e *evaluation) size(c *configured) int {
	switch {
	case c.metadata.Subject == subjectSettings:
		return len(e.homes)
	case c.metadata.Subject.perIdentity():
		return len(e.entries)
	}
	return 0
}

// inParts tells whether a policy would see only a part of what it compares at a time.
func (e *evaluation) inParts(c *configured) bool { return c.across && e.size(c) > e.atATime }

// isHeldBack tells whether a policy is asked once, about all that it judges.
func (e *evaluation) isHeldBack(c *configured) bool {
	return e.inParts(c) && e.size(c) <= e.set.maximumTogether
}

// unseen is the gap of a policy that compares more than it can be given at once.
func (e *evaluation) unseen(c *configured) nhi.Gap {
	return nhi.Gap{
		Source: "policies", Scope: "policy " + c.ID, Reason: nhi.GapUndecided,
		Detail: fmt.Sprintf("The policy looks for identities or settings among one another, and there are %d: it was given %d at a time, and may be wrong about what lies in different parts.",
			e.size(c), e.atATime),
	}
}

// comparisons are the places where a policy could see more identities, or settings, than one at a time.
func comparisons(m *ast.Module) (wrong []string) {
	for _, rule := range m.Rules {
		name := rule.Head.Ref().String()
		says := name == "findings" || name == "passes"
		taken := 0
		ast.WalkRefs(rule, func(ref ast.Ref) bool {
			switch field := documentField(ref); {
			case field == "identities" || field == "settings":
				if taken++; !says || len(ref) > 2 || taken > 1 || !takesOne(rule.Body, ref) {
					wrong = append(wrong, fmt.Sprintf("%s reads %s", name, ref))
				}
			case field == "":
				wrong = append(wrong, fmt.Sprintf("%s reads all of input", name))
			}
			return false
		})
		ast.WalkVars(rule.Body, func(v ast.Var) bool {
			if v == "findings" || v == "passes" {
				wrong = append(wrong, fmt.Sprintf("%s reads %s", name, v))
			}
			return false
		})
	}
	return wrong
}

// documentField is the field of the input that a reference is to; "" where it is not told, and "-" for other references.
func documentField(ref ast.Ref) string {
	if !ref[0].Equal(ast.InputRootDocument) {
		return "-"
	}
	if len(ref) == 1 {
		return ""
	}
	field, _ := ref[1].Value.(ast.String)
	return string(field)
}

// takesOne tells whether a condition of a body takes an element of what a reference is to.
func takesOne(body ast.Body, ref ast.Ref) bool {
	return slices.ContainsFunc(body, func(e *ast.Expr) bool {
		some, ok := e.Terms.(*ast.SomeDecl)
		if !ok || len(some.Symbols) != 1 {
			return false
		}
		call, ok := some.Symbols[0].Value.(ast.Call)
		return ok && call[len(call)-1].Value.Compare(ref) == 0
	})
}
