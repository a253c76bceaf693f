package policies

import (
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// moduleWriter writes what moduleReader reads.
type moduleWriter struct {
	out    []byte
	places map[string]int
	table  []string
}

func writtenModule(m *ast.Module) []byte {
	w := &moduleWriter{places: map[string]int{}}
	w.ref(m.Package.Path)
	w.number(len(m.Rules))
	for _, rule := range m.Rules {
		w.rule(rule)
	}
	var head moduleWriter
	head.number(len(w.table))
	for _, s := range w.table {
		head.bytes([]byte(s))
	}
	return append(head.out, w.out...)
}

func (w *moduleWriter) number(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) }

func (w *moduleWriter) bytes(data []byte) {
	w.number(len(data))
	w.out = append(w.out, data...)
}

func (w *moduleWriter) string(s string) {
	i, ok := w.places[s]
	if !ok {
		i = len(w.table)
		w.places[s], w.table = i, append(w.table, s)
	}
	w.number(i)
}

func marksOf(marks ...bool) (all int) {
	for i, set := range marks {
		if set {
			all |= 1 << i
		}
	}
	return all
}

func (w *moduleWriter) rule(r *ast.Rule) {
	h := r.Head
	w.number(marksOf(r.Default, h.Assign, h.Key != nil, h.Value != nil, r.Else != nil))
	w.number(r.Location.Row)
	w.string(string(h.Name))
	w.ref(h.Reference)
	w.terms(h.Args)
	for _, t := range []*ast.Term{h.Key, h.Value} {
		if t != nil {
			w.term(t)
		}
	}
	w.body(r.Body)
	if r.Else != nil {
		w.rule(r.Else)
	}
}

func (w *moduleWriter) body(b ast.Body) {
	w.number(len(b))
	for _, e := range b {
		w.expression(e)
	}
}

func (w *moduleWriter) expression(e *ast.Expr) {
	several, isSeveral := e.Terms.([]*ast.Term)
	every, isEvery := e.Terms.(*ast.Every)
	w.number(marksOf(e.Negated, e.Generated, isSeveral, isEvery))
	row := 1
	if e.Location != nil {
		row = e.Location.Row
	}
	w.number(row)
	switch {
	case isEvery:
		w.term(every.Key)
		w.term(every.Value)
		w.term(every.Domain)
		w.body(every.Body)
	case isSeveral:
		w.terms(several)
	default:
		w.term(e.Terms.(*ast.Term))
	}
	w.number(len(e.With))
	for _, with := range e.With {
		w.term(with.Target)
		w.term(with.Value)
	}
}

func (w *moduleWriter) terms(all []*ast.Term) {
	w.number(len(all))
	for _, t := range all {
		w.term(t)
	}
}

func (w *moduleWriter) ref(r ast.Ref) { w.terms(r) }

func (w *moduleWriter) term(t *ast.Term) {
	switch v := t.Value.(type) {
	case ast.Null:
		w.number(valueNull)
	case ast.Boolean:
		w.number(valueFalse + marksOf(bool(v)))
	case ast.Number:
		w.number(valueNumber)
		w.string(string(v))
	case ast.String:
		w.number(valueString)
		w.string(string(v))
	case ast.Var:
		w.number(valueVar)
		w.string(string(v))
	case ast.Ref:
		w.number(valueRef)
		w.ref(v)
	case ast.Call:
		w.number(valueCall)
		w.terms(v)
	case *ast.Array:
		w.number(valueArray)
		var all []*ast.Term
		v.Foreach(func(t *ast.Term) { all = append(all, t) })
		w.terms(all)
	case ast.Set:
		w.number(valueSet)
		w.terms(v.Slice())
	case ast.Object:
		w.number(valueObject)
		w.number(v.Len())
		v.Foreach(func(key, value *ast.Term) { w.term(key); w.term(value) })
	case *ast.ArrayComprehension:
		w.number(valueArrayComprehension)
		w.term(v.Term)
		w.body(v.Body)
	case *ast.SetComprehension:
		w.number(valueSetComprehension)
		w.term(v.Term)
		w.body(v.Body)
	case *ast.ObjectComprehension:
		w.number(valueObjectComprehension)
		w.term(v.Key)
		w.term(v.Value)
		w.body(v.Body)
	default:
		panic(fmt.Sprintf("a compiled module has a %T", v))
	}
}

// compiledAnew is the pack as its source compiles, by ID, with the modules and the list of them.
func compiledAnew(t *testing.T) (modules map[string]*ast.Module, list []byte) {
	t.Helper()
	parsed := parsedPack(t)
	modules = map[string]*ast.Module{}
	var w moduleWriter
	for _, id := range slices.Sorted(maps.Keys(parsed)) {
		p := parsed[id]
		m, err := p.module()
		if err != nil {
			t.Fatal(err)
		}
		compiler := newPackCompiler()
		if err := compile(compiler, map[string]*ast.Module{p.file: m}, compileLimit); err != nil {
			t.Fatal(err)
		}
		source, err := readFile(pack, p.file)
		if err != nil {
			t.Fatal(err)
		}
		modules[id] = compiler.Modules[p.file]
		w.bytes([]byte(id))
		w.number(int(checksum(source)))
		w.bytes(writtenModule(modules[id]))
	}
	return modules, w.out
}

func TestPackIsCompiled(t *testing.T) {
	modules, list := compiledAnew(t)
	if *update {
		if err := os.WriteFile("pack.compiled", list, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(packCompiled) != string(list) {
		t.Error("pack.compiled is not what the policies compile to: go test ./policies -run TestPackIs -update")
	}
	for id, c := range readCompiled(list) {
		m, err := readModule(id, c.data)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if want := modules[id]; len(m.Rules) != len(want.Rules) || !m.Package.Equal(want.Package) {
			t.Errorf("%s: another module is read than was written", id)
		}
		for i, rule := range m.Rules {
			if !rule.Equal(modules[id].Rules[i]) {
				t.Errorf("%s: %v is read of %v", id, rule, modules[id].Rules[i])
			}
		}
	}
}

// FuzzReadModule reads damaged modules: a policy is then compiled from its source.
func FuzzReadModule(f *testing.F) {
	for _, c := range compiledModules() {
		f.Add(c.data)
		break
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		readCompiled(data)
		if m, err := readModule("x.rego", data); err == nil && m.Package == nil {
			t.Error("a module without a package")
		}
	})
}
