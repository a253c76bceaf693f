package policies

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/rollcall-dev/rollcall/nhi"
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
	covered := cover.New()
	results, err := tester.NewRunner().
		SetCompiler(newCompiler(testCapabilities()).WithEnablePrintStatements(true)).
		SetModules(copies(modules)).
		SetCoverageQueryTracer(covered).
		SetCoverageRuns(nil).
		SetParallel(runtime.GOMAXPROCS(0)).
		SetTimeout(testLimit).
		CapturePrintOutput(true).
		RaiseBuiltinErrors(true).
		RunTests(ctx, nil)
	if err != nil {
		return TestReport{}, regoError(err)
	}
	var report TestReport
	for r := range results {
		report.Tests = append(report.Tests, testResult(r))
	}
	nhi.Sort(report.Tests, func(a, b TestResult) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	report.Files = coverage(covered, modules)
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

func testResult(r *tester.Result) TestResult {
	t := TestResult{
		File: r.Location.File, Line: r.Location.Row, Package: strings.TrimPrefix(r.Package, "data."), Name: r.Name,
		Passed: r.Pass(), Skipped: r.Skip,
	}
	var details []string
	if r.Error != nil {
		details = append(details, clean(r.Error.Error(), maximumMessage))
	}
	if len(r.Output) > 0 {
		details = append(details, clean(strings.TrimSpace(string(r.Output)), maximumMessage))
	}
	if sub := failedCases(r.SubResults, ""); len(sub) > 0 {
		details = append(details, fmt.Sprintf("failed: %s", strings.Join(sub, ", ")))
	}
	t.Detail = strings.Join(details, "; ")
	return t
}

// failedCases names the failed cases of a table test.
func failedCases(results tester.SubResultMap, prefix string) []string {
	var failed []string
	for _, name := range slices.Sorted(maps.Keys(results)) {
		r := results[name]
		whole := prefix + clean(name, maximumName)
		deeper := failedCases(r.SubResults, whole+"/")
		failed = append(failed, deeper...)
		if r.Fail && len(deeper) == 0 {
			failed = append(failed, whole)
		}
	}
	return failed
}

func coverage(covered *cover.Cover, modules map[string]*ast.Module) []FileCoverage {
	report := covered.Report(modules)
	var files []FileCoverage
	for _, file := range slices.Sorted(maps.Keys(modules)) {
		r := report.Files[file]
		if isTest(file) || r == nil {
			continue
		}
		f := FileCoverage{File: file, Percent: r.Coverage}
		for _, missing := range r.NotCovered {
			f.Uncovered = append(f.Uncovered, LineRange{First: missing.Start.Row, Last: missing.End.Row})
		}
		files = append(files, f)
	}
	return files
}
