package policies

import (
	"cmp"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/tester"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// OPA's own runner is the reference: which tests there are, which of them pass, and what they cover.
func TestRunnerAgreesWithOPA(t *testing.T) {
	folders := map[string]map[string]string{
		"the pack": nil,
		"tests that fail": {"bank.rego": bank, "bank_test.rego": `package custom.bank_test
import data.custom.bank as policy
_findings(name) := found if {
	found := policy.findings with input as {"identities": [{"id": "x", "name": name}]}
}

test_true if count(_findings("OLD_1")) == 1
test_undefined if count(_findings("OLD_1")) == 2
test_twice if count(_findings("OLD_1")) == 1
test_twice if count(_findings("OLD_1")) == 7
todo_test_later if false
test_false := false
test_number := 7
test_broken if to_number("x") == 1
test_table[name] if {
	some name, case in {"a": ["OLD", 1], "b": ["FOO", 1], "c": ["NEW", 3]}
	count(_findings(case[0])) == case[1]
}
test_note[case.note] if {
	some case in [{"note": "one", "name": "OLD", "found": 1}, {"note": "two", "name": "OLD", "found": 2}]
	found := count(_findings(case.name))
	found == case.found
}
test_late[note] if {
	some i
	case := [{"note": "x", "found": 1}, {"note": "y", "found": 2}][i]
	note := case.note
	not case.found == 2
}
test_nested[group][name] if {
	some group, cases in {"p": {"q": 1, "r": 2}, "s": {"t": 1}}
	some name, found in cases
	found == 1
}
test_all[name] if {
	some name in ["a", "b"]
	name != "c"
}
`},
	}
	for name, sources := range folders {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			for file, source := range sources {
				files[file] = &fstest.MapFile{Data: []byte(source)}
			}
			modules := parsed(t, sources)
			want := reference(t, modules)
			var got TestReport
			var err error
			if sources == nil {
				got, err = Test(t.Context(), os.DirFS("."))
			} else {
				got, err = Test(t.Context(), files)
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Tests) == 0 {
				t.Fatal("no test was run")
			}
			for i := range got.Tests {
				got.Tests[i].Detail = ""
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("(-OPA +ours)\n%s", diff)
			}
		})
	}
}

// bank is a policy of which the tests above reach a part.
const bank = `# METADATA
# title: Bank
# description: For tests.
# custom:
#   severity: low
#   mode: advisory
package custom.bank

findings contains {"identity": identity.id, "message": message(identity)} if {
	some identity in input.identities
	message(identity)
}

message(identity) := "old" if startswith(identity.name, "OLD")

else := "new" if startswith(identity.name, "NEW")

message(identity) := concat("-", ["x", "y"]) if {
	identity.name == "Z"
	not startswith(identity.id, "q")
}
`

// parsed are the modules of the sources, or of the pack.
func parsed(t *testing.T, sources map[string]string) map[string]*ast.Module {
	t.Helper()
	if sources == nil {
		var err error
		if sources, err = readModules(os.DirFS("."), func(string) bool { return true }); err != nil {
			t.Fatal(err)
		}
	}
	modules := map[string]*ast.Module{}
	for file, source := range sources {
		m, err := parse(file, source)
		if err != nil {
			t.Fatal(err)
		}
		modules[file] = m
	}
	return modules
}

// reference is what OPA says of tests, without details.
func reference(t *testing.T, modules map[string]*ast.Module) TestReport {
	t.Helper()
	covered := cover.New()
	results, err := tester.NewRunner().
		SetCompiler(newCompiler(capabilities(printing, "internal.test_case")).WithEnablePrintStatements(true)).
		SetModules(copies(modules)).SetCoverageQueryTracer(covered).SetCoverageRuns(nil).SetTimeout(testLimit).
		CapturePrintOutput(true).RaiseBuiltinErrors(true).RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var report TestReport
	for r := range results {
		report.Tests = append(report.Tests, TestResult{
			File: r.Location.File, Line: r.Location.Row, Package: r.Package[len("data."):], Name: r.Name, Passed: r.Pass(), Skipped: strings.HasPrefix(r.Name, todo),
		})
	}
	nhi.Sort(report.Tests, func(a, b TestResult) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	for file, of := range covered.Report(modules).Files {
		if isTest(file) {
			continue
		}
		f := FileCoverage{File: file, Percent: of.Coverage}
		for _, missing := range of.NotCovered {
			f.Uncovered = append(f.Uncovered, LineRange{First: missing.Start.Row, Last: missing.End.Row})
		}
		report.Files = append(report.Files, f)
	}
	nhi.Sort(report.Files, func(a, b FileCoverage) int { return cmp.Compare(a.File, b.File) })
	return report
}

// What fails says which cases, what it printed, and why it has no result. A table without cases tests nothing.
func TestRunnerSaysWhatFailed(t *testing.T) {
	report, err := Test(t.Context(), fstest.MapFS{"bank.rego": {Data: []byte(bank)}, "bank_test.rego": {Data: []byte(`package custom.bank_test
test_table[name] if {
	some name, n in {"a": 1, "b": 2, "c": 3}
	n == 2
}
test_nested[group][name] if {
	some group, cases in {"p": {"q": 1, "r": 2}}
	some name, n in cases
	n == 1
}
test_empty[name] if {
	some name in []
	name == "a"
}
test_prints if {
	print("seen", 7)
	false
}
test_broken if to_number("x") == 1
`)}})
	if err != nil {
		t.Fatal(err)
	}
	details := map[string]string{}
	for _, r := range report.Tests {
		details[r.Name] = r.Detail
	}
	want := map[string]string{
		"test_table": "failed: a, c", "test_nested": "failed: p/r", "test_empty": "it has no cases", "test_prints": "seen 7",
		"test_broken": `bank_test.rego:19: eval_builtin_error: to_number: strconv.ParseFloat: parsing "x": invalid syntax`,
	}
	if diff := gocmp.Diff(want, details); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
