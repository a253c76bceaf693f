package policies

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// field is how a struct's field appears in the document.
type field struct {
	index int
	name  string
	key   *ast.Term
	omit  bool // left out when zero
	tag   reflect.StructTag
}

var fieldsByType sync.Map // reflect.Type → []field

func fieldsOf(t reflect.Type) []field {
	if known, ok := fieldsByType.Load(t); ok {
		return known.([]field)
	}
	fields := make([]field, 0, t.NumField())
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields = append(fields, field{
			index: i, name: name, key: ast.StringTerm(name), omit: option == "omitempty", tag: t.Field(i).Tag,
		})
	}
	fieldsByType.Store(t, fields)
	return fields
}

// termOf makes the Rego value of a document's part, without the detour through JSON that
// OPA would take. Slices and maps are never null, so that policies can range over them.
func termOf(v reflect.Value) *ast.Term {
	switch v.Kind() {
	case reflect.Pointer:
		return termOf(v.Elem())
	case reflect.String:
		return ast.InternedTerm(v.String())
	case reflect.Uint8: // of a closed set
		return ast.InternedTerm(v.Interface().(fmt.Stringer).String())
	case reflect.Bool:
		return ast.InternedTerm(v.Bool())
	case reflect.Int:
		return ast.InternedTerm(int(v.Int()))
	case reflect.Slice:
		terms := make([]*ast.Term, v.Len())
		for i := range terms {
			terms[i] = termOf(v.Index(i))
		}
		return ast.ArrayTerm(terms...)
	case reflect.Map:
		return mapTerm(v)
	case reflect.Struct:
		return structTerm(v)
	}
	panic(fmt.Sprintf("policies: the document has a field of kind %s", v.Kind()))
}

func structTerm(v reflect.Value) *ast.Term {
	fields := fieldsOf(v.Type())
	pairs := make([][2]*ast.Term, 0, len(fields))
	for _, f := range fields {
		value := v.Field(f.index)
		if f.omit && value.IsZero() {
			continue
		}
		pairs = append(pairs, [2]*ast.Term{f.key, termOf(value)})
	}
	return ast.ObjectTerm(pairs...)
}

func mapTerm(v reflect.Value) *ast.Term {
	keys := v.MapKeys()
	nhi.Sort(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	pairs := make([][2]*ast.Term, 0, len(keys))
	for _, k := range keys {
		pairs = append(pairs, [2]*ast.Term{ast.InternedTerm(k.String()), termOf(v.MapIndex(k))})
	}
	return ast.ObjectTerm(pairs...)
}

// valueTerm makes the Rego value of v, decoded JSON.
func valueTerm(v any) (*ast.Term, error) {
	value, err := ast.InterfaceToValue(v)
	if err != nil {
		return nil, err
	}
	return ast.NewTerm(value), nil
}

// decoded is v as encoding/json decodes it: numbers as float64, maps with string keys.
func decoded(v any) (any, error) {
	encoded, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	err = json.Unmarshal(encoded, &out)
	return out, err
}
