package policies

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
)

// maximumAlternatives of what a rule needs: of more the last conditions that multiply them are left out.
const maximumAlternatives = 24

// needsOf derives what a policy needs from its rules: each of the alternatives has what the conditions of one of them cannot do
// without. What stands in negations and comprehensions, and in forms that are not known here, is needed by nobody.
func needsOf(m *ast.Module) needs {
	var all strings.Builder
	for _, rule := range m.Rules {
		if name := rule.Head.Ref()[0].Value; name.Compare(ast.Var("findings")) != 0 && name.Compare(ast.Var("passes")) != 0 {
			continue
		}
		for _, paths := range (&conditions{module: m}).alternatives(rule.Body, map[ast.Var]string{}) {
			if len(paths) == 0 {
				return ""
			}
			all.WriteString(strings.Join(slices.Sorted(maps.Keys(paths)), " ") + "\n")
		}
	}
	return needs(all.String())
}

// conditions are those of a module's rules.
type conditions struct {
	module *ast.Module
	depth  int
}

// alternatives are the sets of paths one of which a body has all of; places is what its variables stand for.
func (c *conditions) alternatives(body ast.Body, places map[ast.Var]string) []map[string]bool {
	var found map[string]bool
	lists := map[ast.Var]ast.Body{} // comprehensions by the variable that they are assigned to
	var several [][]map[string]bool
	for again := true; again; { // in Rego the order does not count
		before, listed := maps.Clone(places), len(lists)
		found, several = map[string]bool{}, nil
		for _, e := range body {
			if e.Negated || len(e.With) > 0 {
				continue
			}
			pathsIn(e, places, lists, found)
			several = append(several, c.behind(e, places, lists)...)
		}
		again = !maps.Equal(before, places) || listed != len(lists)
	}
	maps.DeleteFunc(found, func(path string, _ bool) bool { return strings.Count(path, ".") < 2 }) // there always is something to judge
	all := []map[string]bool{found}
	for _, more := range several {
		if len(all)*len(more) <= maximumAlternatives {
			all = each(all, more)
		}
	}
	return all
}

// each joins every one of some with every one of more.
func each(some, more []map[string]bool) (all []map[string]bool) {
	for _, a := range some {
		for _, b := range more {
			both := maps.Clone(a)
			maps.Copy(both, b)
			all = append(all, both)
		}
	}
	return all
}

// behind is what the functions that a condition calls, and the lists that it takes elements of, need in their turn.
func (c *conditions) behind(e *ast.Expr, places map[ast.Var]string, lists map[ast.Var]ast.Body) (several [][]map[string]bool) {
	if c.depth++; c.depth > 4 {
		c.depth--
		return nil
	}
	defer func() { c.depth-- }()
	call := func(operator *ast.Term, operands []*ast.Term) {
		var all []map[string]bool
		for _, rule := range c.module.Rules {
			if ref, ok := operator.Value.(ast.Ref); !ok || len(rule.Head.Args) != len(operands) || !rule.Head.Ref().Equal(ref) {
				continue
			}
			for r := rule; r != nil; r = r.Else {
				given := map[ast.Var]string{}
				for i, operand := range operands {
					bind(rule.Head.Args[i], documentPath(operand, places), given)
				}
				all = append(all, c.alternatives(r.Body, given)...)
			}
		}
		if len(all) > 0 {
			several = append(several, all)
		}
	}
	walk := ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension, *ast.Every:
			return true
		case ast.Call:
			call(x[0], x[1:])
		case ast.Ref:
			if head, ok := x[0].Value.(ast.Var); ok && len(x) > 1 && lists[head] != nil {
				several = append(several, c.alternatives(lists[head], maps.Clone(places)))
			}
		}
		return false
	})
	if terms, ok := e.Terms.([]*ast.Term); ok {
		call(terms[0], terms[1:])
		if list := counted(terms, lists); list != nil {
			several = append(several, c.alternatives(list, maps.Clone(places)))
		}
	}
	walk.Walk(e)
	return several
}

// counted is the list of which a condition says that it is not empty: count(list) > 0.
func counted(terms []*ast.Term, lists map[ast.Var]ast.Body) ast.Body {
	if len(terms) != 3 || terms[0].String() != ast.GreaterThan.Name || terms[2].String() != "0" {
		return nil
	}
	count, ok := terms[1].Value.(ast.Call)
	if !ok || count[0].String() != ast.Count.Name {
		return nil
	}
	v, _ := count[1].Value.(ast.Var)
	return lists[v]
}

// pathsIn adds the paths without which a condition is undefined, and notes what variables stand for.
func pathsIn(e *ast.Expr, places map[ast.Var]string, lists map[ast.Var]ast.Body, found map[string]bool) {
	switch terms := e.Terms.(type) {
	case *ast.SomeDecl:
		for _, symbol := range terms.Symbols {
			if call, ok := symbol.Value.(ast.Call); ok { // some x in list, some i, x in list
				element, list := call[len(call)-2], call[len(call)-1]
				if path := documentPath(list, places); path != "" {
					bind(element, path+".*", places)
					found[path+".*"] = true
				}
			}
		}
	case *ast.Term:
		if path := documentPath(terms, places); path != "" {
			found[path+holds] = true
		}
	case []*ast.Term:
		if len(terms) == 3 && (e.IsAssignment() || e.IsEquality()) {
			bind(terms[1], documentPath(terms[2], places), places)
			bindList(terms[1], terms[2], lists)
		}
		for _, operand := range terms[1:] {
			operandPaths(operand, places, found)
		}
		if path, texts := comparedPath(terms, places); texts != nil {
			found[path+is+strings.Join(texts, or)] = true
		}
	}
}

// comparedPath is what a condition compares with texts: a == "b", a in {"b", "c"}.
func comparedPath(terms []*ast.Term, places map[ast.Var]string) (path string, texts []string) {
	if len(terms) != 3 || documentPath(terms[1], places) == "" {
		return "", nil
	}
	switch terms[0].String() {
	case ast.Equal.Name, ast.Equality.Name:
		texts = []string{textOf(terms[2])}
	case ast.Member.Name:
		if set, ok := terms[2].Value.(ast.Set); ok {
			set.Foreach(func(t *ast.Term) { texts = append(texts, textOf(t)) })
		}
	}
	if slices.Contains(texts, "") {
		return "", nil
	}
	return documentPath(terms[1], places), texts
}

// textOf is a text, true or false as it can stand in a need, else "".
func textOf(t *ast.Term) string {
	switch v := t.Value.(type) {
	case ast.Boolean:
		return v.String()
	case ast.String:
		if !strings.ContainsAny(string(v), holds+is+or) && !strings.ContainsFunc(string(v), unicode.IsSpace) {
			return string(v)
		}
	}
	return ""
}

// operandPaths adds what an operand is made of: a call of what is undefined is undefined.
func operandPaths(t *ast.Term, places map[ast.Var]string, found map[string]bool) {
	switch v := t.Value.(type) {
	case ast.Ref:
		if path := documentPath(t, places); path != "" {
			found[path] = true
		}
	case ast.Call:
		for _, operand := range v[1:] {
			operandPaths(operand, places, found)
		}
	}
}

func bind(t *ast.Term, path string, places map[ast.Var]string) {
	if v, ok := t.Value.(ast.Var); ok && path != "" {
		places[v] = path
	}
}

func bindList(t, list *ast.Term, lists map[ast.Var]ast.Body) {
	v, ok := t.Value.(ast.Var)
	if !ok {
		return
	}
	switch list := list.Value.(type) {
	case *ast.ArrayComprehension:
		lists[v] = list.Body
	case *ast.SetComprehension:
		lists[v] = list.Body
	}
}

// documentPath is the path of what a term refers to in input.identities or input.settings, "" for anything else.
func documentPath(t *ast.Term, places map[ast.Var]string) string {
	if v, ok := t.Value.(ast.Var); ok {
		return places[v]
	}
	ref, ok := t.Value.(ast.Ref)
	if !ok {
		return ""
	}
	head, ok := ref[0].Value.(ast.Var)
	path, rest := places[head], ref[1:]
	if ok && head == "input" && len(rest) > 0 {
		field, _ := rest[0].Value.(ast.String)
		if field == "identities" || field == "settings" {
			path, rest = string(field), rest[1:]
		}
	}
	if path == "" {
		return ""
	}
	for _, step := range rest {
		name, ok := step.Value.(ast.String)
		if !ok || strings.ContainsAny(string(name), ".* "+holds+is) {
			path += ".*" // an index or a key
			continue
		}
		path += "." + string(name)
	}
	return path
}

func TestNeeds(t *testing.T) {
	for name, test := range map[string]struct {
		rules string
		want  needs
	}{
		"a condition": {`findings contains 1 if { some id in input.identities; id.ended }`, "identities.*.ended!\n"},
		"a comparison": {`findings contains 1 if { some id in input.identities; id.kind == "runner"; id.level in {"b", "a"}; id.owner != "x"; id.n == 3 }`,
			"identities.*.kind identities.*.kind=runner identities.*.level identities.*.level=a|b identities.*.n identities.*.owner\n"},
		"an element's": {`findings contains 1 if { some id in input.identities; some use in id.uses; use.untrusted[_] == "fork"; count(use.gates) > 0 }`,
			"identities.*.uses.* identities.*.uses.*.gates identities.*.uses.*.untrusted.* identities.*.uses.*.untrusted.*=fork\n"},
		"out of order":           {`findings contains 1 if { use.job; some use in id.uses; some id in input.identities }`, "identities.*.uses.* identities.*.uses.*.job!\n"},
		"an assignment":          {`findings contains 1 if { some s in input.settings; a := s.actions; a.allowed == "all" }`, "settings.*.actions settings.*.actions.allowed settings.*.actions.allowed=all\n"},
		"a reference alone":      {`findings contains 1 if input.identities[_].ended`, "identities.*.ended!\n"},
		"passes as well":         {"findings contains 1 if { some id in input.identities; id.a }\npasses contains 1 if { some id in input.identities; id.b }", "identities.*.a!\nidentities.*.b!\n"},
		"one rule needs nothing": {"findings contains 1 if { some id in input.identities; id.a }\nfindings contains 1 if { some id in input.identities; not id.b }", ""},
		"a negation":             {`findings contains 1 if { some id in input.identities; not id.ended }`, ""},
		"a comprehension":        {`findings contains 1 if { some id in input.identities; count([u | some u in id.uses; u.a]) == 0 }`, ""},
		"a function's conditions": {"findings contains 1 if { some id in input.identities; f(id) }\nf(i) if i.ended\nf(i) if g(i.a)\ng(a) if { a.b == false }",
			"identities.*.ended!\nidentities.*.a identities.*.a.b identities.*.a.b=false\n"},
		"a function's value":            {"findings contains 1 if { some id in input.identities; f(id) > 1 }\nf(i) := i.n if { i.a } else := 3 if { i.b }", "identities.*.a!\nidentities.*.b!\n"},
		"a function that needs nothing": {"findings contains 1 if { some id in input.identities; f(id) }\nf(i) if i.ended\nf(i) if not i.a", ""},
		"a list's element": {`findings contains 1 if { some id in input.identities; all := [e | some e in id.exposures; e.issued]; first := all[0]; first.x }`,
			"identities.*.exposures.* identities.*.exposures.*.issued!\n"},
		"a list's own variable": {`findings contains 1 if { some id in input.identities; some e in id.uses; all := [1 | e.issued; some e in id.exposures]; all[0] == 1; e.job }`,
			"identities.*.exposures.* identities.*.exposures.*.issued! identities.*.uses.* identities.*.uses.*.job!\n"},
		"a list that is not empty": {`findings contains 1 if { some id in input.identities; all := {e | some e in id.exposures}; count(all) > 0 }`, "identities.*.exposures.*\n"},
		"what a function is given": {"findings contains 1 if { some id in input.identities; f(id.owner) }\nf(o) := o", "identities.*.owner\n"},
		"another input":            {`findings contains 1 if input.summary.identities > 3`, ""},
		"a key":                    {`findings contains 1 if { some id in input.identities; some k in ["a", "b"]; id[k] }`, "identities.*.*!\n"},
	} {
		t.Run(name, func(t *testing.T) {
			m := ast.MustParseModuleWithOpts("package p\n"+test.rules, ast.ParserOptions{RegoVersion: ast.RegoV1})
			if diff := cmp.Diff(test.want, needsOf(m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNeedsAreMet(t *testing.T) {
	things := ast.MustParseTerm(`[{"kind": "ci_secret", "ended": false, "uses": [{"job": "a"}, {"job": "b", "untrusted": ["fork"]}]}, {"owner": "x"}]`)
	for path, want := range map[string]bool{
		"identities.*.kind": true, "identities.*.kind!": true, "identities.*.owner": true, "identities.*.ended": true, "identities.*.ended!": false,
		"identities.*.uses.*.untrusted.*": true, "identities.*.uses.*.injection": false, "identities.*.kind.*": false, "identities.*.*!": true,
		"identities.*.kind=runner|ci_secret": true, "identities.*.kind=runner": false, "identities.*.ended=false": true, "identities.*.ended=true": false,
		"identities.*.uses.*.job=b": true, "settings.*.kind": false,
	} {
		if got := needs(path).met("identities", things, map[string]bool{}); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	for name, test := range map[string]struct {
		needs needs
		want  bool
	}{
		"none": {"", true}, "both of one": {"identities.*.kind identities.*.no\n", false}, "one of two": {"identities.*.no\nidentities.*.kind\n", true},
	} {
		if got := test.needs.met("identities", things, map[string]bool{}); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
