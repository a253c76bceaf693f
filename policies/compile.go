package policies

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// parse reads a module with its annotations, as Rego v1 and with the allowed builtins only.
func parse(file, source string) (*ast.Module, error) { return parseWith(file, source, true) }

// parseWith reads a module, with its annotations or without.
func parseWith(file, source string, annotations bool) (*ast.Module, error) {
	m, err := ast.ParseModuleWithOpts(file, source, ast.ParserOptions{
		ProcessAnnotation: annotations, RegoVersion: ast.RegoV1, Capabilities: testCapabilities(),
	})
	if err != nil {
		return nil, regoError(err)
	}
	if m == nil {
		return nil, &Error{Message: "the file holds no Rego module", Position: file}
	}
	for _, a := range m.Annotations {
		if len(a.Schemas) > 0 { // a schema annotation can name files and addresses
			return nil, &Error{Message: "schema annotations are not allowed in a policy", Position: position(a.Location, file)}
		}
	}
	return m, nil
}

// newPackCompiler is the compiler of the built-in policies. They were checked in all strictness by tests: here
// only what evaluation needs is done.
func newPackCompiler() *ast.Compiler {
	return newCompiler(policyCapabilities()).WithSkipStages(stagesTested...)
}

// stagesTested are the compiler's that only check, and those for what evaluation does not need.
var stagesTested = []ast.StageID{
	ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports, ast.StageCheckVoidCalls,
	ast.StageParseMetadataBlocks, ast.StageSetAnnotationSet, ast.StageRewriteRegoMetadataCalls,
	ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckRecursion,
	ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins, ast.StageBuildRequiredCapabilities,
}

// newCompiler is the compiler of modules that are what policies may be.
func newCompiler(c *ast.Capabilities) *ast.Compiler {
	return ast.NewCompiler().
		WithCapabilities(c).
		WithDefaultRegoVersion(ast.RegoV1).
		WithUseTypeCheckAnnotations(false)
}

// newStrictCompiler checks besides: that every field of input exists, and Rego's strict mode.
func newStrictCompiler(c *ast.Capabilities) *ast.Compiler {
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, documentSchema())
	return newCompiler(c).WithStrict(true).WithSchemas(schemas)
}

// compile compiles modules within a time limit: a compiler cannot be interrupted, and the
// modules may be a stranger's.
func compile(c *ast.Compiler, modules map[string]*ast.Module, limit time.Duration) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("the Rego compiler failed: %v", r)
			}
		}()
		c.Compile(modules)
		if c.Failed() {
			done <- regoError(c.Errors)
			return
		}
		done <- nil
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return &Error{Message: fmt.Sprintf("the policies did not compile within %s", limit), Advice: "make the policies simpler"}
	}
}

// regoError is the first error of OPA's, by position, as one of ours.
func regoError(err error) error {
	var several ast.Errors
	if one := (*ast.Error)(nil); errors.As(err, &one) {
		several = ast.Errors{one}
	} else if !errors.As(err, &several) || len(several) == 0 {
		return &Error{Message: clean(err.Error(), maximumMessage)}
	}
	several = slices.Clone(several)
	nhi.Sort(several, func(a, b *ast.Error) int { return strings.Compare(a.Error(), b.Error()) })
	first := several[0]
	message := first.Message
	if n := len(several) - 1; n > 0 {
		message += fmt.Sprintf(" (and %d more)", n)
	}
	e := &Error{Message: clean(message, maximumMessage)}
	if d, ok := first.Details.(*ast.RefErrInvalidDetail); ok {
		e.Advice = fieldAdvice(d)
	}
	if first.Location != nil {
		e.Position = position(first.Location, first.Location.File)
	}
	for _, one := range several {
		e.Advice = cmp.Or(e.Advice, adviceFor(one.Message))
	}
	return e
}

// adviceFor says what to do about an error of OPA's whose words do not say it; "" when they do.
func adviceFor(message string) string {
	switch {
	case strings.Contains(message, "undefined function"):
		return "policies may call only pure functions; see docs/policies.md for the list"
	case strings.Contains(message, "unexpected eof"):
		return "the file ends in the middle of a rule: look for a brace, bracket, parenthesis or quote that is not closed"
	case strings.Contains(message, "var cannot be used for rule name"), strings.Contains(message, "`if` keyword is required"),
		strings.Contains(message, "`contains` keyword is required"):
		return "policies are Rego v1: write `findings contains {…} if {…}`"
	case strings.Contains(message, "non-terminated string"):
		return "close the quote on the same line, or use backquotes for text of several lines"
	}
	return ""
}

// fieldAdvice suggests the field that a mistyped one of input was meant to be.
func fieldAdvice(d *ast.RefErrInvalidDetail) string {
	var known []string
	for _, v := range d.OneOf {
		if s, ok := v.(ast.String); ok {
			known = append(known, string(s))
		}
	}
	name := ""
	if d.Pos < len(d.Ref) {
		name = strings.Trim(d.Ref[d.Pos].String(), `"`)
	}
	return suggestion(name, known, "docs/policy-input.schema.json has the fields of input")
}

var paramsRef = ast.InputRootRef.Append(ast.StringTerm("params"))

// checkParamRefs makes a parameter that METADATA does not declare an error: it would be
// undefined, and the policy would pass in silence.
func checkParamRefs(p *policy, m *ast.Module) error {
	var err error
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if err != nil || len(r) <= len(paramsRef) || !r.HasPrefix(paramsRef) {
			return err != nil
		}
		name, ok := r[2].Value.(ast.String)
		if !ok {
			return false
		}
		if _, known := p.metadata.Params[string(name)]; !known {
			err = &Error{
				Message:  fmt.Sprintf("input.params.%s is not among the METADATA's custom.params", string(name)),
				Advice:   suggestion(string(name), slices.Collect(maps.Keys(p.metadata.Params)), "declare it there, with a default"),
				Position: position(r[0].Location, p.file),
			}
		}
		return err != nil
	})
	return err
}
