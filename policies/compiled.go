package policies

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// packCompiled is the built-in policies as OPA's compiler rewrites them: to parse and compile those that have something to
// judge takes longer than to judge. TestPackIsCompiled writes it with -update. A policy that is missing there, or that is
// another one by now, is compiled when it is needed.
//
// It is a list of policies: an ID, the checksum of the source, and the module in the form that moduleReader reads.
//
//go:embed pack.compiled
var packCompiled []byte

var errCompiled = errors.New("not a compiled policy")

// compiledModule is a policy's module as it is in packCompiled.
type compiledModule struct {
	checksum uint32
	data     []byte
}

// compiledModules lists what packCompiled has, by the policies' IDs.
var compiledModules = sync.OnceValue(func() map[string]compiledModule { return readCompiled(packCompiled) })

// readCompiled reads a list of modules, and none where it is not what it should be.
func readCompiled(data []byte) map[string]compiledModule {
	all := map[string]compiledModule{}
	r := moduleReader{rest: data}
	for len(r.rest) > 0 && r.err == nil {
		id, checksum, module := r.bytes(), uint32(r.number()), r.bytes()
		all[string(id)] = compiledModule{checksum, module}
	}
	if r.err != nil {
		return nil
	}
	return all
}

// The kinds of values in a compiled module.
const (
	valueNull = iota
	valueFalse
	valueTrue
	valueNumber
	valueString
	valueVar
	valueRef
	valueArray
	valueObject
	valueSet
	valueArrayComprehension
	valueObjectComprehension
	valueSetComprehension
	valueCall
)

// Marks of expressions and rules in a compiled module.
const (
	markNegated = 1 << iota
	markGenerated
	markSeveral // its terms are a list: a call
	markEvery
)

const (
	markDefault = 1 << iota
	markAssign
	markKey
	markValue
	markElse
)

// moduleReader reads a module: a table of strings, then the package and the rules. Numbers are uvarints, and strings are
// named by their place in the table.
type moduleReader struct {
	rest    []byte
	strings []string
	file    string
	module  *ast.Module
	err     error
}

// readModule reads the module of a file.
func readModule(file string, data []byte) (*ast.Module, error) {
	r := moduleReader{rest: data, file: file, module: &ast.Module{}}
	r.strings = make([]string, r.count())
	for i := range r.strings {
		r.strings[i] = string(r.bytes())
	}
	r.module.Package = &ast.Package{Path: r.ref(), Location: r.location(1)}
	r.module.Rules = make([]*ast.Rule, r.count())
	for i := range r.module.Rules {
		r.module.Rules[i] = r.rule()
	}
	if r.err == nil && len(r.rest) > 0 {
		r.err = errCompiled
	}
	r.module.SetRegoVersionSpan(ast.RegoVersionSpanOf(ast.RegoV1))
	return r.module, r.err
}

func (r *moduleReader) number() uint64 {
	n, length := binary.Uvarint(r.rest)
	if length <= 0 {
		r.err, r.rest = errCompiled, nil
		return 0
	}
	r.rest = r.rest[length:]
	return n
}

// count is how many things follow, each of which takes a byte or more.
func (r *moduleReader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.err, r.rest = errCompiled, nil
		return 0
	}
	return int(n)
}

func (r *moduleReader) bytes() []byte {
	n := r.count()
	data := r.rest[:n]
	r.rest = r.rest[n:]
	return data
}

func (r *moduleReader) string() string {
	if i := r.number(); i < uint64(len(r.strings)) {
		return r.strings[i]
	}
	r.err = errCompiled
	return ""
}

func (r *moduleReader) location(row int) *ast.Location {
	return &ast.Location{File: r.file, Row: row, Col: 1}
}

func (r *moduleReader) rule() *ast.Rule {
	marks, at := r.number(), r.location(int(r.number()))
	head := &ast.Head{Name: ast.Var(r.string()), Reference: r.ref(), Args: r.terms(), Assign: marks&markAssign != 0, Location: at}
	if marks&markKey != 0 {
		head.Key = r.term()
	}
	if marks&markValue != 0 {
		head.Value = r.term()
	}
	rule := &ast.Rule{Head: head, Body: r.body(), Default: marks&markDefault != 0, Module: r.module, Location: at}
	if marks&markElse != 0 && r.err == nil {
		rule.Else = r.rule()
	}
	return rule
}

func (r *moduleReader) body() ast.Body {
	body := make(ast.Body, r.count())
	for i := range body {
		body[i] = r.expression(i)
	}
	return body
}

func (r *moduleReader) expression(index int) *ast.Expr {
	marks := r.number()
	e := &ast.Expr{Index: index, Negated: marks&markNegated != 0, Generated: marks&markGenerated != 0, Location: r.location(int(r.number()))}
	switch {
	case marks&markEvery != 0:
		e.Terms = &ast.Every{Key: r.term(), Value: r.term(), Domain: r.term(), Body: r.body(), Location: e.Location}
	case marks&markSeveral != 0:
		e.Terms = r.terms()
	default:
		e.Terms = r.term()
	}
	for range r.count() {
		e.With = append(e.With, &ast.With{Target: r.term(), Value: r.term(), Location: e.Location})
	}
	return e
}

func (r *moduleReader) terms() []*ast.Term {
	n := r.count()
	if n == 0 {
		return nil
	}
	all := make([]*ast.Term, n)
	for i := range all {
		all[i] = r.term()
	}
	return all
}

func (r *moduleReader) ref() ast.Ref { return r.terms() }

func (r *moduleReader) pairs() [][2]*ast.Term {
	all := make([][2]*ast.Term, r.count())
	for i := range all {
		all[i] = [2]*ast.Term{r.term(), r.term()}
	}
	return all
}

// term reads a value. Where something is wrong it is null, and the error is noted.
func (r *moduleReader) term() *ast.Term {
	if len(r.rest) == 0 {
		r.err = errCompiled
		return ast.NullTerm()
	}
	switch kind := r.number(); kind {
	case valueNull:
		return ast.NullTerm()
	case valueFalse, valueTrue:
		return ast.InternedTerm(kind == valueTrue)
	case valueNumber:
		return ast.NewTerm(ast.Number(r.string()))
	case valueString:
		return ast.InternedTerm(r.string())
	case valueVar:
		return ast.VarTerm(r.string())
	case valueRef:
		return ast.NewTerm(r.ref())
	case valueCall:
		return ast.NewTerm(ast.Call(r.terms()))
	default:
		return r.collection(kind)
	}
}

func (r *moduleReader) collection(kind uint64) *ast.Term {
	switch kind {
	case valueArray:
		return ast.ArrayTerm(r.terms()...)
	case valueObject:
		return ast.ObjectTerm(r.pairs()...)
	case valueSet:
		return ast.SetTerm(r.terms()...)
	case valueArrayComprehension:
		return ast.ArrayComprehensionTerm(r.term(), r.body())
	case valueObjectComprehension:
		return ast.ObjectComprehensionTerm(r.term(), r.term(), r.body())
	case valueSetComprehension:
		return ast.SetComprehensionTerm(r.term(), r.body())
	}
	r.err = fmt.Errorf("%w: a value of kind %d", errCompiled, kind)
	return ast.NullTerm()
}

// newReadyCompiler is the compiler of modules that are compiled: it finds out what evaluation looks up.
func newReadyCompiler() *ast.Compiler {
	return ast.NewCompiler().WithCapabilities(&ast.Capabilities{}).WithDefaultRegoVersion(ast.RegoV1).WithSkipStages(stagesDone...)
}

// stagesDone are the compiler's that a compiled module has behind it, and those that only check.
var stagesDone = append([]ast.StageID{
	ast.StageResolveRefs, ast.StageInitLocalVarGen, ast.StageRewriteRuleHeadRefs, ast.StageRemoveImports, ast.StageRewriteLocalVars,
	ast.StageRewriteTemplateStrings, ast.StageRewritePrintCalls, ast.StageRewriteExprTerms, ast.StageSetGraph, ast.StageRewriteComprehensionTerms,
	ast.StageRewriteRefsInHead, ast.StageRewriteWithValues, ast.StageCheckSafetyRuleBodies, ast.StageRewriteEquals, ast.StageRewriteDynamicTerms,
	ast.StageRewriteTestRulesForTracing,
}, stagesTested...)
