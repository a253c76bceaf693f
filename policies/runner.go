package policies

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/rollcall-dev/rollcall/nhi"
)

// runner runs Rego tests with what evaluation needs alone. OPA's own package for it would bring its bundles, its
// WebAssembly compiler and protobuf into the program, an eighth of its size. What a test is, and when it passes, are as there.
type runner struct {
	compiler *ast.Compiler
	tests    []regoTest
	covered  *covered
}

// regoTest is one rule whose name begins with test_, or with todo_test_.
type regoTest struct {
	pkg   ast.Ref // data.custom.no_friday_test
	ref   ast.Ref // test_breaks, within the package
	cases ast.Ref // of a table, test_breaks[name]: the rule that has every case, whether it holds or not; else nil
	at    *ast.Location
}

// newRunner finds the tests of modules, and compiles what they need.
func newRunner(modules map[string]*ast.Module) (*runner, error) {
	r := &runner{
		compiler: newCompiler(testCapabilities()).WithEnablePrintStatements(true),
		covered:  &covered{files: map[string]map[span]bool{}},
	}
	modules = copies(modules)
	named := map[string]int{}
	for _, file := range slices.Sorted(maps.Keys(modules)) {
		r.find(modules[file], named)
	}
	return r, compile(r.compiler, modules, compileLimit)
}

// find lists a module's tests. Rules of one name would be one rule with several bodies, of which one is enough: each
// gets a name of its own. named counts them.
func (r *runner) find(m *ast.Module, named map[string]int) {
	for _, rule := range slices.Clone(m.Rules) {
		whole := rule.Head.Ref()
		length := testName(whole)
		if length == 0 {
			continue
		}
		ref := slices.Clone(whole[:length])
		key := m.Package.Path.Extend(ref).String()
		if n := named[key]; n > 0 {
			ref[length-1] = renamed(ref[length-1], func(name string) string { return fmt.Sprintf("%s#%02d", name, n) })
			rule.Head.SetRef(ref.Concat(whole[length:]))
		}
		named[key]++
		test := regoTest{pkg: m.Package.Path, ref: ref, at: rule.Loc()}
		if len(whole) > length {
			every := everyCase(rule, length)
			test.cases = every.Head.Ref()[:length]
			m.Rules = append(m.Rules, every)
		}
		r.tests = append(r.tests, test)
	}
}

// testName tells how many terms of a rule's name make a test's name, 0 of what is none.
func testName(ref ast.Ref) int {
	for i, term := range ref.GroundPrefix() {
		if name := text(term); strings.HasPrefix(name, "test_") || strings.HasPrefix(name, todo) {
			return i + 1
		}
	}
	return 0
}

// todo begins the names of tests that are not run.
const todo = "todo_test_"

func text(term *ast.Term) string {
	switch v := term.Value.(type) {
	case ast.Var:
		return string(v)
	case ast.String:
		return string(v)
	}
	return ""
}

// renamed is a term of a rule's name with another name.
func renamed(term *ast.Term, to func(string) string) *ast.Term {
	if _, first := term.Value.(ast.Var); first {
		return ast.VarTerm(to(text(term)))
	}
	return ast.StringTerm(to(text(term)))
}

// everyCase is the rule of a table without what it tests: the body as far as it says which cases there are, which
// is up to where the last variable of the case's name gets its value.
func everyCase(rule *ast.Rule, length int) *ast.Rule {
	every := rule.Copy()
	ref := every.Head.Ref()
	ref[length-1] = renamed(ref[length-1], func(name string) string { return "cases_of_" + name })
	every.Head.SetRef(ref)
	every.Head.Value = ast.BooleanTerm(true)
	every.Else = nil
	last := 0
	for _, term := range ref[length:] {
		ast.WalkVars(term, func(v ast.Var) bool {
			last = max(last, slices.IndexFunc(every.Body, func(e *ast.Expr) bool { return binds(e, v) }))
			return false
		})
	}
	every.Body = every.Body[:last+1]
	every.Module = rule.Module
	return every
}

// binds tells whether an expression can give a variable its value.
func binds(e *ast.Expr, wanted ast.Var) (found bool) {
	declared, isDeclaration := e.Terms.(*ast.SomeDecl)
	if e.Negated || isDeclaration && !slices.ContainsFunc(declared.Symbols, func(t *ast.Term) bool { return !isVar(t) }) {
		return false
	}
	ast.WalkVars(e, func(v ast.Var) bool {
		found = found || v.Equal(wanted)
		return found
	})
	return found
}

func isVar(t *ast.Term) bool { _, ok := t.Value.(ast.Var); return ok }

// run runs all tests. Those that were not run when the context ended are left out.
func (r *runner) run(ctx context.Context) []TestResult {
	results := make([]TestResult, len(r.tests))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, test := range r.tests {
		group.Go(func() error {
			if ctx.Err() == nil {
				results[i] = r.result(ctx, test)
			}
			return nil
		})
	}
	_ = group.Wait() // no test gives an error: what went wrong is its result
	results = slices.DeleteFunc(results, func(t TestResult) bool { return t.Name == "" })
	nhi.Sort(results, func(a, b TestResult) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	return results
}

// result is the outcome of one test.
func (r *runner) result(ctx context.Context, test regoTest) TestResult {
	name := test.ref.String()
	result := TestResult{
		File: test.at.File, Line: test.at.Row, Package: strings.TrimPrefix(test.pkg.String(), "data."), Name: name,
	}
	if result.Skipped = strings.HasPrefix(text(test.ref[len(test.ref)-1]), todo); result.Skipped {
		return result
	}
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	var printed bytes.Buffer
	passed, detail, err := r.holds(ctx, test, &printed)
	result.Passed = passed && err == nil
	var details []string
	for _, part := range []string{message(ctx, err), strings.TrimSpace(printed.String()), detail} {
		if part != "" {
			details = append(details, clean(part, maximumMessage))
		}
	}
	result.Detail = strings.Join(details, "; ")
	return result
}

// message is why a test has no result.
func message(ctx context.Context, err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("it took more than %s", testLimit)
	}
	return err.Error()
}

// holds tells whether a test passes: its rule is true or, of a table, each of its cases.
func (r *runner) holds(ctx context.Context, test regoTest, printed *bytes.Buffer) (passed bool, detail string, err error) {
	value, err := r.value(ctx, test.pkg.Concat(stringsOf(test.ref)), printed)
	if err != nil || test.cases == nil {
		return value == true, "", err
	}
	cases, err := r.value(ctx, test.pkg.Concat(stringsOf(test.cases)), &bytes.Buffer{})
	if err != nil {
		return false, "", err
	}
	failed, all := failedCases(cases, value, "")
	switch {
	case all == 0:
		return false, "it has no cases", nil
	case len(failed) > 0:
		return false, "failed: " + strings.Join(failed, ", "), nil
	}
	return true, "", nil
}

// stringsOf is a rule's name as the rest of a reference to it.
func stringsOf(ref ast.Ref) ast.Ref {
	rest := make(ast.Ref, len(ref))
	for i, term := range ref {
		rest[i] = ast.StringTerm(text(term))
	}
	return rest
}

// failedCases names the cases of a table that do not hold, and tells how many cases there are.
func failedCases(cases, held any, prefix string) (failed []string, all int) {
	table, _ := cases.(map[string]any)
	holds, _ := held.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(table)) {
		whole := prefix + clean(name, maximumName)
		if _, deeper := table[name].(map[string]any); deeper {
			below, n := failedCases(table[name], holds[name], whole+"/")
			failed, all = append(failed, below...), all+n
			continue
		}
		if all++; holds[name] != true {
			failed = append(failed, whole)
		}
	}
	return failed, all
}

// value evaluates the rule that a reference names, nil where it is undefined, and notes what that covers.
func (r *runner) value(ctx context.Context, ref ast.Ref, printed *bytes.Buffer) (value any, err error) {
	const result = ast.Var("result")
	asked, end, err := newQuery(ctx, ast.NewBody(ast.Equality.Expr(ast.NewTerm(result), ast.NewTerm(ref))), r.compiler)
	if err != nil {
		return nil, err
	}
	defer end()
	var failures []topdown.Error
	err = asked.WithQueryTracer(r.covered).
		WithPrintHook(topdown.NewPrintHook(printed)).WithBuiltinErrorList(&failures).
		Iter(ctx, func(answer topdown.QueryResult) (err error) {
			value, err = ast.JSON(answer[result].Value)
			return err
		})
	for _, failure := range failures {
		err = cmp.Or(err, error(&failure))
	}
	return value, err
}
