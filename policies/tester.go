package policies

import (
	"context"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

// testLimit is how long one Rego test may take.
const testLimit = 10 * time.Second

// TestReport is the outcome of the Rego tests of a folder.
type TestReport struct {
	Tests []TestResult   // sorted by file and line
	Files []FileCoverage // of the policies, without their tests; sorted by name
}

// TestResult is the outcome of one test_ rule.
type TestResult struct {
	File    string
	Line    int
	Package string // e.g. "custom.no_friday_test"
	Name    string // e.g. "test_breaks"
	Passed  bool
	Skipped bool   // its name begins with todo_test_
	Detail  string // why it failed, and what it printed; may be ""
}

// FileCoverage is how much of a file the tests evaluated.
type FileCoverage struct {
	File      string
	Percent   float64
	Uncovered []LineRange
}

// LineRange is a range of lines, both ends included, from 1.
type LineRange struct{ First, Last int }

// Passed tells whether there was a test and none failed.
func (r TestReport) Passed() bool {
	return len(r.Tests) > 0 && !slices.ContainsFunc(r.Tests, func(t TestResult) bool { return !t.Passed && !t.Skipped })
}

// Coverage is the mean of the files' percentages, 0 without files.
func (r TestReport) Coverage() float64 {
	if len(r.Files) == 0 {
		return 0
	}
	sum := 0.0
	for _, f := range r.Files {
		sum += f.Percent
	}
	return sum / float64(len(r.Files))
}

// Test runs the Rego tests in the .rego files of fsys with the same restrictions as
// policies have when they judge, and tells what they cover. A module that does not parse
// or compile is an *Error with its position.
func Test(ctx context.Context, fsys fs.FS) (TestReport, error) {
	sources, err := readModules(fsys, func(string) bool { return true })
	if err != nil {
		return TestReport{}, err
	}
	modules := map[string]*ast.Module{}
	for file, source := range sources {
		if modules[file], err = parse(file, source); err != nil {
			return TestReport{}, err
		}
	}
	// The policies must hold in all strictness; their tests may leave fields of input out.
	if err := compile(newStrictCompiler(policyCapabilities()), copies(withoutTests(modules)), compileLimit); err != nil {
		return TestReport{}, err
	}
	runner, err := newRunner(modules)
	if err != nil {
		return TestReport{}, err
	}
	report := TestReport{Tests: runner.run(ctx), Files: runner.covered.report(modules)}
	return report, ctx.Err()
}

func isTest(file string) bool { return strings.HasSuffix(file, "_test.rego") }

func withoutTests(modules map[string]*ast.Module) map[string]*ast.Module {
	rest := maps.Clone(modules)
	maps.DeleteFunc(rest, func(file string, _ *ast.Module) bool { return isTest(file) })
	return rest
}

// copies are what a compiler may rewrite.
func copies(modules map[string]*ast.Module) map[string]*ast.Module {
	c := maps.Clone(modules)
	for file, m := range c {
		c[file] = m.Copy()
	}
	return c
}
