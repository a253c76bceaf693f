package policies

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestWordsOfPolicies: a word that a policy compares a field of a closed set with is one of the set. A slip would never
// hold, in silence; Rego's own checks do not look at the values of a schema's enum.
func TestWordsOfPolicies(t *testing.T) {
	sets := closedSets(documentSchema(), map[string]map[string]bool{})
	checked := 0
	files, err := fs.Glob(pack, "*/policy.rego")
	if err != nil || len(files) == 0 {
		t.Fatalf("no policies: %v", err)
	}
	for _, file := range files {
		source, err := fs.ReadFile(pack, file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := parse(file, string(source))
		if err != nil {
			t.Fatal(err)
		}
		ast.WalkExprs(m, func(e *ast.Expr) bool {
			for field, words := range comparedWords(e) {
				for _, word := range words {
					if set, closed := sets[field]; closed && set != nil {
						checked++
						if !set[word] {
							t.Errorf("%s:%d: %s is never %q", path.Dir(file), e.Location.Row, field, word)
						}
					}
				}
			}
			return false
		})
	}
	if checked < 50 {
		t.Errorf("only %d words were checked", checked)
	}
}

// closedSets is the words of each field of a schema by the field's name; nil where a field of the name takes any text.
func closedSets(schema map[string]any, sets map[string]map[string]bool) map[string]map[string]bool {
	if items, ok := schema["items"].(map[string]any); ok {
		return closedSets(items, sets)
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range properties {
		property := property.(map[string]any)
		closedSets(property, sets)
		if property["type"] != "string" {
			continue
		}
		set, seen := sets[name]
		words, closed := property["enum"].([]any)
		switch {
		case !closed:
			sets[name] = nil
		case !seen:
			set = map[string]bool{}
			sets[name] = set
			fallthrough
		case set != nil:
			for _, word := range words {
				set[word.(string)] = true
			}
		}
	}
	return sets
}

// comparedWords is the texts that an expression compares a field with, by the field's name.
func comparedWords(e *ast.Expr) map[string][]string {
	if !e.IsCall() || len(e.Operands()) < 2 {
		return nil
	}
	left, right := e.Operand(0), e.Operand(1)
	switch operator := e.Operator().String(); {
	case operator == "equal", operator == "neq":
		if _, ok := left.Value.(ast.String); ok {
			left, right = right, left
		}
		if word, ok := right.Value.(ast.String); ok {
			return map[string][]string{fieldOf(left): {string(word)}}
		}
	case strings.HasSuffix(operator, "member_2"):
		var words []string
		if set, ok := right.Value.(ast.Set); ok {
			set.Foreach(func(member *ast.Term) {
				if word, ok := member.Value.(ast.String); ok {
					words = append(words, string(word))
				}
			})
		}
		return map[string][]string{fieldOf(left): words}
	}
	return nil
}

// fieldOf is the name of the field that a reference ends in.
func fieldOf(term *ast.Term) string {
	ref, ok := term.Value.(ast.Ref)
	if !ok || len(ref) < 2 {
		return ""
	}
	name, _ := ref[len(ref)-1].Value.(ast.String)
	return string(name)
}
